"""Parameters: from the text of a request to typed values that keep their schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from vouch.mock.calls import Call, grouped
from vouch.mock.readings import Reading, json_kinds
from vouch.mock.refusals import Refusal
from vouch.mock.validation import Check
from vouch.spec import Operation, Parameter, Spec, SpecError

_DELIMITERS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


class Parameters:
    """Reads the parameters of one operation."""

    def __init__(self, spec: Spec, operation: Operation) -> None:
        self._decoders = tuple(_Decoder(spec, operation, parameter) for parameter in operation.parameters)

    def read(self, call: Call, pairs: Iterable[tuple[str, str]], path: Mapping[str, str]) -> dict[str, Any]:
        """Return the given parameters by name, typed; of two of one name the first that the operation declares.

        `pairs` are the decoded keys and values of the query, `path` holds the percent-encoded text of the path
        parameters. Unknown query parameters are let through.

        Raises:
            Refusal: 400 for text that cannot be read or a scalar given twice; 422 for a value its schema refuses.

        """
        query = grouped(pairs)
        values: dict[str, Any] = {}
        for decoder in self._decoders:
            texts = decoder.texts(call, query, path)
            if texts:
                value = decoder.value(texts)
                # Of two of one name in two places, behaviour is about the first; the other is only checked.
                if decoder.first:
                    values[decoder.name] = value
            elif decoder.required:
                raise Refusal(422, f"{decoder.name} is required")
        return values


class _Decoder:
    """Reads one parameter."""

    def __init__(self, spec: Spec, operation: Operation, parameter: Parameter) -> None:
        kinds = set(json_kinds(spec, parameter.schema))
        if parameter.style not in _DELIMITERS or "object" in kinds:
            found = "an object" if "object" in kinds else f"style {parameter.style}"
            expected = f"a scalar or an array, in style {', '.join(_DELIMITERS)}"
            raise SpecError([spec.source.problem(parameter.pointer, operation.id, found, expected)])
        self.name = parameter.name
        self.first = operation.parameter(parameter.name) is parameter
        self.required = parameter.required
        self._location = parameter.location
        self._array = "array" in kinds
        self._explode = parameter.explode
        self._delimiter = _DELIMITERS[parameter.style]
        self._check = Check(spec, parameter.schema)
        self._reading = Reading(spec, parameter.schema.get("items", {}) if self._array else parameter.schema)

    def texts(self, call: Call, query: Mapping[str, Sequence[str]], path: Mapping[str, str]) -> Sequence[str]:
        """Return the texts given for the parameter, in order."""
        match self._location:
            case "query":
                # Callers write arrays in every way there is, and vendors mostly take them.
                given = query.get(self.name, ())
                return [*given, *query.get(f"{self.name}[]", ())] if self._array else given
            case "header":
                return call.headers.getlist(self.name)
            case "cookie":
                cookies = call.cookies()
                return [cookies[self.name]] if self.name in cookies else []
            case "path":
                try:
                    return [unquote(path[self.name], errors="strict")]
                except UnicodeError:
                    raise Refusal(400, f"{self.name} is not UTF-8") from None

    def value(self, texts: Sequence[str]) -> Any:
        """Return the typed value."""
        value: Any
        if self._array:
            parts = [part for text in texts for part in text.split(self._delimiter)]
            # Joined, an array without items is written as nothing, and so is one of an empty text alone.
            empty = parts == [""] and not self._explode and not self._reading.admits("")
            value = [] if empty else [self._reading.value(part) for part in parts]
        elif len(texts) > 1:
            raise Refusal(400, f"{self.name} is given more than once")
        else:
            value = self._reading.value(texts[0])
        if complaint := self._check.complaint(value, self.name):
            raise Refusal(422, complaint)
        return value
