"""The engine's state, and why a file is not taken into the queue."""

from __future__ import annotations

CHINESE = {
    "A .{ending} file is neither audio nor video.": ".{ending} 文件不是音频或视频。",
    "The engine ended and is being started again.": "引擎已退出，正在重新启动。",
    "The engine is not running.": "引擎没有运行。",
    "The engine is ready: {device}.": "引擎就绪：{device}。",
    "The engine is starting…": "引擎正在启动…",
    "There is no audio or video file in this folder.": "这个文件夹里没有音频或视频文件。",
    "There is no such file.": "没有这个文件。",
    "This file cannot be read: {reason}.": "无法读取这个文件：{reason}。",
    "This file is empty.": "这个文件是空的。",
    "This file is in the queue already.": "这个文件已经在队列里了。",
    "This is not a file.": "这不是文件。",
}
