"""A mail arrives over a connection that can be trusted, or the reason is said."""

import datetime
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.core.errors import AlertError, AppError, Unreachable
from app.platform.mail import MailServer as Server
from app.platform.mail import send
from tests.fakes.receivers import MailRules, MailServer

PASSWORD = "pass wörd CANARY"
Serve = Callable[[MailRules], MailServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda rules: stack.enter_context(closing(MailServer(rules)))


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    """Of a server on this computer; nobody trusts it yet."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = tmp_path / "server.pem", tmp_path / "server.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, secret)
    return pem, context


def deliver(port: int, security: str, *, user: str = "", password: str = "", subject: str = "s") -> None:
    server = Server("127.0.0.1", security, port, user, password)
    send(
        server, "Tollgate <from@example.org>", ["a@example.org", "b@example.org"], subject, "Zeile\n.\nzwei ß"
    )


@pytest.mark.parametrize("at_once", [False, True])
def test_it_arrives_whole_over_a_trusted_connection(
    serve: Serve, certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, at_once: bool
) -> None:
    pem, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    server = serve(MailRules(context, at_once, {"me": PASSWORD}))
    deliver(server.port, "tls" if at_once else "starttls", user="me", password=PASSWORD, subject="8 € übrig")
    mail = server.take()
    assert (mail.user, mail.secure) == ("me", True)
    assert mail.sender == "from@example.org"
    assert mail.receivers == ["a@example.org", "b@example.org"]
    assert mail.message["subject"] == "8 € übrig"
    assert mail.message.get_content().splitlines() == ["Zeile", ".", "zwei ß"]
    assert mail.message["auto-submitted"] == "auto-generated"
    assert mail.message["date"]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(
    serve: Serve, certificate: tuple[Path, ssl.SSLContext], security: str
) -> None:
    server = serve(MailRules(certificate[1], security == "tls", {"me": PASSWORD}))
    with pytest.raises(AlertError, match="cannot be trusted"):
        deliver(server.port, security, user="me", password=PASSWORD)


def test_a_password_never_goes_over_a_plain_connection(serve: Serve) -> None:
    server = serve(MailRules(users={"me": PASSWORD}))
    with pytest.raises(AppError):
        deliver(server.port, "starttls", user="me", password=PASSWORD)
    with pytest.raises(AlertError, match="unprotected"):
        send(Server("mail.example.org", "none"), "a@x", ["b@x"], "s", "t")


def test_who_is_not_let_in_is_told_so_without_the_password(
    serve: Serve, certificate: tuple[Path, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    pem, context = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    server = serve(MailRules(context, users={"me": "another"}))
    with pytest.raises(AlertError) as caught:
        deliver(server.port, "starttls", user="me", password=PASSWORD)
    assert "does not let me in (535)" in str(caught.value)
    assert "CANARY" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("word", "code", "again"),
    [("RCPT", 450, True), ("RCPT", 550, False), ("DATA", 451, True), ("MAIL", 552, False)],
)
def test_what_may_help_later_is_told_from_what_does_not(
    serve: Serve, word: str, code: int, again: bool
) -> None:
    server = serve(MailRules(codes={word: code}))
    with pytest.raises(AppError, match=str(code)) as caught:
        deliver(server.port, "none")
    assert isinstance(caught.value, Unreachable) == again


def test_nobody_there_is_said(serve: Serve) -> None:
    server = serve(MailRules())
    port = server.port
    server.close()
    with pytest.raises(Unreachable, match="cannot be reached"):
        deliver(port, "none")


def test_nothing_in_an_address_or_a_subject_becomes_a_header(serve: Serve) -> None:
    server = serve(MailRules())
    with pytest.raises(AlertError, match="is none"):
        deliver(server.port, "none", subject="s\r\nBcc: evil@example.org")
