"""The decoding grammar as plain data, derived from the op table.

`compile_table` is the one place where the trained rows of the op table become a grammar. What it
returns goes into `cad0.json` as it is; `Automaton` interprets it in Python by the rules in the
docstring of `grammar.py`, and nothing else about the language is needed to do so elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypedDict

from cad0_core.ir.grammar_number import DECIMALS, SYMBOLS, Form, Numbers, number_table
from cad0_core.ir.ops import INF, LIMITS, OPS, RULES, Arg, Kind, Limits, Op, Rule

FORMAT = "cad0-grammar"
VERSION = 1
NOTHING = -1  # `start` of a whole number: no digit has come yet

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


class Table(TypedDict):
    """The whole grammar; limits as in `Limits`."""

    format: str
    version: int
    nodes: int
    copies: int
    instances: int
    symbols: str
    numbers: Numbers
    ops: list[OpRow]


def compile_table(limits: Limits = LIMITS, ops: Iterable[Op] = OPS.values()) -> Table:
    """The grammar of the canonical programs of the trained rows of `ops`.

    Raises ValueError if a row or a limit has no form in this kind of grammar, so that a change
    of the op table cannot silently make the grammar wrong.
    """
    trained = [op for op in ops if op.trained]
    _check_limits(trained, limits)
    forms = {_form(arg.rule, limits) for op in trained for arg in op.numbers if not _counts(arg)}
    forms |= {Form(form.signed, True, form.high) for form in forms}
    numbers, starts = number_table(sorted(forms, key=repr))
    return Table(
        format=FORMAT,
        version=VERSION,
        nodes=limits.nodes,
        copies=limits.copies,
        instances=limits.instances,
        symbols=SYMBOLS,
        numbers=numbers,
        ops=[_op_row(op, limits, starts) for op in trained],
    )


def _op_row(op: Op, limits: Limits, starts: dict[Form, int]) -> OpRow:
    if op.makes != "solid" or any(arg.kind is Kind.SKETCH for arg in op.args):
        raise ValueError(f"{op.code}: the grammar knows only operations of solids on solids")
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
    if not any(op.refs == 0 for op in ops):
        raise ValueError("no operation can stand on the first line")
    number = len(f"-{limits.number:.0f}.") + DECIMALS
    whole = max(len(str(limits.nodes)), len(str(limits.copies)))
    longest = max(len(op.code) + len(op.args) * (1 + max(number, whole)) for op in ops)
    if limits.nodes * (longest + 1) > limits.text_bytes:
        raise ValueError(f"{limits.nodes} lines may exceed {limits.text_bytes} bytes")
