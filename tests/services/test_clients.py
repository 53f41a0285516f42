"""Tools are told apart by what they send, and keep their names; tokens are known by their digest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core.clients import token_in
from app.core.errors import AppError
from app.ledger import Ledger
from app.platform.clock import now_us
from app.platform.home import Home, prepare
from app.services.accounts import Accounts
from app.services.clients import Clients, NewToken
from app.services.projects import Projects
from app.services.providers import Providers
from tests.ledger.making import make_call, open_ledger, record

_CODE = "claude-cli/2.0.1 (external, cli)"


@pytest.fixture
def place(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    prepare(home)
    return home


@pytest.fixture
def ledger(place: Home) -> Iterator[Ledger]:
    ledger = open_ledger(place.root)
    yield ledger
    ledger.close()


def test_two_logins_of_a_tool_are_two_clients_that_keep_their_names(ledger: Ledger, place: Home) -> None:
    clients = Clients(ledger, place)
    work = {"user-agent": _CODE, "x-api-key": "sk-work"}
    home = {"user-agent": _CODE, "x-api-key": "sk-home"}
    assert [clients.seen(work), clients.seen(home), clients.seen(work)] == [
        "Claude Code", "Claude Code (2)", "Claude Code",
    ]  # fmt: skip
    assert clients.seen({"x-api-key": "sk-work"}) is None
    ledger.flush(5)
    record(ledger, [make_call(client="Claude Code (2)")])
    clients.rename("Claude Code (2)", "At home")
    assert clients.now_called("Claude Code (2)") == "At home"
    assert clients.seen(home) == "At home"
    again = Clients(ledger, place)
    assert again.seen(home) == "At home"
    again.change("At home", project="private")
    assert again.seen(home) == "At home"
    assert again.get("At home").project == "private"
    assert again.merge("At home", "Claude Code") == 1
    assert again.seen(home) == "Claude Code"
    assert ledger.reader.names("client") == ["Claude Code"]
    everything = b"".join(path.read_bytes() for path in place.root.rglob("*") if path.is_file())
    assert b"sk-work" not in everything
    assert (place.fingerprint_key.stat().st_mode & 0o777) == 0o600


def test_a_token_is_known_until_it_is_revoked_and_when_it_was_used_is_kept(
    ledger: Ledger, place: Home
) -> None:
    clients = Clients(ledger, place)
    token, text = clients.add("codex", NewToken(models=("gpt-*",)))
    assert clients.token(text) == token
    assert clients.token(text + "x") is None
    clients.used(token)
    clients.used(token)
    used_us = clients.last_used_us(token)
    clients.stop()
    ledger.flush(5)
    again = Clients(ledger, place)
    found = again.token(text)
    assert found is not None
    assert found.last_used_us == used_us
    again.revoke("codex")
    found = again.token(text)
    assert found is not None
    assert "revoked" in str(found.refusal_for("openai", "gpt-5", 0))


def test_a_rotated_token_is_valid_for_its_grace(ledger: Ledger, place: Home) -> None:
    clients = Clients(ledger, place)
    _, first = clients.add("codex", NewToken(providers=("openai",)))
    token, second = clients.rotate("codex", 60_000_000)
    old = clients.token(first)
    assert old is not None
    assert old.invalid(token.created_us) is None
    assert old.invalid(token.created_us + 60_000_000) is not None
    assert token.providers == ("openai",)
    _, third = clients.rotate("codex")
    assert [bool(t and t.invalid(0)) for t in map(clients.token, (first, second, third))] == [
        True,
        True,
        False,
    ]


def test_a_token_made_anew_after_a_revocation_may_do_no_more_than_the_last(
    ledger: Ledger, place: Home
) -> None:
    clients = Clients(ledger, place)
    end_us = now_us() + 3_600_000_000
    clients.add("codex", NewToken(("openai",), ("gpt-*",), "web", end_us))
    clients.revoke("codex")
    token, _ = clients.rotate("codex")
    assert (token.providers, token.models, token.project) == (("openai",), ("gpt-*",), "web")
    assert token.expires_us == end_us


def test_a_client_that_never_had_a_token_gets_none_by_rotating(ledger: Ledger, place: Home) -> None:
    clients = Clients(ledger, place)
    clients.seen({"user-agent": _CODE, "x-api-key": "sk-work"})
    ledger.flush(5)
    with pytest.raises(AppError, match="never had a token"):
        clients.rotate("Claude Code")
    assert clients.tokens == ()


def test_a_grace_revives_no_expired_token_and_prolongs_none(ledger: Ledger, place: Home) -> None:
    clients = Clients(ledger, place)
    hour_us = 3_600_000_000
    ended_us = now_us() - 1
    _, first = clients.add("codex", NewToken(expires_us=ended_us))
    with pytest.raises(AppError, match="has expired") as refused:
        clients.rotate("codex", hour_us)
    assert "--expires" in str(refused.value.hint)
    soon_us = now_us() + hour_us
    token, second = clients.rotate("codex", hour_us, expires_us=soon_us)
    assert token.expires_us == soon_us
    clients.rotate("codex", 24 * hour_us)
    olds = [clients.token(text) for text in (first, second)]
    assert [old and old.expires_us for old in olds] == [ended_us, soon_us]


@pytest.mark.parametrize("trouble", ["unreadable", "damaged", "empty"])
def test_known_tools_are_not_forgotten_over_a_file_that_cannot_be_read(
    ledger: Ledger, place: Home, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    who = {"user-agent": _CODE, "x-api-key": "sk-work"}
    assert Clients(ledger, place).seen(who) == "Claude Code"
    ledger.flush(5)
    kept = place.fingerprint_key.read_text()
    with monkeypatch.context() as patch:
        if trouble == "unreadable":  # who runs the tests may be allowed everything

            def refuse(*_: object, **__: object) -> str:
                raise PermissionError(13, "Permission denied")

            patch.setattr(Path, "read_text", refuse)
        else:
            place.fingerprint_key.write_text("" if trouble == "empty" else "no key")
        with pytest.raises(AppError, match=r"Permission denied|damaged"):
            Clients(ledger, place)
    if trouble != "unreadable":
        assert place.fingerprint_key.read_text() != kept
        place.fingerprint_key.write_text(kept)
    assert Clients(ledger, place).seen(who) == "Claude Code"


def test_a_token_is_found_in_the_header_that_a_provider_has_of_its_own() -> None:
    text = "tg_" + "x" * 43
    assert token_in({"x-company-key": text}, "", "X-Company-Key") == text
    assert token_in({"x-company-key": text}) is None


def test_a_session_stays_with_its_account_and_goes_on_where_that_rests(ledger: Ledger) -> None:
    accounts = Accounts(ledger, Providers(ledger))
    for name in "ab":
        accounts.set("openai", name, {})
    accounts.route("openai", "round-robin", 1_000)
    both = accounts.of("openai")
    first = accounts.take("openai", "s", both, at_us=0)
    assert first is not None
    for at_us in (1, 2):
        again = accounts.take("openai", "s", both, at_us=at_us)
        assert again == first
    other = accounts.take("openai", "s", both, at_us=1_500)
    assert other is not None
    assert other != first
    accounts.refused(other, "429", wait_us=10, at_us=1_500)
    assert accounts.take("openai", "s", both, at_us=1_501) == first
    assert accounts.take("openai", None, [other], at_us=1_502) is None
    assert accounts.take("openai", None, [other], even="resting", at_us=1_502) == other
    accounts.left(other)
    assert accounts.ready_again_us("openai", 1_502) == 1_510
    accounts.answered(first)
    assert accounts.standing(first).in_flight == 4
    accounts.left(first)
    assert accounts.standing(first).in_flight == 3


def test_a_renamed_project_is_that_of_calls_under_way_too(ledger: Ledger) -> None:
    projects = Projects(ledger)
    projects.add("web")
    projects.rename("web", "site")
    projects.rename("site", "shop")
    assert projects.now_called("web") == projects.now_called("site") == "shop"
    projects.add("web")
    assert projects.now_called("web") == "web"
