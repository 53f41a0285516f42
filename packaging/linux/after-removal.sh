#!/bin/sh
# A removal keeps the data. A purge removes that of the user who asked for it, from where it usually is.
user=${SUDO_USER:-}
[ -n "$user" ] || [ -z "${PKEXEC_UID:-}" ] || user=$(getent passwd "$PKEXEC_UID" | cut -d: -f1)
[ -n "$user" ] || user=$(id -un)
home=$(getent passwd "$user" | cut -d: -f6)
data=$home/.local/share/Tollgate

case "$1" in
remove | 0)
    [ ! -d "$data" ] || echo "The data of Tollgate is kept in $data."
    ;;
purge)
    # as that user, and only what is one of our homes: nobody's link leads out of it
    if [ -d "$data" ] && [ ! -L "$data" ] && [ -e "$data/home-id" -o -e "$data/ledger.db" ]; then
        runuser -u "$user" -- rm -rf -- "$data" && echo "$data is removed."
    fi
    ;;
esac
exit 0
