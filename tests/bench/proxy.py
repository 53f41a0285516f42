"""The proxy beside its peers: `python3 dev.py bench proxy [--json] [--peers] [--only NAME,…] [--rounds N]`.

Ours records every call in a ledger of its own. Each runs pinned to one core; upstream and driver, both in C,
share the other; they take turns within each round, and what is shown are medians over the rounds.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = Path(os.environ.get("TOLLGATE_BENCH_TOOLS", ROOT.parent / "shared" / "bench"))
PEERS = ROOT / "build" / "bench-peers"
PEER_PACKAGES = {"mitmdump": "mitmproxy", "litellm": "litellm[proxy]"}  # by the program that runs them
PATH = "/v1/chat/completions"
OURS_CORE, OTHERS_CORE = "0", "1"


@dataclass(frozen=True)
class Scenario:
    """One kind of load. `paced` streams start at a given rate instead of one after the other."""

    name: str
    connections: int
    body: str
    seconds: float = 2.0
    tls: bool = False


SCENARIOS = (
    Scenario("JSON, 1 connection", 1, "small"),
    Scenario("JSON, 10 connections", 10, "small"),
    Scenario("JSON, 50 connections", 50, "small"),
    Scenario("prompt of 100 KB", 1, "100k"),
    Scenario("prompt of 1 MB", 1, "1m"),
    Scenario("bursts of 66 events, 10 connections", 10, "burst"),
    Scenario("bursts, usage asked for by us", 10, "burst-amended"),
    Scenario("200 streams, 50 events 20 ms apart", 200, "paced", seconds=5.0),
    Scenario("JSON over TLS, 10 connections", 10, "small", tls=True),
)


def bodies(folder: Path) -> dict[str, Path]:
    """What the driver sends, a file each."""

    def chat(model: str, size: int, **more: object) -> bytes:
        words = "All that glitters is not gold, said the keeper of the light.\n"
        text = (words * (size // len(words) + 1))[:size]
        messages = [{"role": "user", "content": text}]
        return json.dumps({"model": model, "messages": messages, **more}, separators=(",", ":")).encode()

    usage = {"stream_options": {"include_usage": True}}
    made = {
        "small": chat("fast", 900),
        "100k": chat("fast", 100_000),
        "1m": chat("fast", 1_000_000),
        "burst": chat("sse-66-0", 900, stream=True, **usage),
        "burst-amended": chat("sse-66-0", 900, stream=True),
        "paced": chat("sse-50-20", 900, stream=True, **usage),
    }
    paths = {name: folder / f"{name}.json" for name in made}
    for name, path in paths.items():
        path.write_bytes(made[name])
    return paths


# ---- processes ------------------------------------------------------------------------------------


class DidNotStart(Exception):
    """A contender is there and cannot run."""


@dataclass
class Server:
    """Something that answers, and what it needed."""

    name: str
    port: int
    prefix: str
    pids: list[int]
    tls_port: int = 0
    ready_s: float | None = None
    idle_bytes: int = 0

    def cpu_s(self) -> float:
        ticks = 0
        for pid in self.pids:
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def resident(self) -> int:
        total = 0
        for pid in self.pids:
            with contextlib.suppress(OSError):
                total += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        return total


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def pinned(core: str, *command: object) -> list[str]:
    words = [str(word) for word in command]
    return ["taskset", "-c", core, *words] if shutil.which("taskset") else words


def start(
    command: list[str], port: int, patience_s: float = 60, **environment: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    until = time.monotonic() + patience_s
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return process
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            raise DidNotStart(" ".join(command))
        time.sleep(0.005)


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(word) for word in path.read_text().split()] if path.exists() else []
    return [pid, *(other for child in below for other in children(child))]


@contextlib.contextmanager
def ended(*processes: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()


# ---- who is compared ------------------------------------------------------------------------------


@contextlib.contextmanager
def ours(folder: Path, upstream: int, tls_upstream: int) -> Iterator[Server]:
    home = folder / "home"
    tollgate = [sys.executable, "-m", "app", "--home", str(home)]
    trust = {"SSL_CERT_FILE": str(folder / "tls.pem")}
    url = f"http://127.0.0.1:{upstream}"
    set_up = [[*tollgate, "provider", "set", "openai", "--base-url", url]]
    if tls_upstream:
        url = f"https://localhost:{tls_upstream}"
        set_up.append([*tollgate, "provider", "add", "safe", "--api", "openai", "--base-url", url])
    for command in set_up:
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    began = time.monotonic()
    process = subprocess.Popen(
        pinned(OURS_CORE, *tollgate, "--json", "serve", "--port", "0"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **trust},
    )
    assert process.stdout is not None
    with ended(process), process.stdout:
        ready = json.loads(process.stdout.readline())
        ready_s = time.monotonic() - began
        port = int(ready["url"].rpartition(":")[2])
        server = Server("Tollgate, recording", port, "/openai", [process.pid], ready_s=ready_s)
        server.tls_port = port if tls_upstream else 0
        yield server


def nginx_config(folder: Path, upstream: int, tls_upstream: int, port: int, tls_port: int) -> str:
    temp = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root; " if os.geteuid() == 0 else ""  # its temporary files are in a folder of ours
    bodies = "client_max_body_size 0; client_body_buffer_size 4m;"  # its best case: none goes to the disk
    way = 'proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off;'
    tls = (
        f"upstream safe {{ server 127.0.0.1:{tls_upstream}; keepalive 256; }}"
        f"server {{ listen 127.0.0.1:{tls_port}; keepalive_requests 1000000000;"
        f" location / {{ proxy_pass https://safe; {way} }} }}"
    )
    return (
        f"{user}worker_processes 1; daemon off; pid {folder}/pid; error_log {folder}/error crit;"
        f"events {{ worker_connections 4096; }} http {{ access_log off; {bodies} {temp}"
        f"upstream plain {{ server 127.0.0.1:{upstream}; keepalive 256; }}"
        f"server {{ listen 127.0.0.1:{port}; keepalive_requests 1000000000;"
        f" location / {{ proxy_pass http://plain; {way} }} }}{tls if tls_upstream else ''} }}"
    )


@contextlib.contextmanager
def nginx(folder: Path, upstream: int, tls_upstream: int) -> Iterator[Server]:
    own = folder / "nginx"
    own.mkdir()
    port, tls_port = free_port(), free_port()
    config = own / "nginx.conf"
    config.write_text(nginx_config(own, upstream, tls_upstream, port, tls_port))
    began = time.monotonic()
    process = start(pinned(OURS_CORE, "nginx", "-c", config, "-e", own / "error"), port)
    with ended(process):
        time.sleep(0.3)
        server = Server("nginx proxy_pass", port, "", children(process.pid), ready_s=time.monotonic() - began)
        server.tls_port = tls_port if tls_upstream else 0
        yield server


@contextlib.contextmanager
def mitmproxy(folder: Path, upstream: int, tls_upstream: int) -> Iterator[Server]:
    port = free_port()
    program = PEERS / "mitmdump" / "bin" / "mitmdump"
    mode = f"reverse:http://127.0.0.1:{upstream}"
    command = [program, "-q", "--mode", mode, "--listen-host", "127.0.0.1", "-p", port]
    settings = ["--set", "stream_large_bodies=1", "--set", f"confdir={folder / 'mitm'}"]
    began = time.monotonic()
    process = start(pinned(OURS_CORE, *command, *settings), port)
    with ended(process):
        yield Server("mitmproxy reverse", port, "", children(process.pid), ready_s=time.monotonic() - began)


@contextlib.contextmanager
def litellm(folder: Path, upstream: int, tls_upstream: int) -> Iterator[Server]:
    port = free_port()
    names = ("fast", "sse-66-0", "sse-50-20")
    base = f"http://127.0.0.1:{upstream}/v1"
    models = [
        {
            "model_name": name,
            "litellm_params": {"model": f"openai/{name}", "api_base": base, "api_key": "sk-x"},
        }
        for name in names
    ]
    config = folder / "litellm.yaml"  # JSON is YAML
    config.write_text(json.dumps({"model_list": models, "litellm_settings": {"num_retries": 0}}))
    began = time.monotonic()
    command = [
        PEERS / "litellm" / "bin" / "litellm",
        "--config",
        config,
        "--port",
        port,
        "--host",
        "127.0.0.1",
    ]
    alone = {"LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY": "true", "LITELLM_LOG": "ERROR"}
    process = start(pinned(OURS_CORE, *command), port, 120, **alone)
    with ended(process):
        time.sleep(5)
        yield Server("LiteLLM proxy", port, "", children(process.pid), ready_s=time.monotonic() - began)


@contextlib.contextmanager
def direct(folder: Path, upstream: int, tls_upstream: int) -> Iterator[Server]:
    yield Server("direct", upstream, "", [])


Contender = Callable[[Path, int, int], contextlib.AbstractContextManager[Server]]


def contenders(*, peers: bool) -> list[Contender]:
    found: list[Contender] = [direct, ours]
    if shutil.which("nginx"):
        found.append(nginx)
    else:
        say("nginx is not installed: left out")
    for program, contender in (("mitmdump", mitmproxy), ("litellm", litellm)):
        if (PEERS / program / "bin" / program).exists():
            found.append(contender)
        else:
            say(f"{program} is not installed: left out" + ("" if peers else "; --peers installs it"))
    return found


def install_peers() -> None:
    """An environment for each: they do not agree on what they need."""
    for program, package in PEER_PACKAGES.items():
        folder = PEERS / program
        if not (folder / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        command = [folder / "bin" / "python", "-m", "pip", "install", "-q", package]
        if subprocess.run(command, check=False).returncode:
            say(f"{package} cannot be installed here")


# ---- the upstream, behind TLS too ------------------------------------------------------------------


def compiled(folder: Path) -> tuple[Path, Path]:
    if not (TOOLS / "mock.c").exists() or shutil.which("cc") is None:
        say(f"This needs a C compiler and mock.c and ldrv.c in {TOOLS} (or in TOLLGATE_BENCH_TOOLS).")
        raise SystemExit(2)
    for name in ("mock", "ldrv"):
        subprocess.run(["cc", "-O2", "-w", "-o", folder / name, TOOLS / f"{name}.c"], check=True)
    return folder / "mock", folder / "ldrv"


@contextlib.contextmanager
def tls_front(folder: Path, upstream: int) -> Iterator[int]:
    """nginx as the provider's own TLS; 0 where it is not installed."""
    if not shutil.which("nginx") or not shutil.which("openssl"):
        yield 0
        return
    own = folder / "tls"
    own.mkdir()
    command = (
        f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout {folder}/tls.key"
    )
    command += f" -addext subjectAltName=DNS:localhost -out {folder}/tls.pem"
    subprocess.run(command.split(), check=True, capture_output=True)
    port = free_port()
    config = own / "nginx.conf"
    text = nginx_config(own, upstream, 0, port, 0)
    keys = f"ssl_certificate {folder}/tls.pem; ssl_certificate_key {folder}/tls.key;"
    config.write_text(text.replace(f"listen 127.0.0.1:{port};", f"listen 127.0.0.1:{port} ssl; {keys}"))
    process = start(pinned(OTHERS_CORE, "nginx", "-c", config, "-e", own / "error"), port)
    with ended(process):
        yield port


