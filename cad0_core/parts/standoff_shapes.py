"""Shapes of standoffs: an outline, round or hexagonal, and what is made of its ends and middle."""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc, hexagon
from cad0_core.parts.columns import Condition, Value, cosine, most, sine
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import CLEARANCE_HOLES, TAP_DRILLS


class Standoff(Shape):
    """A solid standoff of some outline: `width` is a diameter, or across flats."""

    __slots__ = ()
    length: Value

    @property
    @abstractmethod
    def width(self) -> Value: ...

    @abstractmethod
    def body(self, ir: Builder) -> int: ...

    @abstractmethod
    def area(self) -> Value:
        """Of the outline."""

    @abstractmethod
    def check_size(self, that: Checks, height: Value, of: str, hole: Value = 0) -> None:
        """`of`: the parameters that the height comes from; `hole`: a diameter."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.length > 12 * self.width, "longer than 12 times its width"
        yield 3 * self.length < self.width, "shorter than a third of its width: a disc"

    def build(self, ir: Builder) -> None:
        self.body(ir)

    def check(self, that: Checks) -> None:
        self.check_size(that, self.length, "length")
        that.volume(self.area() * self.length)
        that.topology()


class Drilled(Standoff):
    """With a through hole."""

    __slots__ = ()
    drives: str  # the parameter that the hole's diameter comes from

    @abstractmethod
    def hole(self) -> Value:
        """Its diameter."""

    def build(self, ir: Builder) -> None:
        ir.cut(self.body(ir), ir.cylinder(self.hole() / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        self.check_size(that, self.length, "length", self.hole())
        that.volume((self.area() - disc(self.hole())) * self.length)
        that.topology(1)
        middle = (0, 0, self.length / 2)
        that.hole("z", [middle], self.hole(), (0, self.length), of=self.drives)


class Bored(Drilled):
    __slots__ = ()
    drives = "bore"
    bore: Value

    def hole(self) -> Value:
        return self.bore

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width - self.bore < 2, "the wall is thinner than 1 mm"
        yield self.width > 5 * self.bore, "the bore is smaller than a fifth of the width"
        yield from Standoff.faults(self)


class Threaded(Drilled):
    """The hole is the tap drill hole of a thread."""

    __slots__ = ()
    drives = "thread"
    thread: Value

    def hole(self) -> Value:
        return TAP_DRILLS(self.thread)

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width - self.thread < 2, "the wall around the thread is thinner than 1 mm"
        yield self.width > 4 * self.thread, "wider than four times its thread"
        yield from Standoff.faults(self)


class Clearance(Threaded):
    """The hole lets a screw of this size through."""

    __slots__ = ()

    def hole(self) -> Value:
        return CLEARANCE_HOLES(self.thread)

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width - self.hole() < 2, "the wall is thinner than 1 mm"
        yield from Threaded.faults(self)


class MaleFemale(Threaded):
    """A blind tap drill hole from below and a stud above."""

    __slots__ = ()
    stud: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.length - self.depth < 2, "less than 2 mm is left above the blind hole"
        yield self.depth < self.thread, "the blind hole is less deep than its thread is wide"
        yield self.depth > 4 * self.thread, "the blind hole is deeper than four diameters"
        yield self.stud < self.thread, "the stud is shorter than its diameter"
        yield self.stud > 4 * self.thread, "the stud is longer than four diameters"
        yield from Threaded.faults(self)

    def build(self, ir: Builder) -> None:
        body = self.body(ir)
        solid = ir.join(body, ir.cylinder(self.thread / 2, self.length + self.stud))
        ir.cut(solid, ir.cylinder(self.hole() / 2, self.depth))

    def check(self, that: Checks) -> None:
        end = self.length + self.stud
        self.check_size(that, end, "length stud", self.hole())
        hole = disc(self.hole()) * self.depth
        that.volume(self.area() * self.length + disc(self.thread) * self.stud - hole)
        that.topology()
        drilled = (0, 0, self.depth / 2)
        that.hole("z", [drilled], self.hole(), (0, self.depth), bottom=True, of="thread depth")
        that.line("between hole and stud's end", "z", drilled, (self.depth, end), of="depth stud")
        on_stud, r = (0, 0, self.length + self.stud / 2), self.thread / 2
        that.line("stud diameter", "x", on_stud, (-r, r), of="thread")
        shoulder = (0, (self.width + self.thread) / 4, 0)
        that.line("body length", "z", shoulder, (0, self.length), of="length")


class Cylindrical(Standoff):
    __slots__ = ()
    diameter: Value

    @property
    def width(self) -> Value:
        return self.diameter

    def body(self, ir: Builder) -> int:
        return ir.cylinder(self.diameter / 2, self.length)

    def area(self) -> Value:
        return disc(self.diameter)

    def check_size(self, that: Checks, height: Value, of: str, hole: Value = 0) -> None:
        d, r = self.diameter, self.diameter / 2
        that.size(d, d, height, low=(-r, -r, 0), of=f"diameter {of}")


class Hexagonal(Standoff):
    """A hexagonal prism, two of its flats facing +Y and -Y."""

    __slots__ = ()
    flats: Value

    @property
    def width(self) -> Value:
        return self.flats

    def body(self, ir: Builder) -> int:
        """The slab between two flats, met by itself turned by 60 and by 120 degrees.

        The slab is twice as wide as it is thick: two of them meet in a rhombus whose tips reach
        0.87 of that, so that its own ends never show.
        """
        block = ir.box(2 * self.flats, self.flats, self.length)
        slab = ir.move(block, -self.flats, -self.flats / 2, 0)
        rhombus = ir.common(slab, ir.turn(slab, 0, 0, 60))
        return ir.common(rhombus, ir.turn(slab, 0, 0, 120))

    def area(self) -> Value:
        return hexagon(self.flats)

    def check_size(self, that: Checks, height: Value, of: str, hole: Value = 0) -> None:
        corner = self.flats / 2 / cosine(30)
        low = (-corner, -self.flats / 2, 0)
        that.size(2 * corner, self.flats, height, low=low, of=f"flats {of}")
        x = most(0.6 * corner, hole / 2 + 0.3)  # beside the hole
        y = (corner - x) / sine(30) * cosine(30)
        for side, share in ((-1, 0.02), (1, 0.02), (-1, 0.98), (1, 0.98)):
            near_end = (side * x, 0, share * self.length)
            that.line("across slanted flats", "y", near_end, (-y, y), of="flats")


@dataclass(frozen=True, slots=True)
class Round(Cylindrical):
    diameter: Value
    length: Value


@dataclass(frozen=True, slots=True)
class RoundBored(Cylindrical, Bored):
    diameter: Value
    length: Value
    bore: Value


@dataclass(frozen=True, slots=True)
class RoundThreaded(Cylindrical, Threaded):
    diameter: Value
    length: Value
    thread: Value


@dataclass(frozen=True, slots=True)
class RoundClearance(Cylindrical, Clearance):
    diameter: Value
    length: Value
    thread: Value


@dataclass(frozen=True, slots=True)
class RoundMaleFemale(Cylindrical, MaleFemale):
    diameter: Value
    length: Value
    thread: Value
    stud: Value
    depth: Value


@dataclass(frozen=True, slots=True)
class Hex(Hexagonal):
    flats: Value
    length: Value


@dataclass(frozen=True, slots=True)
class HexBored(Hexagonal, Bored):
    flats: Value
    length: Value
    bore: Value


@dataclass(frozen=True, slots=True)
class HexThreaded(Hexagonal, Threaded):
    flats: Value
    length: Value
    thread: Value


@dataclass(frozen=True, slots=True)
class HexClearance(Hexagonal, Clearance):
    flats: Value
    length: Value
    thread: Value


@dataclass(frozen=True, slots=True)
class HexMaleFemale(Hexagonal, MaleFemale):
    flats: Value
    length: Value
    thread: Value
    stud: Value
    depth: Value
