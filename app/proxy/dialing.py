"""Making connections: addresses raced against each other, a proxy where the environment says so, TLS."""

import asyncio
import base64
import contextlib
import functools
import os
import socket
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from app.core.errors import TimedOut, Unreachable
from app.core.providers import is_loopback
from app.proxy.limits import Limits
from app.proxy.origins import Origin
from app.proxy.upstream import UpstreamConnection

_STAGGER_S = 0.25  # RFC 8305
_PROXY_HEAD_BYTES = 16 * 1024
_Address = tuple[socket.AddressFamily, tuple[str, int]]


async def dial(
    origin: Origin, limits: Limits, make: Callable[[socket.socket], UpstreamConnection]
) -> UpstreamConnection:
    """A new connection. Unreachable or TimedOut, with words for the user."""
    try:
        async with asyncio.timeout(limits.connect_timeout_s):
            return await _dial(origin, limits, make)
    except TimeoutError:
        raise TimedOut(
            f"{origin} did not accept a connection within {limits.connect_timeout_s:g} s."
        ) from None
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(f"The certificate of {origin} is not valid: {error.verify_message}.") from None
    except ssl.SSLError as error:
        raise Unreachable(f"No TLS with {origin}: {error.reason or 'the handshake failed'}.") from None
    except socket.gaierror:
        raise Unreachable(f"The name {origin.host} was not found.") from None
    except OSError as error:
        raise Unreachable(f"No connection to {origin}: {error.strerror or type(error).__name__}.") from None


async def _dial(
    origin: Origin, limits: Limits, make: Callable[[socket.socket], UpstreamConnection]
) -> UpstreamConnection:
    loop = asyncio.get_running_loop()
    via = proxy_for(origin)
    sock = await _connect(via.host if via else origin.host, via.port if via else origin.port)
    try:
        if via is not None:
            await _tunnel(sock, origin, via)
        context = None
        if origin.tls:
            context = await loop.run_in_executor(None, tls_context)
        _, connection = await loop.create_connection(
            lambda: make(sock),
            sock=sock,
            ssl=context,
            server_hostname=origin.host if context else None,
            ssl_handshake_timeout=limits.connect_timeout_s if context else None,
        )
    except BaseException:
        sock.close()
        raise
    if hasattr(connection.transport, "max_size"):
        setattr(connection.transport, "max_size", limits.read_bytes)  # noqa: B010  what one recv may take
    return connection


@functools.cache
def tls_context() -> ssl.SSLContext:
    """The system's certificates decide. Made off the loop: it reads them all."""
    paths = ssl.get_default_verify_paths()
    if sys.platform in {"win32", "darwin"} or not (paths.cafile or paths.capath):
        import truststore

        context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    else:
        # truststore would read the same files again for every handshake
        context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


# ---- addresses ------------------------------------------------------------------------------------


