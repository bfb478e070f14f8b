"""The queue, its rows, results and the first run in Simplified Chinese."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # the queue
    "Queue": "队列",
    "Queue ({count})": "队列（{count}）",
    "Add files": "添加文件",
    "Continue all that stopped or failed": "继续所有已停止或失败的文件",
    "Continue all": "全部继续",
    "Clear done": "清除已完成",
    "Take out what is done; all files stay": "把已完成的移出队列；所有文件都保留",
    "No files yet. Drop audio, video or a folder here.": (
        "还没有文件。把音频、视频或文件夹拖到这里。"
    ),
    "Tell me when all is done": "全部完成后提醒我",
    "Dismiss": "知道了",
    "kept, since some of its text is not saved to a file": "已保留：有文字还没有保存到文件",
    "and {count} more": "另有 {count} 个",
    "{done} of {count} done": "已完成 {done} / {count}",
    "{count} failed": "{count} 个失败",
    "about {time} left": "约剩 {time}",
    # states
    "Waiting": "等待中",
    "Preparing": "准备中",
    "Running": "转写中",
    "Pausing after this passage": "本段之后暂停",
    "Stopping": "正在停止",
    "Paused": "已暂停",
    "Done": "完成",
    "Done, not saved": "完成，未保存",
    "Done, edited after saving": "完成，保存后又有修改",
    "Failed": "失败",
    "Stopped": "已停止",
    "Interrupted": "已中断",
    "Interrupted, going on": "中断后正在继续",
    # why, in its row
    "file not found": "找不到文件",
    "no sound can be read from it": "读不出声音",
    "model incomplete": "模型不完整",
    "model damaged": "模型已损坏",
    "checkpoint cannot be used": "检查点无法使用",
    "llama.cpp cannot be used": "llama.cpp 无法使用",
    "hotword list cannot be read": "热词表读不了",
    "rules cannot be read": "替换规则读不了",
    "this model writes no drafts": "这个模型不能出草稿",
    "an option does not fit": "选项有误",
    "disk full or write-protected": "磁盘已满或不可写",
    "the engine could not go on": "引擎无法继续",
    "the engine does not start": "引擎无法启动",
    "the engine crashed": "引擎崩溃",
    "the engine was ended from outside": "引擎被外部结束",
    "the engine did not answer": "引擎没有响应",
    "{time} left": "剩余 {time}",
    "kept up to {time}": "已保留到 {time}",
    # what can be done
    "Pause": "暂停",
    "Continue": "继续",
    "Continue on CPU": "改用 CPU 继续",
    "Stop": "停止",
    "Find the file…": "查找文件…",
    "Get models…": "获取模型…",
    "Save again": "重新保存",
    "Save elsewhere…": "保存到别处…",
    "Open folder": "打开文件夹",
    "Export…": "导出…",
    "Transcribe again": "重新转写",
    "Remove": "移除",
    "Remove {count} files": "移除 {count} 个文件",
    "Export {count} files…": "导出 {count} 个文件…",
    "Texts that are not wholly saved to a file: {count}.": (
        "{count} 个文件的文字还没有完整保存成文件。"
    ),
    "Texts that were edited after they were saved: {count}.": (
        "{count} 个文件的文字在保存后又有修改。"
    ),
    "Undo brings them back until HotScribe is closed.": "关闭热词听写之前，可以撤销移除。",
    "Removed {name}": "已移除 {name}",
    "{count} removed": "已移除 {count} 个",
    "Bring back what was removed last, with all its text": "恢复刚才移除的文件和全部文字",
    "only a part: {names}": "只有一部分：{names}",
    "Keep": "保留",
    "To the top": "移到最前",
    "Up": "上移",
    "Down": "下移",
    "To the end": "移到最后",
    "Where is {name} now?": "{name} 现在在哪里？",
    "Save the results in this folder": "把结果保存到这个文件夹",
    # what happened
    "HotScribe ended while this file was heard.": "转写这个文件时热词听写退出了。",
    "Continue from where it stopped.": "可以从停下的地方继续。",
    "{count} passages up to {time} are kept, and the hotword list and all options.": (
        "已保留到 {time} 的 {count} 段文字，热词表和所有设置也都在。"
    ),
    "One passage up to {time} is kept, and the hotword list and all options.": (
        "已保留到 {time} 的 1 段文字，热词表和所有设置也都在。"
    ),
    "The hotword list and all options are kept.": "热词表和所有设置都已保留。",
    "If you have moved or renamed it, show where it is now.": (
        "如果移动过或改过名，请指出它现在的位置。"
    ),
    "If a media player plays it, convert it to WAV or MP3 and add that file.": (
        "如果播放器能播放，请转换成 WAV 或 MP3，再添加转换后的文件。"
    ),
    "Not everything is on disk yet. It is written as soon as that is possible.": (
        "还有内容没有存盘，一有可能就会写入。"
    ),
    "Choose another model above the list, or get the files of this one.": (
        "请在上方选择其他模型，或补全这个模型的文件。"
    ),
    "Copy or download the file again, or choose another model above the list.": (
        "请重新复制或下载这个文件，或在上方选择其他模型。"
    ),
    "Put the llama.cpp release that bin/README.md names into bin/, then continue.": (
        "请把 bin/README.md 指定的 llama.cpp 版本放进 bin/，然后继续。"
    ),
    "Choose “Balanced” or “Precise” above the list, or another model.": (
        "请在上方改选“均衡”或“精细”，或换一个模型。"
    ),
    "Correct the list in the hotwords panel or switch it off, then continue.": (
        "请在热词面板中修改或停用这份词表，然后继续。"
    ),
    "Correct the rules file or choose none in the settings, then continue.": (
        "请修改规则文件，或在设置中不使用它，然后继续。"
    ),
    "{name}: {reason}": "{name}：{reason}",
    "In a new row; the text and the edits of this one stay as they are": (
        "另起一行；这一行的文字和修改保持不变"
    ),
    "Writes the results once more, with your edits": "连同你的修改重新写出结果",
    "Takes the row out; the recording and its results stay": "只移除这一行；录音和结果文件都保留",
    "Correct it in the options, then continue.": "请在选项中改正，然后继续。",
    "The text is kept here. Save it to another folder, or free some space.": (
        "文字已保留在这里。请保存到其他文件夹，或清理磁盘空间。"
    ),
    "Continue from where it stopped; if that fails too, choose another model or device.": (
        "可以从停下的地方继续；如果再次失败，请换一个模型或设备。"
    ),
    "Code: {code}": "代码：{code}",
    "Details": "详情",
    "Copy report": "复制报告",
    "Copied": "已复制",
    "For a question or a bug report: no paths, no text": (
        "用于提问或报告问题：不含路径，不含文字内容"
    ),
    "Report of the failure": "故障报告",
    # what should be known
    "No speech was found; nothing was written. Listen to the file.": (
        "没有发现语音，未写入任何结果。请听一下这个文件。"
    ),
    "The engine was started anew on the way; nothing was lost.": (
        "途中引擎重新启动过，内容没有丢失。"
    ),
    "This model was not trained on the option “{option}”.": "这个模型没有学过选项“{option}”。",
    "This model was trained on stretches of up to {seconds} s.": (
        "这个模型只学过最长 {seconds} 秒的片段。"
    ),
    "Left out of the hotwords: {why}": "热词表中未计入：{why}",
    "The hotword list cannot be read, the last good one counts: {why}": (
        "热词表读不了，继续使用上一份：{why}"
    ),
    "A replacement rule does not count: {why}": "有一条替换规则不起作用：{why}",
    "A draft does not heed what the recording is about.": "草稿不参考录音内容简介。",
    "A draft does not heed the language that was chosen.": "草稿不参考所选的语言。",
    "A draft does not heed the option “{option}”.": "草稿不参考选项“{option}”。",
    "Where the model left speech out, its first draft stands in.": (
        "模型漏掉语音的地方，用它的草稿补上了。"
    ),
    "Some edits of this file make no sense and were left out; what was heard is kept.": (
        "这个文件的部分修改无法识别，未采用；听到的文字都保留着。"
    ),
    "The sound ends earlier than the file says: it may be cut off.": (
        "声音比文件标明的短，文件可能不完整。"
    ),
    "The sound ends at {time}, earlier than the file says: it may be cut off.": (
        "声音在 {time} 处结束，比文件标明的短，文件可能不完整。"
    ),
    # export
    "Export": "导出",
    "Export {name}": "导出 {name}",
    "Export {count} files": "导出 {count} 个文件",
    "Formats": "格式",
    "SRT: subtitles for players and editors": "SRT：字幕，用于播放器和剪辑软件",
    "TXT: the text in paragraphs, without times": "TXT：分段文稿，不带时间",
    "JSON: everything with times, for programs": "JSON：带时间的全部内容，供程序使用",
    "Where": "位置",
    "Beside each recording": "各个源文件旁边",
    "In this folder": "这个文件夹",
    "No folder chosen yet": "还没有选择文件夹",
    "Folder for the results": "存放结果的文件夹",
    "Keep files that are there already as numbered copies": "已有的同名文件改为编号副本保留",
    "Files": "文件",
    "Writing…": "正在写入…",
    "Files written: {count}": "已写入 {count} 个文件",
    "Files not written: {count}. Nothing is lost: choose another folder, or try again.": (
        "{count} 个文件没有写成。内容没有丢失：请换一个文件夹，或再试一次。"
    ),
    "Try again": "再试一次",
    "Cancel": "取消",
    # the end of the queue
    "Files done: {count}.": "已完成 {count} 个文件。",
    "Not saved yet: {count}.": "{count} 个尚未保存。",
    "Failed: {count}.": "{count} 个失败。",
    # first run
    "Drop audio, video or a folder": "拖入音视频或文件夹",
    "MP4, MKV, MOV, MP3, WAV, M4A, FLAC and many more": (
        "支持 MP4、MKV、MOV、MP3、WAV、M4A、FLAC 等格式"
    ),
    "Choose files": "选择文件",
    "Try a sample": "试用样例",
    "One minute of speech with many names, copied to HotScribe in your documents": (
        "一分钟语音，含有许多专有名词；会复制到“文档”里的 HotScribe 文件夹"
    ),
    "Get a model for real recordings…": "获取真实录音用的模型…",
    "Nothing leaves this computer": "一切都在本机完成",
    "Demo model: for trying, not for real recordings": "演示模型：只供试用，不适合真实录音",
    "Engine ready": "引擎就绪",
    "Model: {name}": "模型：{name}",
    # real models
    "Models for real recordings": "真实录音用的模型",
    "The demo model only shows how the program works. Real recordings need Fun-ASR-Nano. "
    "HotScribe opens no connection by itself: these buttons open your browser.": (
        "演示模型只用来展示程序怎样工作，真实录音需要 Fun-ASR-Nano。"
        "热词听写不会自行联网：下面的按钮会打开浏览器。"
    ),
    "1.  Download the ready-made files, or the official checkpoint to convert yourself.": (
        "1.  下载现成文件，或下载官方检查点自行转换。"
    ),
    "2.  Unpack them into a folder of their own in here:": "2.  解压到这里的一个单独文件夹：",
    "3.  Choose the model above the list of text.": "3.  在字幕列表上方选择这个模型。",
    "Here already: {names}": "已有：{names}",
    "Here already: only the demo model": "已有：只有演示模型",
    "Ready-made files": "现成文件",
    "Official checkpoint": "官方检查点",
    "Open the folder of models": "打开模型文件夹",
}
