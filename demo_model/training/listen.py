"""A quick look at trained weights, on sentences that were set aside while preparing.

    python -m demo_model.training.listen DATA_FOLDER WEIGHTS_FOLDER [--count 40]

Error rates of text and CTC draft for natural sentences, alone and in long spans, and how often a
name is written as wanted without a list, with lists of one and ten, and with only wrong words. The
figures that count come from `demo_model.evaluate`, through the program.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import torch

from asr_core.features import log_mel_kaldi
from demo_model.scoring import count_errors, sum_errors
from demo_model.training.corpus import Language, Word, unpack
from demo_model.training.espeak import HELD_OUT_VARIANTS, TRAINING_VARIANTS, Espeak
from demo_model.training.examples import Example, ExampleMaker, Sentence
from demo_model.training.lexicon import Lexicon
from demo_model.training.losses import stack_rows
from demo_model.training.network import DemoNetwork
from demo_model.training.sentences import SentenceMaker
from demo_model.training.sound import FINAL_RATE_HZ, Sound, Studio
from demo_model.training.vocabulary import TextCodec, Vocabulary
from demo_model.training.weights import load_network
from demo_model.training.written_text import LANGUAGES

LONGEST_S = 30
_MOST_TOKENS = 220
_AT_ONCE = 64


@dataclass
class Heard:
    """What the decoder wrote, and the draft of the CTC head."""

    text: str
    draft: str


class Listener:
    """Greedy decoding, one batch at a time."""

    def __init__(self, network: DemoNetwork, codec: TextCodec) -> None:
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = network.to(self._device).eval()
        self._codec = codec

    def hear(self, sounds: Sequence[Sound], prompts: Sequence[Example]) -> list[Heard]:
        """What is heard in each sound with its prompt."""
        result: list[Heard] = []
        for first in range(0, len(sounds), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            with torch.no_grad():
                result += self._batch(sounds[part], prompts[part])
        return result

    def _batch(self, sounds: Sequence[Sound], prompts: Sequence[Example]) -> list[Heard]:
        network, codec, device = self._network, self._codec, self._device
        mels = [torch.from_numpy(log_mel_kaldi(sound)).to(device) for sound in sounds]
        sizes = torch.tensor([len(mel) for mel in mels], device=device)
        width = -(-int(sizes.max()) // 48) * 48
        padded = torch.stack([torch.nn.functional.pad(m, (0, 0, 0, width - len(m))) for m in mels])
        rows = -(-sizes // 6)
        encoded, valid = network.encode(stack_rows(padded, sizes), rows)
        classes = network.ctc(encoded, valid).argmax(-1)
        audio = network.adapt(encoded, valid)
        audio_sizes = -(-rows // 8)
        encode = codec.decoder.encode
        prefixes = [encode(e.prefix, add_special_tokens=False).ids for e in prompts]
        prompt_sizes = torch.tensor([len(p) for p in prefixes], device=device)
        prompt = torch.zeros(
            len(prefixes), int(prompt_sizes.max()), dtype=torch.long, device=device
        )
        for number, prefix in enumerate(prefixes):
            prompt[number, : len(prefix)] = torch.tensor(prefix, device=device)
        suffix = encode(prompts[0].suffix, add_special_tokens=False).ids
        tail = torch.tensor([suffix] * len(prefixes), device=device)
        done = torch.zeros(len(prefixes), dtype=torch.bool, device=device)
        everyone = torch.arange(len(prefixes), device=device)
        for _ in range(_MOST_TOKENS):
            length = int((prompt_sizes + audio_sizes).max()) + tail.shape[1]
            joined = network.join(prompt, prompt_sizes, audio, audio_sizes, tail, length)
            hidden, _ = network.llm(joined)
            last = hidden[everyone, prompt_sizes + audio_sizes + tail.shape[1] - 1]
            new = torch.where(done, codec.end, network.logits(last).argmax(-1))
            tail = torch.cat([tail, new[:, None]], 1)
            done |= new == codec.end
            if bool(done.all()):
                break
        heard = []
        for number in range(len(sounds)):
            ids = tail[number, len(suffix) :].tolist()
            ids = ids[: ids.index(codec.end)] if codec.end in ids else ids
            drafted = torch.unique_consecutive(classes[number, : int(rows[number])]).tolist()
            draft = codec.ctc_text(c for c in drafted if c != codec.blank)
            heard.append(Heard(codec.decoder.decode(ids), draft))
        return heard


def _print_rates(name: str, examples: Sequence[Example], heard: Sequence[Heard]) -> None:
    text = sum_errors(count_errors(e.target, h.text) for e, h in zip(examples, heard, strict=True))
    spoken = [" ".join(e.ctc_pieces()) for e in examples]
    draft = sum_errors(count_errors(s, h.draft) for s, h in zip(spoken, heard, strict=True))
    exact = sum(e.target == h.text for e, h in zip(examples, heard, strict=True))
    print(
        f"{name:<30}{len(examples):>4}  text {text.percent:6.2f} %  draft {draft.percent:6.2f} %  "
        f"exact {100 * exact / len(examples):.0f} %",
        flush=True,
    )


class Look:
    """Sets of examples with the synthesiser that speaks them and the network that hears them."""

    def __init__(self, data: Path, weights: Path, given: argparse.Namespace) -> None:
        vocabulary = Vocabulary.load(data / "vocabulary.json")
        self._given = given
        self._rng = random.Random(99)
        self.lexicon = Lexicon(data / "lexicon.json", set(vocabulary.characters()))
        self._sentences = SentenceMaker(data / "corpus.json", self.lexicon, 99)
        self._examples = ExampleMaker(self._sentences, self.lexicon, self._rng)
        self._espeak = Espeak(data / "espeak")
        self._listener = Listener(load_network(weights), TextCodec(vocabulary))
        self._aside = json.loads((data / "development.json").read_text(encoding="utf-8"))
        self._voices = tuple(v for v in TRAINING_VARIANTS if self._espeak.has(v))

    def sentences(self, language: Language, text: str) -> None:
        """Natural sentences, in voices of the training and others, alone and in long spans."""
        lines = cycle(self._aside[text])
        count: int = self._given.count

        def spoken(number: int) -> Callable[[], Example]:
            def make() -> Example:
                sentences = [Sentence(language, unpack(next(lines))) for _ in range(number)]
                return self._examples.with_prompt(sentences, "plain")

            return make

        self._run(f"{text}", spoken(1), self._voices, count)
        self._run(f"{text}, other voices", spoken(1), HELD_OUT_VARIANTS, count)
        if count >= 8:
            self._run(f"{text}, long spans", spoken(6), self._voices, count // 4)

    def entities(
        self, name: str, language: Language, draw: Callable[[random.Random], Word]
    ) -> None:
        """Sentences with a name, and lists of every kind."""

        def spoken(mode: str) -> Callable[[], Example]:
            def make() -> Example:
                words = self._sentences.frame(language, draw(self._rng))
                return self._examples.with_list([Sentence(language, words)], mode)

            return make

        for mode in ("none", "alone", "given + 9", "given + 9 near", "only 9 wrong"):
            self._run(f"{name}, {mode}", spoken(mode), self._voices, self._given.count)

    def _run(
        self, name: str, make: Callable[[], Example], variants: tuple[str, ...], count: int
    ) -> None:
        if self._given.only not in name:
            return
        studio = Studio(self._espeak, variants, random.Random(5), clean=True)
        batch: list[Example] = []
        sounds: list[Sound] = []
        while len(batch) < count:
            example = make()
            sound = studio.record(example.sentences)
            if sound is not None and sound.size < LONGEST_S * FINAL_RATE_HZ:
                batch.append(example)
                sounds.append(sound)
        heard = self._listener.hear(sounds, batch)
        _print_rates(name, batch, heard)
        _print_entities(batch, heard)
        for example, got in list(zip(batch, heard, strict=True))[: self._given.show]:
            for line in (example.hotwords, example.target, got.text, got.draft):
                print(f"      {line}")


def _print_entities(examples: Sequence[Example], heard: Sequence[Heard]) -> None:
    """The share of examples in which every name is written as wanted."""
    right = found = 0
    for example, got in zip(examples, heard, strict=True):
        entities = [w for s in example.sentences for w in s.words if w.is_entity]
        wanted = [w.text if w.text in example.given else w.canonical for w in entities]
        found += bool(entities)
        right += all(text in got.text for text in wanted)
    if found:
        print(f"{'':<30}      as wanted {100 * right / len(examples):.0f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--show", type=int, default=3)
    parser.add_argument("--only", default="", help="sets whose name contains this")
    given = parser.parse_args()
    look = Look(given.data, given.weights, given)
    for language in LANGUAGES:
        look.sentences(language, language)
        look.sentences(language, f"{language} other")
    look.entities("names", "zh", look.lexicon.person)
    look.entities("products", "zh", look.lexicon.product)
    look.entities("english names", "en", look.lexicon.english_name)


if __name__ == "__main__":
    main()
