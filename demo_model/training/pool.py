"""All training data that has arrived so far, kept in the memory of the training device."""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

IDS = ("prompt", "tail", "copy", "ctc", "aux")
_ROW_FRAMES = 6
_SORTED_AT_ONCE = 8192


@dataclass
class Batch:
    """Gathered examples; ids are (batch, longest), sizes are on the host as NumPy and on device."""

    mel: Tensor
    ids: dict[str, Tensor]
    sizes: dict[str, np.ndarray]
    device_sizes: dict[str, Tensor]

    @property
    def rows(self) -> np.ndarray:
        """Low-frame-rate rows of each example."""
        return -(-self.sizes["mel"] // _ROW_FRAMES)


class Pool:
    """Reads files from a folder in a thread of its own and hands out batches of like lengths.

    Of `size` processes that share the folder, number `rank` takes one part of the files.
    """

    def __init__(
        self, folder: Path, device: torch.device, most_frames: int, rank: int = 0, size: int = 1
    ) -> None:
        self._folder = folder
        self._rank, self._size = rank, size
        self._device = device
        self._mel = torch.zeros(most_frames, 80, dtype=torch.float16, device=device)
        most_ids = most_frames // 8
        self._ids = {n: torch.zeros(most_ids, dtype=torch.int16, device=device) for n in IDS}
        most = most_frames // 100
        self._starts = {n: np.zeros(most, np.int64) for n in ("mel", *IDS)}
        self._sizes = {n: np.zeros(most, np.int64) for n in ("mel", *IDS)}
        self._used = dict.fromkeys(("mel", *IDS), 0)
        self.examples = 0
        self.full = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def hours(self) -> float:
        """Sound that has arrived."""
        return self._used["mel"] / 360_000

    def close(self) -> None:
        """Stop reading."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _is_ours(self, path: Path) -> bool:
        """Whether this of `size` processes takes the file, so that each has data of its own."""
        return zlib.crc32(path.name.encode()) % self._size == self._rank

    def _read(self) -> None:
        stream = torch.cuda.Stream() if self._device.type == "cuda" else None
        while not self._stop.is_set() and not self.full:
            files = [path for path in sorted(self._folder.glob("*.npz")) if self._is_ours(path)]
            if not files:
                time.sleep(0.05)
            for path in files:
                if self._stop.is_set() or self.full:
                    return
                try:
                    with np.load(path) as content:
                        arrays = {name: content[name] for name in content.files}
                except Exception as error:  # a broken file must not end the run
                    print(f"pool: {path.name} is unreadable: {error}", flush=True)
                    arrays = {}
                path.unlink()
                if arrays:
                    with torch.cuda.stream(stream):
                        self._add(arrays)
                        if stream is not None:
                            stream.synchronize()
                    self.examples += len(arrays["mel_sizes"])

    def _add(self, arrays: dict[str, np.ndarray]) -> None:
        count = len(arrays["mel_sizes"])
        targets = {"mel": self._mel} | self._ids
        if self.examples + count > len(self._starts["mel"]) or any(
            self._used[n] + len(arrays[n]) > len(t) for n, t in targets.items()
        ):
            self.full = True
            return
        places = slice(self.examples, self.examples + count)
        for name, target in targets.items():
            used, values = self._used[name], arrays[name]
            target[used : used + len(values)].copy_(torch.from_numpy(values))
            sizes = arrays[name + "_sizes"]
            self._sizes[name][places] = sizes
            self._starts[name][places] = used + np.cumsum(sizes) - sizes
            self._used[name] += len(values)

    def batches(self, rng: np.random.Generator, cost: int) -> Iterator[np.ndarray]:
        """Example numbers of batches whose rows and tokens, padded, come to about `cost`."""
        while True:
            count = self.examples
            drawn = rng.choice(count, min(count, _SORTED_AT_ONCE), replace=False)
            rows = -(-self._sizes["mel"][drawn] // _ROW_FRAMES)
            length = self._sizes["prompt"][drawn] + rows // 8 + self._sizes["tail"][drawn]
            order = np.lexsort(
                (length + 8 * rng.random(len(drawn)), (rows + 6 * rng.random(len(drawn))) // 12)
            )
            drawn, rows, length = drawn[order], rows[order], length[order]
            batches, first = [], 0
            while first < len(drawn):
                widest = np.maximum.accumulate(rows[first:]) + np.maximum.accumulate(length[first:])
                padded = widest * np.arange(1, len(widest) + 1)
                size = max(8, int(np.searchsorted(padded, cost)) // 8 * 8)
                batches.append(drawn[first : first + size])
                first += size
            batches = [batch for batch in batches if len(batch) >= min(8, count)]
            rng.shuffle(batches)
            yield from batches

    def gather(self, numbers: np.ndarray) -> Batch:
        """The examples of these numbers, padded; frames to a multiple of 48."""
        sizes = {name: self._sizes[name][numbers] for name in ("mel", *IDS)}
        host = np.stack([self._starts[n][numbers] for n in ("mel", *IDS)] + list(sizes.values()))
        moved = torch.from_numpy(host).to(self._device, non_blocking=True)
        starts = dict(zip(("mel", *IDS), moved, strict=False))
        device_sizes = dict(zip(("mel", *IDS), moved[len(starts) :], strict=True))
        frames = -(-int(sizes["mel"].max()) // 48) * 48
        mel = self._mel[_places(starts["mel"], device_sizes["mel"], frames)].float()
        ids = {
            name: self._ids[name][
                _places(starts[name], device_sizes[name], max(1, int(sizes[name].max())))
            ].long()
            for name in IDS
        }
        return Batch(mel, ids, sizes, device_sizes)


def _places(starts: Tensor, sizes: Tensor, width: int) -> Tensor:
    """Where each element stands in the flat store; the last one is repeated as padding."""
    offset = torch.arange(width, device=starts.device)[None]
    return starts[:, None] + torch.minimum(offset, (sizes[:, None] - 1).clamp(min=0))
