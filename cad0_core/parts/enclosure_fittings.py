"""Shapes of enclosures with rounded corners, vents or screw bosses, and of lids."""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, cosine, least, most
from cad0_core.parts.enclosure_shapes import OpenBox, corners
from cad0_core.parts.shape import Builder, Shape


@dataclass(frozen=True, slots=True)
class Rounded(OpenBox):
    """A box without a lid whose vertical edges are rounded; the wall is even all round.

    `radius` is that of the outer corners; the inner ones are a wall smaller.
    """

    radius: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.radius < self.wall + 1, "the inner corners would be sharp"
        wide = 3 * self.radius > least(self.length, self.width)
        yield wide, "the corners take more than two thirds of a side"
        yield from OpenBox.faults(self)

    def build(self, ir: Builder) -> None:
        ir.cut(self.slab(ir, 0), self.slab(ir, self.wall))

    def slab(self, ir: Builder, inset: Value) -> int:
        """A rounded block, `inset` from the outer faces and from the bottom."""
        far, r, w = 2 * inset, self.radius, inset
        along = ir.box(self.length - 2 * r, self.width - far, self.height)
        across = ir.box(self.length - far, self.width - 2 * r, self.height)
        cross = ir.join(ir.move(along, r, w, w), ir.move(across, w, r, w))
        corner = ir.move(ir.cylinder(r - w, self.height), r, r, w)
        front = ir.row(corner, (1, 0, 0), 2, self.length - 2 * r)
        return ir.join(cross, ir.row(front, (0, 1, 0), 2, self.width - 2 * r))

    def check(self, that: Checks) -> None:
        that.size(self.length, self.width, self.height, of="length width height")
        r, w = self.radius, self.wall
        inner = (self.length - 2 * w) * (self.width - 2 * w) - missing(r - w)
        outer = self.length * self.width - missing(r)
        that.volume(outer * self.height - inner * (self.height - w))
        that.topology()
        x, y, z = self.length / 2, self.width / 2, (self.height + w) / 2
        for axis, side in (("x", self.length), ("y", self.width)):
            that.line(f"walls across {axis}", axis, (x, y, z), (0, w), (side - w, side), of="wall")
        corner = (r + w) / 2
        for name, at in (("middle", (x, y, z)), ("front", (x, w + 0.5, z)),
                         ("left", (w + 0.5, y, z)), ("corner", (corner, corner, z))):  # fmt: skip
            that.line(f"floor, {name}", "z", at, (0, w), of="wall")
        for i, (cx, cy) in enumerate(corners(self, r)):
            sx, sy = (-1, 1, 1, -1)[i], (-1, -1, 1, 1)[i]
            for test, off in ((that.empty, r + 0.15), (that.solid, r - 0.15),
                              (that.solid, r - w + 0.15), (that.empty, r - w - 0.15)):  # fmt: skip
                test((cx + sx * off * cosine(45), cy + sy * off * cosine(45), z), of="radius wall")


def missing(radius: Value) -> Value:
    """Area that four rounded corners lack."""
    return 4 * radius**2 - disc(2 * radius)