# ---- measuring ------------------------------------------------------------------------------------


@dataclass
class Measured:
    """What the rounds of one scenario gave for one server, a list each."""

    figures: dict[str, list[float]] = field(default_factory=dict[str, list[float]])

    def add(self, **figures: float) -> None:
        for name, value in figures.items():
            self.figures.setdefault(name, []).append(value)

    def median(self, name: str) -> float:
        return statistics.median(self.figures.get(name, [float("nan")]))


def measure(driver: Path, server: Server, scenario: Scenario, body: Path, seconds: float) -> dict[str, float]:
    path = PATH if not server.prefix else ("/safe" if scenario.tls else server.prefix) + PATH
    port = server.tls_port if scenario.tls else server.port
    warm = min(1.0, seconds / 4)
    before = server.cpu_s()
    command = pinned(OTHERS_CORE, driver, port, scenario.connections, seconds, path, body, "-w", warm)
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds * 10 + 60, check=False)
    spent = server.cpu_s() - before
    try:
        seen = json.loads(done.stdout)
    except ValueError:
        return {"rate": 0.0, "failed": 1.0}
    calls = max(1, seen["n"])
    return {
        "rate": seen["rps"],
        "p50_us": seen["lat50"],
        "p99_us": seen["lat99"],
        "first_us": seen["ttfb50"],
        "event_p99_us": seen["ow99"],
        "cpu_us": spent * 1e6 / (calls * (seconds + warm) / seconds),
        "resident_bytes": float(server.resident()),
        "failed": float(seen["bad"] + seen["err"]),
    }


