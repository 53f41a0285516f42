"""Talking to the Tollgate that runs: its own API below /-/, with the control token of the home."""

import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.core.errors import AppError, InstanceError
from app.platform.home import Home, write_private

_TIMEOUT_S = 30


def ensure_token(home: Home) -> str:
    """The token of this home, made at the first start."""
    token = read_token(home)
    if not token:
        token = secrets.token_urlsafe(32)
        write_private(home.control_token, token + "\n")
    return token


def read_token(home: Home) -> str:
    try:
        return home.control_token.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def ask(
    home: Home,
    url: str,
    method: str,
    path: str,
    payload: Mapping[str, Any] | None = None,
    *,
    timeout_s: float = _TIMEOUT_S,
) -> Any:
    """The running program's answer; its AppError is raised here as if it were ours."""
    address = urlsplit(url)
    import http.client  # of use to those who ask, not to those who are asked

    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=timeout_s)
    try:
        body = None if payload is None else json.dumps(payload)
        connection.request(
            method,
            path,
            body,
            {"Authorization": f"Bearer {read_token(home)}", "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        answer = json.loads(response.read())
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise InstanceError(
            f"The Tollgate at {url} does not answer: {error}.", "Look at its log, or start it again."
        ) from error
    finally:
        connection.close()
    if response.status >= 400:
        error = answer.get("error", {})
        raise AppError(error.get("message", f"It answered {response.status}."), error.get("hint", ""))
    return answer
