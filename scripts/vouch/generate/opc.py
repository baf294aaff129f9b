"""The only contact with openapi-python-client, whose programmatic interface is not a stable one.

It parses a lowered document into properties, models and endpoints, and lends its Jinja environment with its escaping
filters. Its version is pinned exactly; `tests/generator` has goldens for what we take from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import ClassOverride, Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError, ParseError
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.literal_enum_property import LiteralEnumProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import PythonIdentifier

from vouch.generate.lowering import ORIGIN, lower
from vouch.generate.shapes import Array, Choice, Constant, Model, Scalar, ScalarName, Type, union
from vouch.spec import Problem, Spec, SpecError
from vouch.spec.places import subject
from vouch.spec.walk import walk

_SCALARS: dict[type, ScalarName] = {
    AnyProperty: "anything",
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date_time",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}
_TAKEN = (
    *("Any", "ApiKey", "AsyncPager", "AsyncTransport", "Basic", "Bearer", "Call", "Callable", "ClassVar", "Coroutine"),
    *("CursorPages", "Generic", "LastIdPages", "Literal", "Mapping", "Model", "NumberedPages", "Operation", "Pager"),
    *("RawResponse", "Self", "Sequence", "Styled", "SyncTransport", "Timeout", "TypeVar", "UUID"),
)
"""Names that the modules of a package have of their own; a schema of that name becomes `CallModel`."""
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class ParsedModel:
    """A class to generate; `origin` points at its schema in the original document."""

    type: Model
    origin: str
    fields: dict[str, Type]


@dataclass(frozen=True, slots=True)
class ParsedOperation:
    """The types of an operation: of each parameter by location and name, of its body, of each answer by status."""

    parameters: dict[tuple[str, str], Type]
    bodies: dict[str, Type]
    answers: dict[str, Type]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What openapi-python-client read in a document, and the environment that renders it."""

    models: dict[str, ParsedModel]
    operations: dict[str, ParsedOperation]
    environment: Environment


def parse(spec: Spec) -> Parsed:
    """Parse a spec.

    Raises:
        SpecError: it drops what it cannot express with a warning; here each is a problem that names the operation.

    """
    config = Config.from_sources(
        ConfigFile(
            literal_enums=True,
            post_hooks=[],
            package_name_override=spec.vendor.replace("-", "_"),
            class_overrides={name: ClassOverride.model_validate({"class_name": f"{name}Model"}) for name in _TAKEN},
        ),
        MetaType.NONE,
        document_source=spec.source.path,
        file_encoding="utf-8",
        overwrite=True,
        output_path=None,
    )
    data = GeneratorData.from_dict(lower(spec), config=config)
    if isinstance(data, GeneratorError):
        raise SpecError([_problem(spec, "", data)])
    collections = data.endpoint_collections_by_tag.values()
    errors: list[ParseError] = [*data.errors, *(error for entry in collections for error in entry.parse_errors)]
    if errors:
        raise SpecError(_problem(spec, _place(spec, error), error) for error in errors)
    endpoints = {endpoint.name: endpoint for entry in collections for endpoint in entry.endpoints}
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    project.env.undefined = StrictUndefined
    problems: list[Problem] = []
    read = _Types(dict(_enums(spec)))
    models: dict[str, ParsedModel] = {}
    for model in data.models:
        try:
            models[model.class_info.name] = _model(model, read)
        except _UnsupportedError as error:
            problems.append(_unsupported(spec, _origin(model), error))
    operations: dict[str, ParsedOperation] = {}
    for operation in spec.operations:
        try:
            operations[operation.id] = _operation(endpoints[PythonIdentifier(operation.id, config.field_prefix)], read)
        except _UnsupportedError as error:
            problems.append(_unsupported(spec, operation.pointer, error))
    if problems:
        raise SpecError(problems)
    return Parsed(models, operations, project.env)


class _UnsupportedError(Exception):
    """A kind of property that our clients have no type for."""


def _model(model: ModelProperty, read: _Types) -> ParsedModel:
    properties = [*(model.required_properties or ()), *(model.optional_properties or ())]
    return ParsedModel(
        type=Model(model.class_info.name, model.class_info.module_name),
        origin=_origin(model),
        fields={prop.name.get_untrusted_value(): read(prop) for prop in properties},
    )


def _origin(model: ModelProperty) -> str:
    return str((model.data.model_extra or {})[ORIGIN])


def _operation(endpoint: Endpoint, read: _Types) -> ParsedOperation:
    return ParsedOperation(
        parameters={
            (str(location), prop.name.get_untrusted_value()): read(prop)
            for location, prop in endpoint.iter_all_parameters()
        },
        bodies={body.content_type.get_untrusted_value(): read(body.prop) for body in endpoint.bodies},
        answers={response.status_code.pattern: read(response.prop) for response in endpoint.responses},
    )


def _place(spec: Spec, error: ParseError) -> str:
    """Return where in the document an error belongs: its schema if it names one, else its operation."""
    extra = getattr(error.data, "model_extra", None) or {}
    if ORIGIN in extra:
        return str(extra[ORIGIN])
    named = (op.pointer for op in spec.operations if f" {op.method.upper()} {op.path} within " in error.header)
    return next(named, "")


def _unsupported(spec: Spec, pointer: str, error: _UnsupportedError) -> Problem:
    where = subject(spec.document, pointer)
    return spec.source.problem(pointer, where, str(error), "a value that JSON can hold")


def _problem(spec: Spec, pointer: str, error: GeneratorError) -> Problem:
    # Headers name the tool's own steps, and values may be shown by their address: what is left is what it found.
    first = (error.detail or error.header).strip().partition("\n")[0]
    found = re.sub(r"<\S+ object at 0x[0-9a-f]+>", "a value", first)
    return spec.source.problem(pointer, subject(spec.document, pointer), found, "something a client can express")


def _enums(spec: Spec) -> Iterator[tuple[frozenset[object], tuple[str | int, ...]]]:
    """Yield the values of each enum, as a set and in the order of the spec."""
    for kind, _, node in walk(spec.document):
        if kind == "schema" and "enum" in node:
            values = dict.fromkeys(value for value in node["enum"] if isinstance(value, str | int))
            yield frozenset(values), tuple(values)


@dataclass(frozen=True, slots=True)
class _Types:
    """What properties are; `orders` has the values of enums, which the parser keeps as sets."""

    orders: dict[frozenset[object], tuple[str | int, ...]]

    def __call__(self, prop: PropertyProtocol) -> Type:
        match prop:
            case ModelProperty():
                return Model(prop.class_info.name, prop.class_info.module_name)
            case ListProperty():
                return Array(self(prop.inner_property))
            case UnionProperty():
                return union(*map(self, prop.inner_properties))
            case LiteralEnumProperty():
                values = frozenset(prop.values)  # of two enums that must both be kept to, what they have in common
                return Choice(self.orders.get(values) or tuple(sorted(values, key=str)))
            case ConstProperty():
                return Constant(prop.value.raw_value)
            case _:
                if type(prop) not in _SCALARS:
                    kind = type(prop).__name__.removesuffix("Property").lower()
                    raise _UnsupportedError(f"{prop.name.get_untrusted_value()}, a {kind}")
                return Scalar(_SCALARS[type(prop)])
