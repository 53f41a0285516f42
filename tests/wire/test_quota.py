"""What is left of an allowance, from the headers of any answer."""

import pytest

from app.wire.quota import read_quota

NOW = 1_763_700_000_000_000  # 2025-11-21T04:40:00Z


def test_the_two_windows_of_a_claude_subscription() -> None:
    quota = read_quota(
        {
            "anthropic-ratelimit-unified-status": "allowed_warning",
            "anthropic-ratelimit-unified-reset": "1763715600",
            "anthropic-ratelimit-unified-representative-claim": "five_hour",
            "anthropic-ratelimit-unified-fallback-percentage": "0.5",
            "anthropic-ratelimit-unified-5h-status": "allowed",
            "anthropic-ratelimit-unified-5h-utilization": "0.42",
            "anthropic-ratelimit-unified-5h-reset": "1763715600",
            "anthropic-ratelimit-unified-7d-status": "allowed_warning",
            "anthropic-ratelimit-unified-7d-utilization": "1.02",
            "anthropic-ratelimit-unified-7d-reset": "2025-11-25T00:00:00Z",
            "content-type": "application/json",
        },
        NOW,
    )
    assert quota is not None
    assert quota.status == "allowed_warning"
    five, seven = quota.window("5h"), quota.window("7d")
    assert five is not None
    assert seven is not None
    assert (five.used_percent, five.status, five.window_minutes) == (42, "allowed", 300)
    assert five.resets_us == 1_763_715_600_000_000
    assert seven.used_share == pytest.approx(1.02)
    assert seven.resets_us == 1_764_028_800_000_000


def test_the_two_windows_of_codex() -> None:
    quota = read_quota(
        {
            "x-codex-plan-type": "pro",
            "x-codex-primary-used-percent": "12.5",
            "x-codex-primary-window-minutes": "300",
            "x-codex-primary-reset-at": "1763715600",
            "x-codex-secondary-used-percent": "89",
            "x-codex-secondary-window-minutes": "10080",
            "x-codex-secondary-reset-after-seconds": "3600",
            "x-codex-credits-has-credits": "false",
        },
        NOW,
    )
    assert quota is not None
    assert quota.plan == "pro"
    five, seven = quota.window("5h"), quota.window("7d")
    assert five is not None
    assert seven is not None
    assert (five.used_percent, five.resets_us) == (12.5, 1_763_715_600_000_000)
    assert (seven.used_percent, seven.resets_us) == (89, NOW + 3_600_000_000)


def test_the_classic_limits_of_openai_and_anthropic() -> None:
    quota = read_quota(
        {
            "x-ratelimit-limit-requests": "10000",
            "x-ratelimit-remaining-requests": "9999",
            "x-ratelimit-reset-requests": "6m0.5s",
            "x-ratelimit-limit-tokens": "2000000",
            "x-ratelimit-remaining-tokens": "0",
            "x-ratelimit-reset-tokens": "12ms",
            "anthropic-ratelimit-input-tokens-limit": "40000",
            "anthropic-ratelimit-input-tokens-remaining": "30000",
            "anthropic-ratelimit-input-tokens-reset": "2025-11-21T04:41:00Z",
        },
        NOW,
    )
    assert quota is not None
    requests, tokens, given = quota.window("requests"), quota.window("tokens"), quota.window("input-tokens")
    assert requests is not None
    assert tokens is not None
    assert given is not None
    assert (requests.limit, requests.remaining, requests.resets_us) == (10_000, 9_999, NOW + 360_500_000)
    assert (tokens.remaining, tokens.used_share, tokens.resets_us) == (0, 1.0, NOW + 12_000)
    assert (given.limit, given.used_share, given.resets_us) == (40_000, 0.25, NOW + 60_000_000)


def test_milliseconds_since_1970_and_limits_without_a_name() -> None:
    quota = read_quota(
        {"x-ratelimit-limit": "20", "x-ratelimit-remaining": "3", "x-ratelimit-reset": "1763715600000"}, NOW
    )
    assert quota is not None
    window = quota.window("requests")
    assert window is not None
    assert (window.limit, window.remaining, window.resets_us) == (20, 3, 1_763_715_600_000_000)


def test_headers_that_say_nothing_are_nothing() -> None:
    assert read_quota({}, NOW) is None
    assert read_quota({"content-type": "application/json", "x-request-id": "1"}, NOW) is None


@pytest.mark.parametrize("value", ["", "soon", "NaN", "-1", "inf", "1e400", "9" * 400, "5 m", "tomorrow"])
def test_nonsense_is_not_said(value: str) -> None:
    headers = {
        "x-ratelimit-limit-requests": value,
        "x-ratelimit-reset-requests": value,
        "anthropic-ratelimit-unified-5h-utilization": value,
        "x-codex-primary-window-minutes": value,
        "x-codex-primary-reset-after-seconds": value,
    }
    assert read_quota(headers, NOW) is None
