"""The only contact with openapi-python-client, whose programmatic interface is not a stable one.

It parses a lowered document into models and their properties, and lends its Jinja environment. Its version is pinned
exactly; `tests/generator` has goldens for what we take from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from openapi_python_client import Project
from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser import GeneratorData
from openapi_python_client.parser.errors import GeneratorError
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
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

from vouch.generate.lowered import Class, Lowering, Property, Values
from vouch.generate.lowering import lower
from vouch.generate.shapes import Array, Choice, Constant, Dictionary, Model, Scalar, ScalarName, Tagged, Type, union
from vouch.spec import Spec

_SCALARS: dict[type, ScalarName] = {
    AnyProperty: "anything",
    BooleanProperty: "boolean",
    DateProperty: "date",
    DateTimeProperty: "date_time",
    FileProperty: "bytes",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "uuid",
}
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class ParsedModel:
    """A class to generate, with the types of its properties by their names on the wire."""

    type: Model
    origin: str
    schema: dict[str, Any]
    properties: tuple[Property, ...]
    fields: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class ParsedOperation:
    """The types of an operation: of each parameter by location and name, of its body, of each answer by status.

    Where the properties of the body are arguments each, `properties` are those, and `bodies` their types; there may be
    more of them if it is `open`.
    """

    parameters: Mapping[tuple[str, str], Type]
    body: Type | None
    properties: tuple[Property, ...] | None
    bodies: Mapping[str, Type]
    open: bool
    answers: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class Parsed:
    """What openapi-python-client read in a document, and the environment that renders it."""

    models: Mapping[str, ParsedModel]
    operations: Mapping[str, ParsedOperation]
    webhooks: tuple[Type, ...]
    environment: Environment


def parse(spec: Spec) -> Parsed:
    """Parse a spec; operations are found by their pointer, models by the name of their class."""
    lowering = lower(spec)
    config = Config.from_sources(
        ConfigFile(literal_enums=True, post_hooks=[]),
        MetaType.NONE,
        document_source=spec.source.path,
        file_encoding="utf-8",
        overwrite=True,
        output_path=None,
    )
    data = GeneratorData.from_dict(lowering.document, config=config)
    if isinstance(data, GeneratorError) or data.errors:
        # What is lowered has the one form that it is known to digest: this is our mistake, not the document's.
        raise AssertionError(f"openapi-python-client refuses what was lowered: {data}")
    project = Project(openapi=data, config=config, custom_template_path=TEMPLATES)
    project.env.undefined = StrictUndefined
    reading = _Reading(lowering, {model.class_info.name: model for model in data.models})
    models = {each.name: reading.model(component, each) for component, each in lowering.classes.items()}
    operations = {pointer: reading.operation(values) for pointer, values in lowering.operations.items()}
    return Parsed(models, operations, tuple(reading.values(lowering.webhooks).values()), project.env)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the properties of the parsed components are in our types."""

    lowering: Lowering
    models: Mapping[str, ModelProperty]
    _known: dict[str, Type] = field(default_factory=dict)

    def model(self, component: str, described: Class) -> ParsedModel:
        wires = [each.wire for each in described.properties]
        return ParsedModel(
            type=Model(described.name, described.module),
            origin=described.origin,
            schema=described.schema,
            properties=described.properties,
            fields=dict(zip(wires, self._properties(component), strict=True)),
        )

    def operation(self, values: Values) -> ParsedOperation:
        found = self.values(values)
        parameters, bodies, answers = {}, {}, {}
        for key, of in found.items():
            place, _, name = key.partition(" ")
            if place == "answer":
                answers[name] = of
            elif place == "property":
                bodies[name] = of
            elif place != "body":
                parameters[place, name] = of
        return ParsedOperation(parameters, found.get("body"), values.properties, bodies, values.open, answers)

    def values(self, values: Values) -> dict[str, Type]:
        return dict(zip(values.keys, self._properties(values.component), strict=True))

    def _properties(self, component: str) -> list[Type]:
        """Return the types of a component's properties, in their order."""
        model = self.models[component]
        found = {
            prop.name.get_untrusted_value(): prop
            for prop in (*(model.required_properties or ()), *(model.optional_properties or ()))
        }
        return [self._type(found[f"p{index}"]) for index in range(len(found))]

    def _type(self, prop: PropertyProtocol) -> Type:
        match prop:
            case ModelProperty():
                return self._component(prop.class_info.name)
            case ListProperty():
                return Array(self._type(prop.inner_property))
            case UnionProperty():
                return union(*map(self._type, prop.inner_properties))
            case LiteralEnumProperty():
                return Choice(tuple(self.lowering.components[prop.class_info.name]["enum"]))
            case ConstProperty():
                return Constant(prop.value.raw_value)
            case _:
                return Scalar(_SCALARS[type(prop)])

    def _component(self, component: str) -> Type:
        if component in self.lowering.classes:
            described = self.lowering.classes[component]
            return Model(described.name, described.module)
        if component not in self._known:
            members = tuple(self._properties(component))
            if component in self.lowering.tags:
                name, values = self.lowering.tags[component]
                self._known[component] = Tagged(name, members, tuple(sorted(values.items())))
            else:
                self._known[component] = Dictionary(*members)
        return self._known[component]
