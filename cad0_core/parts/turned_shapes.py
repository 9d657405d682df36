"""Shapes of turned parts: profiles that are revolved about Z."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc, frustum
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.shape import Builder, Shape


class Turned(Shape):
    """A body of revolution about Z."""

    __slots__ = ()

    @abstractmethod
    def profile(self) -> Sequence[tuple[Value, Value]]:
        """Its corners as (radius, z)."""

    def build(self, ir: Builder) -> None:
        ir.revolve(ir.outline(self.profile(), x=(1, 0, 0), y=(0, 0, 1)))


def stand(that: Checks, widest: Value, height: Value, *, of: str) -> None:
    that.size(widest, widest, height, low=(-widest / 2, -widest / 2, 0), of=of)


def solid_across(that: Checks, name: str, z: Value, diameter: Value, *, of: str) -> None:
    """Material from side to side through the axis at a height, along x and along y."""
    for axis in ("x", "y"):
        that.line(name, axis, (0, 0, z), (-diameter / 2, diameter / 2), of=of)


def ring_across(that: Checks, name: str, z: Value, outer: Value, inner: Value, *, of: str) -> None:
    """Material on either side of a round opening at a height, along x and along y."""
    sides = ((-outer / 2, -inner / 2), (inner / 2, outer / 2))
    for axis in ("x", "y"):
        that.line(name, axis, (0, 0, z), *sides, of=of)


@dataclass(frozen=True, slots=True)
class Stepped(Turned):
    """A thick section below, a thin one above."""

    diameter: Value
    length: Value
    tip: Value
    tip_length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.diameter < self.tip + 2, "the shoulder is less than 1 mm wide"
        yield self.diameter > 3 * self.tip, "the tip is thinner than a third of the body"
        yield 2 * self.length < self.diameter, "the body is a disc"
        yield self.length > 10 * self.diameter, "the body is longer than ten diameters"
        yield 2 * self.tip_length < self.tip, "the tip is a disc"
        yield self.tip_length > 6 * self.tip, "the tip is longer than six diameters"

    def profile(self) -> Sequence[tuple[Value, Value]]:
        wide, thin, end = self.diameter / 2, self.tip / 2, self.length + self.tip_length
        return [(0, 0), (wide, 0), (wide, self.length), (thin, self.length), (thin, end), (0, end)]

    def check(self, that: Checks) -> None:
        end = self.length + self.tip_length
        stand(that, self.diameter, end, of="diameter length tip_length")
        that.volume(disc(self.diameter) * self.length + disc(self.tip) * self.tip_length)
        that.topology()
        solid_across(that, "body", self.length / 2, self.diameter, of="diameter")
        solid_across(that, "tip", self.length + self.tip_length / 2, self.tip, of="tip")
        beside = ((self.diameter + self.tip) / 4, 0, 0)
        that.line("height of the shoulder", "z", beside, (0, self.length), of="length")
        that.line("height", "z", (0, 0, 0), (0, end), of="length tip_length")


@dataclass(frozen=True, slots=True)
class Pointed(Turned):
    """A pin that ends in a cone."""

    diameter: Value
    length: Value
    tip: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 3 * self.tip > 2 * self.length, "the point takes more than two thirds of the pin"
        yield 2 * self.tip < self.diameter, "the point is blunter than 90 degrees"
        yield self.tip > 3 * self.diameter, "the point is longer than three diameters"
        yield 2 * self.length < 3 * self.diameter, "shorter than one and a half diameters"
        yield self.length > 12 * self.diameter, "longer than twelve diameters"

    def profile(self) -> Sequence[tuple[Value, Value]]:
        r = self.diameter / 2
        return [(0, 0), (r, 0), (r, self.length - self.tip), (0, self.length)]

    def check(self, that: Checks) -> None:
        straight = self.length - self.tip
        stand(that, self.diameter, self.length, of="diameter length")
        that.volume(disc(self.diameter) * straight + frustum(self.diameter, 0, self.tip))
        that.topology()
        solid_across(that, "body", straight / 2, self.diameter, of="diameter")
        solid_across(that, "body", 0.95 * straight, self.diameter, of="diameter tip length")
        solid_across(that, "point, halfway up", self.length - self.tip / 2, self.diameter / 2,
                     of="diameter tip")  # fmt: skip
        beside = (self.diameter / 4, 0, 0)
        that.line("height halfway out", "z", beside, (0, self.length - self.tip / 2), of="tip")


@dataclass(frozen=True, slots=True)
class Nosed(Turned):
    """A pin whose nose tapers to a flat end of diameter `end`."""

    diameter: Value
    length: Value
    end: Value
    taper: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.diameter < self.end + 2, "the taper is less than 1 mm"
        yield self.diameter > 3 * self.end, "the end is thinner than a third of the pin"
        yield 2 * self.taper > self.length, "the taper takes more than half of the pin"
        yield 2 * self.taper < self.diameter - self.end, "the taper is blunter than 90 degrees"
        yield self.taper > 2 * self.diameter, "the taper is longer than two diameters"
        yield self.length > 12 * self.diameter, "longer than twelve diameters"

    def profile(self) -> Sequence[tuple[Value, Value]]:
        wide, thin, straight = self.diameter / 2, self.end / 2, self.length - self.taper
        return [(0, 0), (wide, 0), (wide, straight), (thin, self.length), (0, self.length)]

    def check(self, that: Checks) -> None:
        straight, middle = self.length - self.taper, (self.diameter + self.end) / 2
        stand(that, self.diameter, self.length, of="diameter length")
        body = disc(self.diameter) * straight
        that.volume(body + frustum(self.diameter, self.end, self.taper))
        that.topology()
        solid_across(that, "body", straight / 2, self.diameter, of="diameter")
        solid_across(that, "body", 0.95 * straight, self.diameter, of="diameter taper length")
        solid_across(that, "nose, halfway up", self.length - self.taper / 2, middle,
                     of="diameter end taper")  # fmt: skip
        that.line("height", "z", (0.9 * self.end / 2, 0, 0), (0, self.length), of="end length")
        beside = (middle / 2, 0, 0)
        that.line("height on the taper", "z", beside, (0, self.length - self.taper / 2), of="taper")


@dataclass(frozen=True, slots=True)
class Bushing(Turned):
    """A sleeve with a flange at its bottom."""

    bore: Value
    diameter: Value
    flange: Value
    rim: Value  # thickness of the flange
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.diameter < self.bore + 2, "the wall is thinner than 1 mm"
        yield self.diameter > 2 * self.bore, "the wall is thicker than half the bore"
        yield self.flange < self.diameter + 4, "the flange stands out less than 2 mm"
        yield self.flange > 2 * self.diameter, "the flange is wider than two diameters"
        yield 3 * self.rim > self.length, "the flange takes more than a third of the length"
        yield 8 * self.rim < self.flange - self.diameter, "the flange is too thin for its reach"
        yield self.length > 5 * self.diameter, "longer than five diameters"

    def profile(self) -> Sequence[tuple[Value, Value]]:
        inner, outer, edge = self.bore / 2, self.diameter / 2, self.flange / 2
        return [(inner, 0), (edge, 0), (edge, self.rim), (outer, self.rim), (outer, self.length),
                (inner, self.length)]  # fmt: skip

    def check(self, that: Checks) -> None:
        stand(that, self.flange, self.length, of="flange length")
        sleeve, collar = disc(self.diameter), disc(self.flange)
        above = self.length - self.rim
        that.volume(sleeve * above + collar * self.rim - disc(self.bore) * self.length)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], self.bore, (0, self.length), of="bore")
        ring_across(that, "sleeve", self.rim + above / 2, self.diameter, self.bore,
                    of="diameter bore")  # fmt: skip
        ring_across(that, "flange", self.rim / 2, self.flange, self.bore, of="flange bore")
        beside = ((self.diameter + self.flange) / 4, 0, 0)
        that.line("thickness of the flange", "z", beside, (0, self.rim), of="rim")
        wall = ((self.bore + self.diameter) / 4, 0, 0)
        that.line("length of the sleeve", "z", wall, (0, self.length), of="length")


@dataclass(frozen=True, slots=True)
class Cup(Turned):
    """Open at the top; the floor has a thickness of its own."""

    diameter: Value
    height: Value
    wall: Value
    floor: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 8 * self.wall > self.diameter, "the walls take a quarter of the diameter"
        yield 20 * self.wall < self.diameter, "the wall is thinner than a 20th of the diameter"
        yield 4 * self.floor > self.height, "the floor takes more than a quarter of the height"
        yield self.floor > 3 * self.wall, "the floor is thicker than three walls"
        yield self.wall > 2 * self.floor, "the floor is thinner than half a wall"
        yield 3 * self.height < self.diameter, "a dish, not a cup"
        yield self.height > 3 * self.diameter, "a tube, not a cup"

    def profile(self) -> Sequence[tuple[Value, Value]]:
        outer, inner = self.diameter / 2, self.diameter / 2 - self.wall
        return [(0, 0), (outer, 0), (outer, self.height), (inner, self.height),
                (inner, self.floor), (0, self.floor)]  # fmt: skip

    def check(self, that: Checks) -> None:
        stand(that, self.diameter, self.height, of="diameter height")
        that.volume(disc(self.diameter) * self.height - self.room())
        that.topology()
        self.check_inside(that)

    def room(self) -> Value:
        """Volume of the inside."""
        return disc(self.diameter - 2 * self.wall) * (self.height - self.floor)

    def check_inside(self, that: Checks) -> None:
        inner, middle = self.diameter - 2 * self.wall, (self.floor + self.height) / 2
        ring_across(that, "wall", middle, self.diameter, inner, of="wall diameter")
        solid_across(that, "bottom", self.floor / 2, self.diameter, of="diameter floor")
        that.line("floor", "z", (0, 0, 0), (0, self.floor), of="floor")
        that.line("floor near the wall", "z", (0.4 * inner, 0, 0), (0, self.floor), of="floor")
        rim = (self.diameter / 2 - self.wall / 2, 0, 0)
        that.line("height of the wall", "z", rim, (0, self.height), of="height wall")


@dataclass(frozen=True, slots=True)
class FlangedCup(Cup):
    """A cup with an outward flange around its opening, flush with the rim."""

    flange: Value
    rim: Value  # thickness of the flange

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.flange < self.diameter + 4, "the flange stands out less than 2 mm"
        yield 2 * self.flange > 3 * self.diameter, "the flange is wider than 1.5 diameters"
        yield 4 * self.rim > self.height, "the flange takes more than a quarter of the height"
        yield self.rim > 2 * self.wall, "the flange is thicker than two walls"
        yield 8 * self.rim < self.flange - self.diameter, "the flange is too thin for its reach"
        yield from Cup.faults(self)

    def profile(self) -> Sequence[tuple[Value, Value]]:
        outer, inner, edge = self.diameter / 2, self.diameter / 2 - self.wall, self.flange / 2
        under, top = self.height - self.rim, self.height
        return [(0, 0), (outer, 0), (outer, under), (edge, under), (edge, top), (inner, top),
                (inner, self.floor), (0, self.floor)]  # fmt: skip

    def check(self, that: Checks) -> None:
        stand(that, self.flange, self.height, of="flange height")
        collar = (disc(self.flange) - disc(self.diameter)) * self.rim
        that.volume(disc(self.diameter) * self.height + collar - self.room())
        that.topology()
        self.check_inside(that)
        level, inner = self.height - self.rim / 2, self.diameter - 2 * self.wall
        ring_across(that, "flange", level, self.flange, inner, of="flange wall")
        beside = ((self.diameter + self.flange) / 4, 0, 0)
        spans = (self.height - self.rim, self.height)
        that.line("thickness of the flange", "z", beside, spans, of="rim height")
