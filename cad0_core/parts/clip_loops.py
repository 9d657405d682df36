"""Clips that go around something: C-shaped spring clips for a rod, closed loops for a cable.

A ring's axis runs along Y through x = 0. A spring clip's rod rests on the top of its base plate,
over the middle of it; the mouth opens straight up and is as wide as the text says between its
straight sides. A cable clip's loop is closed, as thick as its foot and stands on z = 0; a foot to
one side is measured from the loop's axis to its end. Screw holes lie in the middle of the width.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, cap, disc
from cad0_core.parts.columns import Condition, Value, least
from cad0_core.parts.shape import Builder, Shape

SKIN = 0.02  # mm under a surface that a line grazes


@dataclass(frozen=True, slots=True)
class Spring(Shape):
    """A C-shaped ring on the middle of a base plate, open at the top."""

    rod: Value
    wall: Value
    width: Value
    mouth: Value
    length: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.length > 4 * self.rod, "the base is longer than four rods"
        yield from self.ring_faults()

    def ring_faults(self) -> Iterator[tuple[Condition, str]]:
        yield 10 * self.mouth > 9 * self.rod, "the mouth is too wide to hold the rod"
        yield 2 * self.mouth < self.rod, "the mouth is too narrow to let the rod in"
        yield self.wall >= self.thickness, "the ring's wall is not thinner than the base plate"
        yield self.thickness > 3 * self.wall, "the base is thicker than three walls"
        yield 4 * self.wall > self.rod, "the wall is too stiff to snap"
        yield 12 * self.wall < self.rod, "the wall is too thin to hold"
        yield self.length < self.rod + 2 * self.wall, "the base is narrower than the ring"

    def build(self, ir: Builder) -> None:
        self.clip(ir)

    def clip(self, ir: Builder) -> int:
        axis = self.axis
        plate = ir.move(ir.box(self.length, self.width, self.thickness), -self.length / 2, 0, 0)
        ring = ir.join(plate, along_y(ir, self.rod / 2 + self.wall, self.width, axis))
        bored = ir.cut(ring, along_y(ir, self.rod / 2, 2 * self.width, axis))
        gap = ir.box(self.mouth, 2 * self.width, self.rod)
        return ir.cut(bored, ir.move(gap, -self.mouth / 2, 0, axis))

    @property
    def axis(self) -> Value:
        """Height of the ring's axis."""
        return self.thickness + self.rod / 2

    def volume(self) -> Value:
        across, outer = self.mouth, self.rod + 2 * self.wall
        gap = strip(outer, across) - strip(self.rod, across)
        ring = disc(outer) - disc(self.rod) - cap(outer, self.wall) - gap
        return (self.length * self.thickness + ring) * self.width

    def check(self, that: Checks) -> None:
        self.check_clip(that)
        that.topology()
        that.volume(self.volume())
        that.symmetric("x", "y")

    def check_clip(self, that: Checks) -> None:
        inner, outer, half = self.rod / 2, self.rod / 2 + self.wall, self.mouth / 2
        y, t, middle = self.width / 2, self.thickness, inner + self.wall / 2
        rise = (outer**2 - half**2) ** 0.5  # of the mouth's upper edge over the axis
        that.size(self.length, self.width, self.axis + rise, low=(-self.length / 2, 0, 0),
                  of="length width rod wall")  # fmt: skip
        sides = ((-outer, -inner), (inner, outer))
        that.line("ring", "x", (0, y, self.axis), *sides, of="rod wall")
        that.line("ring across", "y", (middle, 0, self.axis), (0, self.width), of="width")
        that.line("base plate under the rod", "z", (0, y, 0), (0, t), of="thickness")
        ends = (-self.length / 2, self.length / 2)
        that.line("base plate", "x", (0, y / 5, (t - self.wall) / 2), ends, of="length")
        beside = 0.5 - self.length / 2  # clear of holes, which keep a diameter from the end
        that.line("base plate across", "y", (beside, 0, t / 2), (0, self.width), of="width")
        edges = [(side * (half + off), off) for side in (1, -1) for off in (-0.12, 0.12)]
        points = [((x, y, self.axis + (middle**2 - x**2) ** 0.5), off) for x, off in edges]
        that.empty(*(point for point, off in points if off < 0), of="mouth")
        that.solid(*(point for point, off in points if off > 0), of="mouth")


def strip(diameter: Value, width: Value) -> Value:
    """Area of the upper half of a faceted circle within half a width of its vertical diameter."""
    return disc(diameter) / 2 - cap(diameter, (diameter - width) / 2)


def along_y(ir: Builder, radius: Value, width: Value, height: Value) -> int:
    """A cylinder about a line along Y through x = 0 at a height, from y = 0 to its width."""
    upright = ir.cylinder(radius, width)
    return ir.move(ir.turn(upright, -90, 0, 0), 0, 0, height)


