"""A dialog of ours: a title, what it means, its content, trouble, and what can be done at the foot."""

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.core.errors import AppError
from app.ui.theme import Theme
from app.ui.widgets.labels import set_style, text_label

_MARGIN_PX = 24


class Sheet(QDialog):
    """`body` takes the content and scrolls where there is little room; `foot` takes the buttons.

    It is opened with `open()`: the window behind stays as it is, and nothing waits for the answer. With a
    `height_px` of 0 it is as high as its content, and grows with it.
    """

    def __init__(self, theme: Theme, parent: QWidget, *, width_px: int = 560, height_px: int = 420) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._theme = theme
        theme.dress(self)
        canvas = QWidget()
        canvas.setProperty("kind", "canvas")
        self.body = QVBoxLayout(canvas)
        self.body.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, 12)
        self.body.setSpacing(12)
        self._title, self._more = text_label("", "title", wrap=True), text_label("", "soft", wrap=True)
        self.body.addWidget(self._title)
        self.body.addWidget(self._more)
        scroll = QScrollArea()
        scroll.setWidget(canvas)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll, self._canvas = scroll, canvas
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)
        canvas.installEventFilter(self)
        self._said = text_label("", wrap=True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._banner = QFrame()
        self._banner.setProperty("kind", "banner")
        QVBoxLayout(self._banner).addWidget(self._said)
        self._banner.hide()
        self._below = QVBoxLayout()
        self._below.setContentsMargins(_MARGIN_PX, 0, _MARGIN_PX, 0)
        self._below.addWidget(self._banner)
        self.foot = QHBoxLayout()
        self.foot.setContentsMargins(_MARGIN_PX, 12, _MARGIN_PX, 18)
        self.foot.setSpacing(8)
        self.foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addLayout(self._below)
        column.addLayout(self.foot)
        self._size_px = width_px, height_px
        self._fitted: int | None = None  # how high it was made for its content
        self._gives_back = False

    def name(self, title: str, more: str = "") -> None:
        """What it is for, and what that means."""
        self.setWindowTitle(title)
        self._scroll.setAccessibleName(title)
        self._title.setText(title)
        self._more.setText(more)
        self._more.setVisible(bool(more))

    @property
    def trouble(self) -> str:
        return "" if self._banner.isHidden() else self._said.text()

    def add_button(self, text: str, *, primary: bool = False, name: str = "") -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(name or text)
        if primary:
            button.setProperty("kind", "primary")
        button.setDefault(primary)
        button.setAutoDefault(primary)
        self.foot.addWidget(button)
        return button

    def add_close(self, text: str = "") -> QPushButton:
        button = self.add_button(text or self.tr("Cancel"))
        button.clicked.connect(self.reject)
        return button

    def say(self, text: str, *, tone: str = "bad") -> None:
        """What went wrong, or with another tone what has to be known; an empty text takes it back."""
        self._said.setText(text)
        set_style(self._banner, "tone", tone)
        self._banner.setAccessibleName(text)
        self._banner.setVisible(bool(text))
        if not self._size_px[1]:
            self._growing.start(0)

    def say_error(self, error: BaseException) -> None:
        self.say(str(error) if isinstance(error, AppError) else f"{type(error).__name__}: {error}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._growing.start(0)
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Something big has gone: give its room back, but for what the user made of the sheet's height."""
        self._gives_back = self.height() == self._fitted
        self._growing.start(0)

    def _grow(self) -> None:
        """What the content needs is known once it was laid out in its width."""
        room = QGuiApplication.primaryScreen().availableGeometry()
        least, wide = self._canvas.minimumSizeHint(), self._scroll.viewport().width()
        if least.width() > wide:  # a word that is longer than that
            self.resize(min(self.width() + least.width() - wide, room.width() - 40), self.height())
        if self._size_px[1]:
            return
        needed = max(least.height(), self._canvas.heightForWidth(self._scroll.viewport().width()))
        needed += self._below.sizeHint().height() + self.foot.sizeHint().height()
        if needed > self.height() or self._gives_back:
            self.resize(self.width(), min(needed, room.height() - 80))
            self._fitted = self.height()
        self._gives_back = False

    def open(self) -> None:
        """Grown with the text, and never larger than the screen: the content scrolls."""
        width, height = map(self._theme.tokens.px, self._size_px)
        room = QGuiApplication.primaryScreen().availableGeometry()
        self.resize(min(width, room.width() - 40), min(height, room.height() - 80))
        super().open()
        self._grow()
