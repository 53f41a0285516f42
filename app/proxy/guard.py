"""Who may ask at all, decided from the head alone, before anything else looks at it."""

from dataclasses import dataclass

from app.proxy.headers import HOP_KEY, RequestHead, tokens


@dataclass(frozen=True, slots=True)
class Rejection:
    """The connection is closed after it: whoever sent this is not to be trusted with framing."""

    status: int
    code: str
    message: str


_MALFORMED_HOST = Rejection(400, "bad_request", "The request needs exactly one Host header.")


def own_hosts(host: str, port: int) -> frozenset[bytes]:
    """The values of Host that mean this proxy."""
    names = {"127.0.0.1", "localhost", "[::1]", f"[{host}]" if ":" in host else host}
    hosts = {f"{name}:{port}".encode() for name in names}
    if port == 80:
        hosts |= {name.encode() for name in names}
    return frozenset(hosts)


def check(head: RequestHead, hosts: frozenset[bytes], hop: bytes) -> Rejection | None:
    """None where the request may go on."""
    values = head.values
    host = values.get(b"host")
    if host not in hosts:
        rejection = _check_host(head, host, hosts)
        if rejection is not None:
            return rejection
    if head.version not in {"1.1", "1.0"}:
        return Rejection(505, "http_version", "This proxy speaks HTTP/1.1.")
    if head.target[:1] != b"/":
        return _check_target(head)
    if b"#" in head.target:
        return Rejection(400, "bad_request", "A request target has no fragment.")
    if b"origin" in values:
        return Rejection(403, "web_page", "Web pages may not use this proxy: the request has an Origin.")
    site = values.get(b"sec-fetch-site")
    if site is not None and site != b"none":
        return Rejection(403, "web_page", "Web pages may not use this proxy: it is a cross-site request.")
    if values.get(b"transfer-encoding", b"chunked").lower() != b"chunked":
        return Rejection(501, "transfer_encoding", "Only the transfer encoding `chunked` is understood.")
    if b"transfer-encoding" in values and head.version == "1.0":
        return Rejection(400, "bad_request", "HTTP/1.0 has no transfer encoding.")
    if values.get(b"expect", b"100-continue").lower() != b"100-continue":
        return Rejection(417, "expectation", "Only the expectation `100-continue` is understood.")
    hops = values.get(HOP_KEY)
    if hops is not None and hop in tokens(hops):
        return Rejection(
            508, "loop", "This request has passed this proxy before: a provider points back here."
        )
    return None


def _check_host(head: RequestHead, host: bytes | None, hosts: frozenset[bytes]) -> Rejection | None:
    if host is None or sum(key == b"host" for key, _, _ in head.fields) != 1:
        return _MALFORMED_HOST
    if host.lower() in hosts:
        return None
    return Rejection(421, "wrong_host", "This proxy only answers to its own name, such as 127.0.0.1.")


def _check_target(head: RequestHead) -> Rejection:
    if head.method == b"CONNECT":
        return Rejection(
            405, "not_a_tunnel", "This proxy opens no tunnels: point the base URL of your tool here."
        )
    if b"://" in head.target:
        return Rejection(
            421, "not_a_forward_proxy", "Point the base URL of your tool here, not its proxy setting."
        )
    return Rejection(400, "bad_request", "The request target is not a path.")
