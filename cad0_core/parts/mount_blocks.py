"""Blocks that carry a bearing or a shaft; `mount.py` words and draws them."""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import SEGMENTS, Checks, disc
from cad0_core.parts.columns import Condition, Value, cosine, least, most, sine
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.slots import NEAR


def check_bore(that: Checks, x: Value, bore: Value, axis: Value, depth: Value) -> None:
    """A bore along Y through a depth, neither askew nor off its place."""
    that.hole("y", [(x, depth / 2, axis)], bore, (0, depth), of="bore axis")
    inner, outer = bore / 2 - NEAR, bore / 2 + NEAR
    for y in (NEAR, depth - NEAR):
        that.empty((x - inner, y, axis), (x, y, axis - inner), (x, y, axis + inner), of="bore axis")
        that.solid((x - outer, y, axis), (x, y, axis - outer), (x, y, axis + outer), of="bore axis")


@dataclass(frozen=True, slots=True)
class BearingBlock(Shape):
    """A block with a bore from front to back and a vertical bolt hole on either side of it."""

    length: Value
    width: Value
    height: Value
    bore: Value
    axis: Value
    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wall = least(self.axis, self.height - self.axis) - self.bore / 2
        yield wall < self.bore / 6, "the wall above or below the bore is too thin"
        yield wall < 3, "the wall above or below the bore is thinner than 3 mm"
        yield 4 * self.bore < self.height, "the bore is lost in the block"
        yield self.height > self.length, "higher than long"
        yield 10 * self.hole < self.height, "the bolt holes are deeper than ten diameters"
        yield 2 * self.hole > self.width, "the bolt holes are wider than half of the block"
        yield self.inset < self.hole, "a bolt hole's centre is closer than a diameter to an end"
        beside = (self.length - self.bore - self.hole) / 2 - self.inset
        yield beside < most(self.hole / 2, 2), "the bolt holes are too close to the bore"

    def build(self, ir: Builder) -> None:
        body = ir.box(self.length, self.width, self.height)
        bore = ir.turn(ir.cylinder(self.bore / 2, 2 * self.width), -90, 0, 0)  # now along +Y
        body = ir.cut(body, ir.move(bore, self.length / 2, 0, self.axis))
        bolt = ir.cylinder(self.hole / 2, 2 * self.height)
        for x in (self.inset, self.length - self.inset):
            body = ir.cut(body, ir.move(bolt, x, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        x, y = self.length / 2, self.width / 2
        that.size(self.length, self.width, self.height, of="length width height")
        front = self.length * self.height - disc(self.bore)
        that.volume(front * self.width - 2 * disc(self.hole) * self.height)
        that.topology(3)
        check_bore(that, x, self.bore, self.axis, self.width)
        bolts = [(end, y, self.height / 2) for end in (self.inset, self.length - self.inset)]
        that.hole("z", bolts, self.hole, (0, self.height), of="hole inset")


@dataclass(frozen=True, slots=True)
class PillowBlock(Shape):
    """A foot with a round-topped housing in its middle, bored from front to back, and two bolts."""

    length: Value
    width: Value
    foot: Value
    axis: Value
    housing: Value
    bore: Value
    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wall = (self.housing - self.bore) / 2
        yield wall < most(3, self.bore / 6), "the wall around the bore is too thin"
        yield wall > self.bore, "the bore is lost in its housing"
        yield self.axis < most(self.housing / 2, self.foot + self.bore / 2 + 2), "no room below"
        yield 4 * self.axis > 5 * self.housing, "the shaft is too high"
        slim = least(self.width - self.foot, 2 * self.width - self.housing) < 0
        yield slim, "the block is too slim to stand"
        yield self.width > 2 * self.housing, "the block is deeper than two housings"
        yield 2 * self.foot > self.axis, "the foot is higher than half of the shaft height"
        yield 2 * self.hole > self.width, "the bolt holes are wider than half of the foot"
        yield self.inset < self.hole, "a bolt hole's centre is closer than a diameter to an end"
        beside = (self.length - self.housing) / 2 - self.inset
        yield beside < self.hole, "the bolt holes are too close to the housing"

    def build(self, ir: Builder) -> None:
        middle, width = self.length / 2, self.width
        foot = ir.box(self.length, width, self.foot)
        post = ir.move(
            ir.box(self.housing, width, self.axis), (self.length - self.housing) / 2, 0, 0
        )
        top = ir.turn(ir.cylinder(self.housing / 2, width), -90, 0, 0)  # now along +Y
        body = ir.join(ir.join(foot, post), ir.move(top, middle, 0, self.axis))
        bore = ir.turn(ir.cylinder(self.bore / 2, 2 * width), -90, 0, 0)
        body = ir.cut(body, ir.move(bore, middle, 0, self.axis))
        bolt = ir.cylinder(self.hole / 2, 2 * self.foot)
        for x in (self.inset, self.length - self.inset):
            body = ir.cut(body, ir.move(bolt, x, width / 2, 0))

    def check(self, that: Checks) -> None:
        x, y, half = self.length / 2, self.width / 2, self.housing / 2
        that.size(self.length, self.width, self.axis + half, of="length width axis housing")
        front = self.length * self.foot + self.housing * (self.axis - self.foot)
        front = front + disc(self.housing) / 2 - disc(self.bore)
        that.volume(front * self.width - 2 * disc(self.hole) * self.foot)
        that.topology(3)
        check_bore(that, x, self.bore, self.axis, self.width)
        bolts = [(end, y, self.foot / 2) for end in (self.inset, self.length - self.inset)]
        that.hole("z", bolts, self.hole, (0, self.foot), of="hole inset foot")
        that.line("foot", "z", (self.inset / 4, y, 0), (0, self.foot), of="foot")
        below = (x, y, (self.foot + self.axis - self.bore / 2) / 2)
        that.line("housing", "x", below, (x - half, x + half), of="housing")
        that.line("depth of the housing", "y", below, (0, self.width), of="width")
        # Vertices of the top's polygon, the first ones above its widest place.
        inner, outer, step = half - NEAR, half + NEAR, 360 / SEGMENTS
        for depth in (NEAR, self.width - NEAR):
            for side in (-1, 1):
                for reach, state in ((inner, that.solid), (outer, that.empty)):
                    along, up = side * reach * cosine(step), reach * sine(step)
                    state((x + along, depth, self.axis + up), of="housing")
