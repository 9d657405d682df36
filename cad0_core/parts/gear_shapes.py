"""Spur gears: made in modules, scaled by the module, then bored. See `gear.py` for the teeth."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from cad0_core.parts.checks import SEGMENTS, Checks, Point, disc, on_circle
from cad0_core.parts.columns import Condition, Table, Value, cosine, sine
from cad0_core.parts.hub_shapes import (
    check_keyway,
    check_screw,
    check_wall,
    cut_keyway,
    drill_screw,
    keyway_area,
    keyway_faults,
    screw_faults,
)
from cad0_core.parts.shape import Builder, Shape

ADDENDUM, DEDENDUM, TOOTH = 1, 1.25, 1.5  # in modules


class _Sections(Table):
    """Area of a gear of module 1 by its number of teeth, computed when first asked for."""

    def __missing__(self, teeth: float) -> float:
        self[teeth] = _section(round(teeth))
        return self[teeth]


def _section(teeth: int) -> float:
    """The root's polygon and what of each tooth lies beyond it, by slices along the tooth."""
    root, tip, slices = teeth / 2 - DEDENDUM, teeth / 2 + ADDENDUM, 60
    middles = TOOTH * ((np.arange(slices) + 0.5) / slices - 0.5)
    turns = 2 * np.pi * np.arange(teeth) / teeth
    normals = 2 * np.pi * (np.arange(SEGMENTS) + 0.5) / SEGMENTS
    slope = (normals - turns[:, None])[:, None, :]  # of each side of the polygon, seen by a tooth
    apothem = root * np.cos(np.pi / SEGMENTS)
    reach = (apothem - middles[None, :, None] * np.sin(slope)) / np.cos(slope)
    ends = np.where(np.cos(slope) > 0.1, reach, np.inf).min(axis=2)
    beyond = (tip - ends).sum() * TOOTH / slices
    return float(disc(2 * root) + beyond)


SECTIONS = _Sections()


