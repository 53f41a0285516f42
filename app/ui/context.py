"""What a page is given."""

from dataclasses import dataclass
from typing import Protocol

from app.assembly import Engine
from app.core.settings import Value
from app.ui.acts import Acts
from app.ui.bridge import Bridge
from app.ui.charts.colours import Colours
from app.ui.jobs import Jobs
from app.ui.lens import Lens
from app.ui.proxy_switch import ProxySwitch
from app.ui.queries import Queries
from app.ui.theme import Theme
from app.ui.views import SavedViews


class Frame(Protocol):
    """What pages and actions may ask of the window around them."""

    def open_page(self, page_id: str, part: str = "") -> None: ...

    def say(self, text: str) -> None:
        """One line at the bottom, for a moment."""
        ...

    def remembered(self, name: str) -> str:
        """What was chosen the last time on this computer; "" for the first time."""
        ...

    def remember(self, name: str, value: str) -> None: ...

    def change_setting(self, key: str, value: Value | None) -> None: ...

    def ask_to_quit(self) -> None: ...

    def show_welcome(self) -> None: ...

    def show_sample(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Context:
    engine: Engine
    theme: Theme
    bridge: Bridge
    queries: Queries
    acts: Acts
    jobs: Jobs
    lens: Lens
    colours: Colours
    views: SavedViews
    switch: ProxySwitch
    frame: Frame
