"""Templates: how a part is put into words, and which of its parameters the words state.

A template is a sentence with slots and choices:

    "{length}x{width}mm plate with [4|four] holes of radius {hole/2}mm"

`{name}` is the parameter as a number, `{name/2}` half of it (a radius where the parameter is a
diameter), `{name as word}` its English numeral. One alternative of each `[a|b]` is taken; an
alternative may be empty and may hold slots. What a template leaves out is understood to be at
its default, so it fits only parts for which that is true.
"""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

Value = float | str

WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SLOT = re.compile(r"\{(\w+)(?:/2| as word)?\}")
_CHOICE = re.compile(r"\[([^][]*)\]")


@cache
def number(value: float) -> str:
    """A number as people write it: at most 3 decimals, no trailing zeros."""
    return str(int(value)) if value == int(value) else f"{value:.3f}".rstrip("0")


class Words(dict[str, str]):
    """The text of every slot, made when it is asked for."""

    __slots__ = ("_params",)

    def __init__(self, params: Mapping[str, Value]) -> None:
        super().__init__()
        self._params = params

    def __missing__(self, slot: str) -> str:
        name, _, form = slot.replace("/2", " half").partition(" ")
        value = self._params[name]
        if isinstance(value, str):
            return value
        if form == "as word":
            return WORDS[int(value)]
        return number(value / 2 if form == "half" else value)


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence in all its forms; `states` are the parameters that each of them names."""

    source: str
    states: frozenset[str]
    forms: tuple[str, ...]

    @classmethod
    def of(cls, source: str) -> "Template":
        """Raises ValueError if the forms state different parameters, or one of them twice."""
        pieces = [
            piece.split("|") if i % 2 else [piece] for i, piece in enumerate(_CHOICE.split(source))
        ]
        forms = tuple("".join(pick) for pick in itertools.product(*pieces))
        slots = [_SLOT.findall(form) for form in forms]
        if any(sorted(found) != sorted(set(slots[0])) for found in slots):
            raise ValueError(f"the forms of {source!r} state different parameters")
        return cls(source, frozenset(slots[0]), forms)
