"""A whole package: from a spec to the text of every file, a pure function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from vouch.generate import examples, lock, pydantic_models
from vouch.generate.expressible import inexpressible
from vouch.generate.layout import code_block, docstring, formatted, markdown
from vouch.generate.models import model_views
from vouch.generate.opc import parse
from vouch.generate.resources import resources
from vouch.generate.runtime.retry import Retry
from vouch.generate.runtime.settings import TIMEOUT
from vouch.generate.shapes import annotation
from vouch.generate.vendor import package_view
from vouch.spec import Problem, Spec, SpecError

RUNTIME = Path(__file__).parent / "runtime"


def build(spec: Spec) -> dict[str, bytes]:
    """Return the files of the package by their relative path.

    Raises:
        SpecError: something in the spec cannot be expressed.

    """
    if problems := list(inexpressible(spec)):
        raise SpecError(problems)
    texts = dict(_render(spec))
    if problems := list(_broken(spec, texts)):
        raise SpecError(problems)
    files = {name: text.encode() for name, text in formatted(texts).items()}
    return files | {lock.NAME: lock.render(spec, files)}


def _broken(spec: Spec, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the files that are no Python: names in the spec that clash in a way nothing else has noticed."""
    for name, text in texts.items():
        if name.endswith(".py"):
            try:
                compile(text, name, "exec", dont_inherit=True)
            except SyntaxError as error:
                line = (error.text or "").strip()
                yield spec.source.problem("", spec.vendor, f"{line}, in {name}: {error.msg}", "names that do not clash")


def _render(spec: Spec) -> Iterator[tuple[str, str]]:
    parsed = parse(spec)
    package = package_view(spec)
    models = model_views(spec, parsed)
    found = resources(spec, parsed)
    environment = parsed.environment
    environment.filters |= {
        "annotation": annotation,
        "code_block": code_block,
        "docstring": docstring,
        "markdown": markdown,
    }
    environment.globals |= {
        "spec": spec,
        "package": package,
        "models": models,
        "resources": found,
        "decoders": ", ".join(_public("decode.py", ast.FunctionDef)),
        "errors": _public("errors.py", ast.ClassDef),
        "examples": examples,
        "retry": Retry(),
        "timeout": TIMEOUT,
    }

    def render(template: str, **own: object) -> str:
        return environment.get_template(f"{template}.jinja").render(**own)

    stamp = render("stamp")
    yield "pyproject.toml", render("pyproject.toml")
    yield "README.md", render("README.md")
    yield "LICENSE", render("LICENSE")
    module = package.module
    yield f"{module}/py.typed", ""
    yield f"{module}/__init__.py", render("package_init.py")
    yield f"{module}/errors.py", render("errors.py")
    yield f"{module}/_vendor.py", render("vendor.py")
    yield f"{module}/_client.py", render("client.py")
    yield f"{module}/models/__init__.py", render("models_init.py")
    for model in models:
        yield f"{module}/models/{model.module}.py", render("model.py", model=model)
    yield f"{module}/resources/__init__.py", f'{stamp}"""What the API offers, a module each."""\n'
    for resource in found:
        yield f"{module}/resources/{resource.name}.py", render("resource.py", resource=resource)
    classes = pydantic_models.render(spec, parsed, models)
    yield f"{module}/pydantic.py", render("pydantic.py", classes=classes)
    for source in sorted(RUNTIME.glob("*.py")):
        yield f"{module}/_runtime/{source.name}", stamp + source.read_text(encoding="utf-8")


def _public(module: str, kind: type[ast.FunctionDef | ast.ClassDef]) -> list[str]:
    """Return the public functions or classes that a module of the runtime defines."""
    tree = ast.parse((RUNTIME / module).read_text(encoding="utf-8"))
    return sorted(node.name for node in tree.body if isinstance(node, kind) and not node.name.startswith("_"))
