"""The client for everything that is not a call. Not on the data path."""

import time
from typing import Any

import httpx

_TIMEOUT_S = 10.0


def probe(base_url: str) -> dict[str, Any]:
    """Whether something answers there. Carries no credential and follows no redirect."""
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


def _trust() -> Any:
    import ssl

    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
