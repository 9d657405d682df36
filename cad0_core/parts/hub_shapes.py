"""Shaft hubs: a disc on z = 0 with a narrower cylinder on top, and a bore through both.

`hub_...` functions serve everything that has a hub with a bore: gears and pulleys, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, crest, disc
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import TAP_DRILLS


def keyway_faults(bore: Value, key: Value, depth: Value) -> Iterator[tuple[Condition, str]]:
    yield (key < bore / 6) | (key > 0.4 * bore), "the key does not suit the bore"
    yield (depth < key / 5) | (depth > 0.6 * key), "the keyway is too shallow or too deep"


def cut_keyway(ir: Builder, body: int, bore: Value, key: Value, depth: Value, high: Value) -> int:
    """A keyway from the bore towards +X through a body of a height."""
    tool = ir.box(bore / 2 + depth, key, 2 * high)
    return ir.cut(body, ir.move(tool, 0, -key / 2, 0))


def keyway_area(key: Value, depth: Value, bore: Value) -> Value:
    """What a keyway takes from the section of the hub."""
    return key * depth + crest(bore, key)


def check_keyway(that: Checks, bore: Value, key: Value, depth: Value, z: Value) -> None:
    """The sides of the keyway at a height; its depth is seen on a line across the bore."""
    x, y = bore / 2 + depth / 2, key / 2
    that.empty((x, y - 0.12, z), (x, 0.12 - y, z), of="key")
    that.solid((x, y + 0.12, z), (x, -0.12 - y, z), of="key")


def screw_faults(
    thread: Value, hub: Value, height: Value, bore: Value
) -> Iterator[tuple[Condition, str]]:
    yield height < 2 * thread, "the hub is lower than two set screws"
    yield hub - bore < thread, "the wall is thinner than half of the set screw"
    yield (bore < 1.25 * thread) | (bore > 6 * thread), "the set screw does not suit the bore"


def drill_screw(ir: Builder, body: int, thread: Value, hub: Value, z: Value) -> int:
    """A tap drill hole from the bore through the wall of the hub towards +X."""
    tool = ir.turn(ir.cylinder(TAP_DRILLS(thread) / 2, hub), 0, 90, 0)
    return ir.cut(body, ir.move(tool, 0, 0, z))


def check_screw(that: Checks, thread: Value, hub: Value, bore: Value, z: Value) -> None:
    """The hole in one wall of the hub, and the other wall."""
    middle, hole = ((hub + bore) / 4, 0, z), TAP_DRILLS(thread)
    that.hole("x", [middle], hole, (bore / 2, hub / 2), of="thread")
    that.line("across the screw", "x", (0, 0, z), (-hub / 2, -bore / 2), of="hub bore thread")


def check_wall(that: Checks, hub: Value, bore: Value, z: Value) -> None:
    """The wall of the hub on both sides of the bore."""
    walls = [(-hub / 2, -bore / 2), (bore / 2, hub / 2)]
    that.line("across the hub", "x", (0, 0, z), *walls, of="hub bore")


@dataclass(frozen=True, slots=True)
class Hub(Shape):
    """A shaft hub: `hub` and `height` are those of the cylinder that stands on the disc."""

    diameter: Value
    thickness: Value
    hub: Value
    height: Value
    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.hub < 1.25 * self.bore + 2, "the hub's wall is too thin"
        yield self.hub > 4 * self.bore, "the hub is wider than four bores"
        yield self.diameter - self.hub < 6, "the disc is less than 3 mm wider than the hub"
        yield self.diameter > 4 * self.hub, "the disc is wider than four hubs"
        yield 3 * self.thickness > self.diameter, "the disc is thicker than a third of its width"
        yield self.height > 2 * self.hub, "the hub is higher than two of its diameters"

    def build(self, ir: Builder) -> None:
        self.body(ir)

    def body(self, ir: Builder) -> int:
        plate = ir.cylinder(self.diameter / 2, self.thickness)
        both = ir.join(plate, ir.cylinder(self.hub / 2, self.thickness + self.height))
        return ir.cut(both, ir.cylinder(self.bore / 2, 2 * self.thickness + 2 * self.height))

    @property
    def top(self) -> Value:
        return self.thickness + self.height

    @property
    def level(self) -> Value:
        """Half of the height of the hub alone."""
        return self.thickness + self.height / 2

    @property
    def bored(self) -> Value:
        """Volume of the disc and hub less the bore."""
        stacked = disc(self.diameter) * self.thickness + disc(self.hub) * self.height
        return stacked - disc(self.bore) * self.top

    def check(self, that: Checks) -> None:
        self.check_outside(that, 1)
        that.volume(self.bored)
        that.hole("z", [(0, 0, self.thickness / 2)], self.bore, (0, self.top), of="bore")
        check_wall(that, self.hub, self.bore, self.level)

    def check_outside(self, that: Checks, genus: int) -> None:
        d, r, t = self.diameter, self.diameter / 2, self.thickness
        that.size(d, d, self.top, low=(-r, -r, 0), of="diameter thickness height")
        that.topology(genus)
        beside = ((d + self.hub) / 4, 0, 0)
        that.line("disc thickness", "z", beside, (0, t), of="thickness")


@dataclass(frozen=True, slots=True)
class KeyedHub(Hub):
    """A shaft hub with a keyway along its bore."""

    key: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        thin = self.hub - self.bore < 2 * self.depth + self.bore / 4 + 2
        yield thin, "the wall behind the keyway is too thin"
        yield from keyway_faults(self.bore, self.key, self.depth)
        yield from Hub.faults(self)

    def build(self, ir: Builder) -> None:
        cut_keyway(ir, self.body(ir), self.bore, self.key, self.depth, self.top)

    def check(self, that: Checks) -> None:
        self.check_outside(that, 1)
        that.volume(self.bored - keyway_area(self.key, self.depth, self.bore) * self.top)
        inner, outer, z = self.bore / 2, self.hub / 2, self.level
        along, across = [(-outer, -inner), (inner + self.depth, outer)], (inner, outer)
        that.line("across the keyway", "x", (0, 0, z), *along, of="hub bore depth")
        that.line("across the bore", "y", (0, 0, z), (-outer, -inner), across, of="bore")
        for height in (self.thickness / 2, z):
            check_keyway(that, self.bore, self.key, self.depth, height)


@dataclass(frozen=True, slots=True)
class SetScrewHub(Hub):
    """A shaft hub with a hole for a set screw in its wall."""

    thread: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from screw_faults(self.thread, self.hub, self.height, self.bore)
        yield from Hub.faults(self)

    def build(self, ir: Builder) -> None:
        drill_screw(ir, self.body(ir), self.thread, self.hub, self.level)

    def check(self, that: Checks) -> None:
        # No formula for the volume: the hole breaks out of two round walls.
        self.check_outside(that, 2)
        that.hole("z", [(0, 0, self.thickness / 2)], self.bore, (0, self.top), of="bore")
        check_screw(that, self.thread, self.hub, self.bore, self.level)
        check_wall(that, self.hub, self.bore, self.thickness + 0.9 * self.height)
        high = self.thickness + 0.9 * self.height
        that.section("z", high, disc(self.hub) - disc(self.bore), of="hub bore height")
        low = self.thickness / 2
        that.section("z", low, disc(self.diameter) - disc(self.bore), of="diameter")
