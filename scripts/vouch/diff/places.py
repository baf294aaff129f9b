"""What callers call a value, and the sentences that tell them what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vouch.diff.change import Way, quoted
from vouch.spec import names


@dataclass(frozen=True, slots=True)
class Place:
    """A value that callers send or read.

    `call` is set where it is what a method takes: its parts are arguments; `argument` where it is one of them.
    Without `modelled` it is plain JSON, whose parts are called as the vendor calls them.
    """

    text: str
    way: Way
    call: str = ""
    argument: str = ""
    modelled: bool = True

    def part(self, wire: str) -> Place:
        """Return the place of a property."""
        if self.call and not self.argument:
            return argument_of(self.call, names.argument(wire))
        return self._below(f".{names.snake(wire) if self.modelled else wire}")

    @property
    def each(self) -> Place:
        """The place of one item, or of one value of a map."""
        return self._below("[]")

    def model(self, name: str) -> Place:
        """Return the place of an object that has a class."""
        return Place(name, self.way) if self.modelled and not (self.call and not self.argument) else self

    def _below(self, text: str) -> Place:
        return replace(self, text=self.text + text, call="", argument="")

    def added(self, *, needed: bool) -> str:
        """Say that it is new."""
        if self.argument:
            return f"`{self.call}` now {'needs' if needed else 'accepts'} `{self.argument}`."
        return f"`{self.text}` is new{' and needed' if needed and self.way == 'sent' else ''}."

    @property
    def removed(self) -> str:
        """Say that it is gone."""
        return f"`{self.call}` no longer accepts `{self.argument}`." if self.argument else f"`{self.text}` is gone."

    @property
    def needed(self) -> str:
        """Say that it may not be left out any more, or will not be."""
        if self.argument:
            return f"`{self.call}` now needs `{self.argument}`."
        return f"`{self.text}` is {'needed' if self.way == 'sent' else 'always there'} now."

    @property
    def optional(self) -> str:
        """Say that it may be left out, or may be missing, now."""
        if self.argument:
            return f"`{self.call}` no longer needs `{self.argument}`."
        return f"`{self.text}` may be {'left out' if self.way == 'sent' else 'missing'} now."

    def became(self, keyword: str, before: str | None, after: str | None) -> str:
        """Say what became of something stated about it."""
        if after is None:
            return f"`{self.text}` no longer has {keyword} {quoted(before)}."
        if before is None:
            return f"`{self.text}` now has {keyword} {quoted(after)}."
        return f"`{self.text}`: {keyword} was {quoted(before)}, is {quoted(after)}."


def argument_of(call: str, argument: str) -> Place:
    """Return the place of an argument of a call such as `promotion_codes.list()`."""
    return Place(f"{call.removesuffix('()')}({argument}=)", "sent", call, argument)
