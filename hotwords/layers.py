"""Several lists that count together: one for everything, one for the series, one for this file.

Layers stand in the order from the general to the particular. A later layer's line for a word takes
the place of an earlier one's, and `word !! off` takes the word out. In the merged list the most
particular layer comes first: at equal scores it is asked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hotwords.hotword import Hotword
from hotwords.hotword_file import HotwordList


@dataclass(frozen=True, slots=True)
class HotwordLayer:
    """One list of several: the file, and the name by which entries and people know it."""

    name: str
    path: Path

    def load(self) -> HotwordList:
        """The list at `path`; HotwordFileError if it cannot be read or decoded."""
        return HotwordList.load(self.path, self.name)


def layers_of(paths: Iterable[str | Path]) -> tuple[HotwordLayer, ...]:
    """Layers in the order of `paths`, each file once, named by as much of its path as tells them
    apart.

    >>> [layer.name for layer in layers_of(["all/hot.txt", "show/hot.txt", "guests.txt"])]
    ['all/hot.txt', 'show/hot.txt', 'guests.txt']
    """
    distinct = list(dict.fromkeys(Path(path) for path in paths))
    return tuple(HotwordLayer(_name_among(path, distinct), path) for path in distinct)


def merged(lists: Sequence[HotwordList]) -> HotwordList:
    """One list of all `lists`, which go from the general to the particular."""
    by_word: dict[str, Hotword] = {}
    for latest in lists:
        for word in latest.switched_off:
            by_word.pop(word, None)
        for entry in latest.entries:
            by_word.pop(entry.word, None)
        # The latest list first, in the order of its own lines.
        by_word = {entry.word: entry for entry in latest.entries} | by_word
    left_out = tuple(line for each in lists for line in each.left_out)
    return HotwordList(tuple(by_word.values()), left_out=left_out)


def load_layers(layers: Iterable[HotwordLayer]) -> HotwordList:
    """The merged list of all layers; HotwordFileError for the first one that cannot be read."""
    return merged([layer.load() for layer in layers])


def _name_among(path: Path, paths: Sequence[Path]) -> str:
    parts = path.parts
    for count in range(1, len(parts)):
        tail = parts[-count:]
        if sum(other.parts[-count:] == tail for other in paths) == 1:
            return "/".join(tail)
    return str(path)
