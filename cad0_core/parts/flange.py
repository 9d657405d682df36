"""Flanges: discs on z = 0 about the Z axis with evenly spaced bolt holes, the first one on +X.

A raised face or a hub stands on top of the disc; its height is measured from the disc, whose
thickness does not include it. A bore goes through everything.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import flange_texts as texts
from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, sine
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import steps


@dataclass(frozen=True, slots=True)
class Blind(Shape):
    """A disc with a bolt circle and no bore. `circle` is the diameter of the bolt circle."""

    diameter: Value
    thickness: Value
    circle: Value
    bolts: Value
    hole: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        outside = self.circle + 2 * self.hole > self.diameter
        yield outside, "a bolt hole's centre is closer than a diameter to the rim"
        small = 5 * self.circle < 3 * self.diameter
        yield small, "the bolt circle is smaller than three fifths of the disc"
        close = self.circle * sine(180 / self.bolts) < 2 * self.hole
        yield close, "the bolt holes are closer than two diameters"
        thick = 3 * self.thickness > self.diameter
        yield thick, "the disc is thicker than a third of its diameter"

    def build(self, ir: Builder) -> None:
        self.drill(ir, ir.cylinder(self.diameter / 2, self.thickness))

    def drill(self, ir: Builder, body: int) -> None:
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        first = ir.move(tool, self.circle / 2, 0, 0)
        ir.cut(body, ir.around_z(first, self.bolts))

    def check(self, that: Checks) -> None:
        self.check_disc(that, self.thickness, 0, 0)

    def check_disc(self, that: Checks, top: Value, more: Value, bores: int) -> None:
        """`top`: height of the part; `more`: volume beyond that of the bolted disc."""
        d, r, t = self.diameter, self.diameter / 2, self.thickness
        that.size(d, d, top, low=(-r, -r, 0), of="diameter thickness")
        that.volume((disc(d) - self.bolts * disc(self.hole)) * t + more)
        that.topology(self.bolts + bores, of="bolts")
        that.bolt_circle(
            (0, 0, t / 2), self.circle, self.bolts, self.hole, (0, t), of="circle bolts hole"
        )


@dataclass(frozen=True, slots=True)
class Bolted(Blind):
    """A disc with a bolt circle and a central through bore."""

    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        close = self.bore + 2 * self.hole > self.circle
        yield close, "a bolt hole's centre is closer than a diameter to the bore"
        yield 5 * self.bore < self.diameter, "the bore is smaller than a fifth of the disc"
        yield from Blind.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.thickness)
        ring = ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.thickness))
        self.drill(ir, ring)

    def check(self, that: Checks) -> None:
        t = self.thickness
        self.check_disc(that, t, -disc(self.bore) * t, 1)
        that.hole("z", [(0, 0, t / 2)], self.bore, (0, t), of="bore")


@dataclass(frozen=True, slots=True)
class Stepped(Bolted):
    """A bolted flange with something round on the disc: `top` is its diameter, `height` its own."""

    top: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from top_faults(self, self.top)
        yield from Bolted.faults(self)

    def build(self, ir: Builder) -> None:
        body = with_top(self, ir, self.top, self.height)
        bore = ir.cylinder(self.bore / 2, 2 * self.thickness + 2 * self.height)
        self.drill(ir, ir.cut(body, bore))

    def check(self, that: Checks) -> None:
        high = self.thickness + self.height
        more = disc(self.top) * self.height - disc(self.bore) * high
        self.check_disc(that, high, more, 1)
        that.hole("z", [(0, 0, self.thickness / 2)], self.bore, (0, high), of="bore height")
        across = [(-self.top / 2, -self.bore / 2), (self.bore / 2, self.top / 2)]
        middle = (0, 0, self.thickness + self.height / 2)
        that.line("across the top", "x", middle, *across, of="top bore")
        check_thickness(self, that, self.top)


def top_faults(part: Blind, top: Value) -> Iterator[tuple[Condition, str]]:
    near = part.circle - part.hole - top < 2
    yield near, "the bolt holes are closer than 1 mm to what stands on the disc"


def with_top(part: Blind, ir: Builder, top: Value, height: Value) -> int:
    """The disc with a cylinder of a diameter that ends `height` above it."""
    body = ir.cylinder(part.diameter / 2, part.thickness)
    return ir.join(body, ir.cylinder(top / 2, part.thickness + height))


def check_thickness(part: Blind, that: Checks, top: Value) -> None:
    """The disc's thickness between what stands on it and the first bolt hole."""
    beside = (top + part.circle - part.hole) / 4
    that.line("disc thickness", "z", (beside, 0, 0), (0, part.thickness), of="thickness")


