"""The command line in Simplified Chinese: English sentence → Chinese sentence."""

from __future__ import annotations

CHINESE = {
    "Subtitles from audio and video on this computer, steered by a list of hotwords.": (
        "在本机把音视频转成字幕，并用热词表引导识别。"
    ),
    "Turn audio or video files into subtitles.": "把音频或视频文件转成字幕。",
    "Show versions, devices and models, and what is missing.": (
        "显示版本、设备和模型，以及缺少什么。"
    ),
    "Fetch the llama.cpp library where no package brings it (Windows).": (
        "下载软件包没有附带的 llama.cpp 库（Windows）。"
    ),
    "Turn an official checkpoint into files.": "把官方检查点转换成可用的模型文件。",
    "“{name}” is not one of {known}": "“{name}”不在可选项 {known} 之内",
    "Audio or video files.": "音频或视频文件。",
    "A folder below model/, any folder, or “demo”.": (
        "model/ 下的文件夹名、任意文件夹，或“demo”（演示模型）。"
    ),
    "A text file with one word per line; several files count together.": (
        "热词文本文件，每行一个词；可以给出多个文件，一起起作用。"
    ),
    "A file of “pattern = replacement” lines for the finished text.": (
        "用于最终文本的替换规则文件，每行一条“表达式 = 替换内容”。"
    ),
    "What the recording is about, in a sentence.": "用一句话说明录音内容。",
    "zh, en, ja …; left out, the model decides.": "zh、en、ja 等；不填则由模型判断。",
    "Write numbers as digits, or as spoken.": "数字写成阿拉伯数字，或照原话写。",
    "Begin at this second.": "从第几秒开始。",
    "Transcribe this many seconds.": "转写多少秒。",
    "srt, txt or json; may be given several times.": "srt、txt 或 json，可多次给出。",
    "Write here, not beside the source.": "写到这个文件夹，而不是源文件旁边。",
    "Replace existing results without a copy.": "直接覆盖已有结果，不留副本。",
    "Standard output was closed before everything was printed.": ("标准输出在打印完之前就关闭了。"),
    "it needs --segment-size": "需要同时给出 --segment-size",
    "Where to compute.": "在哪里计算。",
    "Show the version.": "显示版本。",
    "demo model, not for real recordings": "演示模型，不适合真实录音",
    (
        "  This model was trained on stretches of up to {seconds} s; "
        "with longer windows it leaves things out."
    ): "  这个模型只学过最长 {seconds} 秒的片段，窗口更长时会漏掉内容。",
    "  A replacement rule does not count: {why}": "  有一条替换规则不起作用：{why}",
    "  Left out of the hotwords: {why}": "  热词表中未计入：{why}",
    "  hotwords in use: {count}": "  热词表：{count} 个词",
    "  The hotword list can be read again: {name}": "  热词表又可以读取了：{name}",
    "  The hotword list cannot be read, the last good one stays: {why}": (
        "  热词表读不了，继续使用上一份：{why}"
    ),
    "  The model lost the thread here; its first draft stands in.": (
        "  模型在这里写乱了或漏掉了语音，改用它的草稿。"
    ),
    "  The sound ends at {seconds} s, earlier than the file says; "
    "compare it with the original, it may be cut off.": (
        "  声音在 {seconds} 秒处结束，比文件标明的短；文件可能不完整，请与原文件比较。"
    ),
    "  The model wrote no text for what it heard; nothing was written.": (
        "  听到了语音，但模型没有写出文字；没有写入任何结果。"
    ),
    "draft: fastest, without punctuation, hotwords are not offered to the model; "
    "precise: the most precise files of the model.": (
        "draft：最快，没有标点，热词不会提示给模型；balanced：均衡；precise：使用模型中最精确的文件。"
    ),
    "  --{option} is ignored: drafts are made without it.": (
        "  --{option} 不起作用：草稿不使用它。"
    ),
    "Fixed windows of this many seconds, not cuts at pauses.": (
        "按固定秒数分段，而不是在停顿处切分。"
    ),
    "Seconds that fixed windows share.": "固定分段之间重叠的秒数。",
    "How alike a hotword must sound, 0 to 1.": "热词的发音相似度门槛，0 到 1。",
    "At most this many hotwords per segment.": "每段最多使用多少个热词。",
    "One JSON object per file on standard output.": "在标准输出中为每个文件打印一个 JSON 对象。",
    "Show drafts, offered hotwords and timings.": "显示草稿、候选热词和各阶段耗时。",
    "Packages": "软件包",
    "CPU only": "仅 CPU",
    "Decoder devices": "解码设备",
    " · no CTC head: hotwords need a second hearing, rough times": (
        " · 没有 CTC 文件：热词需要重听一遍，时间较粗略"
    ),
    "Media files": "音视频文件",
    "not found; only needed for files that PyAV cannot open": (
        "未找到；仅在 PyAV 打不开文件时才需要"
    ),
    "Put ffmpeg into bin/; its README says which.": "请把 ffmpeg 放进 bin/，版本见其中的 README。",
    "Demo model": "演示模型",
    "Real models": "正式模型",
    "none in {folder}; its README says where to get them": (
        "{folder} 中还没有；其中的 README 说明了获取方法"
    ),
    "not installed": "未安装",
    "{speed:.1f} × real time": "{speed:.1f} 倍速",
    " · {left} left": " · 剩余 {left}",
    "length unknown": "时长未知",
    "  done in {seconds:.1f} s, {speed:.1f} × real time": (
        "  完成，用时 {seconds:.1f} 秒，{speed:.1f} 倍速"
    ),
    "  draft: {draft}": "  草稿：{draft}",
    "  offered, not written: {use}": "  提供过但没有写入：{use}",
    "  hotword: {use}": "  热词：{use}",
    "  hotword, at a second look: {use}": "  热词（复核后写入）：{use}",
    "  found, not offered: {use}": "  听到了但没有提供：{use}",
    "  replaced: “{original}” → “{written}” ({by})": "  已替换：“{original}”→“{written}”（{by}）",
    "  Heard again without the hotword list: {why}.": "  疑似串词，已去掉热词表重听：{why}。",
    "  A leak was suspected ({why}), but the list helped here.": (
        "  曾疑似串词（{why}），但这里热词表确有帮助，予以保留。"
    ),
    "  the other hearing: {text}": "  另一次识别：{text}",
    "  heard again: {reason}": "  重新识别：{reason}",
    "  --{option} is ignored: this model was not trained on it.": (
        "  --{option} 不起作用：这个模型没有学过。"
    ),
    "Convert a Fun-ASR-Nano checkpoint into ONNX and GGUF files.": (
        "把 Fun-ASR-Nano 检查点转换成 ONNX 和 GGUF 文件。"
    ),
    "Folder of the official model: config.yaml, model.pt and so on.": (
        "官方模型文件夹（含 config.yaml、model.pt 等）。"
    ),
    "Folder for the converted files.": "存放转换结果的文件夹。",
    "Encoder and CTC head; int8 or int4 for a processor, fp16 for a GPU.": (
        "编码器和 CTC 头的精度；CPU 用 int8 或 int4，GPU 用 fp16。"
    ),
    "Language model.": "语言模型的精度。",
    "Compare the result with unquantised files.": "与未量化的文件比较结果。",
    (
        "Exporting needs packages that are not installed ({packages}). "
        'Install them with: pip install ".[export]"'
    ): '导出所需的软件包尚未安装（{packages}）。请运行：pip install ".[export]"',
    "Stopped. Nothing was written.": "已停止，没有写入任何文件。",
    " · {seconds:.0f} s left": " · 剩余 {seconds:.0f} 秒",
    "encoder and adaptor": "编码器和适配器",
    "CTC head": "CTC 头",
    "decoder": "解码器",
    "comparison": "比较",
    "done": "完成",
    (
        "No CTC file was made: {reason}. Without it there are no times for words "
        "and no hotword recall from the draft."
    ): "没有生成 CTC 文件：{reason}。没有它就没有词的时间，也无法从草稿召回热词。",
    "Files of an earlier export were removed: {names}.": "已删除之前导出的文件：{names}。",
    "file": "文件",
    "output": "输出",
    "cosine": "余弦",
    "largest difference": "最大差值",
    "MB in full": "未量化 MB",
    "Error": "错误",
    "llama.cpp is ready: {path}": "llama.cpp 已就绪：{path}",
    "  kept up to {time}: {path}": "  已保留到 {time}：{path}",
    "  No speech was found. Listen to the file; nothing was written.": (
        "  没有发现语音。请试听文件；没有写入任何结果。"
    ),
    "Look at a list of hotwords.": "查看热词表。",
    "Show how lists are understood and what to look at in them.": (
        "显示词表被理解成什么，以及哪些地方需要留意。"
    ),
    "Lists; of several, later ones go before earlier ones.": (
        "词表文件；给出多个时，后面的优先于前面的。"
    ),
    "The same as check.": "与 check 相同。",
    "Leave out the words, show the findings.": "不列出词，只显示需要留意的地方。",
    "Together: {words}": "合计：{words}",
    "  It is not offered. What comes nearest:": "  不会提供。最接近的是：",
    "1 word": "1 个词",
    "line {line}, {severity}: ": "第 {line} 行，{severity}：",
    "  Lines with an error are left out; all others count.": (
        "  有错误的行不计入，其余各行照常有效。"
    ),
    "  This list cannot be used.": "  这份词表无法使用。",
    "  Nothing to look at.": "  没有需要留意的地方。",
    "{count} words": "{count} 个词",
    "{count} replaced after": "{count} 个事后替换",
    "{group} (off)": "{group}（已关闭）",
    "switched off": "已关闭",
    "  not near: {words}": "  附近没有：{words}",
    "replace after": "事后替换",
    "Show which words of the lists sound present in a text.": "显示一段文字里听起来有哪些热词。",
    "Show how a word was found in a text, sound by sound.": (
        "逐个音素显示一个词是怎样在文字中找到的。"
    ),
    "What was heard, as a draft writes it.": "听到的内容，即草稿那样的文字。",
    "At most this many words.": "最多列出多少个词。",
    "One JSON object on standard output.": "在标准输出中打印一个 JSON 对象。",
    "A word of a list.": "词表里的一个词。",
    "The lists, for the aliases and readings of the word.": "词表文件，用来取这个词的别名和读音。",
    "Nothing of {words} sounds present.": "{words}中没有听起来相符的。",
    "Nothing in the text sounds like “{word}”.": "这段文字里没有听起来像“{word}”的地方。",
    "of the word": "词的音",
    "heard": "听到的音",
    "in the text": "原文",
    "difference": "差别",
    "  It stands there as the list spells it.": "  原文就是这样写的。",
    "  It stands there as an alias, or with other capitals, spaces or signs.": (
        "  原文写的是别名，或大小写、空格、符号不同。"
    ),
    "  {score} reaches the threshold of {threshold}: it is offered.": (
        "  {score} 达到门槛 {threshold}：会提供给模型。"
    ),
    "  {score} stays below the threshold of {threshold}: it is not offered.": (
        "  {score} 低于门槛 {threshold}：不会提供给模型。"
    ),
    "error": "错误",
    "warning": "警告",
    "note": "留意",
}