async def _connect(host: str, port: int) -> socket.socket:
    """Happy eyeballs: the families in turn, each with a head start, the first one there wins."""
    waiting = await _resolve(host, port)
    if len(waiting) == 1:
        return await _open(waiting[0])
    running: set[asyncio.Task[socket.socket]] = set()
    error: OSError = OSError(f"no address for {host}")
    winner: socket.socket | None = None
    try:
        while winner is None and (waiting or running):
            if waiting:
                running.add(asyncio.ensure_future(_open(waiting.pop(0))))
            done, running = await asyncio.wait(
                running, timeout=_STAGGER_S if waiting else None, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                failure = task.exception()
                if failure is None and winner is None:
                    winner = task.result()
                elif failure is None:
                    task.result().close()
                elif isinstance(failure, OSError):
                    error = failure
    finally:
        for task in running:
            task.cancel()
            task.add_done_callback(_close_late)
    if winner is None:
        raise error
    return winner


def _close_late(task: asyncio.Task[socket.socket]) -> None:
    if not task.cancelled() and task.exception() is None:
        task.result().close()


async def _open(address: _Address) -> socket.socket:
    family, where = address
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _notice_death(sock)
        await asyncio.get_running_loop().sock_connect(sock, where)
    except BaseException:
        sock.close()
        raise
    return sock


def _notice_death(sock: socket.socket) -> None:
    """A network that went away while a call thinks for minutes is found out by the system's probes."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in (
        ("TCP_KEEPIDLE", 30),
        ("TCP_KEEPINTVL", 10),
        ("TCP_KEEPCNT", 4),
        ("TCP_USER_TIMEOUT", 60_000),
    ):
        option = getattr(socket, name, None)
        if option is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, option, value)


async def _resolve(host: str, port: int) -> list[_Address]:
    """Addresses with the families in turn. A link-local one is no provider: cloud metadata lives there."""
    try:
        infos = [_literal(host, port)]
    except ValueError:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        infos = [(info[0], (str(info[4][0]), port)) for info in found]
    allowed = [info for info in infos if not _is_link_local(info[1][0])]
    if not allowed:
        raise OSError(None, "its address is link-local, where no provider lives")
    first = [info for info in allowed if info[0] == allowed[0][0]]
    second = [info for info in allowed if info[0] != allowed[0][0]]
    turns: list[_Address] = []
    while first or second:
        if first:
            turns.append(first.pop(0))
        if second:
            turns.append(second.pop(0))
    return turns


def _is_link_local(host: str) -> bool:
    address = ip_address(host)
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_link_local


def _literal(host: str, port: int) -> _Address:
    family = socket.AF_INET6 if ip_address(host).version == 6 else socket.AF_INET
    return (family, (host, port))


# ---- a proxy on the way ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Via:
    """An HTTP proxy that opens tunnels."""

    host: str
    port: int
    authorization: bytes = b""


def proxy_for(origin: Origin) -> Via | None:
    """What HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY say. Loopback is never sent to a proxy."""
    if is_loopback(origin.host) or not any(name.lower().endswith("_proxy") for name in os.environ):
        return None
    import urllib.request  # three megabytes that few need

    proxies = urllib.request.getproxies_environment()
    url = proxies.get("https" if origin.tls else "http") or proxies.get("all")
    if not url:
        return None
    if urllib.request.proxy_bypass_environment(f"{origin.host}:{origin.port}", proxies):  # type: ignore[attr-defined]
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http" or not parts.hostname:
        raise OSError(
            None, f"the proxy in the environment has the scheme {parts.scheme!r}; only http is known"
        )
    authorization = b""
    if parts.username is not None:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        authorization = b"Proxy-Authorization: Basic " + base64.b64encode(pair.encode()) + b"\r\n"
    return Via(parts.hostname, parts.port or 80, authorization)


async def _tunnel(sock: socket.socket, origin: Origin, via: Via) -> None:
    loop = asyncio.get_running_loop()
    name = f"[{origin.host}]" if ":" in origin.host else origin.host
    target = f"{name}:{origin.port}".encode()
    await loop.sock_sendall(
        sock, b"CONNECT %b HTTP/1.1\r\nHost: %b\r\n%b\r\n" % (target, target, via.authorization)
    )
    head = b""
    while b"\r\n\r\n" not in head:
        # byte by byte near the end would be slow, and what follows the head is not ours to take:
        # the provider says nothing before we do
        data = await loop.sock_recv(sock, 4096)
        head += data
        if not data or len(head) > _PROXY_HEAD_BYTES:
            raise OSError(None, f"the proxy {via.host}:{via.port} closed the connection")
    status = head.split(b" ", 2)[1:2]
    if not head.startswith(b"HTTP/1.") or not status or not status[0].startswith(b"2"):
        code = status[0][:3].decode("ascii", "replace") if status else "nothing"
        raise OSError(None, f"the proxy {via.host}:{via.port} answered {code} to CONNECT")
