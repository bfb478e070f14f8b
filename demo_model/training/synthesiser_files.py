"""Synthesisers in a folder that can travel: espeak-ng with made-up voices, and Flite.

Debian: `apt install espeak-ng libflite1`.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import numpy as np

from demo_model.training.corpus import Language
from demo_model.training.espeak import RATE_HZ, Espeak, Speaker
from demo_model.training.flite import FOLDER, LIBRARIES, SOUND_CARD
from demo_model.training.random_voices import NAME_PREFIX, write_random_voices

RANDOM_VOICES, RANDOM_VOICES_SEED = 600, 2026
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
_SOUND_CARD_VERSION = "ALSA_0.9"
_SOUND_CARD_CALLS = (
    "snd_config_update_free_global", "snd_pcm_close", "snd_pcm_drain", "snd_pcm_drop",
    "snd_pcm_hw_params", "snd_pcm_hw_params_any", "snd_pcm_hw_params_set_access",
    "snd_pcm_hw_params_set_channels", "snd_pcm_hw_params_set_format",
    "snd_pcm_hw_params_set_rate", "snd_pcm_hw_params_sizeof", "snd_pcm_open", "snd_pcm_prepare",
    "snd_pcm_resume", "snd_pcm_set_params", "snd_pcm_state", "snd_pcm_wait", "snd_pcm_writei",
    "snd_strerror",
)  # fmt: skip
"""Flite is linked against this one, by versioned names."""
_TRIALS: dict[Language, str] = {
    "zh": "jin1 tian1 de5 hui4 yi4 gai3 dao4 xing1 qi1 si4 .",
    "en": "Can you tell me the way to the station?",
}
_QUIETEST, _MOST_CLIPPED = 250, 0.002
_LENGTHS_S = (1.0, 6.0)


def write_synthesiser(folder: Path) -> list[str]:
    """Libraries, data and voices; returns the names of the made-up voices."""
    copy_espeak(folder)
    variants = folder / "espeak-ng-data" / "voices" / "!v"
    for old in variants.glob(f"{NAME_PREFIX}*"):
        old.unlink()
    names = write_random_voices(variants, RANDOM_VOICES, RANDOM_VOICES_SEED)
    espeak = Espeak(folder)
    for name in names:
        if not all(speaks(espeak, name, language) for language in _TRIALS):
            (variants / name).unlink()
    return list(espeak.random_variants())


def speaks(espeak: Espeak, variant: str, language: Language) -> bool:
    """Whether a voice says a sentence at a plausible length and level."""
    speaker = Speaker(variant, "en-us", rate_wpm=175, pitch=50, pitch_range=60)
    heard = np.abs(espeak.say(_TRIALS[language], language, speaker).astype(np.int32))
    if not _LENGTHS_S[0] < heard.size / RATE_HZ < _LENGTHS_S[1]:
        return False
    power = float(np.mean(np.square(heard.astype(np.float64))))
    return power > _QUIETEST**2 and float(np.mean(heard >= 32_700)) < _MOST_CLIPPED


def copy_espeak(folder: Path) -> None:
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
    stub.unlink()


def copy_flite(output: Path) -> bool:
    """Flite's libraries with its four voices; False where they are not installed."""
    sources = [_LIBRARIES / name for name in LIBRARIES]
    if not all(source.is_file() for source in sources):
        return False
    folder = output / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for source in sources:
        shutil.copyfile(source, folder / source.name)
    _write_sound_card_stub(folder)
    return True


def _write_sound_card_stub(folder: Path) -> None:
    source, script = folder / "stub.c", folder / "stub.map"
    source.write_text("".join(f"long {n}(void){{return 0;}}\n" for n in _SOUND_CARD_CALLS), "ascii")
    names = " ".join(f"{name};" for name in _SOUND_CARD_CALLS)
    script.write_text(f"{_SOUND_CARD_VERSION} {{ {names} }};\n", "ascii")
    command = ["gcc", "-shared", "-fPIC", f"-Wl,-soname,{SOUND_CARD}"]
    command += [f"-Wl,--version-script={script}", "-o", str(folder / SOUND_CARD), str(source)]
    subprocess.run(command, check=True)
    source.unlink()
    script.unlink()
