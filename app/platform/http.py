"""The client for everything that is not a call. Not on the data path, and loaded when it is first used."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from app.core.errors import AlertError, TimedOut, Unreachable

if TYPE_CHECKING:
    import httpx

_TIMEOUT_S = 10.0
_DOWNLOAD_S = 60.0
_MOST_HOPS = 5
_SAID_BYTES = 300


def probe(base_url: str) -> dict[str, Any]:
    """Whether something answers there. Carries no credential and follows no redirect."""
    import httpx

    began = time.monotonic()
    try:
        response = httpx.get(base_url, timeout=_TIMEOUT_S, follow_redirects=False, verify=_trust())
    except httpx.HTTPError as error:
        return {"reachable": False, "reason": str(error) or type(error).__name__}
    return {
        "reachable": True,
        "status": response.status_code,
        "latency_ms": round((time.monotonic() - began) * 1000),
        "http_version": response.http_version,
    }


def fetch(url: str, most_bytes: int) -> bytes:
    """What is at an address, over https, or plain from this computer. Carries no credential and no cookie.

    Goes along when the address has moved, to nowhere less safe. At most `most_bytes`, in at most a minute.
    """
    import httpx

    deadline = time.monotonic() + _DOWNLOAD_S
    at = _address(url)
    try:
        with httpx.Client(timeout=_TIMEOUT_S, verify=_trust(), trust_env=not _is_here(at)) as client:
            for _ in range(_MOST_HOPS):
                with client.stream("GET", at, headers={"Accept-Encoding": "identity"}) as response:
                    if not response.has_redirect_location:
                        return _body(response, most_bytes, deadline)
                    to = _address(str(at.join(response.headers["location"])))
                if _is_here(to) != _is_here(at):
                    raise Unreachable(f"{at} leads to {to}, where it has no business.")
                at = to
    except httpx.TimeoutException:
        raise TimedOut(f"{at.host} did not answer in time.", "Try again later.") from None
    except httpx.HTTPError as error:
        why = str(error) or type(error).__name__
        raise Unreachable(f"{at} cannot be fetched: {why}.", "Is this computer on-line?") from None
    raise Unreachable(f"{url} leads from one address to the next and never ends.")


@dataclass(frozen=True, slots=True)
class Reply:
    """Of what was posted: the beginning of its text is enough to say why it was not taken."""

    status: int
    text: str


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout_s: float = _TIMEOUT_S) -> Reply:
    """Post once, over https, or plain to this computer; where it leads elsewhere nobody goes.

    The address may hold a secret: what is raised names the host alone.
    """
    import httpx

    try:
        at = httpx.URL(url)
        safe = at.scheme == "https" or (at.scheme == "http" and _is_here(at))
    except (httpx.InvalidURL, ValueError):
        raise AlertError("The address is none.") from None
    if not safe or not at.host or at.userinfo:
        raise AlertError(
            "Alerts go to https addresses with no user in them; plain http is for this computer only."
        )
    deadline = time.monotonic() + timeout_s
    try:
        with (
            httpx.Client(timeout=timeout_s, verify=_trust(), trust_env=not _is_here(at)) as client,
            client.stream(
                "POST", at, content=body, headers=dict(headers), follow_redirects=False
            ) as response,
        ):
            return Reply(response.status_code, _beginning(response, deadline))
    except httpx.TimeoutException:
        raise TimedOut(f"{at.host} did not answer in time.") from None
    except httpx.HTTPError as error:
        # a connection's trouble tells no address; anything else might
        why = str(error) if isinstance(error, httpx.ConnectError) else type(error).__name__
        raise Unreachable(f"{at.host} cannot be reached: {why}.") from None


def _beginning(response: httpx.Response, deadline: float) -> str:
    """Some hundred bytes of it, and no longer than the deadline."""
    found = b""
    for part in response.iter_raw(_SAID_BYTES):
        found += part
        if len(found) >= _SAID_BYTES or time.monotonic() > deadline:
            break
    return found[:_SAID_BYTES].decode("utf-8", "replace")


def _address(url: str) -> httpx.URL:
    import httpx

    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise Unreachable(f"{url!r} is not an address.") from None
    if not (address.scheme == "https" or (address.scheme == "http" and _is_here(address))):
        raise Unreachable(f"{url} is not fetched: it is not https.", "Plain http is for this computer only.")
    if address.userinfo or not address.host:
        raise Unreachable(f"{address.copy_with(username=None, password=None)} cannot be fetched that way.")
    return address


def _is_here(address: httpx.URL) -> bool:
    try:
        return ip_address(address.host).is_loopback
    except ValueError:
        return address.host == "localhost"


def _body(response: httpx.Response, most_bytes: int, deadline: float) -> bytes:
    where = response.url
    if response.status_code != 200:
        raise Unreachable(f"{where} answers {response.status_code}.", "Look at the address.")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise Unreachable(f"{where} sends it packed, though it was asked not to.")
    parts: list[bytes] = []
    size = 0
    for part in response.iter_raw():
        size += len(part)
        if size > most_bytes:
            raise Unreachable(f"What is at {where} is larger than {most_bytes // 1_048_576} MB.")
        if time.monotonic() > deadline:
            raise TimedOut(f"{where} took more than {_DOWNLOAD_S:.0f} s.", "Try again later.")
        parts.append(part)
    return b"".join(parts)


def _trust() -> Any:
    import ssl

    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
