"""What made a package: hashes of its inputs and of its files, kept beside it as `vouch.lock`."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

NAME = "vouch.lock"
_TOOLS = ("openapi-python-client", "datamodel-code-generator", "jinja2", "ruff")
_LEFT_BEHIND = frozenset({"__pycache__", "dist", ".mypy_cache", ".ruff_cache"})
_SOURCES = Path(__file__).parent.parent


class Made(NamedTuple):
    """What a spec was made into: whose client, of which version, with which methods and how many model classes."""

    title: str
    version: str
    operations: tuple[str, ...]
    models: int


def inputs(path: Path) -> dict[str, str]:
    """Return the hashes and versions of everything the files of a package follow from."""
    return {"spec": _digest(path.read_bytes()), "vouch": _own_code(), **_tool_versions()}


def render(path: Path, result: Made, files: Mapping[str, bytes]) -> bytes:
    """Return the lock of a package with these files, made of the spec at the path."""
    hashes = {name: _digest(content) for name, content in sorted(files.items())}
    return (json.dumps({"inputs": inputs(path), "made": result._asdict(), "files": hashes}, indent=2) + "\n").encode()


def current(path: Path, folder: Path) -> Made | None:
    """Return what the folder holds if that is exactly what the spec at the path makes; nothing else is read."""
    try:
        lock = json.loads((folder / NAME).read_bytes())
        files = {name: _digest(content) for name, content in read_files(folder).items() if name != NAME}
        same = (lock["inputs"], lock["files"]) == (inputs(path), files)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made(folder) if same else None


def is_made_of(path: Path, folder: Path) -> bool:
    """Say whether the lock in a folder names the spec at the path, as it is now."""
    try:
        return bool(json.loads((folder / NAME).read_bytes())["inputs"]["spec"] == _digest(path.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return False


def made(folder: Path) -> Made | None:
    """Return what the lock in a folder says was made, None where there is no such lock."""
    try:
        said = json.loads((folder / NAME).read_bytes())["made"]
        return Made(said["title"], said["version"], tuple(map(str, said["operations"])), said["models"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def foreign(folder: Path) -> Iterator[str]:
    """Yield the files that are not as the lock of their folder says they were written, one by one as they are found."""
    try:
        known = {NAME: None, **json.loads((folder / NAME).read_bytes())["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    for name, path in _files(folder):
        if name not in known or (name != NAME and known[name] != _digest(path.read_bytes())):
            yield name


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their relative POSIX path, without what Python and builds leave behind."""
    return {name: path.read_bytes() for name, path in _files(folder)}


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted({*folders} - _LEFT_BEHIND)
        for path in (Path(root, name) for name in sorted({*names} - _LEFT_BEHIND)):
            if path.is_file():
                yield path.relative_to(folder).as_posix(), path


@cache
def _own_code() -> str:
    """Hash what turns a spec into files: the loader, the generator, its templates and its runtime."""
    digest = hashlib.sha256()
    for part in ("spec", "generate"):
        for name, content in sorted(read_files(_SOURCES / part).items()):
            digest.update(f"{part}/{name}\0".encode() + content + b"\0")
    return digest.hexdigest()


@cache
def _tool_versions() -> dict[str, str]:
    return {tool: version(tool) for tool in _TOOLS}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