def run(options: argparse.Namespace, folder: Path) -> dict[str, object]:
    mock, driver = compiled(folder)
    files = bodies(folder)
    wanted = [
        s for s in SCENARIOS if not options.only or any(word in s.name for word in options.only.split(","))
    ]
    upstream = free_port()
    results: dict[str, dict[str, Measured]] = {scenario.name: {} for scenario in wanted}
    servers: dict[str, Server] = {}
    with (
        ended(start(pinned(OTHERS_CORE, mock, upstream), upstream)),
        tls_front(folder, upstream) as tls_upstream,
    ):
        for round_ in range(options.rounds):
            for contender in contenders(peers=options.peers):
                own = _fresh(folder, round_, contender)
                try:
                    with contender(own, upstream, tls_upstream) as server:
                        say(f"round {round_ + 1}: {server.name}")
                        server.idle_bytes = server.resident()
                        servers.setdefault(server.name, server)
                        for scenario, seen in _measured(driver, server, wanted, files, options.scale):
                            results[scenario.name].setdefault(server.name, Measured()).add(**seen)
                except DidNotStart as error:
                    say(f"{error} did not start: left out")
    return {
        "servers": {
            name: {"ready_s": server.ready_s, "idle_bytes": server.idle_bytes}
            for name, server in servers.items()
        },
        "scenarios": {
            scenario: {name: {key: m.median(key) for key in m.figures} for name, m in by_server.items()}
            for scenario, by_server in results.items()
        },
    }


