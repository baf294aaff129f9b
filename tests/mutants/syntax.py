"""Mutants by syntax tree: one expression or statement of a module is another one, everything else as it was."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from types import CodeType
from typing import Any

Swap = tuple[str, ast.AST]
"""The family of a change, and what stands there after it."""

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_BUILTINS = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sorted": "list",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
}
_WORDED = {"Refusal", "RuntimeError"}
"""What takes words for people, behind its first argument at the latest."""
_UNREAD = {"annotation", "returns", "decorator_list", "bases", "keywords_of_class"}
"""Fields of the tree that say nothing about what is done."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module: `key` names it for as long as the code around it stays as it is."""

    module: str
    family: str
    lines: range
    function: str
    change: str
    number: int

    @property
    def key(self) -> str:
        """The module, the function and the change; equal changes in one function are numbered."""
        return f"{self.module} {self.function}: {self.change}" + (f" #{self.number}" if self.number else "")

    @property
    def draw(self) -> int:
        """A number between 0 and 999 that follows from the key: what a fixed sample is drawn by."""
        return int.from_bytes(blake2b(self.key.encode(), digest_size=4).digest()) % 1000


class Module:
    """The mutants of one module."""

    def __init__(self, name: str, path: Path) -> None:
        self._name = name
        self._path = path
        self._tree = ast.parse(path.read_bytes())
        self._known = {mutant.key: index for index, (mutant, _) in enumerate(self._found())}

    @property
    def mutants(self) -> list[Mutant]:
        """Every mutant of the module."""
        return [mutant for mutant, _ in self._found()]

    def mutated(self, mutant: Mutant) -> CodeType:
        """Return the code of the module with one change."""
        index = self._known[mutant.key]
        for number, (_, put) in enumerate(self._found()):
            if number == index:
                undo = put()
                try:
                    return compile(ast.fix_missing_locations(self._tree), str(self._path), "exec")
                finally:
                    undo()
        raise KeyError(mutant.key)

    def _found(self) -> Iterator[tuple[Mutant, Callable[[], Callable[[], None]]]]:
        seen: Counter[str] = Counter()
        for function, node, place in _walk(self._tree, ""):
            for family, other in _others(node):
                change = _change(node, other, place)
                number = seen[f"{function}: {change}"]
                seen[f"{function}: {change}"] += 1
                mutant = Mutant(self._name, family, _lines(node), function, change, number)
                yield mutant, _putting(place, node, other)


@dataclass(frozen=True)
class _Place:
    """Where a node stands: a field of its parent, at a position if that is a list."""

    parent: ast.AST
    field: str
    index: int | None

    def put(self, node: ast.AST) -> None:
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def _putting(place: _Place, node: ast.AST, other: ast.AST) -> Callable[[], Callable[[], None]]:
    def put() -> Callable[[], None]:
        ast.copy_location(other, node)
        place.put(other)
        return lambda: place.put(node)

    return put


def _walk(tree: ast.AST, function: str) -> Iterator[tuple[str, ast.AST, _Place]]:
    """Yield what may be changed inside functions, each node with the name of its function and its place."""
    for field, value in ast.iter_fields(tree):
        if field in _UNREAD:
            continue
        children = (
            [(None, value)] if isinstance(value, ast.AST) else list(enumerate(value)) if isinstance(value, list) else []
        )
        for index, child in children:
            if not isinstance(child, ast.AST) or _is_text(tree, field, index, child):
                continue
            name = function
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = f"{function}.{child.name}".lstrip(".")
            here = _Place(tree, field, index)
            if function and not isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield function, child, here
            yield from _walk(child, name)


def _is_text(tree: ast.AST, field: str, index: int | None, child: ast.AST) -> bool:
    """Say whether a node is only words for people: a docstring, a text with holes, our own words of a refusal."""
    if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
        return True
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id in _WORDED and field == "args":
        return bool(index) and isinstance(child, ast.Constant)
    return isinstance(tree, ast.JoinedStr) and isinstance(child, ast.Constant)


