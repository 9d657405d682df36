"""Standoffs: round and hexagonal, solid or with a bore, standing on z = 0 about the Z axis.

A thread size names the tap drill hole of that thread (`tables.TAP_DRILLS`), drilled through.
"""

from dataclasses import dataclass

from cad0_core.parts.family import Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import HEX_FLATS, TAP_DRILLS, steps

_LENGTHS = (*range(3, 61), *steps(62, 100, 2, 5))
_DIAMETERS = tuple(range(3, 31))
_BORES = (2, 2.5, 3, 3.2, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 8, 10, 12)
_FLATS = (4, 4.5, 5, 5.5, *range(6, 21), 22, 24)
_THREADS = tuple(TAP_DRILLS)


def proportion_fault(width: float, length: float) -> str | None:
    """Why a standoff of this width and length is no good, or None."""
    return "longer than 12 times its width" if length > 12 * width else None


def bore_fault(width: float, bore: float) -> str | None:
    """Why a bore does not suit a standoff of this width, or None."""
    if width - bore < 2:
        return "the wall is thinner than 1 mm"
    if width > 5 * bore:
        return "the bore is smaller than a fifth of the width"
    return None


def thread_fault(width: float, thread: str) -> str | None:
    """Why a thread does not suit a standoff of this width, or None."""
    nominal = float(thread.removeprefix("M"))
    if width - nominal < 2:
        return "the wall around the thread is thinner than 1 mm"
    if width > 4 * nominal:
        return "wider than four times its thread"
    return None


@dataclass(frozen=True, slots=True)
class Round(Shape):
    """A solid cylinder."""

    diameter: float
    length: float

    def fault(self) -> str | None:
        return proportion_fault(self.diameter, self.length)

    def build(self, ir: Builder) -> None:
        ir.cylinder(self.diameter / 2, self.length)

    def drilled(self, ir: Builder, bore: float) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(bore / 2, 2 * self.length))


@dataclass(frozen=True, slots=True)
class RoundBored(Round):
    """A cylinder with a through bore."""

    bore: float

    def fault(self) -> str | None:
        return bore_fault(self.diameter, self.bore) or Round.fault(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, self.bore)


@dataclass(frozen=True, slots=True)
class RoundThreaded(Round):
    """A cylinder with a threaded through hole, as its tap drill hole."""

    thread: str

    def fault(self) -> str | None:
        return thread_fault(self.diameter, self.thread) or Round.fault(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, TAP_DRILLS[self.thread])


@dataclass(frozen=True, slots=True)
class Hex(Shape):
    """A hexagonal prism, two of its flats facing +Y and -Y."""

    flats: float
    length: float

    def fault(self) -> str | None:
        return proportion_fault(self.flats, self.length)

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

    def drilled(self, ir: Builder, bore: float) -> None:
        body = self.prism(ir)
        ir.cut(body, ir.cylinder(bore / 2, 2 * self.length))


@dataclass(frozen=True, slots=True)
class HexBored(Hex):
    """A hexagonal prism with a through bore."""

    bore: float

    def fault(self) -> str | None:
        return bore_fault(self.flats, self.bore) or Hex.fault(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, self.bore)


@dataclass(frozen=True, slots=True)
class HexThreaded(Hex):
    """A hexagonal prism with a threaded through hole, as its tap drill hole."""

    thread: str

    def fault(self) -> str | None:
        return thread_fault(self.flats, self.thread) or Hex.fault(self)

    def build(self, ir: Builder) -> None:
        self.drilled(ir, TAP_DRILLS[self.thread])


_ROUND_TEXTS = (
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
_ROUND_BORED_TEXTS = (
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
_ROUND_THREADED_TEXTS = (
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
_HEX_BORED_TEXTS = (
    "hex standoff, {length}mm long, {flats}mm across flats, with a {bore}mm [through hole|bore]",
    "hex [spacer|standoff] {flats}mm AF, {bore}mm ID, {length}mm [long|tall]",
    "{flats}mm across flats hex standoff, {length}mm [long|tall|high], {bore}mm hole through",
    "{length}mm [long|tall] [hexagonal|hex] standoff with {flats}mm across flats and a {bore}mm "
    "bore",
    "hollow hexagonal standoff: across flats {flats}mm, bore {bore}mm, length {length}mm",
    "[I need|make] a hex standoff {length}mm tall and {flats}mm across the flats, bored through at "
    "{bore}mm",
    "hex spacer, AF {flats}, ID {bore}, length {length} mm",
    "hex standoff {flats}mm x {length}mm with {bore}mm through bore",
    "hex standoff AF {flats} bore {bore} height {length}",
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

_ROUND = {"diameter": _DIAMETERS, "length": _LENGTHS}
_HEX = {"flats": _FLATS, "length": _LENGTHS}

STANDOFF = family(
    "standoff",
    Variant("round", Round, _ROUND, _ROUND_TEXTS),
    Variant("round_bored", RoundBored, {**_ROUND, "bore": _BORES}, _ROUND_BORED_TEXTS),
    Variant(
        "round_threaded", RoundThreaded, {**_ROUND, "thread": _THREADS}, _ROUND_THREADED_TEXTS
    ),
    Variant("hex", Hex, _HEX, _HEX_TEXTS),
    Variant("hex_bored", HexBored, {**_HEX, "bore": _BORES}, _HEX_BORED_TEXTS),
    Variant(
        "hex_threaded", HexThreaded, {**_HEX, "thread": _THREADS}, _HEX_THREADED_TEXTS,
        {"flats": lambda p: HEX_FLATS[p["thread"]]},
    ),
)  # fmt: skip
