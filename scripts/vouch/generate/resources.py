"""The resource classes of a package: what their template lays out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from vouch.generate.arguments import Argument, RuleView, arguments, is_text, rules
from vouch.generate.class_names import OWN_CLASSES
from vouch.generate.opc import Parsed
from vouch.generate.overloads import Signature, overloads
from vouch.generate.pages import Pages, pages
from vouch.generate.runtime.errors import status_class
from vouch.generate.shapes import NULL, Model, Scalar, Type, annotation, decoder, models, union
from vouch.generate.vendor import alternatives
from vouch.generate.words import cautions
from vouch.spec import Operation, Spec, is_json, names

_WRITERS = {"body": "", "field": "form", "part": "multipart"}
"""The places in a body, and what writes them if that is not the transport."""


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error a method raises for one of the declared answers."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method; of its successes, some are JSON of the type `answer`, some of `others`.

    What never changes about it, and about its pages, are constants of its module.
    """

    operation: Operation
    arguments: tuple[Argument, ...]
    rules: tuple[RuleView, ...]
    answer: Type | None
    pages: Pages | None
    text: str
    errors: tuple[ErrorView, ...]
    security: str | None
    json_types: tuple[str, ...]
    others: tuple[str, ...]
    constant: str = ""
    pages_constant: str = ""

    @property
    def variable(self) -> str:
        """The type variable that stands for what it gives: a model or a pager, to be awaited or not, read or not."""
        return f"_T_{self.operation.name}"

    @property
    def path(self) -> str:
        """Its path; what follows a # is for people, and never sent."""
        return self.operation.path.partition("#")[0]

    @property
    def returns(self) -> str:
        """The annotation of what it returns."""
        told = [self.answer] if self.answer else []
        told += [Scalar("string")] * self.is_text + [Scalar("bytes")] * self.is_bytes
        return annotation(union(*told, *([NULL] * self.may_be_empty))) if told else "None"

    @property
    def may_be_empty(self) -> bool:
        """Whether some successes have a body and others, such as 204, have none."""
        return any(not response.content for response in self.operation.successes.values())

    @property
    def is_text(self) -> bool:
        """Whether some successes are text."""
        return any(map(is_text, self.others))

    @property
    def is_bytes(self) -> bool:
        """Whether some successes are bytes."""
        return not all(map(is_text, self.others))

    @property
    def reader(self) -> str:
        """The expression that reads the body of a success."""
        readers = ["text_body"] * self.is_text + ["bytes_body"] * self.is_bytes
        if isinstance(self.answer, Model):
            readers.insert(0, f"{self.answer.name}.from_json")
        elif self.answer:
            readers.insert(0, f"json_body({decoder(self.answer)})")
        read = readers.pop() if readers else "no_body"
        while readers:
            read = f"first_body({readers.pop()}, {read})"
        return f"or_no_body({read})" if self.may_be_empty and read != "no_body" else read

    @property
    def accept(self) -> str:
        """The media types it asks for."""
        return ", ".join(dict.fromkeys([*self.json_types, *self.others])) or "application/json"

    @property
    def content_type(self) -> str:
        """The media type of its body, where that is a single one and no form in parts."""
        body = self.operation.body
        if body is None or body.rank == 2:  # noqa: PLR2004 - of a form in parts, each call has its own
            return "application/json"
        if "*" in body.media_type:
            return "application/octet-stream"
        return body.media_type

    @property
    def sent(self) -> tuple[Argument, ...]:
        """The arguments that make its body."""
        return tuple(argument for argument in self.arguments if argument.place in _WRITERS)

    @property
    def is_whole(self) -> bool:
        """Whether its body is one argument."""
        return any(argument.role == "whole" for argument in self.sent)

    @property
    def writer(self) -> str:
        """The function of `_runtime.bodies` that writes its body, empty for an object that is always there."""
        body = self.operation.body
        if body is None or not self.sent:
            return ""
        if self.is_whole:
            return "raw" if body.is_raw else "document"
        return _WRITERS[self.sent[0].place] or ("" if body.required else "given")

    @property
    def signature(self) -> Signature:
        """Its arguments as they are declared."""
        return tuple(argument.declared for argument in self.arguments)

    @property
    def overloads(self) -> tuple[Signature, ...]:
        """The signatures that keep the rules between its arguments, none where there are no rules."""
        return overloads(self.arguments, self.rules)

    def placed(self, place: str) -> tuple[Argument, ...]:
        """Return the arguments that go to one place of the request."""
        return tuple(argument for argument in self.arguments if argument.place == place)


