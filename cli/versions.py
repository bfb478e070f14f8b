"""Versions of installed packages, the program's own among them."""

from __future__ import annotations

import importlib.metadata

from cli.texts import tr


def package_version(package: str) -> str:
    """The version of an installed package, or a word that it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return tr("not installed")
