"""Funnels and other conical shells: open through, standing on z = 0 about the Z axis.

The narrow end of a funnel is at the bottom. Diameters are outer ones and heights overall; the
wall is measured across the axis: half of what the inner diameter is less than the outer one at
the same height.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import funnel_texts as texts
from cad0_core.parts.checks import Checks, disc, frustum
from cad0_core.parts.columns import Condition, Value, least, most
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.spacer import stand
from cad0_core.parts.tables import steps


def shell(bottom: Value, top: Value, height: Value, wall: Value) -> Value:
    """Volume of a conical shell that is open at both ends."""
    return frustum(bottom, top, height) - frustum(bottom - 2 * wall, top - 2 * wall, height)


def ring_line(that: Checks, name: str, z: Value, outer: Value, wall: Value, *, of: str) -> None:
    """Both walls on the lines along X and Y through the axis at a height."""
    r = outer / 2
    for axis in ("x", "y"):
        that.line(name, axis, (0, 0, z), (-r, wall - r), (r - wall, r), of=of)


def cone_faults(
    narrow: Value, wide: Value, height: Value, wall: Value
) -> Iterator[tuple[Condition, str]]:
    """Why a cone between these diameters is no good."""
    yield narrow - 2 * wall < 3, "the narrow end is open less than 3 mm"
    yield 5 * wall > narrow, "the walls take two fifths of the narrow end"
    yield 60 * wall < wide, "the wall is thinner than a sixtieth of the mouth"
    yield 4 * (wide - narrow) < height, "steeper than one in eight"
    yield wide - narrow > 2 * height, "flatter than 45 degrees: its wall is too thin across"


@dataclass(frozen=True, slots=True)
class ConeShell(Shape):
    """A hollow frustum, open at both ends."""

    bottom: Value
    top: Value
    height: Value
    wall: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        narrow, wide = least(self.bottom, self.top), most(self.bottom, self.top)
        yield narrow == wide, "that is a tube"
        yield from cone_faults(narrow, wide, self.height, self.wall)

    def build(self, ir: Builder) -> None:
        body = ir.cone(self.bottom / 2, self.top / 2, self.height)
        ir.cut(body, self.inside(ir))

    def inside(self, ir: Builder) -> int:
        return ir.cone(self.bottom / 2 - self.wall, self.top / 2 - self.wall, self.height)

    def check(self, that: Checks) -> None:
        stand(that, most(self.bottom, self.top), self.height, "bottom top height")
        self.check_walls(that)
        that.volume(shell(self.bottom, self.top, self.height, self.wall))

    def check_walls(self, that: Checks) -> None:
        that.topology(1)
        for share, of in ((0.04, "bottom wall"), (0.5, "wall"), (0.75, "top wall")):
            width = self.bottom + share * (self.top - self.bottom)
            ring_line(that, "walls", share * self.height, width, self.wall, of=of)


@dataclass(frozen=True, slots=True)
class Rimmed(ConeShell):
    """A hollow frustum with a flat rim around its bottom, the wide end."""

    rim: Value
    thickness: Value  # of the rim

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.bottom < self.top, "the rim is at the wide end"
        yield self.rim < self.bottom + 6, "the rim stands out less than 3 mm"
        yield 2 * self.rim > 3 * self.bottom, "the rim is wider than 1.5 cones"
        yield 5 * self.thickness > self.height, "the rim takes a fifth of the height"
        yield 2 * self.thickness < self.wall, "the rim is thinner than half of the wall"
        yield self.thickness > 3 * self.wall, "the rim is thicker than three walls"
        yield from ConeShell.faults(self)

    def build(self, ir: Builder) -> None:
        cone = ir.cone(self.bottom / 2, self.top / 2, self.height)
        body = ir.join(cone, ir.cylinder(self.rim / 2, self.thickness))
        ir.cut(body, self.inside(ir))

    def check(self, that: Checks) -> None:
        stand(that, self.rim, self.height, "rim height")
        that.topology(1)
        t = self.thickness
        at_rim = self.bottom + t / self.height * (self.top - self.bottom)
        cone = shell(self.bottom, self.top, self.height, self.wall)
        that.volume(cone + disc(self.rim) * t - frustum(self.bottom, at_rim, t))
        for share, of in ((0.25, "bottom wall"), (0.6, "wall"), (0.95, "top wall")):
            width = self.bottom + share * (self.top - self.bottom)
            ring_line(that, "walls", share * self.height, width, self.wall, of=of)
        beside = ((self.rim + self.bottom) / 4, 0, 0)
        that.line("thickness of the rim", "z", beside, (0, t), of="thickness")


@dataclass(frozen=True, slots=True)
class Funnel(Shape):
    """A cone with a straight spout at the bottom; `length` is that of the spout."""

    mouth: Value
    spout: Value
    height: Value
    length: Value
    wall: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.mouth < 2 * self.spout, "the mouth is narrower than two spouts"
        yield self.mouth > 10 * self.spout, "the mouth is wider than ten spouts"
        yield 5 * self.length < self.height, "the spout is shorter than a fifth"
        yield 5 * self.length > 3 * self.height, "the spout is longer than three fifths"
        yield from cone_faults(self.spout, self.mouth, self.height - self.length, self.wall)

    def build(self, ir: Builder) -> None:
        cone = self.height - self.length
        spout = ir.cylinder(self.spout / 2, self.length)
        outer = ir.cone(self.spout / 2, self.mouth / 2, cone)
        body = ir.join(spout, ir.move(outer, 0, 0, self.length))
        bored = ir.cut(body, ir.cylinder(self.spout / 2 - self.wall, 2 * self.length))
        inner = ir.cone(self.spout / 2 - self.wall, self.mouth / 2 - self.wall, cone)
        ir.cut(bored, ir.move(inner, 0, 0, self.length))

    def check(self, that: Checks) -> None:
        stand(that, self.mouth, self.height, "mouth height")
        that.topology(1)
        cone = self.height - self.length
        tube = disc(self.spout) - disc(self.spout - 2 * self.wall)
        that.volume(shell(self.spout, self.mouth, cone, self.wall) + tube * self.length)
        for part in (0.05, 0.95):
            ring_line(that, "spout", part * self.length, self.spout, self.wall, of="spout length")
        for share in (0.05, 0.5, 0.95):
            z, width = self.length + share * cone, self.spout + share * (self.mouth - self.spout)
            ring_line(that, "walls", z, width, self.wall, of="mouth wall")


@dataclass(frozen=True, slots=True)
class Hopper(Shape):
    """A straight round wall above a cone that narrows to the outlet; `cone` is its height."""

    mouth: Value
    outlet: Value
    height: Value
    cone: Value
    wall: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.mouth < 2 * self.outlet, "the mouth is narrower than two outlets"
        yield self.mouth > 10 * self.outlet, "the mouth is wider than ten outlets"
        yield 5 * self.cone > 4 * self.height, "the straight part is shorter than a fifth"
        yield 4 * self.cone < self.height, "the cone is shorter than a quarter"
        yield self.height > 2 * self.mouth, "taller than two mouths"
        yield from cone_faults(self.outlet, self.mouth, self.cone, self.wall)

    def build(self, ir: Builder) -> None:
        cone = ir.cone(self.outlet / 2, self.mouth / 2, self.cone)
        drum = ir.cylinder(self.mouth / 2, self.height - self.cone)
        body = ir.join(cone, ir.move(drum, 0, 0, self.cone))
        inner = ir.cone(self.outlet / 2 - self.wall, self.mouth / 2 - self.wall, self.cone)
        hollow = ir.cut(body, inner)
        bore = ir.cylinder(self.mouth / 2 - self.wall, self.height)
        ir.cut(hollow, ir.move(bore, 0, 0, self.cone))

    def check(self, that: Checks) -> None:
        stand(that, self.mouth, self.height, "mouth height")
        that.topology(1)
        drum = disc(self.mouth) - disc(self.mouth - 2 * self.wall)
        above = self.height - self.cone
        that.volume(shell(self.outlet, self.mouth, self.cone, self.wall) + drum * above)
        for share in (0.05, 0.5, 0.95):
            z, width = share * self.cone, self.outlet + share * (self.mouth - self.outlet)
            ring_line(that, "cone", z, width, self.wall, of="outlet cone wall")
        for part in (0.05, 0.95):
            ring_line(that, "drum", self.cone + part * above, self.mouth, self.wall, of="mouth")


_MOUTHS = steps(20, 120, 2, 5)
_NARROW = (*range(6, 31), *steps(32, 60, 2, 5))
_HEIGHTS = steps(10, 150, 2, 5)
_WALL = Axis((1.5, 2, 2.5, 3, 4), "wall thickness")
_MOUTH, _HEIGHT = Axis(_MOUTHS, "mouth diameter"), Axis(_HEIGHTS, "overall height")
_ENDS = steps(8, 120, 2, 5)
_SHELL = {
    "bottom": Axis(_ENDS, "bottom diameter"),
    "top": Axis(_ENDS, "top diameter"),
    "height": Axis(_HEIGHTS, "height"),
    "wall": _WALL,
}

FUNNEL = family(
    "funnel",
    Variant(
        "spout", Funnel,
        {"mouth": _MOUTH, "spout": Axis(_NARROW, "spout diameter"), "height": _HEIGHT,
         "length": Axis(steps(5, 60, 2, 5), "spout length"), "wall": _WALL},
        ("funnel with a straight spout", "conical funnel with spout"), texts.SPOUT,
    ),
    Variant(
        "hopper", Hopper,
        {"mouth": _MOUTH, "outlet": Axis(_NARROW, "outlet diameter"), "height": _HEIGHT,
         "cone": Axis(steps(5, 80, 2, 5), "cone height"), "wall": _WALL},
        ("round hopper with a conical bottom", "hopper funnel with a straight upper part"),
        texts.HOPPER,
    ),
    Variant(
        "cone_shell", ConeShell, _SHELL,
        ("hollow cone open at both ends", "conical shell", "tapered tube"), texts.CONE_SHELL,
    ),
    Variant(
        "rimmed", Rimmed,
        {**_SHELL, "rim": Axis(steps(20, 150, 2, 5), "rim diameter"),
         "thickness": Axis((1, 1.5, 2, 2.5, 3, 4, 5), "rim thickness")},
        ("hollow cone with a flat rim around its bottom", "conical shell with a bottom rim"),
        texts.RIMMED, held_out=True,
    ),
    nouns="funnel hopper cone shell",
)  # fmt: skip
