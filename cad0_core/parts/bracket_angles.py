"""L-brackets and Z-brackets: what `bracket.py` words and draws.

An L-bracket stands on its base leg, which runs along X; the upright rises at x = 0. A Z-bracket
stands on its bottom flange; the web rises at the flange's far end and the top flange goes on from
there. Lengths of legs and flanges, and the height, are outer sizes: they include the thickness of
what they meet. Everything is centred in the width (along Y).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, disc
from cad0_core.parts.columns import Condition, Value, least, most
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.slots import check_slot, obround, slot_faults, slot_tool


@dataclass(frozen=True, slots=True)
class Angle(Shape):
    """An L-bracket: a base leg and an upright of the same width and thickness.

    `length` and `height` are the outer lengths of base and upright.
    """

    length: Value
    width: Value
    height: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        short = least(self.length, self.height) < 4 * self.thickness
        yield short, "a leg is shorter than four thicknesses"

    def build(self, ir: Builder) -> None:
        self.legs(ir)

    def legs(self, ir: Builder) -> int:
        base = ir.box(self.length, self.width, self.thickness)
        return ir.join(base, ir.box(self.thickness, self.width, self.height))

    def drilled(self, ir: Builder, body: int, hole: Value, inset: Value) -> int:
        """A through hole in each leg, `inset` from its end, centred in its width."""
        tool = ir.cylinder(hole / 2, 2 * self.thickness)
        body = ir.cut(body, ir.move(tool, self.length - inset, self.width / 2, 0))
        level = ir.turn(tool, 0, 90, 0)  # the axis now points along +X
        return ir.cut(body, ir.move(level, 0, self.width / 2, self.height - inset))

    def check(self, that: Checks) -> None:
        self.check_legs(that)

    def check_legs(
        self, that: Checks, genus: int = 0, more: Value = 0, cut: Value = 0, aside: Value = 0.1
    ) -> None:
        """The legs, with a volume of `more` added and an area of `cut` taken out of them.

        Their thickness is measured at their ends, at a share of `aside` of their width.
        """
        t = self.thickness
        that.size(self.length, self.width, self.height, of="length width height")
        legs = (self.length + self.height - t) * self.width - cut
        that.volume(legs * t + more)
        that.topology(genus)
        for name, axis in (("upright", "x"), ("base", "z")):
            end = (self.length - t / 4, self.width * aside, self.height - t / 4)
            that.line(f"thickness of the {name}", axis, end, (0, t), of="thickness")

    def check_drilled(self, that: Checks, hole: Value, inset: Value) -> None:
        t, y = self.thickness, self.width / 2
        that.hole("z", [(self.length - inset, y, t / 2)], hole, (0, t), of="hole inset")
        that.hole("x", [(t / 2, y, self.height - inset)], hole, (0, t), of="hole inset")


@dataclass(frozen=True, slots=True)
class AngleHoles(Angle):
    """An L-bracket with a through hole in each leg, `inset` from its end, centred in its width."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        close = most(self.hole - self.inset, 2 * self.hole - self.width) > 0
        yield close, "a hole's centre is closer than a diameter to an edge"
        room = least(self.length, self.height) - self.inset
        yield room < self.thickness + self.hole, "a hole is too close to the other leg"
        yield from Angle.faults(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, self.legs(ir), self.hole, self.inset)

    def check(self, that: Checks) -> None:
        self.check_legs(that, 2, cut=2 * disc(self.hole))
        self.check_drilled(that, self.hole, self.inset)


