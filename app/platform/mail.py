"""Sending one e-mail."""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from ipaddress import ip_address

import truststore

from app.core.errors import AlertError, TimedOut, Unreachable

_TIMEOUT_S = 15.0
_PORTS = {"tls": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    host: str
    security: str  # tls, starttls, or none, which is for this computer only
    port: int | None = None
    user: str = ""
    password: str = ""


def send(server: MailServer, sender: str, receivers: Sequence[str], subject: str, text: str) -> None:
    """Blocks. UpstreamError where it is worth another try, AlertError where it is not."""
    message = _message(sender, receivers, subject, text)
    if server.security == "none" and not _is_here(server.host):
        raise AlertError(
            f"Mail to {server.host} would go unprotected.", "Set its security to starttls or tls."
        )
    try:
        with _connected(server) as smtp:
            if server.user:
                _log_in(smtp, server)
            smtp.send_message(message, sender, list(receivers))
    except smtplib.SMTPAuthenticationError as error:
        raise AlertError(
            f"{server.host} does not let {server.user} in ({error.smtp_code}).", "Set the password anew."
        ) from None
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise _refused(server.host, min(codes), "the receivers") from None
    except smtplib.SMTPResponseException as error:
        raise _refused(server.host, error.smtp_code, "the message") from None
    except smtplib.SMTPServerDisconnected:
        raise Unreachable(f"{server.host} closed the connection.") from None
    except smtplib.SMTPException as error:
        raise AlertError(f"{server.host} cannot be used: {type(error).__name__}.") from None
    except TimeoutError:
        raise TimedOut(f"{server.host} did not answer in time.") from None
    except ssl.SSLError as error:
        raise AlertError(f"{server.host} cannot be trusted: {error.reason or error}.") from None
    except OSError as error:
        raise Unreachable(f"{server.host} cannot be reached: {error.strerror or error}.") from None


def _log_in(smtp: smtplib.SMTP, server: MailServer) -> None:
    """smtplib takes ASCII only, where RFC 4616 says UTF-8."""
    said = f"\0{server.user}\0{server.password}"
    if said.isascii():
        smtp.login(server.user, server.password)
        return
    smtp.ehlo_or_helo_if_needed()
    code, answer = smtp.docmd("AUTH", f"PLAIN {b64encode(said.encode()).decode()}")
    if code != 235:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _connected(server: MailServer) -> smtplib.SMTP:
    port = server.port or _PORTS[server.security]
    if server.security == "tls":
        return smtplib.SMTP_SSL(server.host, port, timeout=_TIMEOUT_S, context=_trust())
    smtp = smtplib.SMTP(server.host, port, timeout=_TIMEOUT_S)
    if server.security == "starttls":
        try:
            smtp.starttls(context=_trust())  # raises where the server does not offer it
        except BaseException:
            smtp.close()
            raise
    return smtp


def _message(sender: str, receivers: Sequence[str], subject: str, text: str) -> EmailMessage:
    message = EmailMessage(SMTP)
    try:
        message["From"], message["To"], message["Subject"] = sender, ", ".join(receivers), subject
    except (ValueError, IndexError):
        raise AlertError("An address of the channel is none.", "Look at its sender and receivers.") from None
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain="tollgate.invalid")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _refused(host: str, code: int, what: str) -> Exception:
    if 400 <= code < 500:
        return Unreachable(f"{host} does not take {what} just now ({code}).")
    return AlertError(f"{host} does not take {what} ({code}).")


def _trust() -> ssl.SSLContext:
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
