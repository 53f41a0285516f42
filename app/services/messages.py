"""A notice in the words of each kind of channel, and out of the house.

A secret is in nothing that is raised from here: what a server answers is shown without it.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from app import __version__
from app.core.alert_channels import Channel
from app.core.alerts import Notice, one_line
from app.core.errors import AlertError, Unreachable
from app.core.records import iso_utc
from app.core.redaction import HIDDEN, redact
from app.platform import notifications
from app.platform.http import post
from app.services.alert_rows import alert_record

Secrets = Mapping[str, str]
Show = Callable[[str, str, str], None]  # the window's: title, text, place; on any thread, at once

_AGAIN = frozenset({408, 425, 429})
_LONGEST_DESKTOP = 400
_SHORTEST_PART = 5
_SEVERITY_MARKS = {
    "info": "\N{INFORMATION SOURCE}",
    "warning": "\N{WARNING SIGN}",
    "critical": "\N{NO ENTRY}",
}


def send(channel: Channel, secrets: Secrets, notice: Notice, ledger_id: str, show: Show | None) -> None:
    """Blocks, for seconds at most. UpstreamError where another try may help, another AppError where not."""
    _SENDERS[channel.kind.name](channel, secrets, notice, ledger_id, show)


def _desktop(_: Channel, __: Secrets, notice: Notice, ___: str, show: Show | None) -> None:
    if show is not None:
        show(notice.title, notice.text, notice.place)
    else:
        notifications.show(notice.title, notice.text[:_LONGEST_DESKTOP], notice.severity)


def _email(channel: Channel, secrets: Secrets, notice: Notice, _: str, __: Show | None) -> None:
    port = channel.option("port")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise AlertError(f"The mail server's port {port!r} is none.")
    from app.platform import mail  # a dozen modules, for the first message only

    server = mail.MailServer(
        channel.option("host"), channel.option("security"), int(port) if port else None,
        channel.option("user"), secrets.get("password", ""),
    )  # fmt: skip
    receivers = [part.strip() for part in channel.option("to").split(",") if part.strip()]
    lines = [notice.text, "", *(f"{iso_utc(a.at_us)}  {a.rule}  (alert {a.id})" for a in notice.alerts)]
    mail.send(server, channel.option("from"), receivers, f"[Tollgate] {notice.title}", "\n".join(lines))


def _slack(_: Channel, secrets: Secrets, notice: Notice, __: str, ___: Show | None) -> None:
    """Slack makes links and mentions of what stands in angle brackets."""
    text = f"{_SEVERITY_MARKS[notice.severity]} *{notice.title}*\n{notice.text}"
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    _post(secrets["url"], {"text": text}, {}, secrets)


def _webhook(_: Channel, secrets: Secrets, notice: Notice, ledger_id: str, __: Show | None) -> None:
    stamp = str(int(time.time()))
    body = {
        "version": 1, "source": "tollgate", "ledger": ledger_id, "event": notice.act, "title": notice.title,
        "severity": notice.severity, "alerts": [alert_record(alert) for alert in notice.alerts],
    }  # fmt: skip
    _post(
        secrets["url"], body, {"X-Tollgate-Timestamp": stamp}, secrets, sign=(stamp, secrets["signing_key"])
    )


def _pagerduty(channel: Channel, secrets: Secrets, notice: Notice, ledger_id: str, _: Show | None) -> None:
    """An incident an alert; a test is opened and resolved at once."""
    url, key = channel.option("endpoint"), secrets["routing_key"]
    if notice.act == "test":
        event = _event(notice, f"tollgate/{ledger_id}/test")
        for act in ("trigger", "resolve"):
            _post(url, {**event, "routing_key": key, "event_action": act}, {}, secrets)
        return
    for alert in notice.alerts:
        event = _event(Notice(notice.act, (alert,)), f"tollgate/{ledger_id}/{alert.id}")
        _post(url, {**event, "routing_key": key, "event_action": notice.act}, {}, secrets)


def _event(notice: Notice, dedup_key: str) -> dict[str, Any]:
    event: dict[str, Any] = {"dedup_key": dedup_key, "client": "Tollgate"}
    payload = {"summary": f"{notice.title}: {one_line(notice.text)}"[:1024], "source": "tollgate",
               "severity": notice.severity}  # fmt: skip
    for alert in notice.alerts:
        payload |= {
            "timestamp": iso_utc(alert.at_us), "component": alert.what or alert.kind, "class": alert.kind,
            "custom_details": dict(alert.figures),
        }  # fmt: skip
    return {**event, "payload": payload}


def signature(key: str, stamp: str, body: bytes) -> str:
    """Over time and body, so that neither can be changed, and what is old can be told."""
    return "sha256=" + hmac.new(key.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _post(
    url: str,
    document: Mapping[str, Any],
    headers: Mapping[str, str],
    secrets: Secrets,
    *,
    sign: tuple[str, str] | None = None,
) -> None:
    body = json.dumps(document, ensure_ascii=False).encode()
    sent = {"Content-Type": "application/json", "User-Agent": f"Tollgate/{__version__}", **headers}
    if sign is not None:
        stamp, key = sign
        sent["X-Tollgate-Signature"] = signature(key, stamp, body)
    reply = post(url, body, sent)
    if 200 <= reply.status < 300:
        return
    said = one_line(without_secrets(reply.text, secrets)).strip()[:120]
    message = f"It answers {reply.status}{f': {said}' if said else ''}."
    if reply.status in _AGAIN or reply.status >= 500:
        raise Unreachable(message)
    if 300 <= reply.status < 400:
        raise AlertError(f"It answers {reply.status} and leads elsewhere, where alerts do not follow.")
    raise AlertError(message, "Look at the channel: `tollgate alert channel list`.")


def without_secrets(text: str, secrets: Secrets) -> str:
    """Nor with a part of one: of an address that holds a token, the server may quote that alone."""
    for secret in secrets.values():
        for part in (secret, *re.split(r"[/?&=#:@]", secret)):
            if len(part) >= _SHORTEST_PART:
                text = text.replace(part, HIDDEN)
    return redact(text)


_SENDERS: Mapping[str, Callable[[Channel, Secrets, Notice, str, Show | None], None]] = {
    "desktop": _desktop, "email": _email, "slack": _slack, "webhook": _webhook, "pagerduty": _pagerduty,
}  # fmt: skip
