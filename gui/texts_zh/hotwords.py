"""The hotword panel in Simplified Chinese: English sentence → Chinese sentence."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    # the panel and its lists
    "Hotwords": "热词",
    "Hits {count}": "命中 {count}",
    "Try a text": "试一试",
    "Evidence and trial": "依据与试用",
    "Open a list": "打开词表",
    "{name} · {on} of {count} count": "{name} · {count} 份中 {on} 份生效",
    "Lists that count together: choose, open, order, switch": (
        "一起生效的词表：选择、打开、排序、开关"
    ),
    "Hotword lists: {name}": "热词表：{name}",
    "Word lists (*.txt)": "词表 (*.txt)",
    "New list": "新建词表",
    "Open a list…": "打开词表…",
    "New list…": "新建词表…",
    "{name} (off)": "{name}（已关闭）",
    "This list counts": "让这份词表生效",
    "Count it before: more general": "往前排：更通用",
    "Count it after: more particular": "往后排：更具体",
    "Close this list; its file stays": "关闭这份词表，文件保留",
    # the editor
    "Hotword list": "热词表",
    "One word per line: names, products, terms": "每行一个词：人名、产品、术语",
    "{word}: read {reading}": "{word}：读作 {reading}",
    "written {count}×": "已写入 {count} 次",
    "Replace after hearing, or only hint": "事后替换 / 只作提示",
    "Switch this word off or on": "关闭或启用这个词",
    # the line under the editor
    "No list is open. Open one or make a new one with the button above.": (
        "还没有打开词表。请用上面的按钮打开或新建一份。"
    ),
    "Reading…": "正在读取…",
    "✖ The list cannot be read": "✖ 词表读不了",
    "▲ Waits for your choice; nothing is overwritten": "▲ 等你选择，没有覆盖任何内容",
    "✖ Not saved; your words are kept here": "✖ 没有保存，内容仍保留在这里",
    "✖ The file cannot be read; the last good list counts": (
        "✖ 文件读不了，仍使用上一份可用的词表"
    ),
    "✖ The list cannot be used: {why}": "✖ 词表无法使用：{why}",
    "✖ Line {line} is left out, all others count: {why}": "✖ 第 {line} 行未计入，其余有效：{why}",
    "✖ {count} lines are left out; all others count": "✖ 有 {count} 行未计入，其余各行有效",
    "✎ Typing…": "✎ 正在输入…",
    "A new list: it is made when you type": "新词表：输入后就会建立",
    "○ Switched off: this list does not count": "○ 已关闭：这份词表不生效",
    "● Saved {time}, counts from the next segment on": "● {time} 已保存，从下一段起生效",
    "● In force, and watched for changes": "● 已生效，并监视文件变化",
    "Words that the recogniser uses now: {count}.": "识别器现在使用 {count} 个词。",
    "Lines to look at: {count}; go to the next one": "有 {count} 行需要看一下；转到下一处",
    # what happened to a list
    "Close this message": "关闭这条消息",
    "Undo": "撤销",
    "“{name}” was changed by another program: {what}. It counts from the next segment on.": (
        "“{name}”被其他程序改动：{what}。从下一段起生效。"
    ),
    "Finished segments that could read otherwise: {count}.": (
        "已完成的内容中有 {count} 段可能受影响。"
    ),
    "“{name}” was changed here and by another program, in the same lines. "
    "Nothing has been overwritten.": (
        "“{name}”的同几行在这里和其他程序中都被改动了。没有覆盖任何内容。"
    ),
    "Compare…": "对比…",
    "Keep mine": "用我的",
    "Take theirs": "用对方的",
    "“{name}” cannot be read and does not count: {why}. "
    "Its file is left as it is; mend it in another program, or open another list.": (
        "“{name}”读不了，不生效：{why}。文件保持原样；请用其他程序修好，或打开另一份词表。"
    ),
    "“{name}” can no longer be read: {why}. The last good list counts, and your words are kept "
    "here.": "“{name}”现在读不了：{why}。仍使用上一份可用的词表，内容仍保留在这里。",
    "“{name}” could not be saved: {why}. Your words are kept here.": (
        "“{name}”没能保存：{why}。内容仍保留在这里。"
    ),
    "Write it again": "重新写入",
    "Save the list elsewhere": "把词表另存到别处",
    # two versions put together
    "Put both versions together": "合并两个版本",
    "“{name}” was changed here and by another program, in the same lines. "
    "Nothing has been overwritten. Which lines count?": (
        "“{name}”的同几行在这里和其他程序中都被改动了。没有覆盖任何内容。以哪些行为准？"
    ),
    "Put together": "合并",
    "Later": "以后再说",
    "{number}. It was: {lines}": "{number}. 原来是：{lines}",
    "(nothing)": "（无）",
    "Both:": "都保留：",
    "As it is here:": "这里的：",
    "As the other program has it:": "其他程序的：",
    # the words of a segment
    "In this segment": "本段候选",
    "No listed word sounds present here.": "这一段里没有听起来像词表的词。",
    "Words that sound present are shown here.": "转写时，这里显示听起来出现了的词。",
    "sent {sent} · listed {words}": "送入 {sent} 个 · 词表共 {words} 个",
    "sent {sent} of at most {most} · listed {words}": (
        "送入 {sent} 个，最多 {most} 个 · 词表共 {words} 个"
    ),
    "However long the list is, only words that sound present are sent to the model.": (
        "词表再长，也只把听起来出现了的词送给模型。"
    ),
    "written": "已写入",
    "sent to the model": "已送给模型",
    "not sent: no room": "未送入：名额已满",
    "listed {words}": "词表共 {words} 个",
    "Draft: only !! words act": "草稿：只有 !! 词起作用",
    "A draft takes no hints; words with !! replace are put in afterwards.": (
        "草稿不用提示；标有 !! replace 的词会在事后替换。"
    ),
    # evidence
    "All": "全部",
    "Also words that were not written": "也显示没有写入的词",
    "Nothing yet. Every listed word that is written shows here with its evidence.": (
        "还没有命中。写入的每个热词都会连同依据显示在这里。"
    ),
    "Hits of listed words": "热词命中",
    "by the model": "模型写入",
    "by the model, second look": "模型复核后写入",
    "replaced after": "事后替换",
    "by a rule": "规则改写",
    "heard just so": "听到的就是它",
    "heard as “{heard}”": "听成“{heard}”",
    "offered, not written": "已提示，模型没有采用",
    "heard, not offered": "听到，未提示",
    "Heard again without the list": "去掉词表重听了一遍",
    "Heard again, and kept": "重听过，保留原文",
    "The other hearing: {text}": "另一遍听到：{text}",
    # the test box
    "Type what might be heard, or select a text and press Ctrl+Shift+T": (
        "输入可能听到的话，或选中文字后按 Ctrl+Shift+T"
    ),
    "A text to try the list on": "用来试词表的文字",
    "What the text would recall": "这段文字会召回的词",
    "Shows which listed words would be offered, and which would be replaced.": (
        "显示哪些热词会被提示，哪些内容会被替换。"
    ),
    "Opening…": "正在打开…",
    "There is no word in the list yet.": "词表里还没有词。",
    "Looking…": "正在查找…",
    "Nothing of the list sounds like it.": "词表里没有听起来相近的词。",
    "Words that sound present: {count}": "听起来出现了 {count} 个词：",
    "would be replaced after": "会被事后替换",
}