@dataclass(frozen=True, slots=True)
class SpringHoles(Spring):
    """A spring clip with a screw hole at each end of its base plate, centred in the width."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        free = self.length / 2 - self.inset - self.rod / 2 - self.wall
        yield free < self.hole / 2 + 1, "a hole is under the ring"
        yield least(2 * self.inset, self.width) < 2 * self.hole, "a hole is too close to an edge"
        yield self.length > 6 * self.rod, "the base is longer than six rods"
        yield from self.ring_faults()

    def build(self, ir: Builder) -> None:
        body = self.clip(ir)
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        for x in self.places():
            body = ir.cut(body, ir.move(tool, x, self.width / 2, 0))

    def places(self) -> list[Value]:
        return [self.length / 2 - self.inset, self.inset - self.length / 2]

    def check(self, that: Checks) -> None:
        self.check_clip(that)
        that.topology(2)
        that.symmetric("x", "y")
        that.volume(self.volume() - 2 * disc(self.hole) * self.thickness)
        t, y = self.thickness, self.width / 2
        that.hole("z", [(x, y, t / 2) for x in self.places()], self.hole, (0, t), of="hole inset")


@dataclass(frozen=True, slots=True)
class Cable(Shape):
    """A closed loop for a cable with a foot to one side (a P-clip) and a screw hole in it."""

    cable: Value
    thickness: Value
    width: Value
    reach: Value
    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        free = self.reach - self.inset - self.cable / 2 - self.thickness
        yield free < self.hole / 2 + 1, "the screw has no room beside the loop"
        yield free > 1.5 * self.cable + 10, "the foot is longer than it need be"
        yield from self.loop_faults()

    def loop_faults(self) -> Iterator[tuple[Condition, str]]:
        yield least(2 * self.inset, self.width) < 2 * self.hole, "the hole is close to an edge"
        yield self.width > 4 * self.hole, "wider than four holes"
        yield 2 * self.hole > self.cable + 6, "the screw is out of proportion to the cable"
        yield self.inset > 2 * self.hole, "the hole is further from the end than two diameters"
        yield 4 * self.thickness > self.cable, "thicker than a quarter of the cable"
        yield 12 * self.thickness < self.cable, "thinner than a twelfth of the cable"

    def build(self, ir: Builder) -> None:
        body = self.loop(ir, ir.box(self.reach, self.width, self.thickness))
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        ir.cut(body, ir.move(tool, self.reach - self.inset, self.width / 2, 0))

    def loop(self, ir: Builder, foot: int) -> int:
        """The foot with a loop on it that stands on z = 0."""
        radius, axis = self.cable / 2, self.cable / 2 + self.thickness
        around = ir.join(foot, along_y(ir, axis, self.width, axis))
        return ir.cut(around, along_y(ir, radius, 2 * self.width, axis))

    def check(self, that: Checks) -> None:
        outer = self.cable / 2 + self.thickness
        that.size(self.reach + outer, self.width, 2 * outer, low=(-outer, 0, 0),
                  of="reach width cable thickness")  # fmt: skip
        that.topology(2)
        self.check_loop(that, [self.reach - self.inset])

    def check_loop(self, that: Checks, places: list[Value]) -> None:
        t, y, axis = self.thickness, self.width / 2, self.cable / 2 + self.thickness
        sides = ((-axis, -self.cable / 2), (self.cable / 2, axis))
        that.line("loop", "x", (0, y, axis), *sides, of="cable thickness")
        rising = ((0, t), (t + self.cable, 2 * t + self.cable))
        that.line("loop from below", "z", (0, y, 0), *rising, of="cable thickness")
        that.section("z", axis, 2 * t * self.width, of="width thickness")
        that.hole("z", [(x, y, t / 2) for x in places], self.hole, (0, t), of="hole inset")
        # The foot shares with the loop what lies below its top: to one side, or to both.
        ring = disc(2 * axis) - disc(self.cable) - len(places) * cap(2 * axis, t) / 2
        that.volume((self.reach * t + ring) * self.width - len(places) * disc(self.hole) * t)
        near = places[0] + self.inset * 0.9  # close to the end of the foot
        that.line("foot", "z", (near, y, 0), (0, t), of="thickness")
        that.line("foot across", "y", (near, 0, t / 2), (0, self.width), of="width")
        for x in (self.cable / 2 + SKIN, axis - SKIN):  # full length only where nothing is askew
            for name, side in (("left", -x), ("right", x)):
                at = (side, 0, axis)
                that.line(f"{name} of the loop", "y", at, (0, self.width), of="width")


@dataclass(frozen=True, slots=True)
class Saddle(Cable):
    """A closed loop on the middle of a foot with a screw hole at each end, `reach` long."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        free = self.reach / 2 - self.inset - self.cable / 2 - self.thickness
        yield free < self.hole / 2 + 1, "a screw has no room beside the loop"
        yield free > self.cable + 6, "the foot is longer than it need be"
        yield from self.loop_faults()

    def build(self, ir: Builder) -> None:
        foot = ir.box(self.reach, self.width, self.thickness)
        body = self.loop(ir, ir.move(foot, -self.reach / 2, 0, 0))
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        for x in self.places():
            body = ir.cut(body, ir.move(tool, x, self.width / 2, 0))

    def places(self) -> list[Value]:
        return [self.reach / 2 - self.inset, self.inset - self.reach / 2]

    def check(self, that: Checks) -> None:
        outer = self.cable / 2 + self.thickness
        that.size(self.reach, self.width, 2 * outer, low=(-self.reach / 2, 0, 0),
                  of="reach width cable thickness")  # fmt: skip
        that.topology(3)
        self.check_loop(that, self.places())
        that.symmetric("x", "y")
