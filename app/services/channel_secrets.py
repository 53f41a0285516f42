"""What a channel's secrets are called where keys are kept: all of a channel's are one entry."""

import json
import secrets
from collections.abc import Mapping
from urllib.parse import quote, unquote

from app.core.alert_channels import ChannelKind, checked_secrets
from app.core.errors import KeyStoreError
from app.core.keys import KeyName

_MARK, _ACCOUNT = "alert:", "secrets"
_SIGNING_KEY = "signing_key"


def key_name(channel: str) -> KeyName:
    return KeyName(f"{_MARK}{channel}", _ACCOUNT)


def is_of_channel(provider: str) -> bool:
    """Whether what is kept under this name is no provider's key."""
    return provider.startswith(_MARK)


def channel_of(provider: str) -> str:
    """Whose secrets are kept under this name; empty for a provider's key."""
    return provider.removeprefix(_MARK) if is_of_channel(provider) else ""


def completed(kind: ChannelKind, given: Mapping[str, str]) -> dict[str, str]:
    """All that a channel needs; what signatures are made with is made where nobody brings it."""
    made = dict(given)
    if any(option.name == _SIGNING_KEY for option in kind.options) and not made.get(_SIGNING_KEY):
        made[_SIGNING_KEY] = secrets.token_hex(32)
    return checked_secrets(kind, made)


def packed(values: Mapping[str, str]) -> str:
    """As keys may look: a password may have spaces and any letters, a key may not."""
    return quote(json.dumps(dict(values), ensure_ascii=False, separators=(",", ":")), safe="")


def unpacked(value: str, channel: str) -> dict[str, str]:
    try:
        found = json.loads(unquote(value))
        return {str(name): str(secret) for name, secret in found.items()}
    except (ValueError, AttributeError):
        raise KeyStoreError(
            f"What is kept as the secrets of {channel} are none.",
            "Remove the channel, and make it anew.",
        ) from None
