"""The op table: the one description of Compact IR that every other module reads.

Lengths are millimetres, angles degrees. Parser, renderer, checker, evaluator and error texts
look arities, argument kinds and ranges up here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

INF = float("inf")


class Kind(StrEnum):
    """What an argument stands for; `RULES` holds the unit and range of each."""

    REF = "solid"
    SKETCH = "sketch"
    SIZE = "size"
    RADIUS = "radius"
    CONE_RADIUS = "cone radius"
    COORDINATE = "coordinate"
    EXTENT = "extent"
    SPACING = "spacing"
    DIRECTION = "direction"
    ANGLE = "angle"
    STEP_ANGLE = "step angle"
    SWEEP = "sweep"
    FACTOR = "factor"
    COUNT = "count"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Rule:
    """Unit and range of one argument kind: `expected` is the phrase error texts use."""

    expected: str
    unit: str = ""
    low: float = -INF
    high: float = INF
    nonzero: bool = False
    integer: bool = False

    def allows(self, value: float) -> bool:
        """Whether `value` lies in the range (the number limit is the parser's concern)."""
        return self.low <= value <= self.high and not (self.nonzero and value == 0)


RULES: dict[Kind, Rule] = {
    Kind.REF: Rule("the id of an earlier solid node", low=0, integer=True),
    Kind.SKETCH: Rule("the id of an earlier sketch", low=0, integer=True),
    Kind.SIZE: Rule("a length above 0", "mm", low=0, nonzero=True),
    Kind.RADIUS: Rule("a radius above 0", "mm", low=0, nonzero=True),
    Kind.CONE_RADIUS: Rule("a radius of 0 or more", "mm", low=0),
    Kind.COORDINATE: Rule("a coordinate", "mm"),
    Kind.EXTENT: Rule("a component of a vector that is not zero", "mm"),
    Kind.SPACING: Rule("a spacing other than 0", "mm", nonzero=True),
    Kind.DIRECTION: Rule("a component of a direction that is not zero"),
    Kind.ANGLE: Rule("an angle", "degrees"),
    Kind.STEP_ANGLE: Rule("an angle other than 0", "degrees", nonzero=True),
    Kind.SWEEP: Rule("an angle above 0, at most 360", "degrees", low=0, nonzero=True, high=360),
    Kind.FACTOR: Rule("a factor other than 0", nonzero=True),
    Kind.COUNT: Rule("a whole number of at least 1", low=1, integer=True),
    Kind.FLAG: Rule("0 or 1", low=0, high=1, integer=True),
}


@dataclass(frozen=True, slots=True)
class Arg:
    """One argument of an operation: its name in the documentation and its kind."""

    name: str
    kind: Kind

    @property
    def rule(self) -> Rule:
        """Unit and range of the argument."""
        return RULES[self.kind]


@dataclass(frozen=True)
class Op:
    """One row of the table. `refs` arguments come first, then numbers."""

    code: str
    name: str
    args: tuple[Arg, ...]
    help: str
    makes: str = "solid"  # "solid", "sketch", or "" for a line inside a sketch block
    trained: bool = False  # part of the grammar that a model decodes under
    commutes: bool = False  # operands may be exchanged
    brep: bool = False  # needs the boundary-representation extra
    # Groups of number positions that may not all be zero, each with the words for an error.
    not_all_zero: tuple[tuple[int, int, str], ...] = ()

    @cached_property
    def refs(self) -> int:
        """How many leading arguments are references."""
        return sum(arg.kind in (Kind.REF, Kind.SKETCH) for arg in self.args)

    @cached_property
    def numbers(self) -> tuple[Arg, ...]:
        """The arguments after the references."""
        return self.args[self.refs :]

    @cached_property
    def count(self) -> int | None:
        """Position of the number of copies among the numbers, None if this is no pattern."""
        kinds = [arg.kind for arg in self.numbers]
        return kinds.index(Kind.COUNT) if Kind.COUNT in kinds else None

    @property
    def usage(self) -> str:
        """The line as the documentation writes it, for example `T n x y z`."""
        return " ".join([self.code, *(arg.name for arg in self.args)])


def _args(kind: Kind, names: str) -> tuple[Arg, ...]:
    return tuple(Arg(name, kind) for name in names.split())


_N = _args(Kind.REF, "n")
_AB = _args(Kind.REF, "a b")
_SK = _args(Kind.SKETCH, "sk")
_ORIGIN = _args(Kind.COORDINATE, "ox oy oz")
_AXIS = _args(Kind.DIRECTION, "ax ay az")

_ROWS = (
    Op(
        "C", "box", _args(Kind.SIZE, "sx sy sz"),
        "box with one corner at the origin: [0,sx] x [0,sy] x [0,sz]", trained=True,
    ),
    Op(
        "Y", "cylinder", (*_args(Kind.RADIUS, "r"), *_args(Kind.SIZE, "h")),
        "cylinder about Z, base at z=0, centred in x and y", trained=True,
    ),
    Op("S", "sphere", _args(Kind.RADIUS, "r"), "sphere centred at the origin", trained=True),
    Op(
        "K", "cone", (*_args(Kind.CONE_RADIUS, "r1 r2"), *_args(Kind.SIZE, "h")),
        "cone or frustum about Z: radius r1 at z=0, r2 at z=h; one radius may be 0, not both",
        trained=True, not_all_zero=((0, 2, "at least one radius above 0"),),
    ),
    Op("T", "translate", (*_N, *_args(Kind.COORDINATE, "x y z")),
       "node n moved by (x, y, z)", trained=True),
    Op(
        "R", "rotate", (*_N, *_args(Kind.ANGLE, "x y z")),
        "node n rotated about the origin: first about Z, then Y, then X, fixed axes",
        trained=True,
    ),
    Op(
        "X", "scale", (*_N, *_args(Kind.FACTOR, "x y z")),
        "node n scaled per axis about the origin; a negative factor mirrors", trained=True,
    ),
    Op("U", "union", _AB, "everything in a or b", trained=True, commutes=True),
    Op("D", "difference", _AB, "a without b", trained=True),
    Op("I", "intersection", _AB, "what a and b share", trained=True, commutes=True),
    Op(
        "LP", "linear pattern",
        (*_N, *_args(Kind.DIRECTION, "dx dy dz"), *_args(Kind.COUNT, "count"),
         *_args(Kind.SPACING, "spacing")),
        "union of count copies of n, copy i moved by i*spacing along the direction",
        trained=True, not_all_zero=((0, 3, "a direction that is not zero"),),
    ),
    Op(
        "CP", "circular pattern",
        (*_N, *_ORIGIN, *_AXIS, *_args(Kind.COUNT, "count"), *_args(Kind.STEP_ANGLE, "angle")),
        "union of count copies of n, copy i turned by i*angle/count about the axis through o",
        trained=True, not_all_zero=((3, 6, "an axis that is not zero"),),
    ),
    Op("SH", "shell", (*_N, *_args(Kind.SIZE, "t")),
       "n minus n offset inward by t: closed, no face is opened"),
    Op("FI", "fillet", (*_N, *_args(Kind.RADIUS, "r")), "all edges of n rounded with radius r",
       brep=True),
    Op("CH", "chamfer", (*_N, *_args(Kind.SIZE, "d")), "all edges of n bevelled by d", brep=True),
    Op(
        "SK", "sketch",
        (*_ORIGIN, *_args(Kind.DIRECTION, "xx xy xz"), *_args(Kind.DIRECTION, "yx yy yz")),
        "opens a sketch on the plane through o with axes x and y; L and A lines follow, then END",
        makes="sketch", trained=True,
        not_all_zero=((3, 6, "an x axis that is not zero"), (6, 9, "a y axis that is not zero")),
    ),
    Op("L", "line", _args(Kind.COORDINATE, "x1 y1 x2 y2"), "straight segment of a sketch",
       makes="", trained=True),
    Op(
        "A", "arc", (*_args(Kind.COORDINATE, "x1 y1 x2 y2 cx cy"), *_args(Kind.FLAG, "ccw")),
        "arc of a sketch about (cx, cy); counter-clockwise if ccw is 1", makes="",
    ),
    Op("END", "end of sketch", (), "closes the sketch", makes="", trained=True),
    Op(
        "E", "extrude", (*_SK, *_args(Kind.EXTENT, "dx dy dz")),
        "sketch swept along the full vector d, to either side of its plane", trained=True,
        not_all_zero=((0, 3, "a vector that is not zero"),),
    ),
    Op(
        "V", "revolve", (*_SK, *_ORIGIN, *_AXIS, *_args(Kind.SWEEP, "angle")),
        "sketch turned about the axis through o, which lies in the sketch plane", trained=True,
        not_all_zero=((3, 6, "an axis that is not zero"),),
    ),
)  # fmt: skip

OPS: dict[str, Op] = {op.code: op for op in _ROWS}

# Lines of the wider format that describe assemblies, light and camera: never part of a solid.
_ASSEMBLY = "PDEF INST JFIX JREV JSLD JCYL JBAL GROUND"
_SCENE = "ENV BG LDIR LPNT LSPT LAREA AO BLOOM VIG TONE EXP CAM"
SCENE_CODES = frozenset(_ASSEMBLY.split() + _SCENE.split())

# Codes people write by habit, with the code they mean.
OLD_CODES = {"SC": "X"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Budgets that keep any input from exhausting the machine; every one is settable."""

    text_bytes: int = 1 << 20
    nodes: int = 4096
    segments: int = 2048  # sketch lines and arcs in the whole text
    copies: int = 1000  # of one pattern
    instances: int = 100_000  # solids after all patterns and shared nodes are written out
    number: float = 1e6  # largest magnitude
    triangles: int = 2_000_000  # predicted before an evaluation starts
    seconds: float = 10.0  # for one call into a child process
    memory_bytes: int = 4 << 30  # of address space a child process may use
    errors: int = 100  # reported for one text


LIMITS = Limits()
