"""The resource classes of a package: what their template lays out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from vouch.generate.arguments import Argument, RuleView, arguments, rules
from vouch.generate.opc import Parsed
from vouch.generate.overloads import Signature, overloads
from vouch.generate.pages import Pages, pages
from vouch.generate.runtime.errors import status_class
from vouch.generate.shapes import NULL, Model, Type, annotation, decoder, models, union
from vouch.generate.vendor import alternatives
from vouch.generate.words import cautions
from vouch.spec import Operation, Spec, names


@dataclass(frozen=True, slots=True)
class ErrorView:
    """An error a method raises for one of the declared answers."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method."""

    operation: Operation
    arguments: tuple[Argument, ...]
    rules: tuple[RuleView, ...]
    answer: Type | None
    pages: Pages | None
    text: str
    errors: tuple[ErrorView, ...]
    security: str | None

    @property
    def constant(self) -> str:
        """The name of the module constant that holds what never changes about it."""
        return self.operation.name.upper()

    @property
    def variable(self) -> str:
        """The type variable that stands for what it gives: a model or a pager, to be awaited or not, read or not."""
        return f"_{names.pascal(self.operation.name)}T"

    @property
    def returns(self) -> str:
        """The annotation of what it returns."""
        if self.answer is None:
            return "None"
        return annotation(union(self.answer, NULL) if self.may_be_empty else self.answer)

    @property
    def may_be_empty(self) -> bool:
        """Whether some successes have a body and others, such as 204, have none."""
        return any(not response.content for response in self.operation.successes.values())

    @property
    def reader(self) -> str:
        """The expression that reads the body of a success."""
        if self.answer is None:
            return "no_body"
        if isinstance(self.answer, Model):
            read = f"{self.answer.name}.from_json"
        else:
            read = f"json_body({decoder(self.answer)})"
        return f"or_no_body({read})" if self.may_be_empty else read

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


def resources(spec: Spec, parsed: Parsed) -> tuple[Resource, ...]:
    """Return the resources of a spec in alphabetical order."""
    tags = {names.resource(tag["name"]): tag.get("description", "") for tag in spec.document.get("tags", ())}
    found: dict[str, list[Method]] = {}
    for operation in spec.operations:
        found.setdefault(operation.resource, []).append(_method(spec, operation, parsed))
    return tuple(
        Resource(
            name, names.pascal(name), tags.get(name) or f"The {name.replace('_', ' ')} of {spec.title}.", tuple(methods)
        )
        for name, methods in sorted(found.items())
    )


def _method(spec: Spec, operation: Operation, parsed: Parsed) -> Method:
    given = arguments(spec, operation, parsed)
    answers = parsed.operations[operation.id].answers
    read = [answers[status] for status, response in operation.successes.items() if response.content]
    answer = union(*read) if read else None
    paged = operation.pagination
    stated = tuple(rules(spec, operation, given))
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