@dataclass(frozen=True, slots=True)
class AngleSlot(Angle):
    """An L-bracket with a slot along its base, the slot's centre `inset` from the base's end."""

    slot_length: Value
    slot_width: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from slot_faults(self.slot_length, self.slot_width, self.width)
        reach = self.slot_length / 2 + self.slot_width
        yield self.inset < reach, "the slot is closer than its width to the end of the base"
        room = self.length - self.inset - self.thickness
        yield room < reach, "the slot is closer than its width to the upright"
        yield from Angle.faults(self)

    def build(self, ir: Builder) -> None:
        legs = self.legs(ir)
        tool = slot_tool(ir, self.slot_length, self.slot_width, 2 * self.thickness)
        ir.cut(legs, ir.move(tool, self.length - self.inset, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        self.check_legs(that, 1, cut=obround(self.slot_length, self.slot_width))
        x, y, z = self.length - self.inset, self.width / 2, self.thickness / 2
        reach = self.slot_length / 2
        ends = ((0, x - reach), (x + reach, self.length))
        that.line("slot length", "x", (x, y, z), *ends, of="slot_length inset")
        check_slot(that, (x, y, z), self.slot_length, self.slot_width, self.width)


@dataclass(frozen=True, slots=True)
class AngleGusset(Angle):
    """An L-bracket with a triangular gusset in its inside corner, in the middle of the width.

    The gusset reaches `gusset` along both legs, at 45 degrees, and is as thick as the legs.
    """

    gusset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        end = self.gusset + 2 * self.thickness
        yield least(self.length, self.height) < end, "the gusset reaches the end of a leg"
        yield self.gusset < 2 * self.thickness, "the gusset is too small to stiffen the corner"
        yield self.width < 3 * self.thickness, "the gusset is wider than a third of the bracket"
        yield from Angle.faults(self)

    def build(self, ir: Builder) -> None:
        self.stiffened(ir)

    def stiffened(self, ir: Builder) -> int:
        legs = self.legs(ir)
        t, side = self.thickness, self.gusset + self.thickness
        block = ir.move(ir.box(side, t, side), 0, (self.width - t) / 2, 0)
        # The lower face of the turned box falls at 45 degrees from (0, gusset + 2 t).
        slope = ir.turn(ir.box(2 * side, self.width, 2 * side), 0, 45, 0)
        web = ir.cut(block, ir.move(slope, 0, 0, self.gusset + 2 * t))
        return ir.join(legs, web)

    def check(self, that: Checks) -> None:
        self.check_legs(that, more=self.gusset**2 / 2 * self.thickness)
        self.check_gusset(that)

    def check_gusset(self, that: Checks) -> None:
        t, y, quarter = self.thickness, self.width / 2, self.gusset / 4
        near = (t + quarter, y, t + quarter)
        span = (y - t / 2, y + t / 2)
        that.line("thickness of the gusset", "y", near, span, of="gusset thickness")
        for name, axis in (("length", "x"), ("height", "z")):
            that.line(f"{name} near the corner", axis, near, (0, t + 3 * quarter), of="gusset")
        far = (t + 3 * quarter, y, t / 2)
        that.line("height near the tip", "z", far, (0, t + quarter), of="gusset")


@dataclass(frozen=True, slots=True)
class AngleGussetHoles(AngleGusset):
    """A gusseted L-bracket with a through hole in each leg beyond the gusset."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        room = least(self.length, self.height) - self.inset - self.thickness
        yield room < self.gusset + self.hole, "a hole is too close to the gusset"
        close = most(self.hole - self.inset, 2 * self.hole - self.width) > 0
        yield close, "a hole's centre is closer than a diameter to an edge"
        yield from AngleGusset.faults(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, self.stiffened(ir), self.hole, self.inset)

    def check(self, that: Checks) -> None:
        gusset = self.gusset**2 / 2 * self.thickness
        self.check_legs(that, 2, more=gusset, cut=2 * disc(self.hole))
        self.check_gusset(that)
        self.check_drilled(that, self.hole, self.inset)


@dataclass(frozen=True, slots=True)
class Zed(Shape):
    """A Z-bracket: a bottom flange, a web up from its far end, and a top flange on from there."""

    bottom: Value
    top: Value
    height: Value
    width: Value
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        short = least(self.bottom, self.top, self.height) < 4 * self.thickness
        yield short, "a flange or the web is shorter than four thicknesses"

    def build(self, ir: Builder) -> None:
        t = self.thickness
        bottom = ir.box(self.bottom, self.width, t)
        top = ir.box(self.top, self.width, t)
        self.bent(ir, bottom, top)

    def bent(self, ir: Builder, bottom: int, top: int) -> None:
        """The flanges, both at the origin, with the web between them."""
        t = self.thickness
        web = ir.move(ir.box(t, self.width, self.height), self.bottom - t, 0, 0)
        top = ir.move(top, self.bottom - t, 0, self.height - t)
        ir.join(ir.join(bottom, web), top)

    def check(self, that: Checks) -> None:
        self.check_bent(that)

    def check_bent(self, that: Checks, genus: int = 0, cut: Value = 0) -> None:
        t, reach = self.thickness, self.bottom + self.top - self.thickness
        that.size(reach, self.width, self.height, of="bottom top width height")
        that.volume(((reach + self.height - t) * self.width - cut) * t)
        that.topology(genus)
        near, far = (t / 2, self.width / 10, 0), (reach - t / 2, self.width / 10, 0)
        that.line("bottom flange", "z", near, (0, t), of="thickness")
        that.line("top flange", "z", far, (self.height - t, self.height), of="thickness height")
        level, across = (0, self.width / 2, self.height / 2), (0, self.width)
        that.line("web", "x", level, (self.bottom - t, self.bottom), of="bottom thickness")
        low, high = (self.bottom - t - 0.5, 0, t / 2), (self.bottom + 0.5, 0, self.height - t / 2)
        that.line("width of the bottom flange", "y", low, across, of="width")
        that.line("width of the web", "y", (self.bottom - t / 2, 0, self.height / 2), across,
                  of="width")  # fmt: skip
        that.line("width of the top flange", "y", high, across, of="width")


@dataclass(frozen=True, slots=True)
class ZedHoles(Zed):
    """A Z-bracket with a through hole in each flange, `inset` from its end."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        close = most(self.hole - self.inset, 2 * self.hole - self.width) > 0
        yield close, "a hole's centre is closer than a diameter to an edge"
        room = least(self.bottom, self.top) - self.inset
        yield room < self.thickness + self.hole, "a hole is too close to the web"
        yield from Zed.faults(self)

    def build(self, ir: Builder) -> None:
        t, y = self.thickness, self.width / 2
        bottom, tool = ir.box(self.bottom, self.width, t), ir.cylinder(self.hole / 2, 2 * t)
        bottom = ir.cut(bottom, ir.move(tool, self.inset, y, 0))
        top = ir.box(self.top, self.width, t)
        top = ir.cut(top, ir.move(tool, self.top - self.inset, y, 0))
        self.bent(ir, bottom, top)

    def check(self, that: Checks) -> None:
        self.check_bent(that, 2, 2 * disc(self.hole))
        t, y, end = self.thickness, self.width / 2, self.bottom + self.top - self.thickness
        low, high = (self.inset, y, t / 2), (end - self.inset, y, self.height - t / 2)
        that.hole("z", [low], self.hole, (0, t), of="hole inset")
        that.hole("z", [high], self.hole, (self.height - t, self.height), of="hole inset")
