"""Tubes: open through, standing on z = 0.

Round ones stand about the Z axis. Square and rectangular ones have a corner at the origin, `width`
along X and `depth` along Y. A flange lies at the bottom and counts in the overall length; a
stepped tube is widest at the bottom; a counterbore is sunk from the top.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import tube_texts as texts
from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, least
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.spacer import stand
from cad0_core.parts.tables import steps


def wall_faults(width: Value, wall: Value) -> Iterator[tuple[Condition, str]]:
    """Why a wall does not suit a tube that is this wide."""
    yield 5 * wall > width, "the walls take two fifths of the width"
    yield 25 * wall < width, "the wall is thinner than a twenty-fifth of the width"


def length_faults(width: Value, length: Value) -> Iterator[tuple[Condition, str]]:
    yield length < width, "shorter than wide: a ring, not a tube"
    yield length > 10 * width, "longer than ten widths"


@dataclass(frozen=True, slots=True)
class Round(Shape):
    """A round tube by its wall."""

    diameter: Value
    wall: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from wall_faults(self.diameter, self.wall)
        yield from length_faults(self.diameter, self.length)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(self.diameter / 2 - self.wall, 2 * self.length))

    def check(self, that: Checks) -> None:
        check_round(that, self.diameter, self.diameter - 2 * self.wall, self.length, of="wall")


def check_round(that: Checks, outer: Value, inner: Value, length: Value, *, of: str) -> None:
    stand(that, outer, length, "diameter length")
    that.volume((disc(outer) - disc(inner)) * length)
    that.topology(1)
    that.hole("z", [(0, 0, length / 2)], inner, (0, length), of=of)


@dataclass(frozen=True, slots=True)
class Pipe(Shape):
    """A round tube by its inner diameter."""

    diameter: Value
    bore: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from wall_faults(self.diameter, (self.diameter - self.bore) / 2)
        yield self.diameter - self.bore < 2, "the wall is thinner than 1 mm"
        yield from length_faults(self.diameter, self.length)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        check_round(that, self.diameter, self.bore, self.length, of="bore")


@dataclass(frozen=True, slots=True)
class Counterbored(Pipe):
    """A round tube whose bore is wider at the top."""

    counterbore: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.counterbore < self.bore + 2, "the shoulder is narrower than 1 mm"
        yield self.diameter < self.counterbore + 2, "the wall is thinner than 1 mm"
        yield self.diameter > 4 * self.bore, "the bore is narrower than a quarter of the tube"
        yield 2 * self.depth > self.length, "the counterbore is deeper than half of the tube"
        yield 2 * self.length < self.diameter, "shorter than half of its width"
        yield self.length > 10 * self.diameter, "longer than ten widths"

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        bored = ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))
        tool = ir.cylinder(self.counterbore / 2, 2 * self.depth)
        ir.cut(bored, ir.move(tool, 0, 0, self.length - self.depth))

    def check(self, that: Checks) -> None:
        stand(that, self.diameter, self.length, "diameter length")
        sunk = (disc(self.counterbore) - disc(self.bore)) * self.depth
        that.volume((disc(self.diameter) - disc(self.bore)) * self.length - sunk)
        that.topology(1)
        floor = self.length - self.depth
        that.hole("z", [(0, 0, floor / 2)], self.bore, (0, self.length), of="bore")
        middle = (0, 0, self.length - self.depth / 2)
        that.hole("z", [middle], self.counterbore, (floor, self.length), of="counterbore")
        ledge = ((self.bore + self.counterbore) / 4, 0, 0)
        that.line("under the counterbore", "z", ledge, (0, floor), of="depth")


@dataclass(frozen=True, slots=True)
class Stepped(Shape):
    """A round tube with a wider lower part; `length` is overall, `step` that of the wide part."""

    wide: Value
    narrow: Value
    bore: Value
    length: Value
    step: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.narrow - self.bore < 2, "the wall is thinner than 1 mm"
        yield self.narrow > 4 * self.bore, "the bore is narrower than a quarter of the tube"
        yield self.wide < self.narrow + 4, "the step is lower than 2 mm"
        yield self.wide > 2 * self.narrow, "the wide part is twice as wide as the other"
        yield 5 * self.step < self.length, "the wide part is shorter than a fifth: a flange"
        yield 5 * self.step > 4 * self.length, "the narrow part is shorter than a fifth"
        yield self.length < self.wide, "shorter than wide"
        yield self.length > 8 * self.narrow, "longer than eight widths"

    def build(self, ir: Builder) -> None:
        wide = ir.cylinder(self.wide / 2, self.step)
        body = ir.join(wide, ir.cylinder(self.narrow / 2, self.length))
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        stand(that, self.wide, self.length, "wide length")
        above = self.length - self.step
        low, high = (disc(outer) - disc(self.bore) for outer in (self.wide, self.narrow))
        that.volume(low * self.step + high * above)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], self.bore, (0, self.length), of="bore")
        that.section("z", self.step / 2, low, of="wide bore")
        that.section("z", self.step + above / 2, high, of="narrow bore")
        ledge = ((self.wide + self.narrow) / 4, 0, 0)
        that.line("length of the wide part", "z", ledge, (0, self.step), of="step")


@dataclass(frozen=True, slots=True)
class Flanged(Round):
    """A round tube with a flange at its bottom; `length` is the overall length."""

    flange: Value
    rim: Value  # thickness of the flange

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.flange < self.diameter + 4, "the flange stands out less than 2 mm"
        yield self.flange > 2.5 * self.diameter, "the flange is wider than 2.5 diameters"
        yield 5 * self.rim > self.length, "the flange takes a fifth of the length"
        yield 2 * self.rim < self.wall, "the flange is thinner than half of the wall"
        yield 20 * self.rim < self.flange, "the flange is thinner than a twentieth of its width"
        yield from Round.faults(self)

    def build(self, ir: Builder) -> None:
        flange = ir.cylinder(self.flange / 2, self.rim)
        body = ir.join(flange, ir.cylinder(self.diameter / 2, self.length))
        ir.cut(body, ir.cylinder(self.diameter / 2 - self.wall, 2 * self.length))

    def check(self, that: Checks) -> None:
        stand(that, self.flange, self.length, "flange length")
        bore, above = self.diameter - 2 * self.wall, self.length - self.rim
        tube, collar = disc(self.diameter) - disc(bore), disc(self.flange) - disc(bore)
        that.volume(tube * above + collar * self.rim)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], bore, (0, self.length), of="diameter wall")
        that.section("z", self.rim + above / 2, tube, of="diameter wall")
        that.section("z", self.rim / 2, collar, of="flange")
        beside = ((self.diameter + self.flange) / 4, 0, 0)
        that.line("thickness of the flange", "z", beside, (0, self.rim), of="rim")


@dataclass(frozen=True, slots=True)
class Rectangular(Shape):
    """A tube with a rectangular section."""

    width: Value
    depth: Value
    wall: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width <= self.depth, "the width is the longer side"
        yield self.width > 4 * self.depth, "wider than four depths"
        yield from wall_faults(self.depth, self.wall)
        yield from length_faults(self.width, self.length)

    def build(self, ir: Builder) -> None:
        block = ir.box(self.width, self.depth, self.length)
        pocket = ir.box(self.width - 2 * self.wall, self.depth - 2 * self.wall, 2 * self.length)
        ir.cut(block, ir.move(pocket, self.wall, self.wall, 0))

    def check(self, that: Checks) -> None:
        that.size(self.width, self.depth, self.length, of="width depth length")
        check_hollow(that, self.width, self.depth, self.wall, self.length)
        inner = (self.width - 2 * self.wall) * (self.depth - 2 * self.wall)
        that.volume((self.width * self.depth - inner) * self.length)


def check_hollow(that: Checks, x: Value, y: Value, wall: Value, length: Value) -> None:
    """A tube of rectangular section with a corner at the origin."""
    that.topology(1)
    for axis, side in (("x", x), ("y", y)):
        walls = ((0, wall), (side - wall, side))
        that.line(f"walls along {axis}", axis, (x / 2, y / 2, length / 2), *walls, of="wall")
    that.line("through the middle", "z", (x / 2, y / 2, 0), of="wall")


@dataclass(frozen=True, slots=True)
class Square(Shape):
    """A tube with a square section."""

    side: Value
    wall: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from wall_faults(self.side, self.wall)
        yield from length_faults(self.side, self.length)

    def build(self, ir: Builder) -> None:
        self.hollow(ir, ir.box(self.side, self.side, self.length))

    def hollow(self, ir: Builder, body: int) -> None:
        inside = self.side - 2 * self.wall
        ir.cut(body, ir.move(ir.box(inside, inside, 2 * self.length), self.wall, self.wall, 0))

    def check(self, that: Checks) -> None:
        that.size(self.side, self.side, self.length, of="side length")
        self.check_tube(that)
        that.volume(self.ring() * self.length)

    def check_tube(self, that: Checks) -> None:
        check_hollow(that, self.side, self.side, self.wall, self.length)

    def ring(self) -> Value:
        """Area of the section."""
        return self.side**2 - (self.side - 2 * self.wall) ** 2


@dataclass(frozen=True, slots=True)
class SquareFlanged(Square):
    """A square tube in the middle of a square flange at its bottom; `length` is overall."""

    flange: Value
    rim: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.flange < self.side + 4, "the flange stands out less than 2 mm"
        yield self.flange > 2.5 * self.side, "the flange is wider than 2.5 sides"
        yield 5 * self.rim > self.length, "the flange takes a fifth of the length"
        yield 2 * self.rim < self.wall, "the flange is thinner than half of the wall"
        yield 20 * self.rim < self.flange, "the flange is thinner than a twentieth of its width"
        yield from Square.faults(self)

    def build(self, ir: Builder) -> None:
        corner = (self.side - self.flange) / 2
        flange = ir.move(ir.box(self.flange, self.flange, self.rim), corner, corner, 0)
        self.hollow(ir, ir.join(flange, ir.box(self.side, self.side, self.length)))

    def check(self, that: Checks) -> None:
        corner = (self.side - self.flange) / 2
        that.size(self.flange, self.flange, self.length, low=(corner, corner, 0),
                  of="flange length")  # fmt: skip
        self.check_tube(that)
        inner = self.side**2 - self.ring()
        above = self.length - self.rim
        that.volume(self.ring() * above + (self.flange**2 - inner) * self.rim)
        that.section("z", self.rim + above / 2, self.ring(), of="side wall")
        middle = least(self.side, self.flange) / 2
        that.line("flange", "z", (corner / 2, middle, 0), (0, self.rim), of="rim")


_LENGTHS = (*range(6, 41), *steps(42, 150, 2, 5))
_WALLS = (1, 1.5, 2, 2.5, 3, 4, 5, 6)
_SIDES = (*range(6, 41), *steps(42, 80, 2, 5))
_DIAMETER, _LENGTH = Axis(_SIDES, "outer diameter"), Axis(_LENGTHS, "length")
_OVERALL = Axis(_LENGTHS, "overall length")
_WALL = Axis(_WALLS, "wall thickness")
_BORE = Axis(tuple(range(3, 71)), "bore diameter")
_RIM = Axis((1.5, 2, 2.5, 3, 4, 5, 6, 8), "flange thickness")

TUBE = family(
    "tube",
    Variant(
        "round", Round, {"diameter": _DIAMETER, "wall": _WALL, "length": _LENGTH},
        ("round tube", "open round pipe", "cylindrical tube open at both ends"), texts.ROUND,
    ),
    Variant(
        "pipe", Pipe,
        {"diameter": _DIAMETER, "bore": Axis(_BORE.values, "inner diameter"), "length": _LENGTH},
        ("round tube", "plain pipe", "cylindrical tube open at both ends"), texts.PIPE,
    ),
    Variant(
        "counterbored", Counterbored,
        {"diameter": _DIAMETER, "bore": _BORE, "length": _LENGTH,
         "counterbore": Axis(_BORE.values, "counterbore diameter"),
         "depth": Axis((2, 3, 4, 5, 6, 8, 10, 12, 15, 20), "counterbore depth")},
        ("round tube with a counterbore at one end", "counterbored tube"), texts.COUNTERBORED,
    ),
    Variant(
        "stepped", Stepped,
        {"wide": Axis(tuple(range(10, 61)), "diameter of the wide end"),
         "narrow": Axis(tuple(range(6, 51)), "diameter of the narrow end"), "bore": _BORE,
         "length": _OVERALL, "step": Axis(_LENGTHS, "length of the wide end")},
        ("stepped tube with a through bore", "stepped round tube with two outer diameters"),
        texts.STEPPED,
    ),
    Variant(
        "flanged", Flanged,
        {"diameter": Axis(_SIDES, "tube diameter"), "wall": _WALL, "length": _OVERALL,
         "flange": Axis(tuple(range(12, 121)), "flange diameter"), "rim": _RIM},
        ("round tube with a flange at one end", "flanged tube"), texts.FLANGED,
    ),
    Variant(
        "square", Square, {"side": Axis(_SIDES, "outer side"), "wall": _WALL, "length": _LENGTH},
        ("square tube", "hollow square section", "square tube open at both ends"), texts.SQUARE,
    ),
    Variant(
        "rectangular", Rectangular,
        {"width": Axis(_SIDES, "outer width"), "depth": Axis(_SIDES, "outer depth"),
         "wall": _WALL, "length": _LENGTH},
        ("rectangular tube", "rectangular hollow section"), texts.RECTANGULAR,
    ),
    Variant(
        "square_flanged", SquareFlanged,
        {"side": Axis(_SIDES, "outer side of the tube"), "wall": _WALL, "length": _OVERALL,
         "flange": Axis(tuple(range(12, 121)), "side of the flange"), "rim": _RIM},
        ("square tube with a square flange at one end", "square tube on a square end flange"),
        texts.SQUARE_FLANGED, held_out=True,
    ),
    nouns="tube tubing pipe profile section",
)  # fmt: skip
