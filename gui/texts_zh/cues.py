"""The list of cues and the sound in Simplified Chinese."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # columns and rows
    "Time": "时间",
    "Text": "文本",
    "Char./s": "字/秒",
    "Characters per second: how fast a viewer has to read": "每秒字数：观众需要读得多快",
    "Cues": "字幕",
    "Enter edits the text, Space plays the cue, Ctrl+Z takes an edit back.": (
        "回车编辑文本，空格播放本条，Ctrl+Z 撤销修改。"
    ),
    "Text of the cue": "本条字幕的文本",
    "Undo the last edit of a cue": "撤销上一次字幕修改",
    "Redo the edit of a cue": "重做字幕修改",
    # around the list
    "The text appears here while the file is heard.": "听写开始后，文字会显示在这里。",
    "To the newest": "回到最新",
    "Show the newest cue and follow what is heard": "显示最新一条并跟随听写",
    "{cues} cues": "{cues} 条",
    "{cues} cues · {edits} edited": "{cues} 条 · 改过 {edits} 条",
    "Enter edits · Space plays · Shift+Enter begins a line · Ctrl+Z takes back": (
        "回车编辑 · 空格播放 · Shift+回车换行 · Ctrl+Z 撤销"
    ),
    "Back to what was heard": "恢复听写原文",
    "Edited. Heard was: “{text}”": "已修改。听写原文：“{text}”",
    ", ": "，",
    "Heard again without the hotwords, and shown so, because {why}. Please listen.": (
        "{why}，因此去掉热词重听了一遍，这里显示的是重听结果，请核对。"
    ),
    "Heard again without the hotwords to be sure ({why}); the first hearing is shown.": (
        "为保险去掉热词重听过一遍（{why}），这里仍显示第一遍的结果。"
    ),
    # the text that is being heard
    "Text that is being heard": "正在听写的文字",
    "Listening…": "听写中…",
    "Heard once more…": "正在重听…",
    # cue rules
    "Film and TV": "影视字幕",
    "Always one line": "始终单行",
    "Short lines for phones": "竖屏短行",
    "Unhurried, stays longer": "从容，停留更久",
    "All punctuation kept": "保留全部标点",
    # nothing is being heard
    "The text is being opened…": "正在打开文字…",
    "The text of this file cannot be shown; it is kept.": "这个文件的文字无法显示，但都保留着。",
    "There is no text of this file.": "这个文件没有文字。",
    "There is no text: {why}": "没有文字：{why}",
    "The engine is starting again…": "引擎正在重新启动…",
    # sound
    "Sound cannot be played: Qt Multimedia is missing here. Everything else works; "
    "to hear cues, install the package PySide6-Addons and start again.": (
        "无法播放声音：这里缺少 Qt 多媒体组件。其他功能不受影响；"
        "如需试听，请安装 PySide6-Addons 后重新启动。"
    ),
    "Sound cannot be played: no loudspeaker or headphones were found. Connect some.": (
        "无法播放声音：没有找到扬声器或耳机，请先连接。"
    ),
    "This file cannot be played here; recognition and cues are not affected. "
    "A copy as WAV or MP3 may play.": (
        "这个文件在这里无法播放，识别和字幕不受影响；转成 WAV 或 MP3 后也许可以。"
    ),
}
