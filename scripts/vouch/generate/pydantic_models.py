"""The second reading of a spec: pydantic models made by datamodel-code-generator, for the `[pydantic]` extra.

It reads the spec's own schemas, not what the first reading made of them. Taken from there are only the names, and which
models there are. What a schema forbids of a value of the right type (bounds, patterns, closed sets) is left out: an
answer is read as it comes, and a request is checked by the client.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from datamodel_code_generator import InputFileType, LiteralType, PythonVersion, generate
from datamodel_code_generator.config import GenerateConfig
from datamodel_code_generator.enums import DataModelType

from vouch.generate.models import Field, ModelView
from vouch.generate.opc import TEMPLATES, Parsed
from vouch.generate.runtime.pydantic import PydanticModel
from vouch.generate.shapes import is_nullable
from vouch.generate.words import argument_names, renamed
from vouch.spec import Spec
from vouch.spec import pointer as ptr

_FUTURE = "from __future__ import annotations\n"
_SCHEMAS = "/components/schemas"
_KEPT = frozenset({"type", "nullable", "const", "enum", "required", "description", "examples"})
_FORMATS = frozenset({"date-time", "date", "uuid"})
"""The formats that have a type in our models; in all others a string stays what it is."""


def render(spec: Spec, parsed: Parsed, models: Iterable[ModelView]) -> str:
    """Return the source of a pydantic class for each of the models, unformatted; what it needs of ours comes before."""
    classes = {model.name: model for model in models}
    if not classes:
        return ""
    schemas = _Schemas(spec.document, {parsed.models[name].origin: name for name in classes})
    called = argument_names(spec)
    document = {
        "openapi": spec.document["openapi"],
        "info": {"title": spec.title, "version": spec.version},
        "components": {
            "schemas": {
                name: _worded(schemas.inside(origin), called | {each.wire: each.name for each in classes[name].fields})
                for origin, name in schemas.names.items()
            }
        },
    }
    source = generate(json.dumps(document), config=_config(classes))
    if not isinstance(source, str):
        raise TypeError("datamodel-code-generator returned several modules for one document")
    body = source.partition(_FUTURE)[2]
    names = re.findall(r"^class (\w+)", body, re.MULTILINE)
    return f"{body}\n\n__all__ = {json.dumps(sorted(names))}\n"


@dataclass(frozen=True, slots=True)
class _Schemas:
    """The schemas of a document as types alone; `names` tells which class the schema at a pointer becomes."""

    document: dict[str, Any]
    names: dict[str, str]

    def at(self, pointer: str) -> dict[str, Any]:
        """Return the schema of a value: a reference where it is a model, else what is inside."""
        if pointer in self.names:
            return {"$ref": f"#{ptr.join(_SCHEMAS, self.names[pointer])}"}
        node = ptr.get(self.document, pointer)
        if isinstance(node, dict) and "$ref" in node:
            beside = {"description": node["description"]} if "description" in node else {}
            return self.at(_target(node)) | beside
        found = self.inside(pointer)
        # An object that none of our classes stands for is whatever it is.
        return {} if any("properties" in part for part in (found, *found.get("allOf", ()))) else found

    def inside(self, pointer: str) -> dict[str, Any]:
        """Return the schema of a value, whatever class it becomes; what it inherits is written out."""
        node = ptr.get(self.document, pointer)
        if not isinstance(node, dict):
            return {}
        if "$ref" in node:
            return self.inside(_target(node))
        found = {key: value for key, value in node.items() if key in _KEPT}
        if node.get("format") in _FORMATS:
            found["format"] = node["format"]
        if "properties" in node:
            found["properties"] = {name: self.at(ptr.join(pointer, "properties", name)) for name in node["properties"]}
        if "items" in node:
            found["items"] = self.at(ptr.join(pointer, "items"))
        for key, read in (("allOf", self.inside), ("anyOf", self.at), ("oneOf", self.at)):
            branches = [read(ptr.join(pointer, key, index)) for index in range(len(node.get(key, ())))]
            # Branches that only say which properties go together make no difference to the types.
            if any(branch.keys() - {"required", "description"} for branch in branches):
                found[key] = branches
        return _open(found)


def _worded(schema: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """Return a schema that calls arguments and fields by their names in Python where it describes them."""
    described = {key: renamed(schema[key], names) for key in ("description",) if isinstance(schema.get(key), str)}
    inside = {name: _worded(child, names) for name, child in schema.get("properties", {}).items()}
    return {**schema, **described, **({"properties": inside} if inside else {})}


def _target(node: dict[str, Any]) -> str:
    return str(node["$ref"]).removeprefix("#")


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a closed set of strings or integers take any other: an answer may bring a new one."""
    values: list[object] = schema.get("enum", [])
    known = [value for value in values if value is not None]
    kind = {frozenset({str}): "string", frozenset({int}): "integer"}.get(frozenset(map(type, known)))
    if not kind:
        return schema
    null = [{"type": "null"}] * (None in values)
    rest = {key: value for key, value in schema.items() if key not in {"type", "enum", "nullable"}}
    return rest | {"anyOf": [{"type": kind, "enum": known}, {"type": kind}, *null]}


def _config(classes: dict[str, ModelView]) -> GenerateConfig:
    return GenerateConfig(
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        custom_template_dir=TEMPLATES,
        extra_template_data=defaultdict(
            dict,
            {
                f"#{ptr.join(_SCHEMAS, name)}": {
                    "ours": name,
                    "nulls": [field.wire for field in model.fields if is_nullable(field.type)],
                }
                for name, model in classes.items()
            },
        ),
        aliases={
            f"{name}.{field.wire}": _attribute(field)
            for name, model in classes.items()
            for field in model.fields
            if _attribute(field) != field.wire
        },
        formatters=[],  # one would follow the pyproject.toml of the folder it runs in; ours formats everything
        disable_timestamp=True,
        strict_nullable=True,
        use_annotated=True,
        enum_field_as_literal=LiteralType.All,
        collapse_root_models=True,
        snake_case_field=True,
        use_schema_description=True,
        use_field_description=True,
        use_single_line_docstring=True,
        use_standard_collections=True,
        use_union_operator=True,
    )


def _attribute(field: Field) -> str:
    """Return the name it has in our model; with an underscore behind it where pydantic's has its own use for that."""
    return f"{field.name}_" if hasattr(PydanticModel, field.name) else field.name