def _others(node: ast.AST) -> Iterator[Swap]:
    """Yield what a node may be changed into."""
    match node:
        case ast.stmt():
            yield from _other_statements(node)
        case ast.Compare() | ast.BoolOp() | ast.UnaryOp() | ast.BinOp() | ast.IfExp():
            yield from _other_operations(node)
        case ast.Call():
            yield from _other_calls(node)
        case ast.Constant(value=value):
            yield from (("constant", ast.Constant(other)) for other in _constants(value))
        case ast.Slice(lower=lower, upper=upper, step=step):
            if lower is not None:
                yield "slice", ast.Slice(None, upper, step)
            if upper is not None:
                yield "slice", ast.Slice(lower, None, step)
        case ast.comprehension(target=target, iter=iterable, ifs=[_, *_] as ifs):
            rests = [[other for other in ifs if other is not test] for test in ifs]
            yield from (("branch", ast.comprehension(target, iterable, rest, node.is_async)) for rest in rests)


def _other_statements(node: ast.stmt) -> Iterator[Swap]:
    match node:
        case ast.If(body=body, orelse=orelse):
            yield "branch", ast.If(ast.Constant(value=True), body, orelse)
            yield "branch", ast.If(ast.Constant(value=False), body, orelse)
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield "return", ast.Return(ast.Constant(None))
        case ast.Raise() | ast.Continue() | ast.Break() | ast.AugAssign() | ast.Expr(value=ast.Call() | ast.Await()):
            yield "statement", ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield "statement", ast.Pass()


def _other_operations(node: ast.expr) -> Iterator[Swap]:
    match node:
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield "branch", ast.IfExp(test, orelse, body)
        case ast.Compare(ops=[op], left=left, comparators=comparators):
            for other in _COMPARISONS.get(type(op), ()):
                yield "comparison", ast.Compare(left, [other()], comparators)
        case ast.BoolOp(op=op, values=values):
            yield "boolean", ast.BoolOp(ast.Or() if isinstance(op, ast.And) else ast.And(), values)
            for value in values:
                yield "boolean", _without(node, value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "boolean", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            yield "arithmetic", ast.BinOp(left, _ARITHMETIC[type(op)](), right)


def _other_calls(node: ast.Call) -> Iterator[Swap]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name in _BUILTINS:
            kept = [] if _BUILTINS[name] == "list" else keywords
            yield "call", ast.Call(ast.Name(_BUILTINS[name], ast.Load()), args, kept)
        case ast.Call(func=ast.Attribute(value=value), args=[], keywords=[]):
            yield "call", value


def _lines(node: ast.AST) -> range:
    whole: Any = node
    if isinstance(node, ast.comprehension | ast.If):
        whole = node.ifs[-1] if isinstance(node, ast.comprehension) else node.test
    first = node.target.lineno if isinstance(node, ast.comprehension) else whole.lineno
    return range(first, whole.end_lineno + 1)


def _without(node: ast.BoolOp, value: ast.expr) -> ast.expr:
    rest = [other for other in node.values if other is not value]
    return rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _constants(value: Any) -> list[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1]
        case str() if value:
            return [f"{value}~"]
    return []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _change(node: ast.AST, other: ast.AST, place: _Place) -> str:
    """Write what is changed into what; a constant says little without what is around it."""
    if not isinstance(node, ast.Constant) or not isinstance(place.parent, ast.expr | ast.keyword):
        return f"{_shown(node)} → {_shown(other)}"
    before = ast.unparse(place.parent)
    place.put(other)
    after = ast.unparse(place.parent)
    place.put(node)
    return f"{before} → {after}"


def _shown(node: ast.AST) -> str:
    match node:
        case ast.If(test=test):
            return f"if {ast.unparse(test)}"
        case ast.Pass():
            return "pass"
        case ast.comprehension():
            return ast.unparse(node).strip()
    return ast.unparse(node)
