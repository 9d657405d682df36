"""Standoffs: round and hexagonal, plain or with a bore, standing on z = 0 about the Z axis.

A thread size names the tap drill hole of that thread (`tables.TAP_DRILLS`), drilled through.
"""

from dataclasses import dataclass

from cad0_core.parts.family import Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import HEX_FLATS, TAP_DRILLS, steps

_LENGTHS = (*range(3, 61), *steps(65, 100, 5))
_DIAMETERS = tuple(range(3, 31))
_BORES = (2, 2.5, 3, 3.2, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 8, 10, 12)
_FLATS = (4, 4.5, 5, 5.5, *range(6, 21), 22, 24)
_LEAST_WALL = 1


@dataclass(frozen=True, slots=True)
class Plain(Shape):
    """A solid cylinder."""

    diameter: float
    length: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.cylinder(self.diameter / 2, self.length)


@dataclass(frozen=True, slots=True)
class Bored(Shape):
    """A cylinder with a through bore."""

    diameter: float
    length: float
    bore: float

    def fault(self) -> str | None:
        if self.diameter - self.bore < 2 * _LEAST_WALL:
            return f"the wall is thinner than {_LEAST_WALL} mm"
        return None

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))


@dataclass(frozen=True, slots=True)
class Threaded(Shape):
    """A cylinder with a threaded through hole, as its tap drill hole."""

    diameter: float
    length: float
    thread: str

    def fault(self) -> str | None:
        return Bored(self.diameter, self.length, TAP_DRILLS[self.thread]).fault()

    def build(self, ir: Builder) -> None:
        Bored(self.diameter, self.length, TAP_DRILLS[self.thread]).build(ir)


@dataclass(frozen=True, slots=True)
class Hex(Shape):
    """A hexagonal prism, two of its flats facing +Y and -Y."""

    flats: float
    length: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        self.prism(ir)

    def prism(self, ir: Builder) -> int:
        """The slab between two flats, met by itself turned by 60 and by 120 degrees.

        The slab is twice as wide as it is thick: two of them meet in a rhombus whose tips reach
        0.87 of that, so that its own ends never show.
        """
        block = ir.box(2 * self.flats, self.flats, self.length)
        slab = ir.move(block, -self.flats, -self.flats / 2, 0)
        rhombus = ir.common(slab, ir.turn(slab, 0, 0, 60))
        return ir.common(rhombus, ir.turn(slab, 0, 0, 120))


@dataclass(frozen=True, slots=True)
class HexThreaded(Hex):
    """A hexagonal prism with a threaded through hole, as its tap drill hole."""

    thread: str

    def fault(self) -> str | None:
        if self.flats - TAP_DRILLS[self.thread] < 2 * _LEAST_WALL:
            return f"the wall is thinner than {_LEAST_WALL} mm"
        return None

    def build(self, ir: Builder) -> None:
        body = self.prism(ir)
        ir.cut(body, ir.cylinder(TAP_DRILLS[self.thread] / 2, 2 * self.length))


