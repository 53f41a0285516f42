"""Does an installed or frozen `tollgate` work? Usage: smoke.py PROGRAM [UID]

UID is who the program runs as, where that is somebody else than who tries it.
Starts it with a home of its own, sends a call through it to a server of ours, reads the call back, opens the
window where there is (or can be) a display, and sees it stop without leaving anything running or locked.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

OLDEST = Path(__file__).resolve().parents[1] / "tests" / "ledger" / "released" / "0001_calls.db"
PATIENCE_S = 90
# a break is sent to a group: without one of its own it would be this script's, too
APART = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP} if sys.platform == "win32" else {}
ANSWER = json.dumps(
    {
        "id": "chatcmpl-smoke",
        "object": "chat.completion",
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hi"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11},
    }
).encode()


class Upstream(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(ANSWER)))
        self.end_headers()
        self.wfile.write(ANSWER)

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002


def tollgate(program: Path, home: Path, *words: str) -> str:
    return subprocess.run(
        [program, "--home", home, *words], check=True, capture_output=True, text=True, timeout=60
    ).stdout


def give(path: Path) -> None:
    if len(sys.argv) > 2:
        os.chown(path, int(sys.argv[2]), -1)


def stopped(process: subprocess.Popen[str], within_s: float) -> None:
    process.send_signal(signal.SIGTERM if os.name != "nt" else signal.CTRL_BREAK_EVENT)
    began = time.monotonic()
    code = process.wait(within_s)
    assert code == 0, f"it ended with {code}"
    print(f"  stopped in {time.monotonic() - began:.2f} s")


def left_behind(home: Path) -> list[str]:
    return [
        p.name
        for p in home.iterdir()
        if p.name.endswith(("-wal", "-shm", ".lock")) or p.name == "instance.json"
    ]


def main() -> int:
    program = Path(sys.argv[1]).resolve()
    folder = Path(tempfile.mkdtemp(prefix="tollgate-smoke-"))
    give(folder)
    home = folder / "home"
    upstream = HTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    try:
        print(tollgate(program, home, "--version").strip())
        tollgate(
            program,
            home,
            "provider",
            "set",
            "openai",
            "--base-url",
            f"http://127.0.0.1:{upstream.server_port}",
        )
        began = time.monotonic()
        server = subprocess.Popen(
            [program, "--home", home, "serve", "--json", "--port", "0"],
            stdout=subprocess.PIPE, text=True, **APART,
        )  # fmt: skip
        assert server.stdout is not None
        ready = json.loads(server.stdout.readline())
        print(f"  listens at {ready['url']} after {time.monotonic() - began:.2f} s")
        request = urllib.request.Request(
            ready["url"] + "/openai/v1/chat/completions",
            json.dumps({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Hi"}]}).encode(),
            {"Content-Type": "application/json", "Authorization": "Bearer sk-smoke"},
        )
        with urllib.request.urlopen(request, timeout=20) as response:
            assert response.read() == ANSWER
        stopped(server, PATIENCE_S)
        call = json.loads(tollgate(program, home, "calls", "--json"))
        assert (call["input_tokens"], call["output_tokens"], call["ok"]) == (9, 2, True), call
        assert call["priced"], call
        print(f"  one call, {call['total_tokens']} tokens, ${call['cost_usd']}")
        assert not left_behind(home), left_behind(home)
        keep_a_key(program, home)
        migrate_an_old_ledger(program, folder / "old")
        window(program, home)
        assert not left_behind(home), left_behind(home)
    finally:
        upstream.shutdown()
        shutil.rmtree(folder, ignore_errors=True)
    print("the smoke test passed")
    return 0


def migrate_an_old_ledger(program: Path, home: Path) -> None:
    """The first ledger that was ever released: its steps are files, which have to be in the program."""
    home.mkdir(mode=0o700)
    shutil.copy(OLDEST, home / "ledger.db")
    (home / "ledger.db").chmod(0o600)
    give(home)
    give(home / "ledger.db")
    tollgate(program, home, "migrate", "--json")
    steps = json.loads(tollgate(program, home, "migrations", "--json"))
    assert all(step["applied_at"] for step in steps), steps
    found = json.loads(tollgate(program, home, "verify", "--json"))
    assert found["sound"], found
    calls = tollgate(program, home, "calls", "--json").splitlines()
    assert calls, "its calls are gone"
    print(f"  an old ledger was taken through {len(steps)} steps; its {len(calls)} calls are there")


def keep_a_key(program: Path, home: Path) -> None:
    """What keys take is in the program: its cipher, and the keyring, as far as this machine has one."""
    passphrase = home.parent / "passphrase"
    passphrase.write_text("correct horse battery")
    passphrase.chmod(0o600)
    give(passphrase)
    found = {row["check"]: row for row in json.loads(_told(program, home, "doctor", "--json"))}
    assert "configuration of keyring" not in found["keys"]["detail"], found["keys"]
    tollgate(program, home, "settings", "set", "keys.store", "file")
    key = subprocess.run(
        [program, "--home", home, "key", "set", "openai", "--json"], input="sk-smoke", text=True, check=True,
        capture_output=True, timeout=60, env={**os.environ, "TOLLGATE_PASSPHRASE_FILE": str(passphrase)},
    )  # fmt: skip
    print(f"  keys: {found['keys']['detail']}; one is kept in the {json.loads(key.stdout)['where']}")


def _told(program: Path, home: Path, *words: str) -> str:
    """What a check printed, whatever it found."""
    return subprocess.run(
        [program, "--home", home, *words], check=False, capture_output=True, text=True, timeout=60
    ).stdout


def window(program: Path, home: Path) -> None:
    environment = dict(os.environ)
    xvfb = None
    if sys.platform.startswith("linux") and not environment.get("DISPLAY"):
        if shutil.which("Xvfb") is None:
            print("  no display and no Xvfb: the window is tried offscreen")
            environment["QT_QPA_PLATFORM"] = "offscreen"
        else:
            read, write = os.pipe()
            command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
            xvfb = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
            environment["DISPLAY"] = ":" + os.read(read, 16).decode().strip()
            environment.pop("QT_QPA_PLATFORM", None)
    # the usual port may be another program's, or another Tollgate's, where this is tried
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    tollgate(program, home, "settings", "set", "proxy.port", str(port))
    process = subprocess.Popen([program, "--home", home], env=environment, text=True, **APART)
    try:
        instance = home / "instance.json"
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            assert process.poll() is None, f"the window ended with {process.returncode}"
            if instance.exists() and json.loads(instance.read_text())["url"]:
                break
            time.sleep(0.05)
        else:
            raise AssertionError(f"the window's proxy did not start within {PATIENCE_S} s")
        print(f"  the window's proxy listens after {time.monotonic() - began:.2f} s")
        time.sleep(1)
        stopped(process, PATIENCE_S)
    finally:
        if process.poll() is None:
            process.kill()
        if xvfb is not None:
            xvfb.terminate()
            xvfb.wait(5)


if __name__ == "__main__":
    sys.exit(main())