@dataclass(frozen=True, slots=True)
class Raised(Stepped):
    """A bolted flange whose sealing face stands above the disc, inside the bolt circle."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.top - self.bore < 8, "the raised face is narrower than 4 mm"
        yield 2 * self.top < self.diameter, "the raised face is smaller than half of the disc"
        yield 2 * self.height > self.thickness, "the raised face is half as high as the disc"
        yield from Stepped.faults(self)


@dataclass(frozen=True, slots=True)
class Hub(Stepped):
    """A bolted flange with a cylindrical hub on the disc."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.top < 1.1 * self.bore + 4, "the hub's wall is too thin"
        heads = self.circle - self.top < 2 * self.hole
        yield heads, "a bolt hole's centre is closer than a diameter to the hub"
        yield 4 * self.top < self.diameter, "the hub is smaller than a quarter of the disc"
        yield self.height < self.thickness / 2, "the hub is lower than half of the disc"
        yield self.height > self.diameter, "the hub is higher than the disc is wide"
        yield from Stepped.faults(self)


@dataclass(frozen=True, slots=True)
class BlindRaised(Blind):
    """A blind flange with a raised face."""

    top: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 2 * self.top < self.diameter, "the raised face is smaller than half of the disc"
        yield 2 * self.height > self.thickness, "the raised face is half as high as the disc"
        yield from top_faults(self, self.top)
        yield from Blind.faults(self)

    def build(self, ir: Builder) -> None:
        self.drill(ir, with_top(self, ir, self.top, self.height))

    def check(self, that: Checks) -> None:
        high = self.thickness + self.height
        self.check_disc(that, high, disc(self.top) * self.height, 0)
        that.line("height in the middle", "z", (0, 0, 0), (0, high), of="height")
        middle = (0, 0, self.thickness + self.height / 2)
        across = (-self.top / 2, self.top / 2)
        that.line("across the raised face", "x", middle, across, of="top")
        check_thickness(self, that, self.top)


_CIRCLES = steps(24, 140, 5, 4)
_BLIND = {
    "diameter": Axis(steps(40, 160, 5, 4), "outside diameter"),
    "thickness": Axis((4, 5, 6, 8, 10, 12, 15, 16, 20), "disc thickness"),
    "circle": Axis(_CIRCLES, "bolt circle diameter"),
    "bolts": Axis((3, 4, 5, 6, 7, 8), "bolt holes", "count"),
    "hole": Axis((4, 4.5, 5, 5.5, 6, 6.5, 8, 9, 10, 11, 12), "bolt hole diameter"),
}
_BORES = (10, 12, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 60, 70, 80)
_BOLTED = {**_BLIND, "bore": Axis(_BORES, "bore diameter")}
_FACE = {
    "top": Axis(_CIRCLES, "raised face diameter"),
    "height": Axis((1, 1.5, 2, 2.5, 3, 4, 5), "raised face height"),
}
_HUB = {
    "top": Axis(steps(16, 100, 5, 4), "hub diameter"),
    "height": Axis((*steps(5, 40, 2, 5), 45, 50, 55, 60), "hub height above the disc"),
}
_DEFAULTS: dict[str, Default] = {"thickness": 8, "hole": 6}
_FACE_DEFAULTS: dict[str, Default] = {**_DEFAULTS, "height": 2}

FLANGE = family(
    "flange",
    Variant(
        "bolted", Bolted, _BOLTED,
        ("flange with a center bore", "flat bored flange", "ring flange, bored through"),
        texts.BOLTED, _DEFAULTS,
    ),
    Variant(
        "blind", Blind, _BLIND, ("blind flange", "flange without bore", "closing flange, no bore"),
        texts.BLIND, _DEFAULTS,
    ),
    Variant(
        "raised_face", Raised, {**_BOLTED, **_FACE},
        ("raised face flange with a center bore", "bored flange with a raised face",
         "RF pipe flange, bored through"),
        texts.RAISED, _FACE_DEFAULTS,
    ),
    Variant(
        "hub", Hub, {**_BOLTED, **_HUB},
        ("hub flange with a center bore", "bored flange with a cylindrical hub",
         "hubbed pipe flange, bored through"),
        texts.HUB, _DEFAULTS,
    ),
    Variant(
        "blind_raised_face", BlindRaised, {**_BLIND, **_FACE},
        ("raised face blind flange", "blind flange with a raised face",
         "flange without bore but with a raised face"),
        texts.BLIND_RAISED, _FACE_DEFAULTS, held_out=True,
    ),
    nouns="flange disc disk",
    seed=True,
)  # fmt: skip
