"""`vouch generate`, killed at any moment."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from soak.vitals import unless_broken

ROOT = Path(__file__).parents[2]
_VENDOR = "tolt"
_COMMAND = [sys.executable, "-m", "vouch", "generate"]


def killed(times: int, seed: int = 1) -> Mapping[str, int]:
    """Change a spec, generate, and kill that at a random moment, so many times; return how often what was found.

    Raises:
        BrokenError: the package was a mixture or gone, a later run could not go on, or left remains of a killed one.

    """
    chance = random.Random(seed)
    found: Counter[str] = Counter()
    broken: list[str] = []
    with TemporaryDirectory() as name:
        root = Path(name)
        shutil.copytree(ROOT / "specs" / _VENDOR, root / "specs" / _VENDOR)
        spec = root / "specs" / _VENDOR / "openapi.yaml"
        first = spec.read_text("utf-8")
        texts = {"one": first, "other": first.replace("title: Tolt", "title: Tolt again", 1)}
        whole: dict[str, str] = {}
        took = 0.0
        for variant, text in texts.items():
            spec.write_text(text, "utf-8")
            began = time.monotonic()
            subprocess.run(_COMMAND, cwd=root, check=True, capture_output=True)
            took = time.monotonic() - began
            whole[variant] = _state(root)
        for number in range(times):
            variant = ("one", "other")[number % 2]
            spec.write_text(texts[variant], "utf-8")
            process = subprocess.Popen(_COMMAND, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(chance.uniform(0.3, 1.1) * took)
            process.kill()
            process.wait()
            state = _state(root)
            which = {digest: name for name, digest in whole.items()}.get(state)
            found["new" if which == variant else "old" if which else "mixture"] += 1
            if which is None:
                broken.append(f"kill {number} left neither the old package nor the new one")
            if number % 4 == 3:  # noqa: PLR2004 - now and then one is left alone
                ended = subprocess.run(_COMMAND, cwd=root, check=False, capture_output=True, text=True)
                if ended.returncode or _state(root) != whole[variant]:
                    broken.append(f"the run after kill {number} did not put it right: {ended.stderr}")
        for text in texts.values():
            spec.write_text(text, "utf-8")
            subprocess.run(_COMMAND, cwd=root, check=True, capture_output=True)
        if left := [path.name for path in (root / "generated").iterdir() if path.name != f"{_VENDOR}-client"]:
            broken.append(f"left behind: {left}")
    unless_broken(broken)
    return found


def _state(root: Path) -> str:
    """Return a digest of every file of the package, by its name."""
    package = root / "generated" / f"{_VENDOR}-client"
    files = sorted(path for path in package.rglob("*") if path.is_file())
    told = [f"{path.relative_to(package)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in files]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
