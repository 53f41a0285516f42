"""Making a report in the window: preset from what is looked at, shown before, whole or not at all."""

import gc
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QByteArray, QLocale, QRectF, QSizeF, Qt
from PySide6.QtGui import QDesktopServices, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.core.calls import Call
from app.core.filters import CallFilter
from app.core.periods import Span, local, named_range, start_of
from app.platform.clock import now_us
from app.services import reports
from app.services.report_chart import Chart, Line
from app.services.report_composing import compose
from app.services.report_document import Document, Figure, Given, Row, Section, Table
from app.services.reports import Prices, Wish, read_report, read_sums
from app.ui import formats, report_pdf
from app.ui.language import speak
from app.ui.ranges import CUSTOM, Range
from app.ui.report_choices import Choices
from app.ui.report_paper import Draw, Paper, Text, one_line
from app.ui.report_words import LocaleWords, is_letter
from app.ui.session import Session
from app.ui.widgets.job_bar import JobBar
from app.ui.widgets.report_sheet import ReportSheet
from app.ui.widgets.save_as import SaveAs
from tests.ui.conftest import Opener, fill, make_call
from tests.ui.screenshots import settle, wait_until
from tests.ui.test_exporting import choose

DAY_US = 86_400_000_000


def last_month(session: Session, **changes: object) -> Call:
    span = named_range("last-month", now_us(), session.lens.zone)
    return make_call(started_us=span.since_us + 5 * DAY_US, **changes)


def open_sheet(session: Session, qtbot: QtBot) -> ReportSheet:
    """Ctrl+P."""
    session.window.activateWindow()
    wait_until(session.window.isActiveWindow, "keys reach the window")
    qtbot.keyClick(session.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: session.window.findChild(ReportSheet) is not None, "the sheet")
    sheet = session.window.findChild(ReportSheet)
    assert sheet is not None
    settle(session, 30)
    return sheet


def save(session: Session, sheet: ReportSheet, path: Path) -> None:
    press(sheet, "Save as…")
    wait_until(lambda: sheet.findChild(SaveAs) is not None, "the file dialog")
    dialog = sheet.findChild(SaveAs)
    assert dialog is not None
    choose(dialog, path)


def press(parent: QWidget, text: str) -> None:
    next(b for b in parent.findChildren(QPushButton) if b.text() == text).click()


def pick(sheet: ReportSheet, text: str) -> None:
    box = sheet._scope if sheet._scope.findText(text) >= 0 else sheet._period
    assert box.findText(text) >= 0, [box.itemText(n) for n in range(box.count())]
    box.setCurrentIndex(box.findText(text))


def document_of(session: Session) -> Document:
    """Of the last day."""
    now = now_us()
    wish = Wish(CallFilter(since_us=now - DAY_US, until_us=now + 1), session.lens.zone)
    reader = session.window.context.engine.ledger.reader
    return compose(read_report(reader, wish, Prices("list", "today", 0), now), LocaleWords(), Given())


def banner(session: Session) -> str:
    return session.window._banner.text


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_it_begins_with_the_range_and_the_project_that_are_looked_at(session: Session, qtbot: QtBot) -> None:
    fill(session, last_month(session, project="shop", cost_nusd=7 * 10**9), make_call(project="shop"))
    session.lens.look_at(Range("last-month"))
    session.lens.narrow("project", "shop")
    session.lens.narrow("model", "gpt-5")
    sheet = open_sheet(session, qtbot)
    wish = sheet.wish()
    assert (wish.chosen.since_us, wish.chosen.until_us) == (
        session.lens.span().since_us,
        session.lens.span().until_us,
    )
    assert wish.chosen.project == ("shop",)
    assert wish.chosen.model == ("gpt-5",)  # other filters hold too, and can be left out
    wait_until(lambda: "$7.00" in sheet._preview.figure.text(), "the total is shown")
    assert session.window.context.engine.ledger.reader.summary(wish.chosen).cost_nusd == 7 * 10**9
    sheet._narrowed.setChecked(False)
    assert sheet.wish().chosen.model == ()


def test_another_period_and_client_change_what_it_will_say(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call(client="Codex", cost_nusd=10**9), make_call(client="other", cost_nusd=2 * 10**9))
    fill(session, last_month(session, client="Codex", cost_nusd=5 * 10**9))
    sheet = open_sheet(session, qtbot)
    wait_until(lambda: sheet._scope.findText("Client Codex") >= 0, "the names are there")
    pick(sheet, "Client Codex")
    wait_until(lambda: sheet._preview.figure.text() == "$1.00", "the client's part")
    first = local(named_range("last-month", now_us(), session.lens.zone).since_us, session.lens.zone)
    pick(sheet, f"Last month ({formats.month(first)})")
    wait_until(lambda: sheet._preview.figure.text() == "$5.00", "its part of last month")


