"""What the window says of the engine, and when it asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from asr_core.errors import EngineCrashed, ModelMissing
from asr_core.jobs import RunOptions
from asr_core.messages import EngineReady, EngineUnready, Failure, Prepare
from gui.engine_care import EngineCare, engine_for
from gui.texts import set_language

ENDED = EngineCrashed("139")


@pytest.fixture
def asked() -> list[Prepare]:
    return []


@pytest.fixture
def care(asked: list[Prepare]) -> Iterator[EngineCare]:
    made = EngineCare(asked.append)
    made.is_warm = True
    yield made
    made.close()


def be_ready(care: EngineCare) -> None:
    care.be_ready(EngineReady(engine_for(RunOptions()), "demo", "CPU"))


def test_an_engine_is_asked_for_once_and_again_when_it_is_another(
    care: EngineCare, asked: list[Prepare]
) -> None:
    care.prepare(RunOptions())
    care.prepare(RunOptions(language="zh"))
    assert asked == [Prepare(engine_for(RunOptions()))]
    be_ready(care)
    care.prepare(RunOptions(model="other"))
    assert care.status.state == "starting" and len(asked) == 2
    care.prepare(RunOptions(model="other", quality="draft"))
    assert len(asked) == 3


def test_nothing_is_loaded_before_it_is_warm(care: EngineCare, asked: list[Prepare]) -> None:
    care.is_warm = False
    care.prepare(RunOptions())
    assert not asked


def test_the_engine_of_a_run_need_not_be_asked_for_afterwards(
    care: EngineCare, asked: list[Prepare]
) -> None:
    assert care.want_for_run(RunOptions()) == engine_for(RunOptions())
    care.end_run()
    care.prepare(RunOptions())
    assert not asked


def test_ending_idle_is_forgiven_once_and_again_after_a_run(care: EngineCare) -> None:
    be_ready(care)
    care.end_idle(ENDED)
    assert care.status.state == "restarting"
    care.end_idle(ENDED)
    assert care.has_failed
    be_ready(care)
    care.end_run()
    care.end_idle(ENDED)
    assert care.status.state == "restarting"


def test_a_failure_is_told_in_the_language_that_is_set(
    care: EngineCare, asked: list[Prepare]
) -> None:
    care.be_unready(
        EngineUnready(engine_for(RunOptions()), Failure.of(ModelMissing("demo", "it is not there")))
    )
    english = care.status.sentence
    told: list[object] = []
    care.changed.connect(told.append)
    set_language("zh")
    assert care.has_failed and care.status.sentence != english and told == [care.status]
    care.prepare(RunOptions())
    assert care.status.state == "starting" and len(asked) == 1
