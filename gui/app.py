"""Starts the window: one per user, in the language and the look that were chosen."""

from __future__ import annotations

import logging
import logging.handlers
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMessageBox

from gui.appearance import dress
from gui.run_options import begin_own_list
from gui.settings import SettingsStore, data_folder
from gui.single_instance import SingleInstance
from gui.texts import tr

if TYPE_CHECKING:
    from gui.main_window import MainWindow

_log = logging.getLogger(__name__)


def open_window(
    paths: Sequence[Path] = (), *, painted: Callable[[MainWindow], object] | None = None
) -> int:
    """Show the window with `paths` in its queue, or hand them to the one that is open.

    `painted` is called once it is on the screen. Returns the exit code when it is closed.
    """
    if not has_display():
        print(
            tr(
                "There is no display to open a window on. "
                "The command line needs none: python main.py transcribe FILE"
            ),
            file=sys.stderr,
        )
        return 1
    application = QApplication([sys.argv[0]])
    application.setApplicationName("HotScribe")
    application.setDesktopFileName("hotscribe")
    folder = data_folder()
    store = SettingsStore(folder)
    dress(store.values)
    instance = SingleInstance(folder)
    match instance.claim(paths):
        case "handed over":
            return 0
        case "unanswered":
            QMessageBox.warning(
                None,
                tr("HotScribe"),
                tr(
                    "HotScribe is already open but does not answer. "
                    "Close it, or end it in the system's list of programs, and start it again."
                ),
            )
            return 1
    _keep_log(folder)
    begin_own_list()
    # Ctrl+C in the terminal ends the program at once; everything that was heard is on disk.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

    from gui.main_window import MainWindow

    window = MainWindow(store)
    # However the program is left: the system may end it without closing the window.
    application.aboutToQuit.connect(window.finish)
    instance.files_arrived.connect(window.come_forward)
    window.painted.connect(lambda: window.commands.add(paths))
    if painted is not None:
        window.painted.connect(lambda: painted(window))
    window.show()
    code = application.exec()
    instance.close()
    return code


def has_display() -> bool:
    """Whether Qt can open a window here; without one it would end the process at once."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _keep_log(folder: Path) -> None:
    """Write what goes wrong into a file of the data folder, which no one else reads."""
    try:
        handler = logging.handlers.RotatingFileHandler(
            folder / "hotscribe.log", maxBytes=512 * 1024, backupCount=1, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])

    def note(kind: type[BaseException], value: BaseException, trace: object) -> None:
        _log.error("unexpected", exc_info=(kind, value, trace))  # type: ignore[arg-type]
        sys.__excepthook__(kind, value, trace)  # type: ignore[arg-type]

    sys.excepthook = note