@dataclass(frozen=True, slots=True)
class Resource:
    """The operations of one tag."""

    name: str
    class_name: str
    text: str
    methods: tuple[Method, ...]

    @property
    def models(self) -> tuple[Model, ...]:
        """The model classes its module has to import."""
        used: dict[str, Model] = {}
        for method in self.methods:
            types = [argument.type for argument in method.arguments]
            types += [method.answer] if method.answer else []
            types += [method.pages.item] if method.pages else []
            used |= {model.name: model for of in types for model in models(of)}
        return tuple(used[name] for name in sorted(used))


def resources(spec: Spec, parsed: Parsed, taken: Iterable[str]) -> tuple[Resource, ...]:
    """Return the resources of a spec in alphabetical order; their classes have other names than those taken."""
    tags = {names.resource(tag["name"]): tag.get("description", "") for tag in spec.document.get("tags", ())}
    found: dict[str, list[Method]] = {}
    for operation in spec.operations:
        found.setdefault(operation.resource, []).append(_method(spec, operation, parsed))
    used = set(taken)
    made = []
    for name, methods in sorted(found.items()):
        class_name = names.pascal(name)
        beside = {model.name for model in Resource(name, "", "", tuple(methods)).models} | OWN_CLASSES
        while {class_name, f"Async{class_name}", f"{class_name}WithRawResponse"} & (used | beside):
            class_name += "Resource"
        used |= {class_name, f"Async{class_name}"}
        text = tags.get(name) or f"The {name.replace('_', ' ')} of {spec.title}."
        made.append(Resource(name, class_name, text, tuple(_with_constants(methods, class_name))))
    return tuple(made)


def _with_constants(methods: Sequence[Method], class_name: str) -> Iterator[Method]:
    """Yield methods that know their constants: names that nothing else in the module has."""
    taken = {f"_{class_name}", *(method.variable for method in methods)}
    called = [method.operation.name for method in methods]
    wanted = [*((name, "2") for name in called), *((f"{name}_pages", "2") for name in called)]
    constants = names.distinct(wanted, taken, lambda name: f"_{name.upper()}")
    for method, constant, pages_constant in zip(methods, constants, constants[len(methods) :], strict=False):
        yield replace(method, constant=constant, pages_constant=pages_constant)


def _method(spec: Spec, operation: Operation, parsed: Parsed) -> Method:
    given = arguments(spec, operation, parsed)
    answers = parsed.operations[operation.pointer].answers
    answer = union(*answers.values()) if answers else None
    paged = operation.pagination
    stated = tuple(rules(spec, operation, given))
    sent = {status: tuple(response.content) for status, response in operation.successes.items()}
    return Method(
        operation=operation,
        arguments=given,
        rules=stated,
        answer=answer,
        pages=pages(spec, operation, paged, parsed, answer) if paged and answer else None,
        text=_text(operation, stated),
        errors=tuple(
            ErrorView(_error(status), f"{status}. {response.description}")
            for status, response in operation.failures.items()
        ),
        security=None if operation.security == spec.security else alternatives(spec, operation.security),
        json_types=tuple(kind for status in answers for kind in sent[status] if is_json(kind) or "*" in kind),
        others=tuple(kinds[0] for status, kinds in sent.items() if kinds and status not in answers),
    )


def _text(operation: Operation, stated: Sequence[RuleView]) -> str:
    summary = operation.summary.rstrip(".") or f"Call {operation.method.upper()} {operation.path}"
    told = [operation.description, *(rule.text for rule in stated)]
    told += cautions(operation.evidence)
    told += [f"Page of the vendor: {claim.page}." for claim in operation.evidence if claim.page]
    return f"{summary}.\n\n{' '.join(text.strip() for text in told)}"


def _error(status: str) -> str:
    """Return the name of the class that the client raises for a status, for 5XX or for the default."""
    exact = int(status) if status.isdigit() else HTTPStatus.INTERNAL_SERVER_ERROR if status[0] == "5" else 0
    return status_class(exact).__name__
