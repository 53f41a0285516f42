#!/bin/sh
# Before the program goes: what runs is stopped, and the tools that point here get their own addresses back, for the
# user who removes it. What belongs to other users is only told: their files are theirs.
case "$1" in remove | 0) ;; *) exit 0 ;; esac # else it is an upgrade

program=/usr/lib/tollgate/tollgate

running() {
    for process in /proc/[0-9]*; do
        [ "$process/exe" -ef "$program" ] && echo "${process#/proc/}"
    done
}

pids=$(running)
if [ -n "$pids" ]; then
    echo "Tollgate is stopped."
    kill $pids 2>/dev/null
    waited=0
    while [ -n "$(running)" ] && [ "$waited" -lt 100 ]; do
        sleep 0.1
        waited=$((waited + 1))
    done
fi

user=${SUDO_USER:-}
[ -n "$user" ] || [ -z "${PKEXEC_UID:-}" ] || user=$(getent passwd "$PKEXEC_UID" | cut -d: -f1)
[ -n "$user" ] || user=$(id -un)
home=$(getent passwd "$user" | cut -d: -f6)

as_user() {
    runuser -u "$user" -- env -i HOME="$home" USER="$user" LOGNAME="$user" PATH=/usr/bin:/bin "$@"
}

connected() { # whether tools point here in the home that is named
    [ -n "$(find "$1/.local/share/Tollgate/connections" -maxdepth 1 -name '*.json' 2>/dev/null | head -n 1)" ]
}

if [ -d "$home" ]; then
    connected "$home" && as_user timeout 60 "$program" disconnect --all </dev/null
    as_user sh -c '
        wanted="$HOME/.config/systemd/user/default.target.wants/tollgate.service"
        [ ! -L "$wanted" ] || rm -f "$wanted"
        rm -f "$HOME/.config/autostart/tollgate.desktop"
    '
fi

getent passwd | while IFS=: read -r name _ _ _ _ folder _; do
    if connected "$folder"; then
        echo "Tools of $name still point at Tollgate, and will not reach their providers." >&2
        echo "  Their configurations as they were are in $folder/.local/share/Tollgate/connections." >&2
    fi
done
exit 0
