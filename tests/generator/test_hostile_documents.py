"""No document puts code, a file elsewhere or broken text into a package: places by payloads, told by syntax trees.

What a hostile document makes is held against what the same document with harmless words makes: with strings and names
blanked, both have the same statements, as many of each.
"""

from __future__ import annotations

import ast
import json
import resource
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from tests.generator.projects import SCRIPTS

from vouch.generate.expressible import inexpressible
from vouch.generate.package import sources
from vouch.spec import SpecError, load_any

PAYLOADS = {
    "quotes": "a\"b'c`d",
    "triple quotes": "a\"\"\"b'''c",
    "a backslash at the end": "a\\",
    "an escaped quote at the end": 'a\\"',
    "a line of code": 'a\nimport os; os.system("x")\nb',
    "other ends of lines": "a\r\x0b\x0c\x1c\x85\u2028\u2029import os",
    "a template": "a {{ 7 * 7 }} {% for x in y %} {# no #}",
    "braces and percents": "a {0} {x!r} %s %(y)s ${HOME}",
    "a way out": "../../../a/../b",
    "an absolute path": "/etc/passwd",
    "a NUL": "a\x00b",
    "right to left": "a\u202eb\u2066c\u200fd",
    "a long one": "a" * 5000,
    "TOML": 'a"\n[tool.x]\ny = "z',
    "Markdown": "a\n```\n# b\n| c | <script>d</script> --> [e](javascript:f)",
    "a comment": "a # b\n#: c -*- coding: rot13 -*-",
    "a call": '__import__("os").system("x")',
    "a keyword": "class",
    "nothing": "",
    "no word": "…!",
}
SPOKEN = {name: payload for name, payload in PAYLOADS.items() if payload}
"""Without a description there is no docstring either; what says nothing has nothing to be compared with."""
HARMLESS = "word"


def document(say: Callable[[str], str]) -> dict[str, Any]:
    """Return a document that says something everywhere; `say` is asked what, by the place."""
    text = {"description": say("description"), "title": say("schema title"), "examples": [say("example")]}
    thing: dict[str, Any] = {
        "type": "object",
        **text,
        "required": [f"{say('property')}1"],
        "properties": {
            f"{say('property')}1": {"type": "string", "default": say("default"), **text},
            "enum": {"type": "string", "enum": [say("enum"), "other"]},
            "const": {"const": say("const")},
            "inline": {"type": "object", **text, "properties": {f"{say('inner property')}1": {"type": "integer"}}},
            "either": {
                "oneOf": [
                    {"type": "object", "required": ["t"], "properties": {"t": {"const": f"{say('tag value')}1"}}},
                    {"type": "object", "required": ["t"], "properties": {"t": {"const": f"{say('tag value')}2"}}},
                ]
            },
        },
        "x-ours": {say("extension"): say("extension")},
    }
    body = {**thing, "required": ["enum"]}
    operation = {
        "operationId": f"get {say('operationId')} 1",
        "summary": say("summary"),
        "description": say("operation description"),
        "tags": [f"tag {say('tag')} 1"],
        "security": [{"one": [], "two": []}],
        "parameters": [
            {
                "name": f"{say('query')}1",
                "in": "query",
                "description": say("parameter"),
                "schema": {"type": "string", **text},
            },
            {"name": f"{say('cookie')}2", "in": "cookie", "schema": {"enum": [say("parameter enum"), "x"]}},
            {
                "name": "deep",
                "in": "query",
                "style": "deepObject",
                "schema": {"type": "object", "additionalProperties": True},
            },
        ],
        "requestBody": {
            "description": say("body"),
            "required": True,
            "content": {"application/json": {"schema": body}},
        },
        "responses": {
            "200": {
                "description": say("response"),
                "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
            },
            "404": {"description": say("response"), "headers": {"X-A": {"description": say("header"), "schema": {}}}},
        },
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"Title {say('title')} 1", "version": say("version"), "description": say("info")},
        "servers": [
            {"url": "https://{a}.example/{b}", "description": say("server"),
             "variables": {"a": {"default": "x", "description": say("variable")},
                           "b": {"default": "y", "enum": ["y", "z"]}}}
        ],
        "tags": [{"name": f"tag {say('tag')} 1", "description": say("tag description")}],
        "paths": {"/things": {"post": operation}},
        "components": {
            "schemas": {"Thing": thing},
            "securitySchemes": {
                "one": {"type": "apiKey", "in": "header", "name": "X-Key", "description": say("scheme description")},
                "two": {"type": "apiKey", "in": "query", "name": f"{say('key')}1"},
            },
        },
    }  # fmt: skip


