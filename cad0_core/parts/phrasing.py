"""Templates: how a part is put into words, and which of its parameters the words state.

A template is a sentence with slots and choices:

    "{length}x{width}mm {name} with [4|four] holes of radius {hole/2}mm"

`{length}` is the parameter as a number, `{hole/2}` half of it (a radius where the parameter is a
diameter), `{bolts as word}` its English numeral, `{name}` one of the variant's names. One
alternative of each `[a|b]` is taken; an alternative may be empty and may hold slots. What a
template leaves out is understood to be at its default, so it fits only parts for which that is
true. A number with `mm` behind it may also come out in centimetres or inches.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from cad0_core.parts.columns import Piece, Value

MM = {"mm": 1.0, "cm": 10.0, "in": 25.4}
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
         "eleven", "twelve")  # fmt: skip

# What people say around a request. The first is taken in half of the texts.
FRAMES = (
    "{}", "need {}", "make {}", "please design {}", "{}, please", "I'd like {}", "draw {}",
    "can you model {}?", "looking for {}", "hi, could you make {}? thanks",
)  # fmt: skip
PLAIN = 0.5

_SLOT = re.compile(r"\{(\w+)(/2| as word)?\}")
_CHOICE = re.compile(r"\[([^][]*)\]")
_UNIT = re.compile(r"(?<=[\d} ])mm\b")


@dataclass(frozen=True, slots=True)
class Form:
    """A sentence without choices: constants and slots (parameter, how it is said) by turns."""

    text: str

    @property
    def states(self) -> list[str]:
        """The parameters that it names, in order."""
        return [name for name, _ in _SLOT.findall(self.text) if name != "name"]

    @property
    def metric(self) -> bool:
        """Whether lengths have their unit behind them, so that another unit can stand there."""
        return bool(_UNIT.search(self.text))

    def pieces(
        self, params: Mapping[str, Value], units: Mapping[str, str], names: pl.Series, unit: str
    ) -> Iterator[Piece]:
        """The sentence for these parts, lengths in `unit`; `units` holds those of parameters."""
        text = self.text if unit == "mm" else _UNIT.sub(unit, self.text)
        end = 0
        for slot in _SLOT.finditer(text):
            yield text[end : slot.start()]
            end = slot.end()
            name, how = slot.groups()
            if name == "name":
                yield names
            else:
                yield from _said(params[name], units[name], how, unit)
        yield text[end:]


def _said(value: Value, kind: str, how: str | None, unit: str) -> Iterator[Piece]:
    if how == " as word":
        counts = np.atleast_1d(np.asarray(value)).astype(int).tolist()
        yield pl.Series([WORDS[count] for count in counts])
        return
    if kind == "thread":
        yield "M"
    if how == "/2":
        value = value / 2
    yield np.round(value / MM[unit], 6) if kind == "mm" and unit != "mm" else value


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence in all its forms; `states` are the parameters that each of them names."""

    source: str
    states: frozenset[str]
    forms: tuple[Form, ...]

    @classmethod
    def of(cls, source: str) -> "Template":
        """Raises ValueError if the forms state different parameters, or one of them twice."""
        pieces = [
            piece.split("|") if i % 2 else [piece] for i, piece in enumerate(_CHOICE.split(source))
        ]
        forms = tuple(Form("".join(pick)) for pick in itertools.product(*pieces))
        stated = forms[0].states
        if any(sorted(form.states) != sorted(set(stated)) for form in forms):
            raise ValueError(f"the forms of {source!r} state different parameters")
        return cls(source, frozenset(stated), forms)


def sheets(labels: Mapping[str, tuple[str, str]]) -> list[str]:
    """Templates in the manner of a specification; labels are (words, unit) by parameter.

    They state every parameter, in the order given and backwards.
    """
    said = {name: f"{{{name}}}{'mm' * (unit == 'mm')}{' degrees' * (unit == 'deg')}"
            for name, (_, unit) in labels.items()}  # fmt: skip
    forward = [(words, said[name]) for name, (words, _) in labels.items()]
    back = forward[::-1]
    return [
        "{name}: " + ", ".join(f"{words} {value}" for words, value in forward),
        "{name}; " + "; ".join(f"{words} = {value}" for words, value in back),
        "{name} with " + _listed([f"{words} {value}" for words, value in forward]),
        "{name} | " + " | ".join(f"{value} {words}" for words, value in back),
        _listed([f"{value} {words}" for words, value in forward]) + " {name}",
        "{name}, " + " ".join(f"{words}={value}" for words, value in forward),
    ]


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def mistyped(text: str, rng: np.random.Generator, known: frozenset[str]) -> str:
    """The text with one slip of the finger in a long word; unchanged where there is none.

    Numbers, units and short words stay, and no word becomes another `known` one.
    """
    words = list(re.finditer(r"[a-z]{6,}", text))
    if not words:
        return text
    word = words[rng.integers(len(words))]
    i = word.start() + 1 + int(rng.integers(len(word.group()) - 2))
    slip = (
        text[:i] + text[i + 1] + text[i] + text[i + 2 :],  # two letters swapped
        text[:i] + text[i + 1 :],  # one left out
        text[:i] + text[i] + text[i:],  # one doubled
    )[rng.integers(3)]
    new = set(re.findall(r"[a-z]{5,}", slip)).difference(match.group() for match in words)
    return text if new & known else slip
