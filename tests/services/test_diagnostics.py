"""What is sent with a report of trouble says much of the program, and nothing of its user."""

import logging
from pathlib import Path

import pytest

from app.assembly import Engine
from app.platform.home import Home
from app.services.diagnostics import gather
from tests.ledger.making import make_calls

CANARIES = (
    "sk-ant-api03-Canary0123456789AbCdEf",
    "hunter2-Canary-Passw0rd",
    "canary-in-a-prompt",
    "/somewhere/canary-folder",
)


@pytest.fixture
def engine(home: Path):
    engine = Engine(Home(home), "test")
    engine.start()
    yield engine
    engine.stop()


def test_no_secret_that_passed_through_is_in_the_diagnostics(engine: Engine) -> None:
    key, password, prompt, folder = CANARIES
    log = logging.getLogger("tollgate")
    log.info("asked with Authorization: Bearer %s", key)
    log.info("https://user:%s@example.com/v1?api_key=%s", password, key)
    with (engine.home.logs / "tollgate.log").open("a") as file:
        file.write(f'{{"x-api-key": "{key}"}} password={password}\n')
    (call,) = make_calls(1)
    call.error_message, call.ok, call.status = f"{prompt} {key}", False, 400
    engine.ledger.record(call)
    assert engine.ledger.flush(5)
    engine.change_setting("prices.update_url", f"https://example.com/list?key={key}")
    engine.change_setting("storage.second_folder", folder)
    engine.home.keys.write_text(f'{{"keys": [], "x": "{key}"}}')
    text = gather(engine)
    assert not [canary for canary in (*CANARIES, "Canary0123456789AbCdEf") if canary in text]
    token = engine.home.control_token.read_text().strip()
    assert token not in text
    assert str(engine.home.root) not in text


def test_the_diagnostics_say_what_a_report_needs(engine: Engine) -> None:
    logging.getLogger("tollgate").info("something worth knowing happened")
    engine.change_setting("proxy.idle_timeout_s", 77)
    text = gather(engine)
    for wanted in (
        "SQLite",
        "proxy.idle_timeout_s = 77",
        "something worth knowing happened",
        '"waiting_records": 0',
        "ok  schema",
        "== Faults\nnone",
    ):
        assert wanted in text, wanted