@dataclass(frozen=True, slots=True)
class Vented(OpenBox):
    """A box without a lid with a row of upright slots in its front wall (the one at y = 0).

    The slots are at mid-height; `first` is the distance of the first one's edge from the left end
    (x = 0), `pitch` that from each slot to the next, edge to same edge.
    """

    count: Value
    slot: Value
    slot_length: Value
    pitch: Value
    first: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.slot_length < 2 * self.slot, "a slot is shorter than twice its width"
        yield self.pitch < self.slot + 2, "less than 2 mm is left between the slots"
        yield self.pitch > 4 * self.slot, "the slots are more than four widths apart"
        yield self.first < self.wall + 2, "the first slot is too close to the end"
        rest = self.length - self.first - (self.count - 1) * self.pitch - self.slot
        yield rest < self.wall + 2, "the last slot is too close to the end"
        off = most(rest - self.first, self.first - rest) > 2 * self.pitch
        yield off, "the row is more than a pitch off the middle"
        room = self.across() - self.slot_length
        yield room < 2 * self.wall + 6, "the slots are too long"
        yield from OpenBox.faults(self)

    def across(self) -> Value:
        """Size of the wall along the slots."""
        return self.height

    def build(self, ir: Builder) -> None:
        tray = self.tray(ir)
        tool = self.first_slot(ir)
        ir.cut(tray, ir.row(tool, (1, 0, 0), self.count, self.pitch))

    def first_slot(self, ir: Builder) -> int:
        tool = ir.box(self.slot, 2 * self.wall, self.slot_length)
        return ir.move(tool, self.first, 0, (self.height - self.slot_length) / 2)

    def check(self, that: Checks) -> None:
        slots = self.count * self.slot * self.slot_length
        self.check_tray(that, -slots * self.wall, self.count)
        last = self.first + (self.count - 1) * self.pitch
        low, high = self.between()
        for name, edge in (("first", self.first), ("last", last)):
            of = "first slot" if name == "first" else "first pitch count slot"
            a, b = edge, edge + self.slot
            that.empty(self.place(a + 0.15), self.place(b - 0.15), of=of)
            that.solid(self.place(a - 0.15), self.place(b + 0.15), of=of)
            that.line(f"{name} slot along", self.axis(), self.place((a + b) / 2), (0, low),
                      (high, self.across()), of="slot_length")  # fmt: skip

    def axis(self) -> str:
        return "z"

    def between(self) -> tuple[Value, Value]:
        """Where the slots begin and end."""
        margin = (self.across() - self.slot_length) / 2
        return margin, margin + self.slot_length

    def place(self, x: Value) -> tuple[Value, Value, Value]:
        """A point within the vented wall, halfway along the slots."""
        return x, self.wall / 2, self.height / 2


@dataclass(frozen=True, slots=True)
class FloorVented(Vented):
    """The slots are in the floor, run from front to back and are centred in the box's width."""

    def across(self) -> Value:
        return self.width

    def first_slot(self, ir: Builder) -> int:
        tool = ir.box(self.slot, self.slot_length, 2 * self.wall)
        return ir.move(tool, self.first, (self.width - self.slot_length) / 2, 0)

    def axis(self) -> str:
        return "y"

    def place(self, x: Value) -> tuple[Value, Value, Value]:
        return x, self.width / 2, self.wall / 2