def _measured(
    driver: Path, server: Server, wanted: list[Scenario], files: dict[str, Path], scale: float
) -> Iterator[tuple[Scenario, dict[str, float]]]:
    for scenario in wanted:
        left_out = scenario.tls and not server.tls_port
        if left_out or (scenario.body == "burst-amended" and not server.prefix):
            continue
        time.sleep(0.3)
        yield scenario, measure(driver, server, scenario, files[scenario.body], scenario.seconds * scale)


def _fresh(folder: Path, round_: int, contender: Contender) -> Path:
    own = folder / f"{contender.__name__}-{round_}"
    own.mkdir()
    for name in ("tls.pem", "tls.key"):
        if (folder / name).exists():
            shutil.copy(folder / name, own / name)
    return own


# ---- showing --------------------------------------------------------------------------------------


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def table(result: dict[str, object]) -> str:
    """Markdown: a row for each server in each scenario, with our ratio to nginx."""
    lines = [
        "| load | | calls/s | of nginx | p50 ms | p99 ms | first byte ms | event p99 ms | CPU us | MB |",
        "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    scenarios = result["scenarios"]
    assert isinstance(scenarios, dict)
    for scenario, by_server in scenarios.items():
        best = by_server.get("nginx proxy_pass", {}).get("rate")
        for name, seen in by_server.items():
            if "p50_us" not in seen:
                lines.append(f"| {scenario} | {name} | failed | | | | | | | |")
                continue
            ratio = f"{seen['rate'] / best:.2f}" if best else ""
            failed = f" ({seen['failed']:.0f} failed)" if seen["failed"] else ""
            cells = [
                scenario,
                name + failed,
                f"{seen['rate']:,.0f}",
                ratio,
                f"{seen['p50_us'] / 1000:.2f}",
                f"{seen['p99_us'] / 1000:.2f}",
                f"{seen['first_us'] / 1000:.2f}" if seen["first_us"] >= 0 else "",
                f"{seen['event_p99_us'] / 1000:.2f}" if seen["event_p99_us"] >= 0 else "",
                f"{seen['cpu_us']:.0f}" if seen["cpu_us"] else "",
                f"{seen['resident_bytes'] / 1e6:.0f}" if seen["resident_bytes"] else "",
            ]
            lines.append("| " + " | ".join(cells) + " |")
    servers = result["servers"]
    assert isinstance(servers, dict)
    for name, server in servers.items():
        if server["ready_s"] is not None:
            lines.append(
                f"\n{name}: ready after {server['ready_s']:.2f} s, {server['idle_bytes'] / 1e6:.0f} MB idle."
            )
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench proxy", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON document instead of the table")
    parser.add_argument(
        "--peers", action="store_true", help="install mitmproxy and LiteLLM in build/ and measure them"
    )
    parser.add_argument(
        "--only", default="", help="scenarios whose name has one of these words, comma-separated"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="makes every run that much longer or shorter"
    )
    options = parser.parse_args(argv)
    if options.peers:
        install_peers()
    with tempfile.TemporaryDirectory(prefix="tollgate-bench-") as folder:
        result = run(options, Path(folder))
    print(json.dumps(result, indent=1) if options.json else table(result))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