@dataclass(frozen=True, slots=True)
class Solid(Shape):
    """A spur gear without a bore."""

    module: Value
    teeth: Value
    width: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.width < 2 * self.module, "the face is narrower than two modules"
        yield self.width > 16 * self.module, "the face is wider than sixteen modules"
        yield self.module * self.teeth > 250, "wider than 250 mm"
        yield self.width > self.root, "the face is wider than the gear"

    @property
    def root(self) -> Value:
        """Diameter at the feet of the teeth."""
        return self.module * (self.teeth - 2 * DEDENDUM)

    def build(self, ir: Builder) -> None:
        self.toothed(ir)

    def toothed(self, ir: Builder) -> int:
        body = ir.cylinder(self.teeth / 2 - DEDENDUM, self.width)
        tooth = ir.box(self.teeth / 2 + ADDENDUM, TOOTH, self.width)
        first = ir.move(tooth, 0, -TOOTH / 2, 0)
        gear = ir.join(body, ir.around_z(first, self.teeth))
        return ir.scale(gear, self.module, self.module, 1)

    def check(self, that: Checks) -> None:
        self.check_gear(that, self.width)
        that.volume(self.area * self.width)
        that.topology()

    @property
    def area(self) -> Value:
        """Area of the section without a bore."""
        return SECTIONS(self.teeth) * self.module**2

    def check_gear(self, that: Checks, top: Value) -> None:
        m, z = self.module, self.teeth
        tip, odd = m * (z / 2 + ADDENDUM), z % 2
        # The tooth that reaches furthest towards -X and towards Y is off that axis by so much.
        off_x, off_y = odd * 180 / z, (odd / 2 + (z % 4 == 2)) * 180 / z
        low = tip * cosine(off_x) + m * TOOTH / 2 * sine(off_x)
        side = tip * cosine(off_y) + m * TOOTH / 2 * sine(off_y)
        that.size(tip + low, 2 * side, top, low=(-low, -side, 0), of="module teeth width")
        that.teeth((0, 0, self.width / 2), m * z / 2, z, of="teeth")
        # The flanks of the first tooth, of the last, and of one across.
        for turn in (0, -360 / z, 360 / z * (z // 2)):
            that.solid(*self.flanks(turn, m * TOOTH / 2 - 0.12))
            that.empty(*self.flanks(turn, m * TOOTH / 2 + 0.12))

    def flanks(self, turn: Value, off: Value) -> list[Point]:
        """Points on both sides of a tooth at this angle, near its tip."""
        r, c, s = self.module * (self.teeth / 2 + 0.5), cosine(turn), sine(turn)
        return [(r * c - y * s, r * s + y * c, self.width / 2) for y in (-off, off)]


@dataclass(frozen=True, slots=True)
class Spur(Solid):
    """A spur gear with a through bore."""

    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.root - self.bore < 4 * self.module, "the rim is thinner than two modules"
        yield self.root > 10 * self.bore, "the bore is smaller than a tenth of the gear"
        yield from Solid.faults(self)

    def build(self, ir: Builder) -> None:
        self.bored(ir)

    def bored(self, ir: Builder) -> int:
        return ir.cut(self.toothed(ir), ir.cylinder(self.bore / 2, 2 * self.width))

    def check(self, that: Checks) -> None:
        self.check_gear(that, self.width)
        that.volume((self.area - disc(self.bore)) * self.width)
        that.topology(1)
        that.hole("z", [(0, 0, self.width / 2)], self.bore, (0, self.width), of="bore")


@dataclass(frozen=True, slots=True)
class Keyed(Spur):
    """A spur gear with a through bore and a keyway."""

    key: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        thin = self.root - self.bore - 2 * self.depth < 4 * self.module
        yield thin, "the rim behind the keyway is thinner than two modules"
        yield from keyway_faults(self.bore, self.key, self.depth)
        yield from Spur.faults(self)

    def build(self, ir: Builder) -> None:
        cut_keyway(ir, self.bored(ir), self.bore, self.key, self.depth, self.width)

    def check(self, that: Checks) -> None:
        self.check_gear(that, self.width)
        section = self.area - disc(self.bore) - keyway_area(self.key, self.depth, self.bore)
        that.volume(section * self.width)
        that.topology(1)
        inner, z = self.bore / 2, self.width / 2
        tip = self.module * (self.teeth / 2 + ADDENDUM)
        # Towards -X there is a tooth if their number is even, else the middle of a gap.
        far = tip - self.teeth % 2 * (tip - self.root / 2)
        along = [(-far, -inner), (inner + self.depth, tip)]
        that.line("across the keyway", "x", (0, 0, z), *along, of="bore depth")
        that.solid((0, inner + 0.15, z), (0, -inner - 0.15, z), of="bore")
        that.empty((0, inner - 0.15, z), (0, 0.15 - inner, z), of="bore")
        check_keyway(that, self.bore, self.key, self.depth, z)


@dataclass(frozen=True, slots=True)
class Hubbed(Spur):
    """A spur gear with a hub on top and a through bore."""

    hub: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.hub < 1.25 * self.bore + 2, "the hub's wall is too thin"
        yield self.hub > 3 * self.bore, "the hub is wider than three bores"
        yield self.root - self.hub < self.module, "the hub reaches the teeth"
        yield self.height > 1.5 * self.hub, "the hub is higher than one and a half diameters"
        yield from Spur.faults(self)

    def build(self, ir: Builder) -> None:
        self.with_hub(ir)

    def with_hub(self, ir: Builder) -> int:
        both = ir.join(self.toothed(ir), ir.cylinder(self.hub / 2, self.width + self.height))
        return ir.cut(both, ir.cylinder(self.bore / 2, 2 * self.width + 2 * self.height))

    @property
    def top(self) -> Value:
        return self.width + self.height

    def check(self, that: Checks) -> None:
        self.check_hubbed(that, 1)
        bored = self.area * self.width + disc(self.hub) * self.height - disc(self.bore) * self.top
        that.volume(bored)
        check_wall(that, self.hub, self.bore, self.width + self.height / 2)

    def check_hubbed(self, that: Checks, genus: int) -> None:
        self.check_gear(that, self.top)
        that.topology(genus)
        that.hole("z", [(0, 0, self.width / 2)], self.bore, (0, self.top), of="bore height")
        tooth = (self.module * self.teeth / 2, 0, 0)
        gap = on_circle(self.root - 0.8 * self.module, 180 / self.teeth, 0)
        for name, at in (("teeth", tooth), ("body", gap)):
            that.line(f"face width of the {name}", "z", at, (0, self.width), of="width")


@dataclass(frozen=True, slots=True)
class HubbedSetScrew(Hubbed):
    """A spur gear whose hub has a hole for a set screw in its wall."""

    thread: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from screw_faults(self.thread, self.hub, self.height, self.bore)
        yield from Hubbed.faults(self)

    def build(self, ir: Builder) -> None:
        level = self.width + self.height / 2
        drill_screw(ir, self.with_hub(ir), self.thread, self.hub, level)

    def check(self, that: Checks) -> None:
        # No formula for the volume: the hole breaks out of two round walls.
        self.check_hubbed(that, 2)
        check_screw(that, self.thread, self.hub, self.bore, self.width + self.height / 2)
        high = self.width + 0.9 * self.height
        check_wall(that, self.hub, self.bore, high)
        that.section("z", high, disc(self.hub) - disc(self.bore), of="hub bore")
        that.section("z", self.width / 2, self.area - disc(self.bore), of="module teeth bore")
