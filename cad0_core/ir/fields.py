"""Arguments of one line: references, numbers and the relations between them."""

from __future__ import annotations

from dataclasses import dataclass

from cad0_core.ir import sketch
from cad0_core.ir.errors import IRError, counted
from cad0_core.ir.lex import INTEGER, column_of, number_fault, quote
from cad0_core.ir.ops import OPS, Kind, Limits, Op
from cad0_core.ir.program import Node


class TooMany(Exception):
    """Enough errors, or a budget that makes reading on pointless."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the reader needs of an op, looked up once: the hot loop stays short."""

    op: Op
    tokens: int
    first: int  # index of the first number token
    ranges: tuple[tuple[float, float, bool], ...]
    integers: tuple[int, ...]  # token indices of integer numbers
    wanted: str  # kind of node the references must be
    related: bool  # arguments are also judged together, by `relations_hold`


def _row(op: Op) -> Row:
    first = 1 + op.refs
    rules = [arg.rule for arg in op.numbers]
    return Row(
        op, 1 + len(op.args), first,
        tuple((rule.low, rule.high, rule.nonzero) for rule in rules),
        tuple(first + i for i, rule in enumerate(rules) if rule.integer),
        "sketch" if any(arg.kind is Kind.SKETCH for arg in op.args) else "solid",
        bool(op.not_all_zero),
    )  # fmt: skip


ROWS = {code: _row(op) for code, op in OPS.items()}


class Line:
    """The line being read, the errors so far, and what is known of the nodes before it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.errors: list[IRError] = []
        self.nodes: list[Node] = []
        self.kinds: list[str] = []  # what each node makes; "" after an error: it may be either
        self.instances: list[int] = []  # solids a node stands for once everything is written out
        self.line, self.source = 1, ""

    def fail(self, index: int, found: str, expected: str, about: str = "") -> None:
        """Record an error at the token with this index of the current line."""
        self.fail_at(column_of(self.source, index), found, expected, about)

    def fail_at(self, column: int, found: str, expected: str, about: str = "") -> None:
        """Record an error at a column (from 1); raises TooMany when there are enough."""
        message = f"expected {expected}, found {found}"
        if about:
            message = f"{about}: {message}"
        self.errors.append(IRError(message, self.line, column, found, expected, self.source))
        if len(self.errors) >= self.limits.errors:
            raise TooMany

    def values(
        self, row: Row, tokens: list[str], plain: bool
    ) -> tuple[tuple[int, ...], tuple[float, ...]] | None:
        """References and numbers of a line, or None after reporting what is wrong."""
        if len(tokens) != row.tokens:
            self.wrong_count(row.op, tokens)
            return None
        if not plain or (nums := self.fast_numbers(row, tokens)) is None:
            nums = self.careful_numbers(row, tokens)
        refs = self.references(row, tokens) if row.first > 1 else ()
        if nums is None or refs is None:
            return None
        if row.related and not self.relations_hold(row, refs, nums):
            return None
        return refs, nums

    def wrong_count(self, op: Op, tokens: list[str]) -> None:
        """Report too few arguments at the end of the line, too many at the first extra one."""
        want, have = len(op.args), len(tokens) - 1
        self.fail(
            min(want, have) + 1,
            counted(have, "argument"),
            counted(want, "argument"),
            f"`{op.usage}`",
        )

    def fast_numbers(self, row: Row, tokens: list[str]) -> tuple[float, ...] | None:
        """The numbers of a faultless line, None for any other: the careful way finds out why."""
        try:
            nums: list[float] = list(map(float, tokens[row.first :]))
        except ValueError:
            return None
        for x, (low, high, nonzero) in zip(nums, row.ranges, strict=True):
            if not low <= x <= high or (nonzero and x == 0):  # also rejects nan
                return None
        if nums and not (max(nums) <= self.limits.number and -self.limits.number <= min(nums)):
            return None
        for i in row.integers:
            if not tokens[i].isdigit() or len(tokens[i]) > 9:
                return None
            nums[i - row.first] = int(tokens[i])
        return tuple(nums)

    def careful_numbers(self, row: Row, tokens: list[str]) -> tuple[float, ...] | None:
        """The same by the letter of the definition, reporting every fault."""
        nums: list[float] = []
        for i, arg in enumerate(row.op.numbers, row.first):
            token, rule = tokens[i], arg.rule
            about = f"{row.op.code} {arg.name}"
            if rule.integer:
                fits = INTEGER.fullmatch(token) is not None and rule.allows(int(token))
                value: float = int(token) if fits else 0
            else:
                if (fault := number_fault(token, self.limits.number)) is not None:
                    self.fail(i, *fault, about)
                    continue
                value = float(token)
                fits = rule.allows(value)
            if fits:
                nums.append(value)
            else:
                self.fail(i, quote(token), rule.expected, about)
        return tuple(nums) if len(nums) == len(row.ranges) else None

    def references(self, row: Row, tokens: list[str]) -> tuple[int, ...] | None:
        """The ids a line refers to, or None after reporting what is wrong."""
        refs: list[int] = []
        here = len(self.nodes)
        for i in range(1, row.first):
            token = tokens[i]
            if INTEGER.fullmatch(token) is None:
                found = quote(token)
            elif (ref := int(token)) < here:
                kind = self.kinds[ref]
                if kind == row.wanted or not kind:
                    refs.append(ref)
                    continue
                found = f"node {ref}, a {kind}"
            else:
                found = f"node {ref}, " + ("this line itself" if ref == here else "not yet made")
            arg = row.op.args[i - 1]
            expected = f"{arg.rule.expected} (this is node {here})"
            self.fail(i, found, expected, f"{row.op.code} {arg.name}")
        return tuple(refs) if len(refs) == row.first - 1 else None

    def relations_hold(self, row: Row, refs: tuple[int, ...], nums: tuple[float, ...]) -> bool:
        """Judge what no single number shows: zero vectors, budgets, sketch geometry."""
        op = row.op
        for start, end, words in op.not_all_zero:
            if not any(nums[start:end]):
                zeros = " ".join(["0"] * (end - start))
                self.fail(row.first + start, zeros, words, op.code)
                return False
        if op.code in ("LP", "CP"):
            return self.copies_fit(row, nums)
        fault = None
        if op.code == "SK":
            fault = sketch.frame_fault(nums)
        elif op.code in ("E", "V") and self.nodes[refs[0]].segments:
            judge = sketch.extrude_fault if op.code == "E" else sketch.revolve_fault
            fault = judge(self.nodes[refs[0]], nums)
        if fault is not None:
            self.fail(row.first + fault.at, fault.found, fault.expected, op.code)
        return fault is None

    def copies_fit(self, row: Row, nums: tuple[float, ...]) -> bool:
        """Whether the count of a pattern is within the limit of one pattern."""
        at = row.integers[0]
        count = nums[at - row.first]
        if count <= self.limits.copies:
            return True
        self.fail(at, f"{count:g}", f"at most {self.limits.copies} copies", f"{row.op.code} count")
        return False
