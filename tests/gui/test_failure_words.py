"""A failure is told in both languages, and its report gives nothing private away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot
from quiet_runner import QuietRunner
from widgets import child

from asr_core.errors import (
    AsrError,
    AudioMissing,
    AudioUnreadable,
    DataUnwritable,
    EngineFailed,
    EngineKilled,
    HotwordsUnreadable,
    LibraryUnusable,
    ModelDamaged,
    ModelMissing,
    OptionInvalid,
    OutputUnwritable,
    RulesUnreadable,
)
from asr_core.jobs import Job, JobState
from gui.error_card import ErrorCard
from gui.failure_words import engine_trouble, report, system_reason, what_happened, what_next
from gui.texts import language, set_language

SECRET = "/home/王总/秘密 project/secret talk.mp4"
FAILURES = [
    AudioMissing(SECRET),
    AudioUnreadable(SECRET, "the video has no sound track"),
    ModelMissing("secret", "/home/王总/秘密 project/secret holds no *.gguf file"),
    ModelDamaged("/home/王总/secret.onnx", "line 12 repeats the id 7"),
    LibraryUnusable("/home/王总/secret/libllama.so", "there is none in /home/王总/secret"),
    HotwordsUnreadable("/home/王总/secret.txt", "line 3: “秘密” is in the list already"),
    RulesUnreadable("/home/王总/secret.txt", "there is no such file"),
    OptionInvalid("start", "“秘密” is not one of secret"),
    OutputUnwritable("/home/王总/secret.srt", "Permission denied"),
    DataUnwritable("/home/王总/secret", "No space left on device"),
    EngineFailed("decoder", "ValueError: could not read 'secret 秘密'"),
]


@pytest.fixture
def job() -> Job:
    made = QuietRunner().put(SECRET, segments=3, duration_s=3482.0)
    made.state = JobState.FAILED
    made.model = "/models/secret"
    return made


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.code)
def test_a_report_holds_no_path_no_name_and_no_text(job: Job, failure: AsrError) -> None:
    told = report(job, failure)
    for private in ("secret", "秘密", "王总", "/home", "sentence", "talk"):
        assert private not in told
    assert failure.code in told and "passages kept: 3" in told
    assert "kind of file: .mp4" in told and "58:02" in told


def test_a_report_keeps_our_own_wordings_and_numbers(job: Job) -> None:
    damaged = report(job, ModelDamaged("x", "line 12 repeats the id 7"))
    assert "reason: line 12 repeats the id 7" in damaged
    assert "reason: … holds no *.gguf file" in report(job, FAILURES[2])
    assert "reason: …\n" in report(job, FAILURES[-1])
    assert "reason: No space left on device" in report(job, FAILURES[-2])
    assert "stage: decoder" in report(job, FAILURES[-1])


@pytest.mark.usefixtures("each_language")
@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: failure.code)
def test_advice_is_for_a_window_and_names_no_folder_of_the_recording(
    job: Job, failure: AsrError
) -> None:
    assert "--" not in what_next(failure) and "main.py" not in what_next(failure)
    assert what_next(failure)
    assert str(Path(SECRET).parent) + "/" + "secret talk" not in what_happened(failure, job)
    if language.name == "zh":
        assert any("一" <= character <= "鿿" for character in what_next(failure))


@pytest.mark.usefixtures("each_language")
@pytest.mark.parametrize(
    "failure",
    [*FAILURES, EngineKilled(), ModelMissing("demo", "/app/demo holds no *.gguf file")],
    ids=lambda failure: failure.code,
)
def test_what_ails_the_engine_is_told_without_the_command_line(failure: AsrError) -> None:
    told = engine_trouble(failure)
    for strange in ("--", "main.py", "*", "continue", "继续"):
        if failure.code in ("model-missing", "engine-killed"):
            assert strange not in told
    assert told.endswith("。" if language.name == "zh" else ".")


def test_without_any_model_the_demo_is_not_offered_as_the_way_out() -> None:
    told = engine_trouble(ModelMissing("demo", "/app/demo holds no *.gguf file"))
    assert told == (
        "There is no model, not even the demo. Get a model, or install HotScribe again."
    )


@pytest.mark.usefixtures("each_language")
def test_a_data_folder_that_cannot_be_written_leads_to_that_folder(job: Job, qtbot: QtBot) -> None:
    job.failure = DataUnwritable("/home/王总/secret", "No space left on device")
    card = ErrorCard()
    qtbot.addWidget(card)
    card.show_job(job)
    card.show()
    told = child(card, QLabel, "queue.error.what").text()
    assert ("data folder" in told or "数据文件夹" in told) and "secret" not in told
    for name in ("resume", "open-data", "export"):
        assert child(card, QPushButton, f"queue.row.{name}").isVisible()


def test_the_reasons_of_the_system_are_told_in_chinese() -> None:
    refused = OSError(30, "Read-only file system")
    assert system_reason(refused) == "Read-only file system"
    set_language("zh")
    assert system_reason(refused) == "文件系统是只读的"
    assert system_reason(OSError(2, "No such file or directory")) == "文件或文件夹不存在"


def test_details_show_and_copy_the_report(job: Job, qtbot: QtBot) -> None:
    job.failure = FAILURES[1]
    card = ErrorCard()
    qtbot.addWidget(card)
    card.show_job(job)
    card.show()
    shown = child(card, QPlainTextEdit)
    assert not shown.isVisible()
    with qtbot.waitSignal(card.grew):
        child(card, QPushButton, "queue.error.details").click()
    assert shown.isVisible() and shown.toPlainText() == report(job, FAILURES[1])
    child(card, QPushButton, "queue.error.copy").click()
    assert QGuiApplication.clipboard().text() == report(job, FAILURES[1])
    assert child(card, QPushButton, "queue.error.copy").text() == "Copied"


def test_a_program_that_ended_under_a_job_leaves_no_failure_but_a_way_on(
    job: Job, qtbot: QtBot
) -> None:
    job.state = JobState.INTERRUPTED
    card = ErrorCard()
    qtbot.addWidget(card)
    card.show_job(job)
    card.show()
    assert "HotScribe ended" in child(card, QLabel, "queue.error.what").text()
    assert not child(card, QPushButton, "queue.error.copy").isVisible()
    assert child(card, QPushButton, "queue.row.resume").isVisible()
