"""Where something is saved, and as what: asked with what was chosen the last time."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.context import Context
from app.ui.files import documents
from app.ui.widgets.sheet import Sheet

_FOLDER, _KIND = "folder", "kind"


class SaveAs(QFileDialog):
    """`path_chosen` comes with a path that has one of the endings, once it is clear that it may be written.

    `name` is without an ending; `kinds` are endings with the words for them. What was chosen is remembered
    under `memory`. It is shown with `open()`.
    """

    path_chosen = Signal(object)

    def __init__(
        self,
        context: Context,
        parent: QWidget,
        title: str,
        *,
        name: str,
        kinds: Sequence[tuple[str, str]],
        memory: str,
    ) -> None:
        super().__init__(parent, title)
        self._context, self._parent, self._memory = context, parent, memory
        self._kinds = {f"{words} (*{ending})": ending for ending, words in kinds}
        self.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self.setFileMode(QFileDialog.FileMode.AnyFile)
        self.setOption(QFileDialog.Option.DontConfirmOverwrite)  # we ask, of the name with its ending
        self.setNameFilters(list(self._kinds))
        folder = Path(context.frame.remembered(f"{memory}-{_FOLDER}") or documents())
        self.setDirectory(str(folder if folder.is_dir() else Path.home()))
        ending = context.frame.remembered(f"{memory}-{_KIND}")
        wanted = next((words for words, known in self._kinds.items() if known == ending), "")
        self.selectNameFilter(wanted or next(iter(self._kinds)))
        self.selectFile(name + self._ending)
        self.filterSelected.connect(self._on_filter_selected)
        self.fileSelected.connect(self._on_file_selected)

    @property
    def _ending(self) -> str:
        return self._kinds.get(self.selectedNameFilter(), next(iter(self._kinds.values())))

    def _on_filter_selected(self, _words: str) -> None:
        """The name follows the kind."""
        for file in self.selectedFiles()[:1]:
            path = Path(file)
            if path.suffix.lower() in self._kinds.values():
                self.selectFile(path.with_suffix(self._ending).name)

    def _on_file_selected(self, file: str) -> None:
        path = Path(file)
        if path.suffix.lower() not in self._kinds.values():
            path = path.with_name(path.name + self._ending)
        frame = self._context.frame
        frame.remember(f"{self._memory}-{_FOLDER}", str(path.parent))
        frame.remember(f"{self._memory}-{_KIND}", path.suffix.lower())
        if not path.exists():
            self.path_chosen.emit(path)
            return
        sheet = ReplaceSheet(self._context, self._parent, path)
        sheet.accepted.connect(lambda: self.path_chosen.emit(path))
        sheet.open()


class ReplaceSheet(Sheet):
    def __init__(self, context: Context, parent: QWidget, path: Path) -> None:
        super().__init__(context.theme, parent, width_px=460, height_px=0)
        self.name(
            self.tr("Replace the file that is there?"),
            self.tr("{folder} already has a file {name}. What is in it now would be lost.").format(
                name=path.name, folder=path.parent
            ),
        )
        self.add_close().setFocus()
        self.add_button(self.tr("Replace it"), primary=True).clicked.connect(self.accept)
