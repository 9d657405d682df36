"""Spacers, washers and bushings: short parts with a through bore.

Round ones stand on z = 0 about the Z axis; a flange lies at the bottom and counts in the overall
length. A square one lies on z = 0 with a corner at the origin, its bore in the middle. A screw
that the text names passes freely: the bore is its clearance hole (`tables.CLEARANCE_HOLES`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import spacer_texts as texts
from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import CLEARANCE_HOLES, THREADS, steps


def bore_faults(width: Value, bore: Value) -> Iterator[tuple[Condition, str]]:
    """Why a bore does not suit a body of this width."""
    yield width - bore < 2, "the wall is thinner than 1 mm"
    yield width > 5 * bore, "the bore is smaller than a fifth of the width"


def stand(that: Checks, diameter: Value, height: Value, of: str) -> None:
    """The size of a round part that stands on z = 0 about Z."""
    that.size(diameter, diameter, height, low=(-diameter / 2, -diameter / 2, 0), of=of)


@dataclass(frozen=True, slots=True)
class Round(Shape):
    """A plain round spacer."""

    diameter: Value
    bore: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from bore_faults(self.diameter, self.bore)
        yield self.length > 2 * self.diameter, "longer than two diameters: a tube"
        yield 10 * self.length < self.diameter, "shorter than a tenth of its diameter: a washer"

    def build(self, ir: Builder) -> None:
        self.drilled(ir, self.bore)

    def drilled(self, ir: Builder, bore: Value) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(bore / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        self.check_drilled(that, self.bore, "bore")

    def check_drilled(self, that: Checks, bore: Value, of: str) -> None:
        stand(that, self.diameter, self.length, "diameter length")
        that.volume((disc(self.diameter) - disc(bore)) * self.length)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], bore, (0, self.length), of=of)


@dataclass(frozen=True, slots=True)
class Washer(Round):
    """A plain flat washer; its length is a thickness."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from bore_faults(self.diameter, self.bore)
        yield 5 * self.length > self.diameter, "thicker than a fifth of its diameter"
        yield 30 * self.length < self.diameter, "thinner than a thirtieth of its diameter"


@dataclass(frozen=True, slots=True)
class Screw(Shape):
    """A round spacer with a clearance hole for a screw."""

    thread: Value
    diameter: Value
    length: Value

    def plain(self) -> Round:
        return Round(self.diameter, CLEARANCE_HOLES(self.thread), self.length)

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from self.plain().faults()

    def build(self, ir: Builder) -> None:
        self.plain().build(ir)

    def check(self, that: Checks) -> None:
        self.plain().check_drilled(that, CLEARANCE_HOLES(self.thread), "thread")


@dataclass(frozen=True, slots=True)
class Flanged(Shape):
    """A bushing with a flange at its bottom; `length` is the overall length."""

    diameter: Value
    bore: Value
    length: Value
    flange: Value
    rim: Value  # thickness of the flange

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from bore_faults(self.diameter, self.bore)
        yield self.flange < self.diameter + 4, "the flange stands out less than 2 mm"
        yield self.flange > 2.5 * self.diameter, "the flange is wider than 2.5 diameters"
        yield self.length < 2.5 * self.rim, "the flange takes more than 2/5 of the length"
        yield self.length > 4 * self.diameter, "longer than four diameters"

    def build(self, ir: Builder) -> None:
        flange = ir.cylinder(self.flange / 2, self.rim)
        body = ir.join(flange, ir.cylinder(self.diameter / 2, self.length))
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        self.check_bored(that, "bore")

    def check_bored(self, that: Checks, of: str) -> None:
        stand(that, self.flange, self.length, "flange length")
        above = self.length - self.rim
        ring, collar = (disc(outer) - disc(self.bore) for outer in (self.diameter, self.flange))
        that.volume(ring * above + collar * self.rim)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], self.bore, (0, self.length), of=of)
        that.section("z", self.rim + above / 2, ring, of="diameter")
        that.section("z", self.rim / 2, collar, of="flange")
        beside = ((self.diameter + self.flange) / 4, 0, 0)
        that.line("thickness of the flange", "z", beside, (0, self.rim), of="rim")


