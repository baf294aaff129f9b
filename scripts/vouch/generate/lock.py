"""What made a package: hashes of its inputs and of its files, kept beside it as `vouch.lock`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from vouch.spec import Spec

NAME = "vouch.lock"
_TOOLS = ("openapi-python-client", "datamodel-code-generator", "jinja2", "ruff")
_LEFT_BEHIND = frozenset({"__pycache__", "dist", ".mypy_cache", ".ruff_cache"})
_SOURCES = Path(__file__).parent.parent


def inputs(spec: Spec) -> dict[str, str]:
    """Return the hashes and versions of everything the files of a package follow from."""
    return {"spec": _digest(spec.source.path.read_bytes()), "vouch": _own_code(), **_tool_versions()}


def render(spec: Spec, files: Mapping[str, bytes]) -> bytes:
    """Return the lock of a package with these files."""
    hashes = {name: _digest(content) for name, content in sorted(files.items())}
    return (json.dumps({"inputs": inputs(spec), "files": hashes}, indent=2) + "\n").encode()


def is_current(spec: Spec, folder: Path) -> bool:
    """Say whether the folder holds exactly what these inputs make."""
    try:
        lock = json.loads((folder / NAME).read_bytes())
    except (OSError, ValueError):
        return False
    return (
        isinstance(lock, dict)
        and lock.get("inputs") == inputs(spec)
        and lock.get("files")
        == {name: _digest(content) for name, content in sorted(read_files(folder).items()) if name != NAME}
    )


def written(files: Mapping[str, bytes]) -> set[str]:
    """Return the names of those files that are as the lock of their folder says they were written."""
    try:
        known = json.loads(files.get(NAME, b"")).get("files")
    except (ValueError, AttributeError):
        return set()
    known = known if isinstance(known, dict) else {}
    return {name for name, content in files.items() if name == NAME or known.get(name) == _digest(content)}


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their relative POSIX path, without what Python and builds leave behind."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not _LEFT_BEHIND & set(path.relative_to(folder).parts)
    }


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
