"""Canonical numbers as one table: which byte may follow which, and where a number may end.

A canonical number has at most three decimals and no trailing zeros, leading zeros, plus sign,
exponent or minus zero. Every form of number that the op table asks for (signed or not, 0 or not,
up to a limit) is a start row of the same minimal automaton.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

SYMBOLS = "0123456789.-"
DECIMALS = 3
REFUSED = -1


@dataclass(frozen=True, slots=True)
class Form:
    """Numbers from 0 (from -high if `signed`) to `high`, a whole number of at least 1."""

    signed: bool
    nonzero: bool
    high: int


class Numbers(TypedDict):
    """The automaton, a row a state; -1 stands for "refused"."""

    next: list[list[int]]  # the row after each of SYMBOLS
    ends: list[int]  # -1: the number cannot end here; 0: it can and is 0; 1: it can and is not 0
    finish: list[int]  # fewest bytes until the number can end


class _Prefix(NamedTuple):
    """All that the bytes of a number so far tell about the bytes to come."""

    form: Form
    negative: bool = False
    digits: int = 0  # of the whole part
    over: int = 0  # sign of (these digits minus as many leading digits of the limit)
    decimals: int = -1  # digits after the point, -1 before it
    zero: bool = True  # no digit so far, or only 0
    trailing: bool = False  # ends in the point or in a 0 after it

    @property
    def ends(self) -> int:
        """Whether a number ends well here, as in `Numbers.ends`."""
        if self.digits == 0 or self.trailing:
            return REFUSED
        if self.zero:
            return REFUSED if self.form.nonzero or self.negative else 0
        return 1

    def after(self, symbol: str) -> _Prefix | None:
        """The prefix with one more symbol, None if no canonical number begins so."""
        if symbol == "-":
            fresh = self.digits == 0 and not self.negative
            return self._replace(negative=True) if fresh and self.form.signed else None
        if symbol == ".":
            at_limit = self.digits == len(str(self.form.high)) and self.over == 0
            if self.digits == 0 or self.decimals >= 0 or at_limit:
                return None
            return self._replace(decimals=0, trailing=True)
        return self._fraction(int(symbol)) if self.decimals >= 0 else self._whole(int(symbol))

    def _whole(self, digit: int) -> _Prefix | None:
        limit = str(self.form.high)
        leading_zero = self.digits > 0 and self.zero
        if leading_zero or self.digits == len(limit):
            return None
        bound = int(limit[self.digits])
        over = self.over or (digit > bound) - (digit < bound)
        if self.digits + 1 == len(limit) and over > 0:
            return None
        zero = self.zero and digit == 0
        return self._replace(digits=self.digits + 1, over=over, zero=zero)

    def _fraction(self, digit: int) -> _Prefix | None:
        count = self.decimals + 1
        if count > DECIMALS or (count == DECIMALS and digit == 0):
            return None
        return self._replace(decimals=count, zero=self.zero and digit == 0, trailing=digit == 0)


def number_table(forms: Iterable[Form]) -> tuple[Numbers, dict[Form, int]]:
    """The minimal automaton of all forms, and the row where each begins.

    Raises ValueError for a form whose limit is below 1.
    """
    starts = {form: _Prefix(form) for form in forms}
    if low := [form for form in starts if form.high < 1]:
        raise ValueError(f"{low[0]}: the limit is below 1")
    links = _explore(starts.values())
    classes = _minimise(links)
    count = max(classes.values()) + 1
    following = [[REFUSED] * len(SYMBOLS) for _ in range(count)]
    ends = [REFUSED] * count
    for prefix, targets in links.items():
        row = classes[prefix]
        ends[row] = prefix.ends
        following[row] = [REFUSED if t is None else classes[t] for t in targets]
    numbers = Numbers(next=following, ends=ends, finish=_finish(following, ends))
    return numbers, {form: classes[prefix] for form, prefix in starts.items()}


_Links = dict[_Prefix, list[_Prefix | None]]


def _explore(starts: Iterable[_Prefix]) -> _Links:
    """Every prefix that can come up, with what each symbol makes of it."""
    links: _Links = {}
    waiting = list(starts)
    while waiting:
        prefix = waiting.pop()
        if prefix not in links:
            links[prefix] = [prefix.after(symbol) for symbol in SYMBOLS]
            waiting += [target for target in links[prefix] if target is not None]
    return links


def _minimise(links: _Links) -> dict[_Prefix, int]:
    """The class of each prefix: equal classes have the same continuations (Moore's algorithm)."""
    classes = {prefix: prefix.ends for prefix in links}
    count = 0
    while count != (count := len(set(classes.values()))):
        seen: dict[tuple[int, ...], int] = {}
        refined = {}
        for prefix, targets in links.items():
            after = (REFUSED if target is None else classes[target] for target in targets)
            refined[prefix] = seen.setdefault((classes[prefix], *after), len(seen))
        classes = refined
    return classes


def _finish(following: list[list[int]], ends: list[int]) -> list[int]:
    """Fewest bytes from each row to one that may end."""
    far = len(ends)
    finish = [0 if end != REFUSED else far for end in ends]
    for _ in ends:
        for row, targets in enumerate(following):
            if finish[row]:
                finish[row] = 1 + min(finish[t] for t in targets if t != REFUSED)
    return finish
