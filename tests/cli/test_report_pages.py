"""`tollgate report --html`: the totals of the same command as a page."""

import re
from pathlib import Path

import pytest

from app.core.errors import AppError
from tests.cli.test_contract import Tollgate, recorded, tollgate

__all__ = ["recorded", "tollgate"]


def test_the_page_has_the_total_of_the_same_question(
    tollgate: Tollgate, recorded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    words = ("--since", "2000-01-01", "--zone", "Europe/Berlin")
    total = tollgate("report", *words, "--json").document[0]
    done = tollgate("report", *words, "--html", str(file), "--for", "ACME & Co", "--json").document
    assert (done["calls"], done["cost_usd"]) == (total["calls"], total["cost_usd"])
    page = file.read_text()
    assert f"The exact total is ${total['cost_usd']}." in page
    assert "ACME &amp; Co" in page
    assert file.stat().st_mode & 0o777 == 0o600
    for row in tollgate("report", *words, "--by", "model", "--json").document:
        assert f"<bdi>{row['model']}</bdi>" in page


def test_the_groups_are_its_tables(tollgate: Tollgate, recorded: Path, tmp_path: Path) -> None:
    file = tmp_path / "report.htm"
    assert tollgate("report", "--by", "account,provider", "--html", str(file)).code == 0
    headings = re.findall(r"<h2>(.*?)</h2>", file.read_text())
    assert "Providers" in headings
    assert "Accounts" in headings
    assert "Models" not in headings


@pytest.mark.parametrize(
    "words", ["--html report.pdf", "--html report.html --by session", "--html report.html --by day"]
)
def test_what_no_page_can_be_is_wrong_usage(tollgate: Tollgate, recorded: Path, words: str) -> None:
    done = tollgate("report", *words.split())
    assert done.code == 2
    assert len(done.err.strip().splitlines()) == 1
    assert not Path("report.html").exists()


def test_a_page_takes_the_place_of_no_file_unless_told_to(
    tollgate: Tollgate, recorded: Path, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text("precious")
    done = tollgate("report", "--html", str(file))
    assert done.code == 1
    assert "--force" in done.err
    assert file.read_text() == "precious"
    assert tollgate("report", "--html", str(file), "--force").code == 0
    assert "<!doctype html>" in file.read_text()


def test_where_nothing_was_recorded_no_page_is_made(tollgate: Tollgate, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    done = tollgate("report", "--html", str(file))
    assert done.code == 1
    assert not file.exists()
    assert AppError("There are no calls yet.").message in done.err
