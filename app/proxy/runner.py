"""The proxy's thread: one loop, started and stopped in order from any other thread."""

import asyncio
import functools
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from app.core.calls import Call
from app.core.errors import PortInUse
from app.proxy import guard, sockets
from app.proxy.desk import Desk
from app.proxy.limits import Limits
from app.proxy.server import ClientConnection
from app.proxy.traffic import InFlight, Traffic

log = logging.getLogger(__name__)

_BACKLOG = 1024
_LAST_PORT = 65535
_WORKERS = 4  # for names to be resolved, and our own API
_LAST_RECORDS_S = 5.0
_KEPT_MEMORY_BYTES = 4 * 1024 * 1024


class ProxyRunner:
    """Listens from `start` to `stop`. Everything it needs of the program is behind the desk."""

    def __init__(
        self,
        desk: Desk,
        *,
        port: int,
        host: str = "127.0.0.1",
        limits: Limits | None = None,
        name: str = "proxy",
    ) -> None:
        self._name = name
        self._desk = desk
        self._host = host
        self._asked_port = port
        self._limits = limits or Limits()
        self._port = 0
        self.since_us: int | None = None  # when it began to listen
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._traffic: Traffic | None = None
        self._stop: asyncio.Future[float] | None = None

    @property
    def url(self) -> str | None:
        """Where clients find the proxy; None while it does not run."""
        if not self._port:
            return None
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    @property
    def port(self) -> int:
        return self._port

    def start(self) -> None:
        """Listen. PortInUse names who has the port, where that is known."""
        assert self._thread is None
        listening = _listen(self._host, self._asked_port)
        self._port = listening[0].getsockname()[1]
        ready: Future[None] = Future()
        self._thread = threading.Thread(
            target=self._run, args=(listening, ready), name=self._name, daemon=True
        )
        self._thread.start()
        ready.result()
        self.since_us = time.time_ns() // 1000

    def stop(self, deadline_s: float) -> None:
        """Take no new calls, let the others go on until the deadline, cut what is left, end the thread."""
        thread, loop, stop = self._thread, self._loop, self._stop
        if thread is None or loop is None or stop is None:
            return

        def ask() -> None:
            if not stop.done():
                stop.set_result(deadline_s)

        loop.call_soon_threadsafe(ask)
        thread.join()
        self._thread = self._loop = self._stop = self._traffic = None
        self._port = 0
        self.since_us = None

    def in_flight(self) -> list[InFlight]:
        """The calls that are going on; from any thread."""
        traffic = self._traffic
        return [] if traffic is None else traffic.in_flight()

    def apply(self, limits: Limits) -> None:
        """Use other limits from now on."""
        self._limits = limits
        traffic, loop = self._traffic, self._loop
        if traffic is not None and loop is not None:
            loop.call_soon_threadsafe(traffic.apply, limits)

    def cut_streams(self, covers: Callable[[Call], bool], error_type: str, message: str) -> None:
        """End the streams that are covered, soon; the client sees that its answer is cut."""
        traffic, loop = self._traffic, self._loop
        if traffic is not None and loop is not None:
            loop.call_soon_threadsafe(traffic.cut_streams, covers, error_type, message)

    # ---- in the thread ----------------------------------------------------------------------------

    def _run(self, listening: list[socket.socket], ready: "Future[None]") -> None:
        _learn_to_keep_memory()
        try:
            with asyncio.Runner() as runner:
                runner.run(self._serve(listening, ready))
        except BaseException as error:  # whoever starts us waits for an answer
            if not ready.done():
                ready.set_exception(error)
                return
            log.exception("the proxy's thread ended")

    async def _serve(self, listening: list[socket.socket], ready: "Future[None]") -> None:
        loop = asyncio.get_running_loop()
        loop.set_default_executor(ThreadPoolExecutor(_WORKERS, thread_name_prefix=f"{self._name}-worker"))
        hosts = guard.own_hosts(self._host, self._port)
        traffic = Traffic(self._desk, self._limits, hosts, self._port, secrets.token_hex(8).encode())
        self._loop, self._traffic, self._stop = loop, traffic, loop.create_future()
        servers = [
            await loop.create_server(lambda: ClientConnection(traffic), sock=sock, backlog=_BACKLOG)
            for sock in listening
        ]
        ready.set_result(None)
        try:
            deadline_s = await self._stop
        finally:
            for server in servers:
                server.close()
        await _come_to_rest(traffic, deadline_s)


@functools.cache  # a second block would not go back
def _learn_to_keep_memory() -> None:
    """From a block that is given back glibc learns to keep blocks of that size.

    Else each large body would go back to the system, and have its pages made anew for the next: a third of a
    megabyte's cost.
    """
    bytearray(_KEPT_MEMORY_BYTES)


async def _come_to_rest(traffic: Traffic, deadline_s: float) -> None:
    quiet = asyncio.Event()
    traffic.on_quiet = quiet.set
    traffic.stop()
    try:
        await asyncio.wait_for(quiet.wait(), deadline_s)
    except TimeoutError:
        traffic.cut_all()
        try:
            await asyncio.wait_for(quiet.wait(), _LAST_RECORDS_S)
        except TimeoutError:
            log.error("%d calls could not be recorded before the end", traffic.unrecorded())
    for connection in list(traffic.connections):
        connection.gone()
    traffic.close()
    await asyncio.sleep(0)  # transports say their last words in the next turn of the loop
    await asyncio.sleep(0)


def _listen(host: str, port: int) -> list[socket.socket]:
    """The port on this host; for 127.0.0.1 also on ::1 if there is one: `localhost` may mean either."""
    first = _bind(host, port)
    sockets_ = [first]
    if host == "127.0.0.1" and socket.has_ipv6:
        try:
            sockets_.append(_bind("::1", first.getsockname()[1]))
        except (OSError, PortInUse):
            log.info("not listening on ::1")
    return sockets_


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named TCP, or asyncio would leave Nagle's algorithm on for what is accepted here
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sock.family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((host, port))
        sock.listen(_BACKLOG)
        sock.setblocking(False)
    except OSError as error:
        sock.close()
        other_port = port + 1 if port < _LAST_PORT else port - 1
        raise PortInUse(_why_not(host, port, error), other_port) from None
    return sock


def _why_not(host: str, port: int, error: OSError) -> str:
    holder = sockets.holder_of(port)
    if holder is not None:
        return f"Port {port} on {host} is in use by {holder}."
    return f"Cannot listen on port {port} of {host}: {error.strerror or error}."
