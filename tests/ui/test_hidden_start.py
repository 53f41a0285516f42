"""`tollgate --hidden`: how a window begins that starts with the session."""

import pytest

from app.ui.session import Session
from app.ui.tray import Tray


def test_with_a_tray_the_window_waits_behind_it_and_comes_when_called(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "there", property(lambda _: True))
    session.window.hide()
    session.show(hidden=True)
    assert not session.window.isVisible()
    session.window.show_up()
    assert session.window.isVisible()


def test_without_a_tray_it_is_never_out_of_reach(session: Session) -> None:
    session.window.hide()
    session.show(hidden=True)
    assert session.window.isVisible()
    assert session.window.isMinimized()
    session.window.show_up()
    assert not session.window.isMinimized()
