"""The decoding grammar as plain data, derived from the op table.

`compile_table` is the one place where the trained rows of the op table become a grammar. What it
returns goes into `cad0.json` as it is; `Automaton` interprets it in Python by the rules in the
docstring of `grammar.py`, and nothing else about the language is needed to do so elsewhere.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Literal, TypedDict

from cad0_core.ir.grammar_number import DECIMALS, SYMBOLS, Form, Numbers, number_table
from cad0_core.ir.ops import INF, LIMITS, OPS, RULES, Arg, Kind, Limits, Op, Rule
from cad0_core.ir.sketch import ON_AXIS

FORMAT = "cad0-grammar"
VERSION = 2
NODE_KIND, COUNT_KIND = 0, 1  # what `number_kinds` calls them
NOTHING = -1  # `start` of a whole number: no digit has come yet

_SKETCH = ("SK", "L", "END", "E", "V")
# mm: so far an extrusion may lean at most. With 0.001 mm along the normal, the least there is, it
# still leaves the plane by the parser's measure: 0.001 / hypot(500, 500) > 1e-6.
_ALONG = 500

# What an argument does to the flag "all numbers of this group are 0 so far".
CLEARS, OPENS, GOES_ON = 0, 1, 2


class ArgRow(TypedDict):
    """One argument. For a node or count the last three are -1, -1, 0."""

    kind: Literal["node", "count", "number"]
    start: int  # row of `numbers` where it begins
    after_zeros: int  # where it begins if all earlier numbers of its group are 0
    zeros: int  # CLEARS, OPENS or GOES_ON


class OpRow(TypedDict):
    """One operation: references first, then numbers."""

    code: str
    nodes: int  # how many arguments are references
    args: list[ArgRow]


class AxisRow(TypedDict):
    """A line that a sketch may be turned about."""

    text: str  # its six words on the V line
    across: int  # which coordinate of a corner is the distance from it


class PlaneRow(TypedDict):
    """A plane that a sketch may lie in."""

    text: str  # its nine words on the SK line
    normal: int  # which component of an extrusion leaves it
    axes: list[AxisRow]


class SketchRow(TypedDict):
    """Sketches and what is made of them: rows of `numbers` where their numbers begin."""

    coordinate: int
    along: int  # component of an extrusion within the plane
    normal: int  # the one that leaves it
    sweep: int
    on_axis: float  # mm: a corner this near an axis lies on it
    planes: list[PlaneRow]


class Table(TypedDict):
    """The whole grammar; limits as in `Limits`. `sketch` is None where sketches are not trained."""

    format: str
    version: int
    nodes: int
    copies: int
    instances: int
    segments: int
    symbols: str
    numbers: Numbers
    ops: list[OpRow]
    sketch: SketchRow | None


def compile_table(limits: Limits = LIMITS, ops: Iterable[Op] = OPS.values()) -> Table:
    """The grammar of the canonical programs of the trained rows of `ops`.

    Raises ValueError if a row or a limit has no form in this kind of grammar, so that a change
    of the op table cannot silently make the grammar wrong.
    """
    known = [op for op in ops if op.trained]
    trained = [op for op in known if not _of_sketches(op)]
    drawn = {op.code: op for op in known if _of_sketches(op)}
    if drawn and set(drawn) != set(_SKETCH):
        raise ValueError(f"the grammar has no form for sketches of just {' '.join(drawn)}")
    _check_limits(known, limits)
    forms = {_form(arg.rule, limits) for op in trained for arg in op.numbers if not _counts(arg)}
    forms |= {Form(form.signed, True, form.high) for form in forms}
    sketch = _sketch_forms(drawn, limits) if drawn else {}
    numbers, starts = number_table(sorted(forms | set(sketch.values()), key=repr))
    return Table(
        format=FORMAT,
        version=VERSION,
        nodes=limits.nodes,
        copies=limits.copies,
        instances=limits.instances,
        segments=limits.segments,
        symbols=SYMBOLS,
        numbers=numbers,
        ops=[_op_row(op, limits, starts) for op in trained],
        sketch=_sketch_row({name: starts[form] for name, form in sketch.items()}),
    )


def _of_sketches(op: Op) -> bool:
    return op.makes != "solid" or any(arg.kind is Kind.SKETCH for arg in op.args)


def _sketch_forms(ops: dict[str, Op], limits: Limits) -> dict[str, Form]:
    """The numbers of sketches that are no words of `SketchRow.planes`."""
    extent = _form(ops["E"].args[-1].rule, limits)
    return {
        "coordinate": _form(ops["L"].args[0].rule, limits),
        "along": Form(extent.signed, False, min(extent.high, _ALONG)),
        "normal": Form(extent.signed, True, extent.high),
        "sweep": _form(ops["V"].args[-1].rule, limits),
    }


def _sketch_row(starts: dict[str, int]) -> SketchRow | None:
    """The three planes through the origin along the world's axes, each with its two axes."""
    if not starts:
        return None
    unit = ("1 0 0", "0 1 0", "0 0 1")
    planes = [
        PlaneRow(
            text=f"0 0 0 {unit[x]} {unit[y]}",
            normal=3 - x - y,
            axes=[AxisRow(text=f"0 0 0 {unit[at]}", across=int(at == x)) for at in (x, y)],
        )
        for x, y in ((0, 1), (0, 2), (1, 2))
    ]
    return SketchRow(
        coordinate=starts["coordinate"],
        along=starts["along"],
        normal=starts["normal"],
        sweep=starts["sweep"],
        on_axis=ON_AXIS,
        planes=planes,
    )