_PLAIN_TEXTS = (
    "{diameter}mm diameter {length}mm tall standoff",
    "[standoff|spacer], {diameter}mm diameter, {length}mm [long|tall|high]",
    "[round|cylindrical|solid] standoff {diameter}mm x {length}mm",
    "{length}mm [long|tall] standoff with [|a ]{diameter}mm diameter",
    "solid [round |]standoff: diameter {diameter}mm, height {length}mm",
    "[I need|make] a [plain|solid] standoff {diameter}mm in diameter and {length}mm tall",
    "cylindrical standoff, OD {diameter}, length {length} mm",
    "{diameter}mm OD x {length}mm plain standoff[|, no bore]",
    "standoff post with radius {diameter/2}mm, {length}mm tall",
    "standoff dia {diameter} height {length}",
)
_BORED_TEXTS = (
    "{diameter}mm diameter {length}mm tall standoff with a {bore}mm [through hole|bore|hole]",
    "[standoff|spacer], {diameter}mm OD, {bore}mm ID, {length}mm [long|tall]",
    "[round|cylindrical] standoff {diameter}mm x {length}mm with {bore}mm through bore",
    "{length}mm [long|tall] standoff, {diameter}mm outer diameter, {bore}mm inner diameter",
    "hollow standoff: outer diameter {diameter}mm, bore {bore}mm, height {length}mm",
    "[I need|make] a standoff {diameter}mm in diameter and {length}mm tall, bored through at "
    "{bore}mm",
    "through-bored standoff, OD {diameter}, ID {bore}, length {length} mm",
    "{diameter}mm OD x {bore}mm ID x {length}mm [standoff|spacer]",
    "standoff with a {bore}mm hole through it, {diameter}mm diameter, {length}mm high",
    "standoff {length}mm tall, outer radius {diameter/2}mm, bore radius {bore/2}mm",
    "standoff dia {diameter} bore {bore} height {length}",
)
_THREADED_TEXTS = (
    "{thread} standoff, {diameter}mm diameter, {length}mm [long|tall]",
    "[round|cylindrical] {thread} standoff {diameter}mm x {length}mm",
    "{diameter}mm diameter {length}mm tall {thread} [threaded |]standoff",
    "{length}mm [long|tall] round standoff, {diameter}mm OD, tapped {thread}",
    "threaded standoff {thread}: outer diameter {diameter}mm, length {length}mm",
    "[I need|make] a round standoff {diameter}mm in diameter and {length}mm tall with {thread} "
    "thread through",
    "standoff, female {thread} thread, OD {diameter}, length {length} mm",
    "{thread} x {length}mm standoff, {diameter}mm [round|diameter]",
    "round standoff tapped {thread} through, diameter {diameter}mm, height {length}mm",
    "standoff {thread} dia {diameter} height {length}",
)
_HEX_TEXTS = (
    "hex standoff, {length}mm long, {flats}mm across flats[|, no hole]",
    "[solid|plain] hex standoff {flats}mm AF, {length}mm [long|tall]",
    "{flats}mm across flats hex standoff, {length}mm [long|tall|high]",
    "{length}mm [long|tall] [hexagonal|hex] standoff with {flats}mm across flats",
    "hexagonal standoff: across flats {flats}mm, length {length}mm",
    "[I need|make] a solid hex standoff {length}mm tall and {flats}mm across the flats",
    "hex [post|spacer], AF {flats}, length {length} mm",
    "hex standoff {flats}mm x {length}mm[|, solid]",
    "hex standoff AF {flats} height {length}",
)
_HEX_THREADED_TEXTS = (
    "hex standoff {thread}, {length}mm long, {flats}mm across flats",
    "{thread} hex standoff, {flats}mm AF, {length}mm [long|tall]",
    "{flats}mm across flats {thread} hex standoff, {length}mm [long|tall|high]",
    "{length}mm [long|tall] [hexagonal|hex] standoff tapped {thread}, {flats}mm across flats",
    "hexagonal {thread} standoff: across flats {flats}mm, length {length}mm",
    "[I need|make] a hex standoff {length}mm tall, {flats}mm across the flats, with {thread} "
    "thread through",
    "hex [post|spacer], female {thread} thread, AF {flats}, length {length} mm",
    "{thread} x {length}mm hex standoff, AF {flats}mm",
    "threaded hex standoff {thread} AF {flats} height {length}",
    "{thread} hex standoff, {length}mm [long|tall]",
    "hex standoff {thread}, {length}mm long",
    "{length}mm {thread} hex standoff",
)

STANDOFF = family(
    "standoff",
    Variant("plain", Plain, {"diameter": _DIAMETERS, "length": _LENGTHS}, _PLAIN_TEXTS),
    Variant(
        "bored", Bored, {"diameter": _DIAMETERS, "length": _LENGTHS, "bore": _BORES},
        _BORED_TEXTS,
    ),
    Variant(
        "threaded", Threaded,
        {"diameter": _DIAMETERS, "length": _LENGTHS, "thread": tuple(TAP_DRILLS)},
        _THREADED_TEXTS,
    ),
    Variant("hex", Hex, {"flats": _FLATS, "length": _LENGTHS}, _HEX_TEXTS),
    Variant(
        "hex_threaded", HexThreaded,
        {"flats": _FLATS, "length": _LENGTHS, "thread": tuple(TAP_DRILLS)},
        _HEX_THREADED_TEXTS, {"flats": lambda p: HEX_FLATS[p["thread"]]},
    ),
)  # fmt: skip
