"""The reasons inside sentences for people in Simplified Chinese.

A reason is written once, in English, where the core or a list gives it; here each has its Chinese
wording, with {} for what is filled in. A reason that is not listed (a message of the system or of a
library) stays as it is.
"""

from __future__ import annotations

import re
from functools import cache

CHINESE = {
    # media files
    "access to it is denied": "没有读取权限",
    "ffmpeg could not be run": "ffmpeg 无法运行",
    "it has no sound track": "没有音轨",
    "it holds no sound that can be decoded": "里面没有可以解码的声音",
    "it is a folder": "这是一个文件夹",
    "it is not a regular file": "这不是普通文件",
    "it is not an audio or video file, or it is damaged": "不是音频或视频文件，或者已损坏",
    "its sound is in a format that is not supported": "音频格式不受支持",
    "neither PyAV nor ffmpeg is installed": "没有安装 PyAV，也没有 ffmpeg",
    "the file cannot be opened": "文件打不开",
    "the file is empty": "文件是空的",
    "the video has no sound track": "视频没有音轨",
    "there is no ffmpeg in bin/ or on the PATH": "bin/ 和 PATH 中都没有 ffmpeg",
    # options
    "it must be zero or more seconds": "必须是不小于零的秒数",
    "it lies past the end of the file": "超出了文件末尾",
    "it must lie between 0 and 1": "必须在 0 到 1 之间",
    "it must be zero or more": "不能小于零",
    "it must be at least one second": "至少为一秒",
    "it must be a number of seconds above zero": "必须是大于零的秒数",
    "it must be shorter than the windows": "必须短于窗口长度",
    "“{}” is not one of {}": "“{}”不在可选项 {} 之内",
    # hotword lists
    "a character is damaged": "有一个字符已损坏",
    "a word is longer than {} characters": "有一个词超过 {} 个字符",
    "another program has changed it meanwhile": "文件已被其他程序改动",
    "it has more than {} readings": "读音超过 {} 个",
    "it has more than {} words and aliases": "词和别名合计超过 {} 个",
    "it says both hint and replace": "hint 和 replace 不能同时写",
    "nothing may follow the option “{}”: {}": "选项“{}”后面不能再写内容：{}",
    "nothing stands after the option “reading”": "选项“reading”后面缺少读音",
    "only Chinese characters have a reading in pinyin, “{}” has none": (
        "只有汉字才能标拼音读音，“{}”里没有汉字"
    ),
    "the file is write-protected": "文件是只读的",
    "the group has no name": "分组没有名称",
    "the reading “{}” has {} syllables for {} Chinese characters": (
        "读音“{}”有 {} 个音节，词里有 {} 个汉字"
    ),
    "there is no word in this line": "这一行没有词",
    "“{}” cannot be the name of a group": "“{}”不能作为分组名称",
    "“{}” is in the list already": "“{}”已经在词表里",
    "“{}” is not a syllable in pinyin with its tone, such as chong2": (
        "“{}”不是带声调的拼音音节（例如 chong2）"
    ),
    "“{}” is not an option; there are replace, hint, reading and off": (
        "“{}”不是选项；可用的有 replace、hint、reading 和 off"
    ),
    "it ends in the middle of a character": "文件在一个字符中间断开了",
    "it is larger than {} MB, too large for a list": "超过 {} MB，不像是词表",
    "it is neither UTF-8 nor GBK text": "既不是 UTF-8 也不是 GBK 文本",
    "its folder does not exist": "所在文件夹不存在",
    "HotScribe made a mistake ({})": "热词听写出了错（{}）",
    "the words are saved, but how they sound cannot be shown ({})": (
        "热词已经保存，但没法显示它们的读音（{}）"
    ),
    "line {}: {}": "第 {} 行：{}",
    "{} more lines": "另有 {} 行",
    "“{}”, line {}: {}": "“{}”第 {} 行：{}",
    "“{}”: {}": "“{}”：{}",
    "the word before the first | or ~~~ is missing": "第一个 | 或 ~~~ 之前缺少词",
    "there is no such file": "没有这个文件",
    "this is not a text file": "这不是文本文件",
    "“{}” cannot be a word of a list": "“{}”不能作为热词",
    # replacement rules
    "it is longer than {} characters": "超过 {} 个字符",
    "it needs exactly one “ = ” between pattern and replacement, with a space on each side": (
        "表达式和替换内容之间需要且只能有一个“ = ”，两边各一个空格"
    ),
    "it takes longer than {} s": "运行超过 {} 秒",
    "its pattern cannot be read ({})": "表达式读不懂（{}）",
    "its replacement cannot be read ({})": "替换内容读不懂（{}）",
    "its result is longer than {} characters": "替换结果超过 {} 个字符",
    "there are more than {} rules": "规则超过 {} 条",
    "there is no pattern before the “ = ”": "“ = ”之前没有表达式",
    # models
    "a CTC file and tokens.txt are needed together": "CTC 文件和 tokens.txt 必须同时给出",
    "both an encoder and a decoder file are needed": "编码器文件和解码器文件缺一不可",
    "ids are missing between its tokens": "词元编号不连续",
    "it has fewer than two outputs": "输出少于两个",
    "it has no input named enc_output": "没有名为 enc_output 的输入",
    "it is no GGUF file": "不是 GGUF 文件",
    "it is not a settings file ({})": "不是设置文件（{}）",
    "it is not the Silero VAD network": "不是 Silero VAD 网络",
    "it lists no tokens": "里面没有词元",
    "its header is damaged or cut short": "文件头损坏或不完整",
    "its inputs are {}, not those of a Fun-ASR-Nano encoder": (
        "它的输入是 {}，不是 Fun-ASR-Nano 编码器的输入"
    ),
    "line {} is not a token in base64 and its number": "第 {} 行不是“base64 词元 编号”",
    "line {} repeats the id {}": "第 {} 行重复了编号 {}",
    "llama.cpp cannot read it": "llama.cpp 读不了它",
    "a number in it is out of range": "其中有数值超出范围",
    "the adaptor gave {} rows where {} are needed": "适配器给出 {} 行，需要 {} 行",
    "there is no such folder and no such name (known: {})": "没有这个文件夹或名字（已有：{}）",
    "{} does not exist": "{} 不存在",
    "{} holds a CTC file but no tokens.txt": "{} 中有 CTC 文件却没有 tokens.txt",
    "{} holds no *.gguf file": "{} 中没有 *.gguf 文件",
    "{} holds no *Encoder-Adaptor*.onnx file": "{} 中没有 *Encoder-Adaptor*.onnx 文件",
    "{} is not there": "缺少 {}",
    # the llama.cpp library
    "it does not load ({}){}": "无法加载（{}）{}",
    "it has no function {}, so it is not the llama.cpp release this program needs": (
        "缺少函数 {}，不是本程序需要的 llama.cpp 版本"
    ),
    "it is cut short": "文件不完整",
    "it is made for another processor than this {}": "是为其他处理器编译的，本机是 {}",
    "it is no 64-bit Linux library": "不是 64 位 Linux 库",
    "it is no macOS library": "不是 macOS 库",
    "it is no shared library": "不是动态库",
    "it is no Windows library": "不是 Windows 库",
    "it would unpack to more than any release does": "解压后的大小远超任何正式版本",
    "its header is damaged": "文件头已损坏",
    "its member {} is no file": "其中的 {} 不是文件",
    "its member {} would leave the folder": "其中的 {} 会写到文件夹之外",
    "its SHA-256 is not the one on record": "SHA-256 与记录不符",
    "the archive is damaged ({})": "压缩包已损坏（{}）",
    "the download broke off ({})": "下载中断（{}）",
    "the download broke off after {} of {} bytes": "下载中断，只收到 {} / {} 字节",
    "the download failed ({})": "下载失败（{}）",
    "there is no build for {} {}": "没有适用于 {} {} 的版本",
    "there is no such file, nor a folder that holds it": "没有这个文件，也没有包含它的文件夹",
    "there is none in {}": "{} 中没有",
    "{}; release {} is needed": "{}；需要版本 {}",
    # running
    "llama.cpp could not evaluate a batch (code {})": "llama.cpp 无法计算（代码 {}）",
    "llama.cpp gave no result": "llama.cpp 没有给出结果",
    "the audio embeddings hold invalid numbers": "音频嵌入中有无效数值",
    "the encoder gives embeddings of the shape {}, the decoder takes {} numbers each, "
    "so they do not belong together": "编码器的嵌入形状是 {}，解码器需要 {} 维，二者不配套",
    "the engine was closed": "引擎已关闭",
    "it did not answer within {} s": "{} 秒内没有应答",
    "it ended with the code {}": "退出代码为 {}",
    "it ended without a word": "它自行退出，没有留下原因",
    "it said something that makes no sense": "它发来的内容无法理解",
    "it speaks version {} where version {} is needed": "它的协议版本是 {}，需要版本 {}",
    "the system does not allow it ({})": "系统不允许（{}）",
    "the system reported {}": "系统报告 {}",
    "there is not enough memory": "内存不足",
    "the model cannot go back in its text": "模型无法回退文本",
    "the model computed invalid numbers; its file may be damaged": (
        "模型算出了无效数值，文件可能已损坏"
    ),
    "the prompt could not be split into tokens": "提示词无法分词",
    "the prompt of {} tokens is longer than the {} the model can hold": (
        "提示词有 {} 个词元，超过模型能容纳的 {} 个"
    ),
    "there is not enough memory for {} tokens of context": "内存不足，放不下 {} 个词元的上下文",
    "{} computed invalid numbers; set the environment variable "
    "GGML_VK_DISABLE_F16=1 (bin/README.md)": (
        "{} 算出了无效数值；请设置环境变量 GGML_VK_DISABLE_F16=1（见 bin/README.md）"
    ),
    # leaks of a hotword list
    "the list itself was written down": "热词表本身被写了出来",
    "words of the prompt were written down": "提示词里的字句被写了出来",
    "a listed word stood where nothing was heard": "热词出现在没有听到声音的地方",
    "a listed word stood where something else was heard": "热词所在处听到的是别的内容",
    "a listed word stood over noise or music": "热词出现在噪声或音乐上",
    "there was more text than can be said in the time": "文字多到这段时间里不可能说完",
    "the text went round in circles": "文字陷入循环",
    "the text was not what was heard": "文字与听到的内容不符",
    "speech was left out": "漏掉了语音",
    # the system
    "Device or resource busy": "设备或文件正被占用",
    "Disk quota exceeded": "超出磁盘配额",
    "File name too long": "文件名太长",
    "File too large": "文件太大",
    "Input/output error": "读写出错，磁盘或连接可能有问题",
    "No such file or directory": "文件或文件夹不存在",
    "No such device": "设备不存在",
    "Operation not permitted": "系统不允许这个操作",
    "Stale file handle": "网络文件夹已断开",
    "Too many levels of symbolic links": "符号链接形成了循环",
    "Too many open files": "打开的文件太多",
    "Transport endpoint is not connected": "网络文件夹已断开",
    # results
    "the folder may not be written to": "文件夹不可写",
    "there is a folder of this name": "已有同名文件夹",
    "Is a directory": "这是一个文件夹",
    "File exists": "同名文件已存在",
    "No space left on device": "磁盘空间不足",
    "Not a directory": "路径中有一部分不是文件夹",
    "Permission denied": "没有权限",
    "Read-only file system": "文件系统是只读的",
}


def chinese_reason(reason: str) -> str:
    """`reason` in Chinese, or as it is.

    >>> chinese_reason("line 3: this is not a text file")
    '第 3 行：这不是文本文件'
    """
    if reason in CHINESE:
        return CHINESE[reason]
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(reason):
            return chinese.format(*(chinese_reason(part) for part in found.groups()))
    return reason


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates as patterns, the longest first, so that "{} is not there" comes late."""
    templates = sorted((english for english in CHINESE if "{}" in english), key=len, reverse=True)
    return tuple(
        (re.compile("(.*)".join(map(re.escape, english.split("{}"))), re.DOTALL), CHINESE[english])
        for english in templates
    )