def by_prefix(ops: list[OpRow]) -> dict[str, list[OpRow]]:
    """The operations whose code begins with each string that begins any."""
    found: dict[str, list[OpRow]] = {}
    for op in ops:
        for length in range(len(op["code"]) + 1):
            found.setdefault(op["code"][:length], []).append(op)
    return found


def number_kinds(ops: list[OpRow]) -> dict[str, tuple[int, ...]]:
    """For each code a number for every argument: equal ones read alike. Nodes 0, counts 1."""
    seen: dict[Hashable, int] = {"node": NODE_KIND, "count": COUNT_KIND}
    found = {}
    for op in ops:
        names = [
            arg["kind"] if arg["kind"] != "number" else tuple(arg.values()) for arg in op["args"]
        ]
        found[op["code"]] = tuple([seen.setdefault(name, len(seen)) for name in names])
    return found


def _op_row(op: Op, limits: Limits, starts: dict[Form, int]) -> OpRow:
    if op.count is not None and not op.refs:
        raise ValueError(f"{op.code}: the grammar has no form for copies of nothing")
    args = [_whole_row("node") for _ in range(op.refs)]
    groups = [(start, end) for start, end, _ in op.not_all_zero]
    for i, arg in enumerate(op.numbers):
        if _counts(arg):
            args.append(_whole_row("count"))
            continue
        form = _form(arg.rule, limits)
        start = after_zeros = starts[form]
        zeros = CLEARS
        for first, end in groups:
            if i == end - 1:
                after_zeros = starts[Form(form.signed, True, form.high)]
                start = after_zeros if first == i else start
            elif first <= i < end:
                zeros = OPENS if i == first else GOES_ON
        args.append(ArgRow(kind="number", start=start, after_zeros=after_zeros, zeros=zeros))
    return OpRow(code=op.code, nodes=op.refs, args=args)


def _whole_row(kind: Literal["node", "count"]) -> ArgRow:
    return ArgRow(kind=kind, start=NOTHING, after_zeros=NOTHING, zeros=CLEARS)


def _counts(arg: Arg) -> bool:
    """Whether the argument is a number of copies; any other whole number has no form here."""
    if arg.rule.integer and (arg.kind is not Kind.COUNT or arg.rule != RULES[Kind.COUNT]):
        raise ValueError(f"{arg.name}: the grammar has no form for {arg.rule.expected}")
    return arg.kind is Kind.COUNT


def _form(rule: Rule, limits: Limits) -> Form:
    high = min(rule.high, limits.number)
    if rule.low not in (0, -INF) or high != int(high):
        raise ValueError(f"the grammar has no form for {rule.expected} up to {high:g}")
    return Form(signed=rule.low < 0, nonzero=rule.nonzero, high=int(high))


def _check_limits(ops: list[Op], limits: Limits) -> None:
    """Raise ValueError for limits under which a line could be begun that cannot be ended."""
    if min(limits.nodes, limits.copies) < 1 or limits.instances < max(op.refs for op in ops):
        raise ValueError(f"no program fits these limits: {limits}")
    if not any(op.makes == "solid" and op.refs == 0 for op in ops):
        raise ValueError("no operation can stand on the first line")
    number = len(f"-{limits.number:.0f}.") + DECIMALS
    whole = max(len(str(limits.nodes)), len(str(limits.copies)))
    longest = max(len(op.code) + len(op.args) * (1 + max(number, whole)) for op in ops)
    most = limits.nodes * (longest + len("\nEND\n")) + limits.segments * (2 + 4 * (1 + number))
    if most > limits.text_bytes:
        raise ValueError(f"{limits.nodes} lines may exceed {limits.text_bytes} bytes")
