"""A whole package: from a spec to the text of every file, a pure function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from vouch.generate import examples, lock, pydantic_models
from vouch.generate.expressible import inexpressible
from vouch.generate.layout import code, code_block, docstring, formatted, markdown
from vouch.generate.models import model_views
from vouch.generate.opc import parse
from vouch.generate.resources import resources
from vouch.generate.runtime.retry import Retry
from vouch.generate.runtime.settings import AT_A_TIME, TIMEOUT
from vouch.generate.shapes import annotation, literal
from vouch.generate.vendor import CLIENT_NAMES, package_view
from vouch.spec import Operation, Problem, Spec, SpecError

RUNTIME = Path(__file__).parent / "runtime"


def build_what_can_be(spec: Spec) -> tuple[Spec, dict[str, bytes], tuple[Problem, ...]]:
    """Build the package without the operations that cannot be expressed.

    Returns the spec without them, the files, and what was wrong with each.

    Raises:
        SpecError: what cannot be expressed is no operation, or nothing would be left.

    """
    omitted: list[Problem] = []
    while True:
        try:
            return spec, build(spec), tuple(omitted)
        except SpecError as error:
            kept = [each for each in spec.operations if not any(_is_about(problem, each) for problem in error.problems)]
            if len(kept) == len(spec.operations) or not kept:
                raise
            omitted += error.problems
            spec = replace(spec, operations=tuple(kept))


def _is_about(problem: Problem, operation: Operation) -> bool:
    return f"{problem.pointer}/".startswith(f"{operation.pointer}/")


def build(spec: Spec) -> dict[str, bytes]:
    """Return the files of the package by their relative path.

    Raises:
        SpecError: something in the spec cannot be expressed.

    """
    if problems := list(inexpressible(spec)):
        raise SpecError(problems)
    try:
        texts = dict(sources(spec))
    except RecursionError:
        found = spec.source.problem("", spec.vendor, "schemas that lead on and on", "schemas that Python can follow")
        raise SpecError([found]) from None
    if problems := list(_broken(spec, texts)):
        raise SpecError(problems)
    files = {name: text.encode() for name, text in formatted(texts).items()}
    models = sum("/models/" in name and not name.endswith("/__init__.py") for name in files)
    made = lock.Made(
        spec.title, spec.version, tuple(f"{each.resource}.{each.name}" for each in spec.operations), models
    )
    return files | {lock.NAME: lock.render(spec.source.path, made, files)}


def _broken(spec: Spec, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the files that are no Python: names in the spec that clash in a way nothing else has noticed."""
    for name, text in texts.items():
        if name.endswith(".py"):
            try:
                compile(text, name, "exec", dont_inherit=True)
            except SyntaxError as error:
                line = (error.text or "").strip()
                yield spec.source.problem("", spec.vendor, f"{line}, in {name}: {error.msg}", "names that do not clash")


def sources(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield the path and the text of every file, not yet formatted."""
    parsed = parse(spec)
    package = package_view(spec)
    models = model_views(spec, parsed)
    errors = _public("errors.py", ast.ClassDef)
    found = resources(spec, parsed, [package.class_name, f"Async{package.class_name}", *CLIENT_NAMES])
    environment = parsed.environment
    environment.filters |= {
        "literal": literal,
        "code": code,
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
        "readers": ", ".join(_public("reading.py", ast.FunctionDef)),
        "errors": errors,
        "examples": examples,
        "retry": Retry(),
        "timeout": TIMEOUT,
        "at_a_time": AT_A_TIME,
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
    if package.has_pydantic:
        classes = pydantic_models.render(spec, parsed, models)
        yield f"{module}/pydantic.py", render("pydantic.py", classes=classes)
    for source in sorted(RUNTIME.glob("*.py")):
        if source.stem == "pydantic" and not package.has_pydantic:
            continue
        yield f"{module}/_runtime/{source.name}", stamp + source.read_text(encoding="utf-8")


def _public(module: str, kind: type[ast.FunctionDef | ast.ClassDef]) -> list[str]:
    """Return the public functions or classes that a module of the runtime defines."""
    tree = ast.parse((RUNTIME / module).read_text(encoding="utf-8"))
    return sorted(node.name for node in tree.body if isinstance(node, kind) and not node.name.startswith("_"))
