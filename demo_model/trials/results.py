"""The measured figures in a file, so that trials can be run one at a time and put together."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo_model.trials.figures import Figure


@dataclass
class Results:
    """Figures by trial. `about` says what was measured with what; other models do not mix."""

    about: dict[str, str]
    figures: dict[str, list[Figure]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path, about: dict[str, str]) -> Results:
        """What is in the file if it belongs to `about`, else nothing."""
        try:
            form: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if form["about"] != about:
                print(f"{path} is about another model or other versions and starts anew")
                return cls(about)
            figures = {
                trial: [Figure.from_dict(figure) for figure in rows]
                for trial, rows in form["figures"].items()
            }
        except FileNotFoundError:
            return cls(about)
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path} is no file of results: {error}") from error
        return cls(about, figures)

    def save(self, path: Path) -> None:
        """Write the file whole or not at all."""
        rows = {
            trial: [figure.to_dict() for figure in found] for trial, found in self.figures.items()
        }
        text = json.dumps({"about": self.about, "figures": rows}, ensure_ascii=False, indent=1)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(path.name + ".part")
        part.write_text(text + "\n", encoding="utf-8")
        part.replace(path)


def fingerprint(folder: Path) -> str:
    """A short hash of what a model computes with: all files but its README."""
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".md":
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
