"""Texts as people type them: the same statements in other words, spacings and spellings.

A template is good English with `mm` behind most numbers. People write "20x30x2, 4 holes dia 3.4
thru, thk 2 pls". Each rule here rewrites a text without changing what it states: every number stays
as it is, and counts may turn into words or back. Rules are drawn one by one, so that a text
differs from its template in a few places at most.
"""

import re
from collections.abc import Callable, Sequence

import numpy as np

from cad0_core.parts.phrasing import WORDS

Rng = np.random.Generator
Rule = Callable[[str, Rng], str]

_COUNTED = "holes|slots|ribs|fins|pins|teeth|flutes|arms|bolts|spokes|feet|grooves|ears|legs"
_OTHER_UNIT = re.compile(r"\d ?(?:cm|in)\b|inch|\d\"")

BEFORE = (
    "i need {}", "i want {}", "just {}", "simple: {}", "pls {}", "can someone draw {}",
    "Need: {}", "looking to print {}", "could u make {}", "request: {}", "model {} for me",
    "i am looking for {}", "one {}", "Please make {}", "I would like to have {}", "want {}",
)  # fmt: skip
AFTER = (
    "{} pls", "{}. thanks", "{}.", "{}!", "{} for 3d printing", "{}, that's all",
    "{}. nothing else", "{} thx", "{} (all in mm)", "{}. dimensions in mm", "{} for my project",
    "{}, nothing more",
)  # fmt: skip


_FIELD = re.compile(r"(?P<before>[a-z][a-z -]*?)(?: = ?| )M?[\d.]+(?:mm| degrees)?|"
                    r"M?[\d.]+(?:mm| degrees)? (?P<after>[a-z][a-z -]*)")  # fmt: skip


def casual(text: str, rng: Rng) -> str:
    """`text` with a few of the rules applied; never with another number, count or unit."""
    metric = not _OTHER_UNIT.search(text)
    for rule, share in _RULES:
        if rng.random() < share and (metric or rule not in _MILLIMETRES):
            text = rule(text, rng)
    return _framed(text, rng, metric)


def _framed(text: str, rng: Rng, metric: bool) -> str:
    for frames, share in ((BEFORE, 0.3), (AFTER, 0.25)):
        if rng.random() < share:
            frame = _one(frames, rng)
            text = text if " mm" in frame and not metric else frame.format(text.rstrip("."))
    return text


def _one(choices: Sequence[str], rng: Rng) -> str:
    return choices[int(rng.integers(len(choices)))]


def _swap(pattern: str, *choices: str) -> Rule:
    """Every match becomes one of the choices, the same one throughout a text."""
    compiled = re.compile(pattern)

    def rule(text: str, rng: Rng) -> str:
        return compiled.sub(_one(choices, rng), text)

    return rule


def _counts(text: str, rng: Rng) -> str:
    """Small counts in front of what is counted: figures into words, or words into figures."""
    figure = re.compile(rf"(?<![\w.])(\d{{1,2}})(?= (?:[a-z]+ )?(?:{_COUNTED})\b)")
    if rng.random() < 0.5:
        return figure.sub(lambda m: WORDS[int(m[1])] if int(m[1]) < len(WORDS) else m[1], text)
    words = re.compile(rf"\b({'|'.join(WORDS[2:])})(?= (?:[\w.]+ )?(?:{_COUNTED})\b)")
    return words.sub(lambda m: str(WORDS.index(m[1])), text)


def _shuffled(text: str, rng: Rng) -> str:
    """The fields of a specification in another order, where each has a name of its own."""
    for apart, between in ((": ", "; "), ("; ", "; "), (" | ", " | "), (": ", ", ")):
        name, found, rest = text.partition(apart)
        fields = rest.split(between)
        labels = [_FIELD.fullmatch(field) for field in fields]
        named = {match["before"] or match["after"] for match in labels if match}
        if found and len(fields) > 1 and len(named) == len(fields):
            return name + found + between.join(fields[i] for i in rng.permutation(len(fields)))
    return text


def _lower(text: str, rng: Rng) -> str:
    return text.lower()


def _capital(text: str, rng: Rng) -> str:
    return text[:1].upper() + text[1:]


# "5mm in diameter" keeps its unit: "5 in" is five inches.
_no_unit = _swap(r"(?<=\d) ?mm\b(?! in\b)", "")
_unit = _swap(r"(?<=\d) ?mm\b", " mm", "mm", " millimeters", " milimeters", " MM")
_MILLIMETRES = frozenset({_no_unit, _unit})

# Rules and the share of casual texts that each is tried on. Where none fits a text stays.
_RULES: tuple[tuple[Rule, float], ...] = (
    (_shuffled, 0.5),
    (_counts, 0.5),
    (
        _swap(r"(?<=\d)(?: ?mm)?(?: x | by |x)(?=\d)", " x ", "x", "*", " by ", " X ", " \u00d7 "),
        0.4,
    ),
    (_swap(r"\bdiameters?\b", "dia", "diam", "dia.", "diametr", "d", "Ø"), 0.5),
    (_swap(r"\bthickness\b", "thk", "thick", "thikness", "t"), 0.5),
    (_swap(r"\bthick\b", "thk", "of thickness"), 0.2),
    (_swap(r"\b(?:high|tall)\b", "high", "tall", "hi"), 0.3),
    (_swap(r"\blength\b", "len", "lenght", "long", "L"), 0.3),
    (_swap(r"\bheight\b", "heigth", "high", "h", "H"), 0.3),
    (_swap(r"\bwidth\b", "wide", "w", "widht", "W"), 0.3),
    (_swap(r"\bradius\b", "rad", "radius", "r", "R"), 0.3),
    (_swap(r"\bwith\b", "w/", "having", "+", "and", "that has"), 0.4),
    (_swap(r"(?<=\w) and ", " & ", ", ", " + ", " plus "), 0.3),
    (_swap(r", (?=[a-z])", " ", " , ", ". ", ",", " - "), 0.2),
    (_swap(r"\bcenter(?=s?\b)", "centre", "middle"), 0.3),
    (_swap(r"\bcentered\b", "centred", "in the middle"), 0.3),
    (_swap(r"\bthrough\b", "thru"), 0.4),
    (_swap(r"\boutside\b", "outer", "outside", "external"), 0.3),
    (_swap(r"(?<=[a-z])-(?=[a-z])", " ", ""), 0.4),
    (_swap(r"\brectangular\b", "rect", "rectangular"), 0.4),
    (_swap(r"\bmounting\b", "mount", "fixing", "mounting"), 0.3),
    (_no_unit, 0.35),
    (_unit, 0.25),
    (_lower, 0.4),
    (_capital, 0.15),
)
