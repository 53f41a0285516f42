"""A program that is killed tells what it had to tell at its next start, and tells it once."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from app.proxy.sample_upstream import SampleUpstream
from tests.cli.test_serve import BODY, post, run, serving
from tests.fakes.receivers import MailRules, MailServer


def history(home: Path) -> list[dict[str, object]]:
    return json.loads(run(home, "alert", "history", "--json").stdout)


@pytest.mark.slow
def test_an_alert_outlives_kill_9_between_its_tries(home: Path) -> None:
    rules = MailRules(codes={"MAIL": 451})
    with SampleUpstream() as upstream, closing(MailServer(rules)) as mails:
        port = str(mails.port)
        for words in (
            ("provider", "add", "here", "--api", "openai", "--base-url", upstream.url, "--local"),
            ("price", "set", "here", "*", "--input", "1000", "--output", "1000"),
            ("budget", "add", "tight", "--limit", "0.001usd", "--period", "day", "--thresholds", "50",
             "--action", "warn"),
            ("alert", "channel", "add", "mail", "email", "--host", "127.0.0.1", "--port", port, "--security",
             "none", "--from", "a@example.org", "--to", "b@example.org"),
            ("alert", "set", "budget-threshold", "--channel", "mail"),
        ):  # fmt: skip
            done = run(home, *words)
            assert done.returncode == 0, done.stderr
        with serving(home) as (process, url):
            assert post(url, "/here/v1/chat/completions", BODY)[0] == 200
            assert mails.refused.wait(20)
            process.kill()
            process.wait(10)
        (alert,) = history(home)
        assert [d["state"] for d in alert["deliveries"]] == ["waiting"]  # type: ignore[index,attr-defined]
        rules.codes.clear()
        with serving(home):
            mail = mails.take()
        assert mail.message["subject"] == "[Tollgate] tight: 50 % of the budget is used"
        with serving(home) as (_, url):
            post(url, "/here/v1/chat/completions", BODY)
        assert [(row["title"], [d["state"] for d in row["deliveries"]]) for row in history(home)] == [  # type: ignore[attr-defined]
            ("tight: 50 % of the budget is used", ["sent"])
        ]
        assert not mails.has_more
