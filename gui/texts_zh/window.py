"""The window's frame, options and settings in Simplified Chinese."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    "There is no display to open a window on. "
    "The command line needs none: python main.py transcribe FILE": (
        "这里没有可以打开窗口的显示器。命令行不需要显示器：python main.py transcribe 文件"
    ),
    "HotScribe": "热词听写",
    "Cue rules, formats and quality that go together": "一起使用的字幕规范、格式和质量",
    "Lines of up to {han} Chinese characters or {latin} letters; a cue stays "
    "{shortest} to {longest} s, and up to {linger} s after its last word.": (
        "每行最多 {han} 个汉字或 {latin} 个字母；每条字幕显示 {shortest}～{longest} 秒，"
        "最后一个词之后最多再停留 {linger} 秒。"
    ),
    "No file, no text and no hotword is sent anywhere; it all works without a network.": (
        "任何文件、文字和热词都不会发送出去；不联网也能使用。"
    ),
    "A crash or a power cut costs at most the segment that is being heard.": (
        "即使崩溃或断电，最多只丢失正在听写的那一段。"
    ),
    "(development)": "（开发版）",
    # the bar of options
    "Add": "添加",
    "Add audio or video to the queue": "把音频或视频加入队列",
    "Add files…": "添加文件…",
    "Add a folder…": "添加文件夹…",
    "Start": "开始",
    "Transcribe what waits in the queue": "转写队列中等待的文件",
    "Pause behind the current segment": "在当前片段之后暂停",
    "Stop; what was heard is kept": "停止；已听写的内容会保留",
    "Settings": "设置",
    "Preset": "预设",
    "Model": "模型",
    "Speed and quality": "速度与质量",
    "Draft, fastest": "草稿（最快）",
    "Draft": "草稿",
    "Balanced": "均衡",
    "Precise": "精细",
    "Several times faster, with less memory. No punctuation, numbers as spoken, more wrong "
    "words; hotwords and context do not help, only !! replacements and rules count.": (
        "快好几倍，占用内存更少。没有标点，数字照读音写，错字更多；"
        "热词和背景说明不起提示作用，只有 !! 替换和替换规则有效。"
    ),
    "This model has no CTC head, so it cannot write drafts.": (
        "这个模型没有 CTC 头，不能只出草稿。"
    ),
    "The full text with hotwords, from the files that suit this computer.": (
        "完整识别，热词有效，使用适合本机的模型文件。"
    ),
    "The full text from the most precise files of the model: slower, with more memory. "
    "The same as balanced where the model has only one set of files.": (
        "完整识别，使用模型中最精确的文件：更慢，占用内存更多。只有一套文件的模型与均衡相同。"
    ),
    "A draft comes several times faster, without punctuation and without help from "
    "hotwords; precise takes the largest files of the model.": (
        "草稿快好几倍，但没有标点，热词不起提示作用；精细使用模型中最大的文件。"
    ),
    "Quick look": "快速浏览",
    "Language spoken": "语音语言",
    "Cue rules": "字幕规范",
    "Output": "输出",
    "Own settings": "自定义",
    "Subtitles": "字幕",
    "Upright short video": "竖屏短视频",
    "Text to read": "阅读文稿",
    "Subtitles, text and data": "字幕、文稿和数据",
    "Save these options as a preset…": "把这些选项存为预设…",
    "Remove a preset": "删除预设",
    "Save a preset": "保存预设",
    "Name of the preset:": "预设名称：",
    "chosen folder": "指定文件夹",
    "beside the file": "源文件旁",
    "nothing": "无",
    "Results are saved next to each file": "结果放在每个源文件旁边",
    "Beside each file": "放在源文件旁边",
    "In one folder: {folder}": "放在同一文件夹：{folder}",
    "In one folder…": "放在同一文件夹…",
    "Write results when a file is done": "文件完成后自动写出结果",
    # fields
    "Automatic": "自动",
    "Graphics card": "显卡",
    "Processor": "处理器（CPU）",
    "Demo model": "演示模型",
    "for example: an interview about heart medicine": "例如：一段关于心脏药物的访谈",
    "as suits the model": "由模型决定",
    "Choose…": "选择…",
    "Back to none": "清除",
    "Choose a folder": "选择文件夹",
    "Choose a file": "选择文件",
    # settings
    "General": "常规",
    "Hearing": "识别",
    "Results": "结果",
    "This program": "关于本程序",
    "As the system": "跟随系统",
    "Light": "浅色",
    "Dark": "深色",
    "Language of the window": "界面语言",
    "Colours": "外观",
    "When the queue is done": "队列完成时",
    "Tell me": "提醒我",
    "A message of the desktop, if the window is not in front.": (
        "窗口不在最前面时，用桌面通知提醒。"
    ),
    "How to get the real models…": "如何获取正式模型…",
    "“Automatic” takes an installed real model, else the demo model.": (
        "“自动”优先使用已安装的正式模型，没有时使用演示模型。"
    ),
    "When files are added": "添加文件后",
    "Start at once": "立即开始",
    "Compute on": "计算设备",
    "What the recording is about": "录音内容简介",
    "A sentence or a few names help the model to choose the right words.": (
        "一句话或几个名字，能帮助模型选对用词。"
    ),
    "Hotwords per segment": "每段热词数",
    "At most so many are offered to the model at a time; too many do harm.": (
        "每次最多向模型提示这么多个；太多反而有害。"
    ),
    "Replacement rules": "替换规则",
    "none; the text stays as it was heard": "无；文本保持听写原样",
    "Write numbers as digits": "数字写成阿拉伯数字",
    "Folder": "文件夹",
    "beside each file": "放在源文件旁边",
    "How long a line may be and where it breaks; finished cues keep theirs.": (
        "规定每行多长、在哪里断行；已完成的字幕保持不变。"
    ),
    "Everything happens on this computer: no file, no text and no hotword leaves it. "
    "Settings, the queue and your own hotwords are kept in this folder:": (
        "一切都在本机完成：文件、文本和热词都不会离开这台电脑。"
        "设置、队列和你自己的热词保存在这个文件夹："
    ),
    "Open this folder": "打开这个文件夹",
    # menus
    "&File": "文件(&F)",
    "&Edit": "编辑(&E)",
    "&Queue": "队列(&Q)",
    "H&otwords": "热词(&O)",
    "Add the selected words": "把选中的词加入热词",
    "Try the selected words": "测试选中的词",
    "Save the list now": "立即保存热词表",
    "Select some words in a cue first: press Enter on it, then mark them.": (
        "请先在字幕中选中词语：在该行按回车，再选中。"
    ),
    "The sample cannot be copied: {why}": "无法复制样例：{why}",
    "These hotword lists could not be saved where they are: {names}. "
    "Your words are kept in {folder}.": (
        "这些热词表无法保存到原来的位置：{names}。你的词已保存在 {folder}。"
    ),
    "The hotword list {name} could not be saved.": "热词表 {name} 没能保存。",
    "The disk is full or may not be written to. Another place keeps what you typed.": (
        "磁盘已满或不可写。换个位置可以保住你输入的词。"
    ),
    "Close without saving": "不保存就关闭",
    "Save the hotword list": "保存热词表",
    "&View": "视图(&V)",
    "&Help": "帮助(&H)",
    "Settings…": "设置…",
    "Quit": "退出",
    "Start the queue": "开始转写队列",
    "Continue the queue": "继续转写队列",
    "Clear what is done": "清除已完成",
    # what menu entries do
    "Audio or video; each file becomes a row of the queue": "音频或视频；每个文件在队列中占一行",
    "All audio and video in it, with the folders inside": "其中所有音视频，包括子文件夹",
    "Write the cues of the selected files, in the formats and where you choose": (
        "把所选文件的字幕写成你选的格式，放到你选的位置"
    ),
    "Transcribe what waits, one file after the other": "依次转写等待中的文件",
    "The queue waits; it goes on where it was": "队列暂停，之后从原处继续",
    "Ends the file that runs, without asking; it can be continued later": (
        "直接停止正在转写的文件；以后可以继续"
    ),
    "Every file that was stopped, interrupted or has failed waits again": (
        "所有已停止、中断或失败的文件重新排队"
    ),
    "What is selected in a cue goes into the hotword list": "把字幕中选中的词加入热词表",
    "Shows which listed words what is selected would recall": "看看选中的文字会召回哪些热词",
    "It is saved by itself a moment after you type; this does it at once": (
        "停止输入片刻后会自动保存；这里可立即保存"
    ),
    "From the options to the queue, the cues and the hotwords": "依次到选项、队列、字幕和热词",
    "Transcribes a minute of speech that comes with the program": "转写随程序附带的一分钟语音",
    "How to get the models for real recordings": "如何获取真实录音用的模型",
    "Settings, the queue and your hotwords are kept there": "设置、队列和热词都保存在那里",
    "Go to the queue": "转到队列",
    "Go to the cues": "转到字幕",
    "Go to the hotwords": "转到热词",
    "Next panel": "下一个面板",
    "Language": "语言",
    "Names for the sample": "样例用到的名字",
    "Real models…": "正式模型…",
    "Open the data folder": "打开数据文件夹",
    "About HotScribe": "关于热词听写",
    # the window
    "Add audio or video": "添加音频或视频",
    "Add a folder": "添加文件夹",
    "A folder for all results": "存放所有结果的文件夹",
    "It pauses behind the current segment.": "将在当前片段之后暂停。",
    "Subtitles from audio and video on this computer, steered by your hotwords.": (
        "在本机把音视频转成字幕，由你的热词引导识别。"
    ),
    "A file is being transcribed. Close all the same?": "有文件正在转写，仍要关闭吗？",
    "Everything heard so far is kept. After the next start, Continue goes on from here.": (
        "已听写的内容都会保留。下次启动后，点“继续”就从这里接着转写。"
    ),
    "Close": "关闭",
    "Stay": "不关闭",
    "{speed}× real time": "{speed} 倍速",
    "Every finished segment is on disk": "每段完成即存盘",
    "Not everything is on disk: {reason}": "尚未全部存盘：{reason}",
    "It is written as soon as that is possible. Please keep the window open.": (
        "一旦可以写入就会自动存盘，请先不要关闭窗口。"
    ),
    "The latest changes are not on disk. Close all the same?": "最近的改动还没有存盘，仍要关闭吗？",
    "Stay, free some space or export your text, and close again.": (
        "建议先不关闭：清理磁盘空间或导出文字，然后再关闭。"
    ),
    "Close and lose them": "关闭并放弃改动",
    "All texts and edits are on disk; what could not be kept is what changed last "
    "in the list of files.": "文本和修改都已存盘；没能存下的只是文件列表最近的变动。",
    "The text or the edits of the last moments could not be kept.": (
        "最后一刻的文本或修改没能存盘。"
    ),
    "HotScribe is already open but does not answer. "
    "Close it, or end it in the system's list of programs, and start it again.": (
        "热词听写已经打开，但没有响应。请关闭它，或在系统的任务管理器中结束它，然后重新启动。"
    ),
    # languages that are spoken
    "Chinese": "中文",
    "English": "英语",
    "Japanese": "日语",
    "Cantonese": "粤语",
    "Korean": "韩语",
    "Vietnamese": "越南语",
    "Indonesian": "印尼语",
    "Thai": "泰语",
    "Malay": "马来语",
    "Filipino": "菲律宾语",
    "Arabic": "阿拉伯语",
    "Hindi": "印地语",
    "Bulgarian": "保加利亚语",
    "Croatian": "克罗地亚语",
    "Czech": "捷克语",
    "Danish": "丹麦语",
    "Dutch": "荷兰语",
    "Estonian": "爱沙尼亚语",
    "Finnish": "芬兰语",
    "Greek": "希腊语",
    "Hungarian": "匈牙利语",
    "Irish": "爱尔兰语",
    "Latvian": "拉脱维亚语",
    "Lithuanian": "立陶宛语",
    "Maltese": "马耳他语",
    "Polish": "波兰语",
    "Portuguese": "葡萄牙语",
    "Romanian": "罗马尼亚语",
    "Slovak": "斯洛伐克语",
    "Slovenian": "斯洛文尼亚语",
    "Swedish": "瑞典语",
}