@dataclass(frozen=True, slots=True)
class FlangedScrew(Shape):
    """A bushing with a flange and a clearance hole for a screw."""

    thread: Value
    diameter: Value
    length: Value
    flange: Value
    rim: Value

    def plain(self) -> Flanged:
        bore = CLEARANCE_HOLES(self.thread)
        return Flanged(self.diameter, bore, self.length, self.flange, self.rim)

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from self.plain().faults()

    def build(self, ir: Builder) -> None:
        self.plain().build(ir)

    def check(self, that: Checks) -> None:
        self.plain().check_bored(that, "thread")


@dataclass(frozen=True, slots=True)
class Square(Shape):
    """A square spacer with a round bore in its middle."""

    side: Value
    bore: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from bore_faults(self.side, self.bore)
        yield 10 * self.thickness < self.side, "thinner than a tenth of its side"
        yield self.thickness > 2 * self.side, "longer than two sides"

    def build(self, ir: Builder) -> None:
        block = ir.box(self.side, self.side, self.thickness)
        tool = ir.cylinder(self.bore / 2, 2 * self.thickness)
        ir.cut(block, ir.move(tool, self.side / 2, self.side / 2, 0))

    def check(self, that: Checks) -> None:
        that.size(self.side, self.side, self.thickness, of="side thickness")
        that.volume((self.side**2 - disc(self.bore)) * self.thickness)
        that.topology(1)
        middle = (self.side / 2, self.side / 2, self.thickness / 2)
        that.hole("z", [middle], self.bore, (0, self.thickness), of="bore")


_HALVES = tuple(n / 2 for n in range(4, 22))
_BORES = tuple(sorted({*_HALVES, *range(11, 41)}))
_OUTER = (*range(6, 61), *steps(62, 100, 2, 5))
_LENGTHS = (1, 1.5, 2, 2.5, *range(3, 31), *steps(32, 60, 2, 5))
_BODY = tuple(range(4, 31))
_FLANGE = tuple(range(8, 61))
_DIAMETER, _BORE = Axis(_OUTER, "outer diameter"), Axis(_BORES, "bore diameter")
_THREAD = Axis(THREADS, "screw size", "thread")
_FLANGES = {
    "diameter": Axis(_BODY, "body diameter"),
    "bore": Axis(_BORES, "bore diameter"),
    "length": Axis(_LENGTHS, "overall length"),
    "flange": Axis(_FLANGE, "flange diameter"),
    "rim": Axis((1, 1.5, 2, 2.5, 3, 4, 5, 6), "flange thickness"),
}

SPACER = family(
    "spacer",
    Variant(
        "round", Round,
        {"diameter": _DIAMETER, "bore": _BORE, "length": Axis(_LENGTHS, "length")},
        ("plain round spacer", "round spacer with a through bore", "cylindrical spacer ring"),
        texts.ROUND,
    ),
    Variant(
        "washer", Washer,
        {"diameter": _DIAMETER, "bore": Axis(_BORES, "hole diameter"),
         "length": Axis((0.5, 0.8, 1, 1.2, 1.5, 1.6, 2, 2.5, 3, 3.5, 4, 5, 6, 8), "thickness")},
        ("flat washer", "plain washer", "round shim washer"),
        texts.WASHER,
    ),
    Variant(
        "screw", Screw,
        {"thread": _THREAD,
         "diameter": Axis(tuple(n / 2 for n in range(9, 81)), "outer diameter"),
         "length": Axis(tuple(n / 2 for n in range(2, 81)), "length")},
        ("round spacer with a clearance hole", "spacer with a screw clearance hole through it"),
        texts.SCREW,
    ),
    Variant(
        "flanged", Flanged, _FLANGES,
        ("flanged bushing", "flanged spacer", "bushing with a flange at one end"),
        texts.FLANGED,
    ),
    Variant(
        "square", Square,
        {"side": Axis((*range(6, 61), *steps(62, 100, 2, 5)), "side"), "bore": _BORE,
         "thickness": Axis(_LENGTHS, "thickness")},
        ("square spacer with a bore", "square spacer block with a round hole in the middle"),
        texts.SQUARE,
    ),
    Variant(
        "flanged_screw", FlangedScrew,
        {"thread": _THREAD, **{name: axis for name, axis in _FLANGES.items() if name != "bore"}},
        ("flanged bushing with a screw clearance hole", "flanged spacer with a clearance hole"),
        texts.FLANGED_SCREW, held_out=True,
    ),
    nouns="spacer washer bushing bush shim ring",
)  # fmt: skip
