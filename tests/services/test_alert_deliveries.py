"""Each channel delivers to a real server, one that fails holds up no other, and no secret gets out."""

import hashlib
import hmac
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import AlertError, AppError, KeyStoreMissing, LedgerFull, Unreachable
from app.core.periods import HOUR_US
from app.ledger import Reader
from app.ledger.alerts import Delivery, waiting
from app.platform import logs
from app.platform.home import Home
from app.services import couriers
from app.services.operations import perform
from tests.fakes.receivers import HookServer, MailRules, MailServer
from tests.ledger.making import make_call
from tests.services.alert_house import PATIENCE_S, House

USD = 1_000_000_000
NOON_US = 1_795_262_400_000_000
DAY_US = 24 * HOUR_US
CANARY = "CANARYq7Zx3Kp9Lm2Vw8"
PASSPHRASE = "correct horse battery staple"


@pytest.fixture
def house(home: Path) -> Iterator[House]:
    house = House(Home(home), NOON_US)
    house.set("general.time_zone", "UTC")
    house.only()
    yield house
    house.close()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def hooks(stack: ExitStack) -> HookServer:
    return stack.enter_context(closing(HookServer()))


def spend(house: House, *, over: int = USD, name: str = "a dollar") -> None:
    """Something to tell of."""
    house.rule("daily-spend", name=name, over=over)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    look(house, name)


def look(house: House, *rules: str) -> None:
    """Whether this look finds it, or one by itself that was there before."""
    house.alerts.look()
    assert {alert.rule for alert in house.alerts.history()} >= set(rules)


def states(house: House) -> list[tuple[str, str]]:
    return [(delivery.channel, delivery.state) for delivery in house.deliveries()]


def told(house: House, *expected: tuple[str, str]) -> Callable[[], bool]:
    return lambda: sorted(states(house)) == sorted(expected)


def all_sent(house: House) -> bool:
    """It is also written down: what is over is told only to who is known to have heard that it began."""
    return {state for _, state in states(house)} == {"sent"}


# ---- the kinds ----------------------------------------------------------------------------------------


def test_slack_gets_words_that_cannot_become_links(house: House, hooks: HookServer) -> None:
    house.channel("slack", {"url": f"{hooks.url}/T0/B0/{CANARY}"}, name="team")
    house.rule("unpriced-model")
    house.end(make_call(house.now_us, cost_nusd=None, cost_basis="unpriced", model="<!channel|x>"))
    house.alerts.look()
    house.alerts.start()
    posted = hooks.take()
    assert posted.path == f"/hook/T0/B0/{CANARY}"
    assert "Nobody knows the price of &lt;!channel|x&gt;" in posted.document["text"]
    house.wait_until(told(house, ("desktop", "sent"), ("team", "sent")))
    assert house.shown[0][0] == "Nobody knows the price of <!channel|x>"
    assert house.shown[0][2] == "prices"


def test_a_webhook_is_signed_over_its_time_and_body(house: House, hooks: HookServer) -> None:
    house.channel("webhook", {"url": hooks.url, "signing_key": CANARY})
    house.alerts.start()
    spend(house)
    posted = hooks.take()
    stamp = posted.headers["x-tollgate-timestamp"]
    expected = hmac.new(CANARY.encode(), f"{stamp}.".encode() + posted.body, hashlib.sha256).hexdigest()
    assert posted.headers["x-tollgate-signature"] == f"sha256={expected}"
    assert abs(int(stamp) - time.time()) < 60
    document = posted.document
    (alert,) = document["alerts"]
    assert (document["event"], document["version"], document["ledger"]) == ("trigger", 1, house.ledger.id)
    assert (alert["rule"], alert["kind"], alert["figures"]["spent_usd"]) == ("a dollar", "daily-spend", "2")
    assert alert["period"] == "2026-11-21"
    house.wait_until(lambda: all_sent(house))
    house.now_us += DAY_US
    house.alerts.look()
    assert hooks.take().document["event"] == "resolve"


def test_an_incident_is_opened_and_resolved_under_the_same_key(house: House, hooks: HookServer) -> None:
    house.channel("pagerduty", {"routing_key": CANARY}, endpoint=hooks.url)
    house.alerts.start()
    house.rule("daily-spend", name="one", over=USD)
    house.rule("hourly-tokens", name="two", over=1)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    look(house, "one", "two")
    first, second = hooks.take().document, hooks.take().document
    assert {first["routing_key"], first["event_action"]} == {CANARY, "trigger"}
    assert first["payload"]["severity"] == "warning"
    assert first["payload"]["source"] == "tollgate"
    assert first["payload"]["summary"]
    assert first["dedup_key"] != second["dedup_key"], "two alerts are two incidents"
    house.wait_until(lambda: all_sent(house))
    house.now_us += DAY_US
    house.alerts.look()
    resolved = [hooks.take().document, hooks.take().document]
    assert {event["dedup_key"] for event in resolved} == {first["dedup_key"], second["dedup_key"]}
    assert {event["event_action"] for event in resolved} == {"resolve"}


