"""The list of cues on the screen, with what a test looks at and acts on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from widgets import child

from asr_core.transcript import HotwordUse, Segment, spread
from export_tools.subtitles.cue_document import CueDocument
from gui.cue_details import CueDetails
from gui.cue_editor import CueEditor
from gui.cue_list import CueList
from gui.cue_model import Column
from gui.cue_table import CueTable

Key = Qt.Key
ALONE = Qt.KeyboardModifier.NoModifier
SENTENCES = ["今天天气很好。", "我们去公园玩吧。", "你觉得怎么样？", "好的。", "那就走吧。"]


def segment(text: str, start_s: float, *words: str) -> Segment:
    end_s = start_s + 0.25 * len(text)
    uses = tuple(HotwordUse(word, "", 1.0, True, True) for word in words)
    return Segment(start_s, end_s, text, "", spread(text, start_s, end_s), uses)


class ShownCues:
    """A list on the screen, with what a test looks at and acts on."""

    def __init__(self, qtbot: QtBot, document: CueDocument) -> None:
        self.qtbot, self.document = qtbot, document
        self.list = CueList()
        qtbot.addWidget(self.list)
        self.list.resize(640, 480)
        self.edited: list[str] = []
        self.heard: list[tuple[int, int]] = []
        self.list.edited.connect(self.edited.append)
        self.list.hear.connect(lambda start_ms, end_ms: self.heard.append((start_ms, end_ms)))
        self.list.show_job("job", document, "ep12.mp4")
        self.list.show()
        qtbot.waitExposed(self.list)
        self.table = child(self.list, CueTable)
        self.table.setFocus()

    @property
    def texts(self) -> list[str]:
        model = self.table.model()
        return [model.index(row, Column.TEXT).data() for row in range(model.rowCount())]

    @property
    def editor(self) -> CueEditor:
        """The only box that is open; one that was closed lives on a little."""
        (found,) = [each for each in self.table.findChildren(CueEditor) if each.isVisible()]
        return found

    @property
    def is_editing(self) -> bool:
        return any(each.isVisible() for each in self.table.findChildren(CueEditor))

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = ALONE) -> None:
        widget = self.editor if self.is_editing else self.table
        self.qtbot.keyClick(widget, key, modifier)

    def write(self, text: str) -> None:
        """Put `text` in place of what stands in the box."""
        self.editor.selectAll()
        self.editor.insertPlainText(text)

    def remark(self) -> str:
        return child(self.list, CueDetails).text