def test_days_of_ones_own_are_whole_days(session: Session, qtbot: QtBot) -> None:
    fill(session, make_call())
    sheet = open_sheet(session, qtbot)
    pick(sheet, "Other days…")
    assert sheet._days.isVisible()
    sheet._last.setDate(sheet._first.date().addDays(1))
    chosen = sheet.wish().chosen
    assert chosen.since_us is not None
    assert chosen.until_us is not None
    for edge in (chosen.since_us, chosen.until_us):
        assert start_of("day", edge, session.lens.zone) == edge


@pytest.mark.parametrize("form", ["PDF", "Web page"])
def test_the_report_is_written_told_and_opened(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    fill(session, make_call(project="shop", cost_nusd=None), make_call(project="shop", cost_nusd=3 * 10**9))
    sheet = open_sheet(session, qtbot)
    press(sheet, form)
    sheet._whom.setText("ACME GmbH")
    sheet._note.setPlainText("Invoice 7")
    path = tmp_path / f"report.{'pdf' if form == 'PDF' else 'html'}"
    save(session, sheet, path)
    wait_until(lambda: str(path) in banner(session), "it is told")
    assert session.window.findChild(ReportSheet) is None or not sheet.isVisible()
    data = path.read_bytes()
    if form == "PDF":
        assert data.startswith(b"%PDF-")
        assert pages_of(data) >= 1
    else:
        assert b"ACME GmbH" in data
        assert b"$3.00" in data
        assert b"not in the total: 1 call of 2" in data
    press(session.window._banner, "Open")
    press(session.window._banner, "Show in folder")
    assert opened == [str(path), str(tmp_path)]


def test_what_was_chosen_is_there_the_next_time(open_window: Opener, qtbot: QtBot, tmp_path: Path) -> None:
    session = open_window()
    fill(session, make_call(project="shop"), make_call(project="blog"))
    sheet = open_sheet(session, qtbot)
    wait_until(lambda: sheet._scope.findText("Project shop") >= 0, "the names are there")
    pick(sheet, "Project shop")
    sheet._whom.setText("ACME GmbH")
    sheet._sender.setText("Jane Doe")
    sheet._group_boxes["provider"].setChecked(True)
    press(sheet, "Web page")
    save(session, sheet, tmp_path / "report.html")
    wait_until((tmp_path / "report.html").exists, "the file")
    wait_until(lambda: "report.html" in banner(session), "it is told")
    session = open_window()
    again = open_sheet(session, qtbot)
    wait_until(lambda: again._scope.findText("Project blog") >= 0, "the names are there")
    assert again._form == "html"
    assert again._sender.text() == "Jane Doe"
    assert again._group_boxes["provider"].isChecked()
    assert again._whom.text() == ""  # it was the project's
    pick(again, "Project shop")
    assert again._whom.text() == "ACME GmbH"
    pick(again, "Project blog")
    assert again._whom.text() == ""
    again.reject()


@pytest.mark.parametrize("how", ["cancel", "close"])
def test_a_report_that_is_called_off_leaves_nothing(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    going, go_on = threading.Event(), threading.Event()
    read = reports.read_sums

    def slowly(*args: object) -> reports.Report:
        going.set()
        go_on.wait(20)
        return read(*args)  # type: ignore[arg-type]

    fill(session, make_call())
    sheet = open_sheet(session, qtbot)
    monkeypatch.setattr(reports, "read_sums", slowly)
    folder = tmp_path / "out"
    folder.mkdir()
    save(session, sheet, folder / "report.pdf")
    wait_until(going.is_set, "it is being made")
    bar = sheet.findChild(JobBar)
    assert bar is not None
    if how == "cancel":
        press(bar, "Cancel")
    else:
        sheet.reject()
    go_on.set()
    wait_until(lambda: not session.jobs.working, "it ends")
    assert list(folder.iterdir()) == []
    assert "report.pdf" not in banner(session)
    if how == "cancel":
        assert sheet.isVisible()
        assert sheet._save.isEnabled()


def steer_drawing(monkeypatch: pytest.MonkeyPatch, act: Draw) -> None:
    """The first page ends with this."""
    lay_out = report_pdf._lay_out

    def steered(*args: object) -> Paper:
        paper = lay_out(*args)  # type: ignore[arg-type]
        paper.pages[0].append(act)
        return paper

    monkeypatch.setattr(report_pdf, "_lay_out", steered)


@pytest.mark.parametrize("how", ["cancel", "escape", "quit"])
def test_calling_it_off_while_pages_are_drawn_ends_the_report_alone(
    session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    drawing, go_on = threading.Event(), threading.Event()

    def hold(painter: QPainter) -> None:
        drawing.set()
        go_on.wait(20)

    fill(session, make_call())
    sheet = open_sheet(session, qtbot)
    steer_drawing(monkeypatch, hold)
    folder = tmp_path / "out"
    folder.mkdir()
    save(session, sheet, folder / "report.pdf")
    wait_until(drawing.is_set, "a page is being drawn")
    if how == "cancel":
        bar = sheet.findChild(JobBar)
        assert bar is not None
        press(bar, "Cancel")
    elif how == "escape":
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    else:
        session.jobs.call_off()
    go_on.set()
    wait_until(lambda: not session.jobs.working, "it ends")
    gc.collect()
    assert list(folder.iterdir()) == []
    if how == "cancel":
        wait_until(sheet._save.isEnabled, "it can be made again")
        save(session, sheet, folder / "report.pdf")
        wait_until(lambda: "report.pdf" in banner(session), "it is made after all")


@pytest.mark.parametrize("of", ["an act", "the progress"])
def test_whatever_ends_the_drawing_the_painter_ends_before_its_paper(
    session: Session, monkeypatch: pytest.MonkeyPatch, of: str
) -> None:
    painters: list[QPainter] = []

    class Broken(Exception):
        pass

    def act(painter: QPainter) -> None:
        painters.append(painter)
        if of == "an act":
            raise Broken

    def told(share: float) -> None:
        if painters:
            raise Broken

    fill(session, make_call())
    steer_drawing(monkeypatch, act)
    document = document_of(session)
    with pytest.raises(Broken):
        report_pdf.render(document, told)
    assert [painter.isActive() for painter in painters] == [False]


def test_trouble_is_told_in_the_sheet(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    fill(session, make_call())
    sheet = open_sheet(session, qtbot)
    there = tmp_path / "here"
    there.mkdir()
    sheet._start(there / "gone" / "report.pdf")
    wait_until(lambda: "could not be written" in sheet.trouble, "it is told")


def test_paper_is_letter_where_letters_are(qapp: object) -> None:
    assert is_letter(QLocale("en_US"))
    assert is_letter(QLocale("es_MX"))
    assert not is_letter(QLocale("de_DE"))
    assert not is_letter(QLocale("en_GB"))


@pytest.mark.parametrize("letter", [True, False])
def test_a_long_report_has_its_pages_numbered_and_all_models_on_them(
    session: Session, *, letter: bool
) -> None:
    span = named_range("last-month", now_us(), session.lens.zone)
    names = [f"model-{n}" for n in range(60)] + ["نموذج لغوي", "שם ארוך", "x" * 400]
    fill(session, *(last_month(session, model=name, project=name) for name in names))
    reader = session.window.context.engine.ledger.reader
    wish = Wish(CallFilter(since_us=span.since_us, until_us=span.until_us), session.lens.zone)
    document = compose(read_sums(reader, wish, now_us()), LocaleWords(letter=letter), Given(note="x\n" * 30))
    shares: list[float] = []
    pdf = report_pdf.render(document, shares.append)
    assert 4 <= pages_of(pdf) <= 12
    assert shares == sorted(shares)
    width, height = (612, 792) if letter else (595, 842)
    found = re.search(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)
    assert found is not None
    assert (round(float(found[1])), round(float(found[2]))) == (width, height)


def test_no_page_of_paper_is_overfull(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is drawn of a table or of words stands above the foot."""
    names = [f"m{n}-" + "long " * (n % 30) for n in range(80)]
    fill(session, *(make_call(model=name) for name in names))
    reader = session.window.context.engine.ledger.reader
    now = now_us()
    wish = Wish(CallFilter(since_us=now - DAY_US, until_us=now), session.lens.zone)
    document = compose(read_sums(reader, wish, now), LocaleWords(letter=False), Given())
    size = QSizeF(5953, 8419)
    ends: list[float] = []
    turn = Paper.turn

    class Watched(Paper):
        def turn(self) -> None:
            ends.append(self.y)
            turn(self)

    monkeypatch.setattr(report_pdf, "Paper", Watched)
    paper = report_pdf._lay_out(document, size, lambda _: None)
    assert len(paper.pages) > 3
    assert max([*ends, paper.y]) <= 8419 - 400


ARN = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-5-sonnet-{}-v2:0"
A4 = QSizeF(5950, 8420)


def test_long_names_in_the_legend_stand_beside_each_other_and_not_over(qapp: QApplication) -> None:
    lines = [Line(ARN.format(n) * (n % 3) or f"m{n}", [n + 1], other=n == 6) for n in range(7)]
    chart = Chart.of(lines, ["a"], LocaleWords(), "said", [None] * 6)
    paper = Paper(A4)
    legend = report_pdf._Legend(paper, chart)
    places: list[QRectF] = []
    for x, y, _, name, value in legend._placed:
        places.append(QRectF(x, y, 130 + name.width, name.height))
        places.append(QRectF(x + 130 + name.width + 60, y, value.width, value.height))
    assert max(place.right() for place in places) <= paper.width
    assert max(place.bottom() for place in places) <= legend.height
    for n, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[:n])
    assert len({place.y() for place in places}) > 1


def test_a_name_that_does_not_fit_in_a_line_keeps_both_of_its_ends(qapp: QApplication) -> None:
    text = one_line(ARN.format("20241022"), 2_000, 80)
    assert text.width <= 2_000
    assert text.height == Text("x", 2_000, 80).height
    shown = text._layouts[0][0].text()
    assert shown.startswith("arn:aws")
    assert shown.endswith("v2:0")
    assert "…" in shown


@pytest.mark.parametrize("rows", [1, 2, 3, 4, 9, 10, 40])
@pytest.mark.parametrize("name", ["m", ARN, "x" * 400])
def test_no_heading_stands_alone_at_the_foot_of_a_page(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, rows: int, name: str
) -> None:
    """Wherever on its page a table begins; and the head of one is always followed by a row."""
    seen: list[tuple[str, int]] = []

    def watch(owner: object, kind: str) -> None:
        act = getattr(owner, kind)

        def watched(paper: Paper, *args: Any, **words: Any) -> None:
            act(paper, *args, **words)
            seen.append((kind, len(paper.pages)))

        monkeypatch.setattr(owner, kind, watched)

    watch(Paper, "text")
    watch(report_pdf, "_row")
    table = Table(("Model", "Cost"), (Row((name, "$1.00"), "note"),) * rows, ("Total", "$1.00"))
    empty = Document("en", False, "t", "p", (), "", (Figure("a", "b"),), (), (), (), "{n} {of}")
    for lines in range(20, 56):
        seen.clear()
        before = Section("before", tuple(f"line {n}" for n in range(lines)))
        document = replace(empty, sections=(before, Section("Models", (table,))))
        report_pdf._lay_out(document, A4, lambda _: None)
        heading = max(n for n, (kind, _) in enumerate(seen) if kind == "text")
        on = [page for _, page in seen[heading : heading + 3]]  # the heading, the table's head, a row
        assert on[0] == on[1] == on[2], lines


def test_the_chart_can_be_drawn_by_qt(session: Session) -> None:
    fill(session, make_call(), make_call(model="o3", cost_nusd=1))
    now = now_us()
    wish = Wish(CallFilter(since_us=now - DAY_US, until_us=now + 1), session.lens.zone)
    reader = session.window.context.engine.ledger.reader
    document = compose(read_sums(reader, wish, now), LocaleWords(), Given())
    svg = next(part.svg for s in document.sections for part in s.parts if hasattr(part, "svg"))
    assert QSvgRenderer(QByteArray(svg.encode())).isValid()


def test_a_report_speaks_the_window_s_language(session: Session, qapp: QApplication) -> None:
    fill(session, make_call(project="shop"), make_call(cost_nusd=None))
    now = now_us()
    reader = session.window.context.engine.ledger.reader
    wish = Wish(CallFilter(since_us=now - DAY_US, until_us=now + 1), session.lens.zone)
    try:
        speak(qapp, "german")
        document = compose(read_sums(reader, wish, now), LocaleWords(), Given(whom="ACME"))
    finally:
        speak(qapp)
    assert document.language.startswith("de")
    assert document.title == "Nutzung von Sprachmodellen"
    assert "Ohne bekannten Preis und darum nicht in der Summe: 1 Aufruf von 2 (gpt-5)." in document.caveats
    headings = [section.heading for section in document.sections]
    assert headings[1:5] == ["Modelle", "Projekte", "Clients", "Tokens nach Art"]
    assert document.figures[0].value == "$0,01"


def test_what_cannot_be_read_of_former_choices_is_as_the_first_time() -> None:
    first = Choices()
    assert Choices.of({}) == first
    assert Choices.of({"groups": 3, "form": [], "letter": "x", "whom": [1], "title": None}) == first
    kept = first.with_whom(("project", "a/b"), "ACME")
    assert Choices.of(kept.as_record()).whom_of(("project", "a/b")) == "ACME"
    assert kept.with_whom(("project", "a/b"), "").whom == ()


def test_a_custom_range_stays_as_it_is_shown(session: Session, qtbot: QtBot) -> None:
    now = now_us()
    span = Span(now - 3_600_000_000, now)
    fill(session, make_call())
    session.lens.look_at(Range(CUSTOM, span))
    sheet = open_sheet(session, qtbot)
    assert (sheet.wish().chosen.since_us, sheet.wish().chosen.until_us) == (span.since_us, span.until_us)
    assert sheet._period.currentText().startswith("As shown:")
