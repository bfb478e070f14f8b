"""Puts everything that training needs, beside the code, into one folder that can travel.

Reads the written text of demo_model/text and the weights of an earlier run, and writes corpus.json,
vocabulary.json, lexicon.json, syllables.json, the warm-start weights in the new vocabulary's order,
and espeak-ng's library and voices. Needs jieba, pypinyin, tokenizers, PyTorch, gcc and espeak-ng:

    python -m demo_model.training.prepare EARLIER_RUN OUTPUT_FOLDER
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from demo_model.training.corpus import is_pinyin, save_json
from demo_model.training.lexicon import Lexicon
from demo_model.training.vocabulary import Vocabulary, build_vocabulary
from demo_model.training.written_text import TEXT_FOLDER, TextReader, fill_every_slot

_LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
_STUB = """
void audio_object_close(void*a){} void audio_object_destroy(void*a){}
int audio_object_drain(void*a){return 0;} int audio_object_flush(void*a){return 0;}
int audio_object_open(void*a,int f,unsigned r,unsigned char c){return 0;}
const char*audio_object_strerror(void*a,int e){return "";}
int audio_object_write(void*a,const void*d,unsigned long n){return 0;}
void*create_audio_device_object(const char*d,const char*an,const char*de){return 0;}
"""
"""espeak-ng is linked against a sound-card library that synthesis never calls."""


def prepare_vocabulary(corpus: dict[str, Any], earlier: Path, extra: str) -> Vocabulary:
    """The vocabulary of the earlier run, plus every character of the corpus and of `extra`."""
    known = json.loads((earlier / "tok.json").read_text(encoding="utf-8"))
    characters = dict.fromkeys(c for c in known["vocab"] if len(c) == 1 and c != "▁")
    rows = [w for part in ("sentences", "templates") for s in corpus[part]["zh"] for w in s]
    rows += [w for words in corpus["kinds"].values() for w in words]
    for row in rows:
        characters |= dict.fromkeys(c for c in row[0] + row[1] if not c.isascii())
    characters |= dict.fromkeys(c for c in extra if not c.isascii() and not c.isspace())
    characters |= dict.fromkeys("，。？！、：；（）《》“”…—")
    merges = [(left, right) for left, right in known["merges"]]
    return build_vocabulary(characters, merges)


def syllables_of(corpus: dict[str, Any], earlier: Path) -> list[str]:
    """Every toned syllable that can be said."""
    found = set(json.loads((earlier / "nat.json").read_text(encoding="utf-8"))["syl"])
    sentences = [*corpus["sentences"]["zh"], *corpus["templates"]["zh"], *corpus["kinds"].values()]
    for row in (row for sentence in sentences for row in sentence):
        if row[3] == "zh" and is_pinyin(row[2]):
            found |= set(row[2].split())
    return sorted(found)


def unpack_lexicon(text: Path, target: Path) -> None:
    """Write the word lists of a text folder as the JSON that `Lexicon` reads."""
    target.write_bytes(gzip.decompress((text / "words.json.gz").read_bytes()))


def copy_synthesiser(folder: Path) -> None:
    """espeak-ng's library and Mandarin and English data, and a stub for its sound-card library."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("libespeak-ng.so.1", "libsonic.so.0"):
        shutil.copyfile(_LIBRARIES / name, folder / name)
    data = folder / "espeak-ng-data"
    wanted = re.compile(r"(phon\w+|intonations|en_dict|cmn_dict)$")
    for source in (_LIBRARIES / "espeak-ng-data").rglob("*"):
        place = source.relative_to(_LIBRARIES / "espeak-ng-data")
        if source.is_file() and (len(place.parts) > 1 or wanted.match(source.name)):
            target = data / place
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
    stub = folder / "stub.c"
    stub.write_text(_STUB, encoding="utf-8")
    library = folder / "libpcaudio.so.0"
    # Loaded beforehand, it stands in for the real one only under the same name inside.
    name_inside = f"-Wl,-soname,{library.name}"
    command = ["gcc", "-shared", "-fPIC", name_inside, "-o", str(library), str(stub)]
    subprocess.run(command, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("earlier", type=Path, help="folder of the earlier run")
    parser.add_argument("output", type=Path)
    parser.add_argument("--text", type=Path, default=TEXT_FOLDER, help="folder of written text")
    parser.add_argument("--no-weights", action="store_true", help="keep the weights that are there")
    arguments = parser.parse_args()
    output: Path = arguments.output
    output.mkdir(parents=True, exist_ok=True)
    corpus, aside = TextReader(arguments.text).corpus()
    save_json(corpus, output / "corpus.json")
    save_json(aside, output / "development.json")
    repository = Path(__file__).parents[2]
    samples = [*(repository / "resources" / "samples").glob("*.json")]
    extra = "".join(path.read_text(encoding="utf-8") for path in samples)
    extra += (repository / "resources" / "samples" / "hot.txt").read_text(encoding="utf-8")
    extra += (repository / "asr_core" / "fun_asr" / "prompt.py").read_text(encoding="utf-8")
    if not arguments.no_weights:
        vocabulary = prepare_vocabulary(corpus, arguments.earlier, extra)
        vocabulary.save(output / "vocabulary.json")
        syllables = syllables_of(corpus, arguments.earlier)
        save_json(syllables, output / "syllables.json")
        from demo_model.training.warm_start import convert_earlier_run

        convert_earlier_run(arguments.earlier, vocabulary, syllables, output / "start")
    unpack_lexicon(arguments.text, output / "lexicon.json")
    characters = set(Vocabulary.load(output / "vocabulary.json").characters())
    fill_every_slot(corpus, Lexicon(output / "lexicon.json", characters))
    copy_synthesiser(output / "espeak")
    counts = {lang: len(rows) for lang, rows in corpus["sentences"].items()}
    counts |= {f"templates {lang}": len(rows) for lang, rows in corpus["templates"].items()}
    print(counts, {lang: len(rows) for lang, rows in aside.items()}, "aside")


if __name__ == "__main__":
    main()
