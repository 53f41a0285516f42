"""How a connection comes about: TLS, proxies on the way, families of addresses."""

import asyncio
import shlex
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.providers import Provider
from app.proxy import dialing
from app.proxy.origins import origin_of
from tests.fakes.upstream import Gone, Link, Upstream, answer
from tests.proxy.conftest import Start


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, signed by itself, and one for another name."""
    folder = tmp_path_factory.mktemp("certificates")
    for name, subject in (("good", "DNS:localhost,IP:127.0.0.1"), ("other", "DNS:other.example")):
        command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2"
        command += f" -subj /CN={name} -addext subjectAltName={subject}"
        command += f" -keyout {folder / name}.key -out {folder / name}.pem"
        subprocess.run(shlex.split(command), check=True, capture_output=True)
    return folder


@pytest.fixture
def trusted(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The system trusts the good one, and the other one too, for its own name."""
    both = certificates / "both.pem"
    both.write_text((certificates / "good.pem").read_text() + (certificates / "other.pem").read_text())
    monkeypatch.setenv("SSL_CERT_FILE", str(both))
    dialing.tls_context.cache_clear()
    yield certificates
    dialing.tls_context.cache_clear()


def serving(folder: Path, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


class TestTls:
    def test_a_provider_whose_certificate_is_good_is_used_again_and_again(
        self, stage: Start, trusted: Path
    ) -> None:
        names: list[str | None] = []
        context = serving(trusted, "good")
        context.sni_callback = lambda _sock, name, _context: names.append(name)
        there = stage(answer(b"secret" * 50_000), tls=context)
        url = there.upstream.url.replace("127.0.0.1", "localhost")
        there.desk.set(Provider("safe", "Safe", "openai", url))
        with there.client() as client:
            for _ in range(3):
                assert client.ask("/safe/v1/models").body == b"secret" * 50_000
        assert there.upstream.connections == 1
        assert names == ["localhost"]

    @pytest.mark.parametrize(("name", "host"), [("other", "localhost"), ("other", "127.0.0.1")])
    def test_a_certificate_for_another_name_is_refused(
        self, stage: Start, trusted: Path, name: str, host: str
    ) -> None:
        there = stage(tls=serving(trusted, name))
        there.desk.set(Provider("x", "X", "openai", there.upstream.url.replace("127.0.0.1", host)))
        with there.client() as client:
            got = client.ask("/x/v1/models", headers=("Authorization: Bearer sk-secret",))
        assert got.status == 502
        assert "certificate" in got.body.decode()
        assert not there.upstream.seen

    def test_an_unknown_signer_is_refused(self, stage: Start, certificates: Path) -> None:
        dialing.tls_context.cache_clear()
        there = stage(tls=serving(certificates, "good"))
        there.desk.set(Provider("x", "X", "openai", there.upstream.url))
        with there.client() as client:
            assert client.ask("/x/v1/models").status == 502
        assert not there.upstream.seen

    def test_a_provider_that_speaks_no_tls_is_refused(self, stage: Start) -> None:
        there = stage(on_connect=lambda link: link.send(b"HTTP/1.1 400 Bad Request\r\n\r\n") is None)
        there.desk.set(Provider("x", "X", "openai", there.upstream.url.replace("http:", "https:")))
        with there.client() as client:
            got = client.ask("/x/v1/models")
        assert got.status == 502
        assert "TLS" in got.body.decode()


class ConnectProxy:
    """A proxy that opens tunnels to one place, whatever it is asked for."""

    def __init__(self, target_port: int, reply: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        self.heads: list[bytes] = []
        self._reply = reply
        self._target_port = target_port
        self._inner = Upstream(answer(b""), on_connect=self._serve)
        self.port = self._inner.port

    def _serve(self, link: Link) -> bool:
        self.heads.append(link.read_head())
        link.send(self._reply)
        if b" 200 " not in self._reply:
            return True
        with socket.create_connection(("127.0.0.1", self._target_port)) as up:
            other = Link(up, 0)
            thread = threading.Thread(target=_pour, args=(link, other))
            thread.start()
            _pour(other, link)
            thread.join()
        return True

    def close(self) -> None:
        self._inner.close()


def _pour(source: Link, sink: Link) -> None:
    try:
        while True:
            sink.send(source.receive())
    except Gone:
        for link in (source, sink):
            try:
                link.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


class TestProxies:
    def test_https_goes_through_a_tunnel(
        self, stage: Start, trusted: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = stage(answer(b"through"), tls=serving(trusted, "other"))
        proxy = ConnectProxy(there.upstream.port)
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:p%40ss@127.0.0.1:{proxy.port}")
        there.desk.set(Provider("far", "Far", "openai", "https://other.example"))
        with there.client() as client:
            for _ in range(2):
                assert client.ask("/far/v1/models").body == b"through"
        there.close()
        proxy.close()
        (head,) = proxy.heads
        assert head.startswith(b"CONNECT other.example:443 HTTP/1.1\r\n")
        assert b"Proxy-Authorization: Basic bWU6cEBzcw==" in head
        assert not there.upstream.seen[0].header("proxy-authorization")

    def test_a_proxy_that_refuses_is_said(self, stage: Start, monkeypatch: pytest.MonkeyPatch) -> None:
        there = stage()
        proxy = ConnectProxy(0, b"HTTP/1.1 407 Authentication Required\r\nContent-Length: 0\r\n\r\n")
        monkeypatch.setenv("https_proxy", f"127.0.0.1:{proxy.port}")
        there.desk.set(Provider("far", "Far", "openai", "https://other.example"))
        with there.client() as client:
            got = client.ask("/far/v1/models")
        proxy.close()
        assert got.status == 502
        assert "407" in got.body.decode()

    @pytest.mark.parametrize(
        ("url", "no_proxy", "expected"),
        [
            ("https://api.example.com", "", "proxy"),
            ("https://api.example.com", "example.com", None),
            ("https://api.example.com", ".example.com,other", None),
            ("https://api.example.com", "api.example.com:443", None),
            ("https://api.example.com", "*", None),
            ("https://api.example.com", "ample.com", "proxy"),
            ("http://192.168.1.9:8000", "", "plain"),
            ("http://127.0.0.1:11434", "", None),
            ("http://localhost:11434", "", None),
            ("http://[::1]:11434", "", None),
        ],
    )
    def test_the_environment_says_which(
        self, monkeypatch: pytest.MonkeyPatch, url: str, no_proxy: str, expected: str | None
    ) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
        monkeypatch.setenv("http_proxy", "plain:3128")
        monkeypatch.setenv("NO_PROXY", no_proxy)
        via = dialing.proxy_for(origin_of(Provider("x", "X", "openai", url, local=True), 4747))
        assert (via.host if via else None) == expected

    def test_an_unknown_kind_of_proxy_is_not_passed_by(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy:1080")
        with pytest.raises(OSError, match="socks5"):
            dialing.proxy_for(origin_of(Provider("x", "X", "openai", "https://a.example"), 4747))


class TestFamilies:
    def test_ipv6_literals(self, stage: Start) -> None:
        there = stage(answer(b"six"), family=socket.AF_INET6)
        with there.client() as client:
            assert client.ask().body == b"six"
        assert there.upstream.seen[0].header("host") == [f"[::1]:{there.upstream.port}"]

    def test_a_name_that_answers_on_its_second_address_only(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = stage()

        async def resolved(self: object, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [
                (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", port, 0, 0)),  # nobody listens there
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)),
            ]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolved)
        there.desk.set(
            Provider("two", "Two", "openai", f"http://two.example:{there.upstream.port}", local=True)
        )
        with there.client() as client:
            assert client.ask("/two/v1/models").status == 200

    def test_a_first_address_that_hangs_costs_a_quarter_of_a_second(
        self, stage: Start, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        there = stage()
        opened = dialing._open

        async def hanging(address: tuple[socket.AddressFamily, tuple[str, int]]) -> socket.socket:
            if address[0] == socket.AF_INET6:
                await asyncio.sleep(30)
            return await opened(address)

        async def both(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
            return [(socket.AF_INET6, ("::1", port)), (socket.AF_INET, ("127.0.0.1", port))]

        monkeypatch.setattr(dialing, "_open", hanging)
        monkeypatch.setattr(dialing, "_resolve", both)
        with there.client() as client:
            assert client.ask().status == 200
        assert 200_000 < there.desk.wait(1)[0].latency_us < 2_000_000

    def test_families_take_turns(self, monkeypatch: pytest.MonkeyPatch) -> None:
        six, four = (socket.AF_INET6, "2001:db8::1"), (socket.AF_INET, "192.0.2.1")

        async def resolved(self: object, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
            return [(family, 1, 6, "", (ip, port)) for family, ip in (six, six, four, six, four)]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", resolved)
        found = asyncio.run(dialing._resolve("name.example", 443))
        assert [family for family, _ in found] == [six[0], four[0], six[0], four[0], six[0]]
