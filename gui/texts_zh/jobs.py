"""The engine's state, and why a file is not taken into the queue."""

from __future__ import annotations

CHINESE = {
    "A .{ending} file is neither audio nor video.": ".{ending} 文件不是音频或视频。",
    "The engine ended and is starting again; nothing is lost.": (
        "引擎已退出，正在重新启动，内容没有丢失。"
    ),
    "The engine is not running.": "引擎没有运行。",
    "The engine is ready: {device}.": "引擎就绪：{device}。",
    "The engine is starting…": "引擎正在启动…",
    "The list of files was damaged; what could be saved of it is shown.": (
        "文件列表已损坏，能找回的都在列表里。"
    ),
    "Free some space, or make the folder writable; then continue. "
    "Export what you need meanwhile.": (
        "请清理磁盘空间，或让该文件夹可写，然后继续。急用的文字可以先导出。"
    ),
    "It is started again with the next file.": "转写下一个文件时会重新启动。",
    "data folder cannot be written": "数据文件夹无法写入",
    "The model {name} is not complete.": "模型 {name} 不完整。",
    "There is no model, not even the demo.": "没有任何模型，演示模型也不在。",
    "Get a model, or install HotScribe again.": "请获取模型，或重新安装热词听写。",
    "There is no audio or video file in this folder.": "这个文件夹里没有音频或视频文件。",
    "There is no such file.": "没有这个文件。",
    "This file cannot be read: {reason}.": "无法读取这个文件：{reason}。",
    "This file is empty.": "这个文件是空的。",
    "This file is in the queue already.": "这个文件已经在队列里了。",
    "This is not a file.": "这不是文件。",
}
