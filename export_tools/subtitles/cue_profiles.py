"""Ready-made rules for cues, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from export_tools.subtitles.line_breaking import CueRules

DEFAULT_PROFILE = "default"

PROFILES: Mapping[str, CueRules] = MappingProxyType(
    {
        DEFAULT_PROFILE: CueRules(),
        "single-line": CueRules(lines=1),
        "phone": CueRules(han_per_line=10, latin_per_line=24, longest_ms=4000),
        "unhurried": CueRules(shortest_ms=1200, linger_ms=500, bridge_ms=500),
        "punctuated": CueRules(strip_trailing=False),
    }
)

PROFILE_TITLES: Mapping[str, str] = MappingProxyType(
    {
        DEFAULT_PROFILE: "Film and TV",
        "single-line": "Always one line",
        "phone": "Short lines for phones",
        "unhurried": "Unhurried, stays longer",
        "punctuated": "All punctuation kept",
    }
)
"""What the profiles are called, in English."""


def rules_for(name: str) -> CueRules:
    """The rules of a profile; the usual ones for a name that is none."""
    return PROFILES.get(name, PROFILES[DEFAULT_PROFILE])