def test_an_incident_is_not_resolved_before_it_was_opened(house: House, hooks: HookServer) -> None:
    house.retries_us = (5_000_000,)
    house.restart()
    house.channel("pagerduty", {"routing_key": CANARY}, endpoint=hooks.url)
    hooks.answers = [(503, "")]
    house.alerts.start()
    spend(house)
    hooks.take()
    house.wait_until(
        lambda: any(d.tries == 1 and d.channel == "my-pagerduty" for d in waiting(house.ledger.reader))
    )
    rule = house.alerts.rule("a dollar")
    house.alerts.remove_rule(rule.name)
    (told_of,) = (a for a in house.alerts.history() if a.rule == rule.name)
    from app.ledger.alerts import recover

    recover(house.ledger, [told_of], [c.id for c in house.alerts.channels()], house.now_us).result()
    house.alerts.couriers.look()
    house.now_us += 6_000_000
    house.alerts.couriers.look()
    assert [hooks.take().document["event_action"] for _ in range(2)] == ["trigger", "resolve"]


def test_a_mail_says_what_happened(house: House, stack: ExitStack) -> None:
    server = stack.enter_context(closing(MailServer(MailRules())))
    house.channel(
        "email", {}, host="127.0.0.1", port=str(server.port), security="none",
        to="me@example.org, you@example.org", **{"from": "tollgate@example.org"},
    )  # fmt: skip
    house.alerts.start()
    spend(house)
    mail = server.take()
    assert mail.receivers == ["me@example.org", "you@example.org"]
    assert mail.message["subject"] == "[Tollgate] More than $1.00 spent today"
    assert "It is $2.00 so far." in mail.message.get_content()


def test_a_test_arrives_and_is_recorded_and_a_failure_says_why(house: House, hooks: HookServer) -> None:
    house.channel("slack", {"url": hooks.url}, name="team")
    house.alerts.test("team")
    assert "A test from Tollgate" in hooks.take().document["text"]
    assert house.alerts.last_deliveries()["team"].state == "sent"
    hooks.answers = [(404, f"no_service {hooks.url}")]
    with pytest.raises(AlertError, match="It answers 404: no_service") as caught:
        house.alerts.test("team")
    assert hooks.url not in str(caught.value)
    failed = house.alerts.last_deliveries()["team"]
    assert (failed.state, failed.act, failed.trouble) == ("failed", "test", str(caught.value))
    assert house.alerts.history() == []


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_nobody_follows_where_a_channel_leads(
    house: House, hooks: HookServer, stack: ExitStack, status: int
) -> None:
    elsewhere = stack.enter_context(closing(HookServer()))
    hooks.answers = [(status, elsewhere.url)]
    house.channel("webhook", {"url": hooks.url})
    with pytest.raises(AlertError, match="leads elsewhere"):
        house.alerts.test("my-webhook")
    assert not elsewhere.has_more


@pytest.mark.parametrize(
    "url",
    ["http://example.com/x", "ftp://127.0.0.1/x", "https://me:secret@127.0.0.1/x", "nonsense", "http://[::1"],
)
def test_alerts_go_over_https_or_to_this_computer(house: House, url: str) -> None:
    house.channel("slack", {"url": url}, name="team")
    with pytest.raises(AlertError) as caught:
        house.alerts.test("team")
    assert url not in str(caught.value)


# ---- coming together, waiting, trying again -----------------------------------------------------------


def test_what_comes_at_once_is_one_message(house: House, hooks: HookServer) -> None:
    house.channel("webhook", {"url": hooks.url})
    for n in (1, 2, 3):
        house.rule("daily-spend", name=f"rule {n}", over=USD)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 3
    house.alerts.start()
    document = hooks.take().document
    assert [alert["rule"] for alert in document["alerts"]] == ["rule 1", "rule 2", "rule 3"]
    assert document["title"].startswith("3 alerts: ")
    house.wait_until(told(house, *[("desktop", "sent"), ("my-webhook", "sent")] * 3))
    assert not hooks.has_more