@dataclass(frozen=True, slots=True)
class Bosses(OpenBox):
    """A box without a lid with a screw boss in each corner that stands free of the walls.

    `rise` is the height of the bosses above the floor, `inset` that of their centres from the
    outer faces. The pilot holes go through bosses and floor.
    """

    boss: Value
    rise: Value
    inset: Value
    hole: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.boss < 2 * self.hole, "the hole is wider than half of the boss"
        yield self.boss > 4 * self.hole, "the boss is wider than four holes"
        close = self.inset - self.boss / 2 < self.wall + 1
        yield close, "less than 1 mm between a boss and the wall"
        yield self.inset > self.wall + self.boss + 4, "the bosses are not in the corners"
        room = least(self.length, self.width) - 2 * self.inset
        yield room < 2 * self.boss, "the bosses are closer than two diameters"
        yield self.rise > self.height - self.wall - 1, "the bosses reach the rim"
        yield self.rise > 4 * self.boss, "the bosses are higher than four diameters"
        yield from OpenBox.faults(self)

    def top(self) -> Value:
        return self.wall + self.rise

    def build(self, ir: Builder) -> None:
        self.drill(ir, 2 * self.top(), 0)

    def drill(self, ir: Builder, deep: Value, z: Value) -> None:
        """The bosses, then their holes, by a tool that stands at a height."""
        tray = self.tray(ir)
        pillar = ir.move(ir.cylinder(self.boss / 2, self.top()), self.inset, self.inset, 0)
        body = ir.join(tray, self.four(ir, pillar))
        tool = ir.cylinder(self.hole / 2, deep)
        ir.cut(body, self.four(ir, ir.move(tool, self.inset, self.inset, z)))

    def four(self, ir: Builder, first: int) -> int:
        front = ir.row(first, (1, 0, 0), 2, self.length - 2 * self.inset)
        return ir.row(front, (0, 1, 0), 2, self.width - 2 * self.inset)

    def check(self, that: Checks) -> None:
        self.check_bosses(that, self.top(), 4)
        centres = [(x, y, self.top() / 2) for x, y in corners(self, self.inset)]
        that.hole("z", centres, self.hole, (0, self.top()), of="hole inset")

    def check_bosses(self, that: Checks, deep: Value, genus: int) -> None:
        bosses = disc(self.boss) * self.rise - disc(self.hole) * deep
        self.check_tray(that, 4 * bosses, genus)
        w, i, r, h = self.wall, self.inset, self.boss / 2, self.hole / 2
        z = self.top() - least(deep, self.rise) / 2
        for axis, side in (("x", self.length), ("y", self.width)):
            j = side - i
            boss = [(c + a, c + b) for c in (i, j) for a, b in ((-r, -h), (h, r))]
            for place in corners(self, i)[::2]:
                that.line(f"bosses along {axis}", axis, (*place, z), (0, w), *boss,
                          (side - w, side), of="boss inset hole")  # fmt: skip
        for x, y in corners(self, i):
            that.line("boss height", "z", (x + (r + h) / 2, y, z), (0, self.top()), of="rise")


@dataclass(frozen=True, slots=True)
class BlindBosses(Bosses):
    """The pilot holes are `depth` deep from the top of the bosses."""

    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.depth > self.rise, "the holes go into the floor"
        yield self.depth < 1.5 * self.hole, "the holes are less deep than 1.5 diameters"
        yield from Bosses.faults(self)

    def build(self, ir: Builder) -> None:
        self.drill(ir, 2 * self.depth, self.top() - self.depth)

    def check(self, that: Checks) -> None:
        self.check_bosses(that, self.depth, 0)
        top = self.top()
        centres = [(x, y, top - self.depth / 2) for x, y in corners(self, self.inset)]
        span = (top, top - self.depth)
        that.hole("z", centres, self.hole, span, bottom=True, of="hole inset depth")


@dataclass(frozen=True, slots=True)
class Lid(Shape):
    """A flat lid that lies on its outside, its solid locating lip up.

    `inset` is the distance of the lip from the lid's edges, `lip` its height above the plate.
    """

    length: Value
    width: Value
    thickness: Value
    lip: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        smaller = least(self.length, self.width)
        yield 8 * self.thickness > smaller, "thicker than an eighth of a side"
        yield 6 * self.inset > smaller, "the lip is smaller than two thirds of the lid"
        yield 6 * self.lip > smaller, "the lip is higher than a sixth of a side"

    def build(self, ir: Builder) -> None:
        plate = ir.box(self.length, self.width, self.thickness)
        lip = ir.box(self.length - 2 * self.inset, self.width - 2 * self.inset, self.top())
        ir.join(plate, ir.move(lip, self.inset, self.inset, 0))

    def top(self) -> Value:
        return self.thickness + self.lip

    def check(self, that: Checks) -> None:
        i, t = self.inset, self.thickness
        that.size(self.length, self.width, self.top(), of="length width thickness lip")
        lip = (self.length - 2 * i) * (self.width - 2 * i) * self.lip
        that.volume(self.length * self.width * t + lip)
        that.topology()
        middle = (self.length / 2, self.width / 2, t + self.lip / 2)
        for axis, side in (("x", self.length), ("y", self.width)):
            that.line(f"lip along {axis}", axis, middle, (i, side - i), of="inset")
        that.line("plate beside the lip", "z", (i / 2, i / 2, 0), (0, t), of="thickness")
