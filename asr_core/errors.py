"""Every failure that a person may meet, as a typed error that speaks in sentences.

    AsrError
    ├── AudioMissing          the media file is not there
    ├── AudioUnreadable       it is there, but holds no sound that we can decode
    ├── ModelMissing          no model of that name, or a file of it is not there
    ├── ModelDamaged          a model file cannot be loaded as what it should be
    ├── QualityUnavailable    the model lacks what the chosen speed and quality need
    ├── LibraryUnusable       no llama.cpp library, or one that we must not call
    ├── CheckpointUnusable    an official checkpoint cannot be exported
    ├── HotwordsUnreadable    the hotword list cannot be read
    ├── RulesUnreadable       the file of replacement rules cannot be read
    ├── OptionInvalid         an option has a value that makes no sense
    ├── OutputUnwritable      a result cannot be written where it was asked for
    ├── DataUnwritable        the program's own folder of data cannot be written
    ├── EngineFailed          a stage broke while it ran
    ├── EngineUnstartable     the worker process could not be started, or makes no sense
    ├── EngineCrashed         the worker process ended by itself
    ├── EngineKilled          the system ended the worker process, mostly for want of memory
    ├── EngineHung            the worker process got nowhere for too long
    └── Cancelled             the user asked to stop

Each error keeps its fields, so that it survives a pickle across the process boundary, and builds
two sentences from them in English or Simplified Chinese: what happened, and what to do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal

from asr_core.reasons_zh import chinese_reason

if TYPE_CHECKING:
    from asr_core.transcript import Transcript

Language = Literal["en", "zh"]


class AsrError(Exception):
    """Base of all errors; `code` is stable and never translated.

    A subclass names its fields in `fields` and gives, per language, a pair of templates:
    what happened, and what to do next.
    """

    code: ClassVar[str] = "error"
    fields: ClassVar[tuple[str, ...]] = ()
    sentences: ClassVar[dict[Language, tuple[str, str]]] = {"en": ("", ""), "zh": ("", "")}

    def __init__(self, *values: str) -> None:
        if len(values) != len(self.fields):
            raise TypeError(f"{type(self).__name__} takes the fields {self.fields}")
        super().__init__(*values)
        self.values = dict(zip(self.fields, values, strict=True))

    def message(self, language: Language = "en") -> str:
        """What happened, in one sentence."""
        return self.sentences[language][0].format(**self._spoken(language))

    def hint(self, language: Language = "en") -> str:
        """What to do next, in one sentence."""
        return self.sentences[language][1].format(**self._spoken(language))

    def reason(self, language: Language = "en") -> str:
        """The field of that name, "" for an error without one."""
        return self._spoken(language).get("reason", "")

    def _spoken(self, language: Language) -> dict[str, str]:
        if language == "en" or "reason" not in self.values:
            return self.values
        return self.values | {"reason": chinese_reason(self.values["reason"])}

    def __str__(self) -> str:
        return f"{self.message()} {self.hint()}".strip()


class AudioMissing(AsrError):
    """The media file `path` does not exist."""

    code = "audio-missing"
    fields = ("path",)
    sentences: ClassVar = {
        "en": ("There is no file {path}.", "Check the name and the folder."),
        "zh": ("找不到文件 {path}。", "请检查文件名和所在文件夹。"),
    }


class AudioUnreadable(AsrError):
    """`path` exists, but no sound could be decoded from it, for `reason`."""

    code = "audio-unreadable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "No sound could be read from {path}: {reason}.",
            "Check the file; if a media player plays it, convert it to WAV or MP3 and try again.",
        ),
        "zh": (
            "无法从 {path} 读取声音：{reason}。",
            "请检查文件；如果播放器能播放，请转换成 WAV 或 MP3 后重试。",
        ),
    }


class ModelMissing(AsrError):
    """No model answers to `name`; `reason` says what was looked for and where."""

    code = "model-missing"
    fields = ("name", "reason")
    sentences: ClassVar = {
        "en": (
            "The model {name} is not complete: {reason}.",
            "Put its files into a folder below model/ (model/README.md lists them), "
            "or leave --model out to use the demo model.",
        ),
        "zh": (
            "模型 {name} 不完整：{reason}。",
            "请把模型文件放进 model/ 下的一个文件夹（见 model/README.md），"
            "或去掉 --model 使用自带的演示模型。",
        ),
    }


class ModelDamaged(AsrError):
    """The model file `path` cannot be used, for `reason`."""

    code = "model-damaged"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "The model file {path} cannot be used: {reason}.",
            "Download or copy it again, then compare its size with the source.",
        ),
        "zh": ("模型文件 {path} 无法使用：{reason}。", "请重新下载或复制，并核对文件大小。"),
    }


class QualityUnavailable(AsrError):
    """The model `model` has no CTC head, so it cannot write drafts."""

    code = "quality-unavailable"
    fields = ("model",)
    sentences: ClassVar = {
        "en": (
            "The model {model} cannot write drafts: it has no CTC head.",
            "Choose the quality “balanced” or “precise”, or another model.",
        ),
        "zh": (
            "模型 {model} 没有 CTC 头，不能只出草稿。",
            "请改用“均衡”（balanced）或“精细”（precise），或换一个模型。",
        ),
    }


class LibraryUnusable(AsrError):
    """The llama.cpp library at `path` is absent or must not be called, for `reason`."""

    code = "library-unusable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "The llama.cpp library {path} cannot be used: {reason}.",
            "Put the release that bin/README.md names into bin/, then run `python main.py doctor`.",
        ),
        "zh": (
            "llama.cpp 库 {path} 无法使用：{reason}。",
            "请把 bin/README.md 指定的版本放进 bin/，再运行 `python main.py doctor`。",
        ),
    }


class CheckpointUnusable(AsrError):
    """The official checkpoint at `path` cannot be exported, for `reason`."""

    code = "checkpoint-unusable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "The checkpoint {path} cannot be exported: {reason}.",
            "Nothing was written; download the complete model folder and try again.",
        ),
        "zh": (
            "检查点 {path} 无法导出：{reason}。",
            "没有写入任何文件；请下载完整的模型文件夹后重试。",
        ),
    }


class HotwordsUnreadable(AsrError):
    """The hotword list `path` cannot be read, for `reason`."""

    code = "hotwords-unreadable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "The hotword list {path} cannot be read: {reason}.",
            "It must be a text file with one word per line; "
            "`python main.py hotwords check FILE` lists all that is wrong in it.",
        ),
        "zh": (
            "热词表 {path} 无法读取：{reason}。",
            "应为每行一个词的文本文件；`python main.py hotwords check 文件` 会列出其中所有问题。",
        ),
    }


class RulesUnreadable(AsrError):
    """The file of replacement rules `path` cannot be read, for `reason`."""

    code = "rules-unreadable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "The replacement rules {path} cannot be read: {reason}.",
            "Check the path; it must be a UTF-8 text file with one “pattern = replacement” a line.",
        ),
        "zh": (
            "替换规则 {path} 无法读取：{reason}。",
            "请检查路径；应为每行一条“表达式 = 替换内容”的 UTF-8 文本文件。",
        ),
    }


class OptionInvalid(AsrError):
    """The option `option` has a value that makes no sense, for `reason`."""

    code = "option-invalid"
    fields = ("option", "reason")
    sentences: ClassVar = {
        "en": ("The option {option} cannot be used: {reason}.", "Correct it and call again."),
        "zh": ("选项 {option} 无法使用：{reason}。", "请改正后重试。"),
    }


class OutputUnwritable(AsrError):
    """The result `path` cannot be written, for `reason`; nothing half-written is left.

    `transcript` is what was to be written, where the raiser has it; it does not travel in a pickle.
    """

    transcript: Transcript | None = None

    code = "output-unwritable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "{path} cannot be written: {reason}.",
            "Choose a folder that you may write to, or free some space.",
        ),
        "zh": ("无法写入 {path}：{reason}。", "请选择可写的文件夹，或清理磁盘空间。"),
    }


class DataUnwritable(AsrError):
    """The journal of the queue in `path` cannot be written, for `reason`."""

    code = "data-unwritable"
    fields = ("path", "reason")
    sentences: ClassVar = {
        "en": (
            "HotScribe cannot write to its data folder: {reason}.",
            "Free some space, or make {path} writable.",
        ),
        "zh": (
            "热词听写无法写入自己的数据文件夹：{reason}。",
            "请清理磁盘空间，或让 {path} 可写。",
        ),
    }


class EngineFailed(AsrError):
    """The stage `stage` broke while it ran, for `reason`."""

    code = "engine-failed"
    fields = ("stage", "reason")
    sentences: ClassVar = {
        "en": (
            "Recognition stopped in the stage {stage}: {reason}.",
            "Try again with --device cpu; `python main.py doctor` shows what is in use.",
        ),
        "zh": (
            "识别在 {stage} 阶段中断：{reason}。",
            "请用 --device cpu 重试；`python main.py doctor` 会显示当前使用的设备。",
        ),
    }


class EngineUnstartable(AsrError):
    """The worker process could not be started, or what it says makes no sense, for `reason`."""

    code = "engine-unstartable"
    fields = ("reason",)
    sentences: ClassVar = {
        "en": (
            "The recognition engine could not be started: {reason}.",
            "Try again; if that does not help, restart the program or install it again.",
        ),
        "zh": (
            "识别引擎无法启动：{reason}。",
            "请重试；如果仍然不行，请重新启动程序，或重新安装。",
        ),
    }


class EngineCrashed(AsrError):
    """The worker process ended by itself; `reason` is what the system says about it."""

    code = "engine-crashed"
    fields = ("reason",)
    sentences: ClassVar = {
        "en": (
            "The recognition engine broke down: {reason}.",
            "What was heard is kept; continue from there, if need be on the CPU.",
        ),
        "zh": (
            "识别引擎崩溃：{reason}。",
            "已识别的内容已保留；可以从中断处继续，必要时改用 CPU。",
        ),
    }


class EngineKilled(AsrError):
    """The system ended the worker process, which it does when memory runs out."""

    code = "engine-killed"
    sentences: ClassVar = {
        "en": (
            "The system ended the recognition engine, most likely because memory ran out.",
            "What was heard is kept; close other programs or take a smaller model, then continue.",
        ),
        "zh": (
            "识别引擎被系统结束，很可能是内存不足。",
            "已识别的内容已保留；请关闭其他程序或换用较小的模型，然后继续。",
        ),
    }


class EngineHung(AsrError):
    """The worker process got nowhere for `seconds` and was ended."""

    code = "engine-hung"
    fields = ("seconds",)
    sentences: ClassVar = {
        "en": (
            "The recognition engine did nothing for {seconds} s and was ended.",
            "What was heard is kept; continue from there, if need be on the CPU.",
        ),
        "zh": (
            "识别引擎 {seconds} 秒没有反应，已被结束。",
            "已识别的内容已保留；可以从中断处继续，必要时改用 CPU。",
        ),
    }


class Cancelled(AsrError):
    """The user asked to stop."""

    code = "cancelled"
    sentences: ClassVar = {
        "en": ("Stopped.", "What was finished before is kept."),
        "zh": ("已停止。", "此前完成的内容已保留。"),
    }


def error_of(code: str, values: Sequence[str]) -> AsrError:
    """The error of that code; ValueError if there is none, or none with so many values."""
    for kind in AsrError.__subclasses__():
        if kind.code == code and len(kind.fields) == len(values):
            return kind(*values)
    raise ValueError(f"there is no error {code} with {len(values)} values")