def test_quiet_hours_hold_back_and_tell_afterwards_as_one_message(house: House, hooks: HookServer) -> None:
    house.set("alerts.quiet_from", "11:00")
    house.set("alerts.quiet_until", "13:00")
    house.channel("webhook", {"url": hooks.url})
    house.alerts.start()
    spend(house)
    spend(house, name="another")
    house.rule("runaway", calls=5)
    for n in range(8):
        house.alerts.ended(
            make_call(house.now_us, cost_nusd=1, session="s", request_bytes=100, message_count=2)
        )
        house.now_us += n
    house.alerts.look(whole=False)
    assert [alert["kind"] for alert in hooks.take().document["alerts"]] == ["runaway"]
    assert not hooks.has_more
    house.restart()
    house.alerts.start()
    held = [d for d in house.deliveries() if (d.channel, d.state) == ("my-webhook", "waiting")]
    assert [d.act for d in held if d.due_us > house.now_us] == ["trigger", "trigger"]
    house.now_us = NOON_US + HOUR_US
    house.alerts.couriers.look()
    while (document := hooks.take().document)["event"] != "trigger":
        pass  # the runaway may be over by now
    assert len(document["alerts"]) == 2


@pytest.mark.expects_warnings
def test_a_channel_that_fails_is_tried_three_times_more_and_then_given_up(
    house: House, hooks: HookServer
) -> None:
    hooks.answers = [(503, "later")] * 4
    house.channel("slack", {"url": hooks.url}, name="team")
    spend(house)
    house.alerts.start()
    house.wait_until(told(house, ("desktop", "sent"), ("team", "failed")))
    (failed,) = (d for d in house.deliveries() if d.channel == "team")
    assert (failed.tries, failed.trouble) == (4, "It answers 503: later.")
    hooks.answers = []
    house.restart()
    house.alerts.start()
    house.wait_until(told(house, ("desktop", "sent"), ("team", "sent")))


def test_the_tries_are_seconds_and_then_minutes_apart(house: House, hooks: HookServer) -> None:
    house.retries_us = (5_000_000, 30_000_000, 180_000_000)
    house.restart()
    hooks.answers = [(503, "")] * 2 + [(200, "")]
    house.channel("slack", {"url": hooks.url}, name="team")
    spend(house)
    house.alerts.start()
    for tries, wait_us in ((1, 5_000_000), (2, 30_000_000)):
        began = house.now_us

        def put_off(tries: int = tries, due_us: int = began + wait_us) -> bool:
            return any(d.tries == tries and d.due_us == due_us for d in house.deliveries())

        house.wait_until(put_off)
        house.now_us += wait_us
        house.alerts.couriers.look()
    house.wait_until(told(house, ("desktop", "sent"), ("team", "sent")))
    assert [d.tries for d in house.deliveries() if d.channel == "team"] == [3]


@pytest.mark.expects_warnings
def test_what_cannot_help_is_not_tried_again(house: House, hooks: HookServer) -> None:
    hooks.answers = [(403, "invalid_token")]
    house.channel("slack", {"url": hooks.url}, name="team")
    house.channel("slack", {"url": hooks.url}, name="lost")
    house.keys.remove("alert:lost", "secrets")
    spend(house)
    house.alerts.start()
    house.wait_until(told(house, ("desktop", "sent"), ("team", "failed"), ("lost", "failed")))
    assert {d.tries for d in house.deliveries()} == {1}
    with pytest.raises(KeyStoreMissing):
        house.alerts.test("lost")


def test_a_channel_that_hangs_holds_up_no_other_and_no_end(
    house: House, hooks: HookServer, stack: ExitStack
) -> None:
    prompt = stack.enter_context(closing(HookServer()))
    hooks.go_on.clear()
    house.channel("slack", {"url": hooks.url}, name="hangs")
    house.channel("slack", {"url": prompt.url}, name="prompt")
    house.alerts.start()
    spend(house)
    hooks.take()
    prompt.take()
    house.wait_until(told(house, ("desktop", "sent"), ("hangs", "waiting"), ("prompt", "sent")))
    began = time.monotonic()
    house.alerts.stop()
    assert time.monotonic() - began < PATIENCE_S / 2
    hooks.answers = [(0, "")]
    hooks.go_on.set()
    house.restart()
    house.alerts.start()
    hooks.take()
    house.wait_until(told(house, ("desktop", "sent"), ("hangs", "sent"), ("prompt", "sent")))


@pytest.mark.expects_warnings
def test_what_was_not_sent_for_a_day_is_not_sent_any_more(house: House, hooks: HookServer) -> None:
    house.channel("slack", {"url": hooks.url}, name="team")
    spend(house)
    house.restart()
    house.now_us += DAY_US + 1
    house.alerts.start()
    house.wait_until(told(house, ("desktop", "failed"), ("team", "failed")))
    assert all(d.trouble == "It was not sent within a day." for d in house.deliveries())
    assert not hooks.has_more


