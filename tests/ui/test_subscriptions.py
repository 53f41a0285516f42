"""What a subscription covers is shown at what it is worth, and never as spent."""

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QLabel, QTableView

from app.core.calls import Call
from app.ui.charts.card import ChartCard
from app.ui.models.calls import COLUMNS
from app.ui.session import Session
from app.ui.widgets.cards import FigureCard
from app.ui.widgets.inspector import Inspector
from tests.ui.conftest import fill, make_call, show_page
from tests.ui.screenshots import wait_until


def covered_call(worth_nusd: int | None, **changes: object) -> Call:
    call = make_call(covered=True, **changes)
    call.charge(worth_nusd, "unpriced" if worth_nusd is None else "catalogue", "openai/gpt-5@2025-08-07")
    return call


def said(session: Session) -> str:
    page = session.window.page
    assert page is not None
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


def figure(session: Session, caption: str) -> str:
    names = [card.accessibleName() for card in session.window.findChildren(FigureCard)]
    return next((name for name in names if name.startswith(caption)), "")


def cost_cell(session: Session) -> tuple[str, str]:
    """Of the newest call, with what is said where the mouse rests on it."""
    view = session.window.page.findChild(QTableView)  # type: ignore[union-attr]
    assert view is not None
    column = next(n for n, column in enumerate(COLUMNS) if column.id == "cost")
    index = view.model().index(0, column, QModelIndex())
    return index.data(), index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_overview_tells_what_is_covered_beside_what_is_spent(session: Session) -> None:
    fill(session, make_call(cost_nusd=2_000_000_000), covered_call(5_000_000_000))
    wait_until(lambda: "$5.00 by the API" in said(session), "what is covered")
    assert "$2.00" in figure(session, "Spent today")
    assert said(session).count("and $5.00 covered") == 2  # today, and in this range
    assert "Cost by model" in said(session)


def test_who_pays_by_the_month_only_sees_what_is_covered(session: Session) -> None:
    fill(
        session,
        covered_call(5_000_000_000, model="claude-large"),
        *(covered_call(1_000, model="claude-small") for _ in range(3)),
    )
    wait_until(lambda: "$5.00 by the API" in said(session), "what is covered")
    assert "$0.00" in figure(session, "Spent today")
    card = next(
        c for c in session.window.findChildren(ChartCard) if c.accessibleName() == "Covered, by model"
    )
    wait_until(lambda: card.stack is not None, "the chart")
    assert int(card.stack.totals.sum()) == 5_000_003_000  # type: ignore[union-attr]
    assert card.stack.names[0] == "claude-large"  # type: ignore[union-attr]


def test_a_covered_call_says_in_its_cell_and_in_words_what_it_is_worth(session: Session) -> None:
    fill(session, covered_call(12_300_000))
    show_page(session, "calls")
    wait_until(lambda: cost_cell(session)[0] == "≈$0.0123", "what it is worth")
    assert "by the API it would have cost $0.0123" in cost_cell(session)[1]
    inspector = session.window.page.findChild(Inspector)  # type: ignore[union-attr]
    assert inspector is not None
    inspector.show_call(covered_call(12_300_000))
    words = [label.accessibleName() for label in inspector.findChildren(QLabel)]
    assert "This call: $0, covered by your subscription" in words
    assert "By the API it would have cost: $0.0123" in words


def test_one_whose_worth_is_not_known_is_covered_all_the_same(session: Session) -> None:
    fill(session, covered_call(None))
    show_page(session, "calls")
    wait_until(lambda: cost_cell(session)[0] == "covered", "that it is covered")
    assert "unpriced" not in said(session)
