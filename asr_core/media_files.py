"""Which files are worth trying: media by the ending of their names, also in whole folders.

Only the engine knows whether a file holds sound. This keeps the scripts, pictures and subtitles
that lie beside it in a folder out of the queue, and a dropped hot.txt, too.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path


def _endings(names: str) -> frozenset[str]:
    return frozenset(names.split())


AUDIO_ENDINGS = _endings("""
    aac ac3 aif aiff alac amr ape au caf dts eac3 flac gsm m4a m4b mka mp2 mp3 mpc oga ogg opus ra
    snd spx tak tta w64 wav wma wv
""")
VIDEO_ENDINGS = _endings("""
    3g2 3gp asf avi divx dv f4v flv m2t m2ts m2v m4v mkv mov mp4 mpeg mpg mts mxf ogm ogv qt rm rmvb
    ts vob webm wmv wtv y4m
""")
MEDIA_ENDINGS = AUDIO_ENDINGS | VIDEO_ENDINGS

_OTHER_ENDINGS = _endings("""
    7z ass bat bmp css csv dll doc docx exe gguf gif gz htm html jpeg jpg js json lrc md odt onnx
    partial pdf png ppt pptx psd py rar rtf srt ssa sub svg tar tif tiff torrent tsv txt vtt webp
    xls xlsx xml xz yaml yml zip
""")

_MOST_FILES = 5000


def ending(path: Path) -> str:
    """The ending of a name, in small letters and without its dot."""
    return path.suffix[1:].lower()


def is_surely_no_media(path: Path) -> bool:
    """Whether the name says that there is nothing to hear; a name that says nothing may try.

    >>> is_surely_no_media(Path("hot.txt")), is_surely_no_media(Path("recording.0001"))
    (True, False)
    """
    return ending(path) in _OTHER_ENDINGS


def media_in(folder: Path, *, most: int = _MOST_FILES) -> Iterator[Path]:
    """The media files in `folder` and below, as a person would sort them; at most `most`.

    Hidden files and folders, and links to folders, are left aside; what cannot be read is, too.
    """
    found = 0
    for place, folders, files in os.walk(folder):
        folders[:] = sorted((name for name in folders if name[0] != "."), key=natural_order)
        for name in sorted(files, key=natural_order):
            if name[0] != "." and ending(Path(name)) in MEDIA_ENDINGS:
                yield Path(place, name)
                found += 1
                if found == most:
                    return


def natural_order(name: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts numbers in the order of their values.

    >>> sorted(["ep10.mp4", "ep9.mp4", "Ep1.mp4"], key=natural_order)
    ['Ep1.mp4', 'ep9.mp4', 'ep10.mp4']
    """
    parts = re.split("([0-9]{1,18})", name.casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)
