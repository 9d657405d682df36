"""Belt pulleys about the Z axis, standing on z = 0, with a bore through everything.

`diameter` is the largest. A V groove is sharp: `groove` wide at the rim and `depth` deep, in the
middle of the width, the same on both sides. A crown is highest in the middle: the edges are lower
by `crown` in radius. Flanges are at both ends of a smooth belt seat; where a text leaves their
thickness out it is 2 mm. A hub stands on top; its height is measured from the pulley's face.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import pulley_texts as texts
from cad0_core.parts.checks import Checks, disc, frustum
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.hub_shapes import check_wall
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import steps


def bore_faults(seat: Value, bore: Value) -> Iterator[tuple[Condition, str]]:
    """Why a bore does not suit a pulley whose body is `seat` wide where it is narrowest."""
    yield seat < 1.25 * bore + 3, "the wall around the bore is too thin"
    yield seat > 10 * bore, "the bore is smaller than a tenth of the pulley"


def hub_faults(
    seat: Value, hub: Value, height: Value, bore: Value
) -> Iterator[tuple[Condition, str]]:
    yield hub < 1.25 * bore + 2, "the hub's wall is too thin"
    yield hub > seat - 2, "the hub is as wide as the groove's floor"
    yield hub > 5 * bore, "the hub is wider than five bores"
    yield 3 * hub < seat, "the hub is smaller than a third of the pulley"
    yield height > 1.5 * hub, "the hub is higher than one and a half diameters"


def check_hub(
    that: Checks, diameter: Value, low: Value, height: Value, hub: Value, bore: Value
) -> None:
    """Size, bore and hub of a pulley whose own width is `low`."""
    r, top = diameter / 2, low + height
    that.size(diameter, diameter, top, low=(-r, -r, 0), of="diameter height")
    that.topology(1)
    middle = low + height / 2
    that.hole("z", [(0, 0, middle)], bore, (0, top), of="bore height")
    check_wall(that, hub, bore, middle)
    that.rim(hub, middle, of="hub")
    that.rim(bore, middle, bore=True, of="bore")


@dataclass(frozen=True, slots=True)
class Pulley(Shape):
    """A body of revolution with a bore."""

    diameter: Value
    width: Value
    bore: Value

    def check_body(self, that: Checks, volume: Value) -> None:
        d, r = self.diameter, self.diameter / 2
        that.size(d, d, self.width, low=(-r, -r, 0), of="diameter width")
        that.volume(volume - disc(self.bore) * self.width)
        that.topology(1)
        that.hole("z", [(0, 0, self.width / 2)], self.bore, (0, self.width), of="bore")
        that.rim(self.bore, self.width / 2, bore=True, of="bore")


@dataclass(frozen=True, slots=True)
class Crowned(Pulley):
    """A flat belt pulley, highest in the middle of its width."""

    crown: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield 8 * self.crown > self.width, "the crown is steeper than one in four"
        yield 20 * self.crown > self.diameter, "the crown is higher than a tenth of the radius"
        yield self.width > self.diameter, "wider than its diameter"
        yield from bore_faults(self.diameter - 2 * self.crown, self.bore)

    def build(self, ir: Builder) -> None:
        edge, middle = self.diameter / 2 - self.crown, self.diameter / 2
        below = ir.cone(edge, middle, self.width / 2)
        above = ir.cone(middle, edge, self.width / 2)
        body = ir.join(below, ir.move(above, 0, 0, self.width / 2))
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.width))

    def check(self, that: Checks) -> None:
        edge, d, w = self.diameter - 2 * self.crown, self.diameter, self.width
        self.check_body(that, 2 * frustum(edge, d, w / 2))
        for height in (w / 10, 0.9 * w):
            that.rim(edge + 0.2 * (d - edge), height, of="crown diameter")


@dataclass(frozen=True, slots=True)
class Grooved(Pulley):
    """A pulley with a sharp V groove between two cylindrical rims."""

    groove: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width - self.groove < 2, "the rims beside the groove are thinner than 1 mm"
        yield self.width > 3 * self.groove, "the rims are wider than the groove"
        steep = (2 * self.depth > 3 * self.groove) | (self.depth < 0.5 * self.groove)
        yield steep, "the angle of the groove is outside 37 to 90 degrees"
        yield 3 * self.depth > self.diameter, "the groove is deeper than a third of the diameter"
        yield from bore_faults(self.seat, self.bore)

    @property
    def seat(self) -> Value:
        """Diameter at the floor of the groove."""
        return self.diameter - 2 * self.depth

    @property
    def rims(self) -> Value:
        """Volume without the bore."""
        sides = 2 * frustum(self.seat, self.diameter, self.groove / 2)
        return sides + disc(self.diameter) * (self.width - self.groove)

    def build(self, ir: Builder) -> None:
        self.bored(ir, self.body(ir), self.width)

    def bored(self, ir: Builder, body: int, high: Value) -> None:
        """The bore starts below: half a width in tenths of an inch is no exact sum of its parts,
        so the underside may lie a rounding error under z = 0."""
        tool = ir.cylinder(self.bore / 2, 2 * high)
        ir.cut(body, ir.move(tool, 0, 0, -high / 2))

    def body(self, ir: Builder) -> int:
        """The upper half from the floor of the groove, its mirror image, both moved up."""
        side = ir.cone(self.diameter / 2 - self.depth, self.diameter / 2, self.groove / 2)
        rim = ir.cylinder(self.diameter / 2, self.width / 2 - self.groove / 2)
        half = ir.join(side, ir.move(rim, 0, 0, self.groove / 2))
        both = ir.join(half, ir.scale(half, 1, 1, -1))
        return ir.move(both, 0, 0, self.width / 2)

    def check(self, that: Checks) -> None:
        self.check_body(that, self.rims)
        self.check_groove(that)

    def check_groove(self, that: Checks) -> None:
        w, r, bore = self.width, self.seat / 2, self.bore / 2
        that.line("floor", "x", (0, 0, w / 2), (-r, -bore), (bore, r), of="depth diameter bore")
        that.rim(self.seat, w / 2, of="depth diameter")
        for z in ((w - self.groove) / 4, w - (w - self.groove) / 4):
            that.rim(self.diameter, z, of="diameter")
        low, high = w / 2 - self.groove / 4, w / 2 + self.groove / 4
        beside = ((self.seat + self.diameter) / 4, 0, 0)
        that.line("half depth", "z", beside, (0, low), (high, w), of="groove width")


@dataclass(frozen=True, slots=True)
class GroovedHub(Grooved):
    """A V groove pulley with a hub on top."""

    hub: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from hub_faults(self.seat, self.hub, self.height, self.bore)
        yield from Grooved.faults(self)

    def build(self, ir: Builder) -> None:
        high = self.width + self.height
        self.bored(ir, ir.join(self.body(ir), ir.cylinder(self.hub / 2, high)), high)

    def check(self, that: Checks) -> None:
        check_hub(that, self.diameter, self.width, self.height, self.hub, self.bore)
        bore = disc(self.bore) * (self.width + self.height)
        that.volume(self.rims + disc(self.hub) * self.height - bore)
        self.check_groove(that)


@dataclass(frozen=True, slots=True)
class Flanged(Shape):
    """A smooth belt seat between two flanges: `belt` is the width between them."""

    diameter: Value
    seat: Value
    belt: Value
    flange: Value
    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.diameter - self.seat < 3, "the flanges are lower than 1.5 mm"
        yield 2 * self.diameter > 3 * self.seat, "the flanges are half as wide again as the seat"
        yield 2 * self.flange > self.belt, "the flanges are thicker than half of the belt"
        yield self.belt > 2 * self.seat, "wider than two diameters"
        yield from bore_faults(self.seat, self.bore)

    @property
    def width(self) -> Value:
        return self.belt + 2 * self.flange

    def build(self, ir: Builder) -> None:
        ir.cut(self.body(ir), ir.cylinder(self.bore / 2, 2 * self.width))

    def body(self, ir: Builder) -> int:
        core = ir.cylinder(self.seat / 2, self.width)
        flange = ir.cylinder(self.diameter / 2, self.flange)
        return ir.join(core, ir.row(flange, (0, 0, 1), 2, self.belt + self.flange))

    @property
    def solid(self) -> Value:
        """Volume without the bore."""
        return disc(self.seat) * self.belt + 2 * disc(self.diameter) * self.flange

    def check(self, that: Checks) -> None:
        d, r, w = self.diameter, self.diameter / 2, self.width
        that.size(d, d, w, low=(-r, -r, 0), of="diameter belt flange")
        that.volume(self.solid - disc(self.bore) * w)
        that.topology(1)
        that.hole("z", [(0, 0, w / 2)], self.bore, (0, w), of="bore")
        self.check_seat(that)

    def check_seat(self, that: Checks) -> None:
        w, r, bore = self.width, self.seat / 2, self.bore / 2
        that.line("seat", "x", (0, 0, w / 2), (-r, -bore), (bore, r), of="seat bore")
        beside, t = ((self.seat + self.diameter) / 4, 0, 0), self.flange
        that.line("flanges", "z", beside, (0, t), (t + self.belt, w), of="flange belt")


@dataclass(frozen=True, slots=True)
class FlangedHub(Flanged):
    """A flanged pulley with a hub on top."""

    hub: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from hub_faults(self.seat, self.hub, self.height, self.bore)
        yield from Flanged.faults(self)

    def build(self, ir: Builder) -> None:
        top = self.belt + 2 * self.flange + self.height
        both = ir.join(self.body(ir), ir.cylinder(self.hub / 2, top))
        ir.cut(both, ir.cylinder(self.bore / 2, 2 * top))

    def check(self, that: Checks) -> None:
        check_hub(that, self.diameter, self.width, self.height, self.hub, self.bore)
        bore = disc(self.bore) * (self.width + self.height)
        that.volume(self.solid + disc(self.hub) * self.height - bore)
        self.check_seat(that)


_DIAMETERS = steps(20, 160, 2, 5)
_WIDTHS = (*range(6, 31), *steps(32, 60, 2, 5))
_BORES = (*range(3, 31), 32, 35, 38, 40, 45, 50)
_PULLEY = {
    "diameter": Axis(_DIAMETERS, "outside diameter"),
    "width": Axis(_WIDTHS, "overall width"),
    "bore": Axis(_BORES, "bore diameter"),
}
_GROOVED = {
    "diameter": Axis(_DIAMETERS, "outside diameter"),
    "width": Axis(_WIDTHS, "rim width"),
    "bore": Axis(_BORES, "bore diameter"),
    "groove": Axis((*range(4, 21), 22, 24, 25, 30), "groove width"),
    "depth": Axis((*range(3, 17), 18, 20), "groove depth"),
}
_CROWN = Axis((0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4), "crown height (radial)")
_FLANGED = {
    "diameter": Axis(_DIAMETERS, "flange diameter"),
    "seat": Axis(steps(14, 140, 2, 5), "belt seat diameter"),
    "belt": Axis(_WIDTHS, "width between the flanges"),
    "flange": Axis((1, 1.5, 2, 2.5, 3, 4, 5), "thickness of each flange"),
    "bore": Axis(_BORES, "bore diameter"),
}
_HUB = {
    "hub": Axis(steps(8, 80, 2, 5), "hub diameter"),
    "height": Axis(steps(5, 50, 1), "hub height above the pulley"),
}

PULLEY = family(
    "pulley",
    Variant(
        "crowned", Crowned, {**_PULLEY, "crown": _CROWN},
        ("crowned belt pulley with a bore", "bored flat belt pulley, crowned in the middle",
         "crowned roller with a through bore"),
        texts.CROWNED,
    ),
    Variant(
        "v_groove", Grooved, _GROOVED,
        ("V-groove pulley with a bore", "bored sheave with a sharp V groove",
         "round belt pulley, V grooved and bored through"),
        texts.V_GROOVE,
    ),
    Variant(
        "v_groove_hub", GroovedHub, {**_GROOVED, **_HUB},
        ("V-groove pulley with a hub and a bore", "bored sheave with a sharp V groove and a hub"),
        texts.V_GROOVE_HUB,
    ),
    Variant(
        "flanged", Flanged, _FLANGED,
        ("smooth belt pulley with two flanges and a bore", "bored idler flanged on both sides",
         "flanged flat belt pulley, bored through"),
        texts.FLANGED, {"flange": 2},
    ),
    Variant(
        "flanged_hub", FlangedHub, {**_FLANGED, **_HUB},
        ("smooth belt pulley with two flanges, a hub and a bore",
         "bored idler flanged on both sides, with a hub"),
        texts.FLANGED_HUB, {"flange": 2}, held_out=True,
    ),
    nouns="pulley sheave wheel roller idler",
)  # fmt: skip
