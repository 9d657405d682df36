"""Clips: snap hooks on a base, C-shaped spring clips for a rod, cable clips with screw holes.

All stand on z = 0 on their base plate; `length` runs along X, `width` (of base, arms and rings)
along Y. Snap clips have a corner at the origin; base and arms share one thickness, heights are
overall. A lip is flush with the top of its arm and points inwards, over the base; it is as high
as the arm is thick unless the text says otherwise. Those that go around a rod or
a cable are in `clip_loops.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts import clip_texts as texts
from cad0_core.parts.checks import Checks
from cad0_core.parts.clip_loops import Cable, Saddle, Spring, SpringHoles
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.family import Axis, Default, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import HOLES, INSETS, steps


@dataclass(frozen=True, slots=True)
class Hook(Shape):
    """A base with one arm at x = 0 and a lip that overhangs it at the top."""

    length: Value
    width: Value
    height: Value
    thickness: Value
    overhang: Value
    lip: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.height < 5 * self.thickness, "the arm is shorter than five thicknesses"
        yield self.height > 15 * self.thickness, "the arm is longer than fifteen thicknesses"
        yield 5 * self.overhang > self.height, "the hook needs more bend than its arm allows"
        yield 3 * (self.thickness + self.overhang) > self.length, "the base hardly leaves the hook"
        yield 2 * self.lip < self.thickness, "the lip is thinner than half of the arm"
        yield self.lip > 2 * self.thickness, "the lip is thicker than two arms"
        yield self.width < 2 * self.thickness, "narrower than two thicknesses"

    def build(self, ir: Builder) -> None:
        base = ir.box(self.length, self.width, self.thickness)
        ir.join(base, self.arm(ir))

    def arm(self, ir: Builder) -> int:
        arm = ir.box(self.thickness, self.width, self.height)
        lip = ir.box(self.thickness + self.overhang, self.width, self.lip)
        return ir.join(arm, ir.move(lip, 0, 0, self.height - self.lip))

    def check(self, that: Checks) -> None:
        self.check_arms(that, 1)

    def check_arms(self, that: Checks, arms: int) -> None:
        t, y = self.thickness, self.width / 2
        that.size(self.length, self.width, self.height, of="length width height")
        side = self.length * t + arms * ((self.height - t) * t + self.overhang * self.lip)
        that.volume(side * self.width)
        that.topology()
        middle, lip = (self.height + t - self.lip) / 2, self.height - self.lip / 2
        far = (self.length - t, self.length) if arms == 2 else None
        that.line("arms", "x", (0, y, middle), (0, t), *([far] if far else []), of="thickness")
        reach = t + self.overhang
        other = [(self.length - reach, self.length)] if arms == 2 else []
        that.line("lips", "x", (0, y, lip), (0, reach), *other, of="overhang")
        below = (t + self.overhang / 2, y, 0)
        top = (self.height - self.lip, self.height)
        for x in (t / 2, self.length - t / 2)[:arms]:
            that.line("arm across", "y", (x, 0, middle), (0, self.width), of="width")
        that.line("lip above the base", "z", below, (0, t), top, of="lip")


@dataclass(frozen=True, slots=True)
class TwoArms(Hook):
    """A base with an arm at each end whose lips face each other."""

    def faults(self) -> Iterator[tuple[Condition, str]]:
        mouth = self.length - 2 * (self.thickness + self.overhang)
        yield 5 * mouth < 2 * self.length, "the lips leave less than two fifths of the length open"
        yield from Hook.faults(self)

    def build(self, ir: Builder) -> None:
        base = ir.box(self.length, self.width, self.thickness)
        arm = self.arm(ir)
        body = ir.join(base, arm)
        mirrored = ir.scale(arm, -1, 1, 1)
        ir.join(body, ir.move(mirrored, self.length, 0, 0))

    def check(self, that: Checks) -> None:
        self.check_arms(that, 2)


_OVERHANGS = (1, 1.5, 2, 2.5, 3, 4, 5)
_SNAP = {
    "length": Axis(steps(12, 80, 2, 5), "base length"),
    "width": Axis((4, 5, 6, 8, 10, 12, 15, 16, 18, 20, 25, 30, 40), "width"),
    "height": Axis(steps(10, 60, 2, 5), "overall height"),
    "thickness": Axis((1.5, 2, 2.5, 3, 4, 5), "base and arm thickness"),
    "overhang": Axis(_OVERHANGS, "lip overhang"),
    "lip": Axis((1, 1.5, 2, 2.5, 3, 4, 5, 6), "lip height"),
}
_SNAP_DEFAULTS: dict[str, Default] = {"lip": lambda p: p["thickness"]}
_WIDTH = Axis((5, 6, 8, 10, 12, 14, 15, 16, 18, 20, 25, 30), "width")
_SPRING = {
    "rod": Axis((*range(6, 31), 32, 35, 40, 45, 50), "rod diameter"),
    "wall": Axis((1, 1.5, 2, 2.5, 3, 4, 5), "ring wall thickness"),
    "width": _WIDTH,
    "mouth": Axis((4, 4.5, 5, 5.5, *range(6, 31), 32, 35, 40), "mouth opening"),
    "length": Axis(steps(10, 120, 2, 5), "base plate length"),
    "thickness": Axis((2, 2.5, 3, 4, 5, 6, 8), "base plate thickness"),
}
_SCREW = {
    "hole": Axis(HOLES, "screw hole diameter"),
    "inset": Axis(INSETS, "hole distance from the end"),
}
_CABLE = {
    "cable": Axis((*range(4, 31), 32, 35, 40), "cable diameter"),
    "thickness": Axis((1, 1.5, 2, 2.5, 3, 4), "loop and foot thickness"),
    "width": _WIDTH,
}

CLIP = family(
    "clip",
    Variant(
        "hook", Hook, _SNAP,
        ("snap clip with one hooked arm on a base", "snap hook on a base plate"),
        texts.HOOK, _SNAP_DEFAULTS,
    ),
    Variant(
        "two_arms", TwoArms, _SNAP,
        ("snap clip with two facing hooked arms on a base", "double snap clip, lips inwards"),
        texts.TWO_ARMS, _SNAP_DEFAULTS,
    ),
    Variant(
        "spring", Spring, _SPRING,
        ("C-shaped spring clip on a base plate", "open-top rod clip on a base plate"),
        texts.SPRING,
    ),
    Variant(
        "cable", Cable,
        {**_CABLE, "reach": Axis(steps(10, 100, 2, 5), "foot length from the loop axis"), **_SCREW},
        ("P-clip with one screw hole", "one-sided cable clip with a screw hole in its foot"),
        texts.CABLE,
    ),
    Variant(
        "saddle", Saddle,
        {**_CABLE, "reach": Axis(steps(20, 120, 2, 5), "foot length"),
         "hole": _SCREW["hole"], "inset": Axis(INSETS, "hole distance from the ends")},
        ("two-sided cable clip with a screw hole at each end", "cable clip with two screw holes"),
        texts.SADDLE,
    ),
    Variant(
        "spring_holes", SpringHoles,
        {**_SPRING, "hole": _SCREW["hole"], "inset": Axis(INSETS, "hole distance from the ends")},
        ("C-shaped spring clip on a base plate with two screw holes",
         "open-top rod clip on a base plate with a screw hole at each end"),
        texts.SPRING_HOLES, held_out=True,
    ),
    nouns="clip snap hook P-clip",
    seed=True,
)  # fmt: skip