def made(folder: Path, content: dict[str, Any], name: str = "any.json") -> dict[str, str]:
    """Return the files that come of a document, before they are formatted; strict, as nothing is left out."""
    path = folder / name
    path.write_text(json.dumps(content), "utf-8")
    spec, _ = load_any(path)
    if problems := list(inexpressible(spec)):
        raise SpecError(problems)
    return dict(sources(spec))


class Blank(ast.NodeTransformer):
    """Takes out every string and every name."""

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Blank one node and what is below."""
        for name, value in ast.iter_fields(node):
            if isinstance(value, str):
                setattr(node, name, "")
        return super().generic_visit(node)


def shape(files: dict[str, str]) -> Counter[str]:
    """Count the statements of a package, blanked, and the lines of other files that mean something."""
    found: Counter[str] = Counter()
    for name, text in files.items():
        if name.endswith(".py") and "/_runtime/" not in name:
            tree = ast.parse(text)
            found.update(ast.dump(Blank().visit(statement)) for statement in tree.body)
        elif name.endswith(".md"):
            found.update(f"Markdown {line[:3]}" for line in text.splitlines() if line[:3] in {"```", "## ", "<!-"})
        elif name.endswith(".toml"):
            found[f"TOML {json.dumps(keys(tomllib.loads(text)))}"] += 1
    return found


def keys(value: Any) -> Any:
    """Return a TOML document without its values."""
    return {key: keys(child) for key, child in value.items()} if isinstance(value, dict) else None


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Counter[str]:
    """Return the shape of what harmless words make."""
    return shape(made(tmp_path_factory.mktemp("harmless"), document(lambda _: HARMLESS)))


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], dict[str, str]]:
    """Return a function that makes a document say a payload in every place at once, and returns the files."""
    return cache(lambda payload: made(tmp_path_factory.mktemp("said"), document(lambda _: payload)))


@pytest.mark.parametrize("payload", SPOKEN.values(), ids=SPOKEN)
def test_words_make_no_statements(said: Callable[[str], dict[str, str]], harmless: Counter[str], payload: str) -> None:
    """Said in every place at once, a payload makes the same statements, calls, tables and headings as a word does."""
    files = said(payload)

    assert shape(files) - harmless == Counter()
    assert harmless - shape(files) == Counter()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_file_lies_elsewhere(said: Callable[[str], dict[str, str]], payload: str) -> None:
    """Every file has a short, plain path inside the package, and holds nothing that reorders or hides what is read."""
    for name, text in said(payload).items():
        path = PurePosixPath(name)
        assert not path.is_absolute()
        assert {"..", ""} & set(path.parts) == set()
        assert name.isprintable()
        assert max(len(part.encode()) for part in path.parts) < 255
        assert [each for each in text if each != "\n" and not each.isprintable()] == []


# What has a form of its own: such a place takes a payload as it is, or the document is refused; nothing in between.
PLACES: dict[str, Callable[[dict[str, Any], str], None]] = {
    "path": lambda doc, payload: doc["paths"].update({f"/{payload}": doc["paths"].pop("/things")}),
    "header": lambda doc, payload: operation(doc)["parameters"].append(
        {"name": payload, "in": "header", "schema": {"type": "string"}}
    ),
    "media type of a body": lambda doc, payload: operation(doc)["requestBody"].update({"content": {payload: {}}}),
    "media type of an answer": lambda doc, payload: operation(doc)["responses"].update(
        {"200": {"description": "-", "content": {payload: {}}}}
    ),
    "server": lambda doc, payload: doc.update({"servers": [{"url": payload}]}),
    "default of a variable": lambda doc, payload: doc["servers"][0]["variables"]["a"].update({"default": payload}),
    "server of an operation": lambda doc, payload: operation(doc).update({"servers": [{"url": payload}]}),
    "security scheme": lambda doc, payload: doc["components"]["securitySchemes"].update(
        {"more": {"type": "http", "scheme": payload}}
    ),
    "pattern": lambda doc, payload: operation(doc)["parameters"][0]["schema"].update({"pattern": payload}),
    "reference": lambda doc, payload: operation(doc)["parameters"][0]["schema"].update({"$ref": payload}),
    "status": lambda doc, payload: operation(doc)["responses"].update({payload: {"description": "-"}}),
    "schema": lambda doc, payload: doc["components"]["schemas"].update({payload: {"type": "string"}}),
    "content type of a part": lambda doc, payload: operation(doc)["requestBody"].update(
        {"content": {"multipart/form-data": {"schema": {"properties": {"a": {"type": "string"}}},
                                             "encoding": {"a": {"contentType": payload}}}}}
    ),
}  # fmt: skip


def operation(doc: dict[str, Any]) -> dict[str, Any]:
    """Return the only operation."""
    (item,) = doc["paths"].values()
    found: dict[str, Any] = item["post"]
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_form_is_kept_or_refused(tmp_path: Path, place: str) -> None:
    """Every payload in the place either makes what a document without it makes, strings aside, or is refused."""
    for payload in PAYLOADS.values():
        content = document(lambda _: HARMLESS)
        PLACES[place](content, payload)
        try:
            files = made(tmp_path, content)
        except SpecError:
            continue
        found = {call for name, text in files.items() if "/_runtime/" not in name for call in calls_of(name, text)}

        assert {"system", "__import__", "eval", "exec", "print"} & found == set()


def calls_of(name: str, text: str) -> list[str]:
    """Return what a module calls, by name; what is no module must be what it says it is."""
    if name.endswith(".toml"):
        tomllib.loads(text)
    tree = ast.parse(text if name.endswith(".py") else "")
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.attr if isinstance(call, ast.Attribute) else ast.unparse(call) for call in calls]


HEAD = '{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}, '
BOMB = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12))
MERGES = "\n".join(f"a{n}: &a{n} {{x: *a{n - 1}, y: *a{n - 1}}}" for n in range(1, 40))
NOWHERE = ", ".join(f'"S{n}": {{"$ref": "#/nowhere/{n}"}}' for n in range(20_000))
CIRCLE = '"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}'
HEAVY: dict[str, Callable[[], tuple[str, str]]] = {
    "50 MB": lambda: ("json", f'{HEAD}"x-a": "{"a" * 50_000_000}"}}'),
    "a bomb of lists": lambda: ("yaml", f"a0: &a0 [x]\n{BOMB}\n"),
    "a bomb of objects": lambda: ("yaml", f"a0: &a0 {{z: 1}}\n{MERGES}\n"),
    "an alias to itself": lambda: ("yaml", "a: &a [*a]\n"),
    "depth": lambda: ("json", f'{HEAD}"x-a": {"[" * 100_000}{"]" * 100_000}}}'),
    "depth in YAML": lambda: ("yaml", f"openapi: 3.1.0\nx-a: {'[' * 100_000}{']' * 100_000}"),
    "a circle": lambda: ("json", f'{HEAD}"components": {{"schemas": {{{CIRCLE}}}}}}}'),
    "many mistakes": lambda: ("json", f'{HEAD}"components": {{"schemas": {{{NOWHERE}}}}}}}'),
    "no JSON": lambda: ("json", "{" * 1000),
}  # fmt: skip


@pytest.mark.parametrize("kind", HEAVY)
def test_what_is_too_much_ends_in_an_error(tmp_path: Path, kind: str) -> None:
    """Ten seconds of work and a gigabyte are more than it takes to say no, in the words of a problem."""
    suffix, text = HEAVY[kind]()
    path = tmp_path / f"any.{suffix}"
    path.write_text(text, "utf-8")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    ended = subprocess.run(  # noqa: S603 - our own interpreter; nothing else runs in this process
        [sys.executable, "-m", "vouch", "generate", "--spec", str(path), "--out", str(tmp_path / "out")],
        env={"PYTHONPATH": str(SCRIPTS)},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.startswith(f"{path}:")
    assert not (tmp_path / "out").exists()


def diamonds(word: str) -> dict[str, Any]:
    """Return schemas of which each leads twice to the next: thousands of ways through few of them."""
    found: dict[str, Any] = {
        f"S{n}": {
            "properties": {f"p{n}": {"type": "string"}},
            word: [
                {"$ref": f"#/components/schemas/S{n + 1}"},
                {"$ref": f"#/components/schemas/S{n + 1}", "title": "T"},
            ],
        }
        for n in range(60)
    }
    return found | {"S60": {"properties": {"last": {"$ref": "#/components/schemas/S0"}}}}


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
def test_many_ways_through_few_schemas_are_no_work(tmp_path: Path, word: str) -> None:
    """What a schema inherits or may be is looked at once, however many ways lead there."""
    content = document(lambda _: HARMLESS)
    content["components"]["schemas"].update(diamonds(word))
    operation(content)["responses"]["200"]["content"]["application/json"]["schema"] = {
        "$ref": "#/components/schemas/S0"
    }
    files = made(tmp_path, content)

    (model,) = [text for name, text in files.items() if name.endswith("models/s0.py")]
    assert model.count("(name := ") == 61


@pytest.mark.parametrize("word", ["allOf", "anyOf", "oneOf"])
@pytest.mark.parametrize("place", ["parameter", "body"])
def test_many_ways_through_few_schemas_are_no_work_in_a_request(tmp_path: Path, place: str, word: str) -> None:
    """So is what is sent, as documentation tells it."""
    content = document(lambda _: HARMLESS)
    content["components"]["schemas"].update(diamonds(word))
    schema = {"$ref": "#/components/schemas/S0"}
    if place == "parameter":
        operation(content)["parameters"].append({"name": "many", "in": "query", "schema": schema})
    else:
        operation(content)["requestBody"] = {"content": {"application/json": {"schema": schema}}}

    assert made(tmp_path, content)


@pytest.mark.parametrize(
    "schema",
    [{"anyOf": [True, {"type": "string"}]}, {"prefixItems": [{}], "items": False, "type": "array"}, {"not": True}],
)
def test_schemas_may_be_true_and_false(tmp_path: Path, schema: dict[str, Any]) -> None:
    """In a parameter, a body and an answer, true admits everything and false nothing: no reason to stop."""
    content = document(lambda _: HARMLESS)
    thing = {"application/json": {"schema": {"type": "object", "required": ["k"], "properties": {"k": schema}}}}
    operation(content)["parameters"].append({"name": "k", "in": "query", "required": True, "schema": schema})
    operation(content)["requestBody"] = {"required": True, "content": thing}
    operation(content)["responses"]["200"]["content"] = thing

    assert made(tmp_path, content)


OUTSIDE = (
    "../other.yaml",
    "/etc/passwd",
    "https://vendor.example/x.yaml",
    "file:///etc/passwd",
    "other.yaml#/a",
    "//host/x",
)


@pytest.mark.parametrize("reference", OUTSIDE)
def test_no_reference_leads_out_of_the_file(tmp_path: Path, reference: str) -> None:
    """Other files and addresses are refused, not read."""
    (tmp_path / "other.yaml").write_text("a: {type: string}", "utf-8")
    content = document(lambda _: HARMLESS)
    operation(content)["responses"]["200"]["content"]["application/json"]["schema"] = {"$ref": reference}

    with pytest.raises(SpecError, match="a reference inside this file"):
        made(tmp_path, content)
