"""How much work goes into a text: the one choice between speed and quality."""

from __future__ import annotations

from typing import Literal

Quality = Literal["draft", "balanced", "precise"]
"""`draft` is the CTC head's own reading, without the language model: several times faster and with
less memory, but without punctuation, and neither hotwords nor context steer it. `balanced` reads
with the language model, from the files that suit the device. `precise` does the same from the most
precise files in the model's folder."""