def test_what_waits_for_a_channel_that_is_removed_goes_nowhere(house: House, hooks: HookServer) -> None:
    house.channel("slack", {"url": hooks.url}, name="team")
    spend(house)
    house.alerts.remove_channel("team")
    house.alerts.start()
    house.wait_until(told(house, ("desktop", "sent"), ("team", "failed")))
    assert not hooks.has_more


def test_what_a_wrong_clock_put_off_is_not_held_for_ever(house: House, hooks: HookServer) -> None:
    house.channel("slack", {"url": hooks.url}, name="team")
    house.set("alerts.quiet_from", "11:00")
    house.set("alerts.quiet_until", "13:00")
    house.now_us += 365 * DAY_US
    spend(house)
    house.now_us -= 365 * DAY_US
    house.alerts.start()
    assert "spent today" in hooks.take().document["text"]


@pytest.mark.expects_warnings
def test_what_is_locked_waits_until_it_is_unlocked(house: House, hooks: HookServer) -> None:
    house.set("keys.store", "file")
    house.keys.unlock(PASSPHRASE)
    house.channel("slack", {"url": hooks.url}, name="team")
    house.restart()
    house.alerts.start()
    spend(house)
    for n in range(6):  # longer than any other trouble is waited for
        house.wait_until(lambda n=n: [d.tries for d in house.deliveries() if d.channel == "team"] == [n + 1])
        house.now_us += 60_000_000
        house.alerts.couriers.look()
    house.keys.unlock(PASSPHRASE)
    house.now_us += 60_000_000
    house.alerts.couriers.look()
    assert "spent today" in hooks.take().document["text"]
    house.wait_until(told(house, ("desktop", "sent"), ("team", "sent")))


def test_what_is_sent_while_it_is_looked_what_is_due_is_not_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, looked = threading.Semaphore(0), threading.Event()
    shown: list[str] = []

    def look_slowly(reader: Reader) -> list[Delivery]:
        found = waiting(reader)
        looked.set()
        for thread in threading.enumerate():
            if thread.name.startswith("alert-to-"):
                thread.join(PATIENCE_S)  # what was found is done by now
        looks.release()
        return found

    def show(title: str, _text: str, _page: str) -> None:
        shown.append(title)
        looked.clear()
        house.alerts.couriers.look()
        assert looked.wait(PATIENCE_S)

    monkeypatch.setattr(couriers, "waiting", look_slowly)
    house.on_notify = show
    house.alerts.start()
    spend(house)
    house.wait_until(lambda: all_sent(house))
    while looks.acquire(blocking=False):
        pass
    for _ in range(2):  # one may have begun before all was sent
        house.alerts.couriers.look()
        assert looks.acquire(timeout=PATIENCE_S)
    assert len(shown) == 1
    assert [delivery.tries for delivery in house.deliveries()] == [1]


# ---- secrets ------------------------------------------------------------------------------------------


@pytest.mark.expects_warnings
def test_no_secret_of_a_channel_is_in_the_ledger_a_log_or_an_error(
    house: House, hooks: HookServer, stack: ExitStack, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where servers quote it, refuse it, hang up or are not there."""
    stack.callback(logs.stop)
    logs.start(house.home)  # as the program does
    caplog.set_level(logging.DEBUG)
    gone = HookServer()
    gone.close()
    mails = stack.enter_context(closing(MailServer(MailRules(codes={"MAIL": 451}))))
    house.channel("slack", {"url": f"{hooks.url}/{CANARY}"}, name="quotes")
    house.channel("slack", {"url": f"{gone.url}/{CANARY}"}, name="gone")
    house.channel("slack", {"url": f"http://example.com/{CANARY}"}, name="plain")
    house.channel("webhook", {"url": f"{hooks.url}?key={CANARY}", "signing_key": CANARY}, name="signed")
    house.channel("pagerduty", {"routing_key": CANARY}, name="pager", endpoint=hooks.url)
    house.channel(
        "email", {"password": CANARY}, name="mail", host="127.0.0.1", port=str(mails.port), security="none",
        user="me", to="a@example.org", **{"from": "b@example.org"},
    )  # fmt: skip
    hooks.answers = [(400, f"no such hook: {CANARY}"), (500, CANARY), (403, json.dumps({"key": CANARY}))] * 8
    errors: list[str] = []
    for channel in house.alerts.channels():
        if channel.kind.name != "desktop":
            with pytest.raises(AppError) as caught:
                house.alerts.test(channel.name)
            errors.append(f"{caught.value!r} {caught.value.__cause__!r}")
    spend(house)
    house.alerts.start()
    names = [channel.name for channel in house.alerts.channels()]
    house.wait_until(
        lambda: all(state != "waiting" for _, state in states(house)) and len(states(house)) == len(names)
    )
    house.alerts.stop()
    assert house.ledger.flush(PATIENCE_S)
    assert CANARY not in "\n".join(errors)
    assert CANARY not in caplog.text
    for path in house.home.root.rglob("*"):
        if path.is_file():
            assert CANARY.encode() not in path.read_bytes(), path


def test_a_channel_that_is_not_there_is_worth_another_try(house: House) -> None:
    gone = HookServer()
    gone.close()
    house.channel("slack", {"url": gone.url}, name="gone")
    with pytest.raises(Unreachable, match="cannot be reached"):
        house.alerts.test("gone")


@pytest.mark.expects_warnings
def test_a_message_that_meets_a_bug_takes_no_other_with_it(
    house: House, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = couriers.send

    def stumbles(channel: Any, secrets: Any, notice: Any, *rest: Any) -> None:
        if notice.alerts[0].rule == "one":
            raise ZeroDivisionError
        send(channel, secrets, notice, *rest)

    monkeypatch.setattr(couriers, "send", stumbles)
    house.channel("pagerduty", {"routing_key": CANARY}, name="pager", endpoint=hooks.url)
    house.alerts.remove_channel("desktop")
    for name in ("one", "two", "three"):
        house.rule("daily-spend", name=name, over=USD)
    house.end(make_call(house.now_us, cost_nusd=2 * USD))
    assert house.alerts.look() == 3
    house.alerts.start()
    house.wait_until(told(house, ("pager", "failed"), ("pager", "sent"), ("pager", "sent")))
    assert [d.trouble for d in house.deliveries()] == ["A bug; see the log.", None, None]


@pytest.mark.expects_warnings
def test_who_was_told_is_not_told_again_because_the_ledger_could_not_be(
    house: House, hooks: HookServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused, end = threading.Event(), couriers.end_deliveries

    def full_at_first(*words: Any) -> Any:
        if not refused.is_set():
            refused.set()
            raise LedgerFull("The disk is full.")
        return end(*words)

    monkeypatch.setattr(couriers, "end_deliveries", full_at_first)
    house.channel("slack", {"url": hooks.url}, name="team")
    house.alerts.remove_channel("desktop")
    spend(house)
    house.alerts.start()
    hooks.take()
    assert refused.wait(PATIENCE_S)
    until = time.monotonic() + PATIENCE_S
    while states(house) != [("team", "sent")] and time.monotonic() < until:
        house.alerts.couriers.look()
        time.sleep(0.05)
    assert states(house) == [("team", "sent")]
    assert not hooks.has_more


# ---- channels, changed ---------------------------------------------------------------------------------


def test_a_channel_is_changed_and_keeps_the_secrets_that_nobody_gives_anew(
    house: House, hooks: HookServer
) -> None:
    office: Any = house
    perform(
        office,
        "alert.channel.add",
        {
            "name": "hook",
            "kind": "webhook",
            "secrets": {"url": "http://127.0.0.1:9/x", "signing_key": CANARY},
        },
    )
    perform(office, "alert.channel.set", {"name": "hook", "secrets": {"url": hooks.url}})
    house.alerts.test("hook")
    taken = hooks.take()
    stamp = taken.headers["x-tollgate-timestamp"]
    expected = hmac.new(CANARY.encode(), f"{stamp}.".encode() + taken.body, hashlib.sha256).hexdigest()
    assert taken.headers["x-tollgate-signature"] == f"sha256={expected}"


def test_a_password_is_for_the_server_that_it_was_given_for(house: House) -> None:
    office: Any = house
    mail = {"host": "127.0.0.1", "from": "a@example.com", "to": "b@example.com", "user": "a"}
    secrets = {"password": CANARY}
    perform(
        office,
        "alert.channel.add",
        {"name": "mail", "kind": "email", "options": mail, "secrets": secrets},
    )
    perform(office, "alert.channel.set", {"name": "mail", "options": {"to": "c@example.com"}})
    with pytest.raises(AppError, match="given for another host") as refused:
        perform(office, "alert.channel.set", {"name": "mail", "options": {"host": "localhost"}})
    assert CANARY not in str(refused.value)
    assert dict(house.alerts.channel("mail").options) == {**mail, "to": "c@example.com"}
    perform(
        office,
        "alert.channel.set",
        {"name": "mail", "options": {"host": "localhost"}, "secrets": secrets},
    )
    assert house.alerts.channel("mail").option("host") == "localhost"
