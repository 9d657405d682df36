"""Flanges: discs on z = 0 about the Z axis with evenly spaced bolt holes, the first one on +X."""

import math
from dataclasses import dataclass

from cad0_core.parts.family import Default, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import steps


@dataclass(frozen=True, slots=True)
class Blind(Shape):
    """A disc with a bolt circle and no bore. `circle` is the diameter of the bolt circle."""

    diameter: float
    thickness: float
    circle: float
    bolts: int
    hole: float

    def fault(self) -> str | None:
        if self.circle + 2 * self.hole > self.diameter:
            return "a bolt hole's centre is closer than a diameter to the rim"
        if 5 * self.circle < 3 * self.diameter:
            return "the bolt circle is smaller than three fifths of the disc"
        if self.circle * math.sin(math.pi / self.bolts) < 2 * self.hole:
            return "the bolt holes are closer than two diameters"
        if 3 * self.thickness > self.diameter:
            return "the disc is thicker than a third of its diameter"
        return None

    def build(self, ir: Builder) -> None:
        self.drill(ir, ir.cylinder(self.diameter / 2, self.thickness))

    def drill(self, ir: Builder, disc: int) -> None:
        tool = ir.cylinder(self.hole / 2, 2 * self.thickness)
        first = ir.move(tool, self.circle / 2, 0, 0)
        ir.cut(disc, ir.around_z(first, self.bolts))


@dataclass(frozen=True, slots=True)
class Bolted(Blind):
    """A disc with a bolt circle and a central through bore."""

    bore: float

    def fault(self) -> str | None:
        if self.bore + 2 * self.hole > self.circle:
            return "a bolt hole's centre is closer than a diameter to the bore"
        if 5 * self.bore < self.diameter:
            return "the bore is smaller than a fifth of the disc"
        return Blind.fault(self)

    def build(self, ir: Builder) -> None:
        disc = ir.cylinder(self.diameter / 2, self.thickness)
        ring = ir.cut(disc, ir.cylinder(self.bore / 2, 2 * self.thickness))
        self.drill(ir, ring)


_BLIND = {
    "diameter": steps(40, 160, 5, 4),
    "thickness": (4, 5, 6, 8, 10, 12, 15, 16, 20),
    "circle": steps(24, 140, 5, 4),
    "bolts": (3, 4, 5, 6, 7, 8),
    "hole": (4, 4.5, 5, 5.5, 6, 6.5, 8, 9, 10, 11, 12),
}
_BORES = (10, 12, 15, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 60, 70, 80)
_DEFAULTS: dict[str, Default] = {"thickness": 8, "hole": 6}

_BLIND_TEXTS = (
    "blind flange {diameter}mm diameter, {thickness}mm thick, [{bolts}|{bolts as word}] {hole}mm "
    "holes on a {circle}mm bolt circle",
    "{diameter}mm [blind flange|flange without bore], {thickness}mm thick, {bolts}x {hole}mm bolt "
    "holes, PCD {circle}mm",
    "{thickness}mm thick blind flange, OD {diameter}mm, bolt circle {circle}mm with "
    "[{bolts}|{bolts as word}] holes of {hole}mm",
    "blind flange: OD {diameter}, thickness {thickness}, bolt circle {circle}, {bolts} holes, hole "
    "diameter {hole} mm",
    "[I need|make] a blind flange {diameter}mm in diameter and {thickness}mm thick with "
    "[{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm circle",
    "blind flange with {bolts as word} {hole}mm holes on {circle}mm PCD, {diameter}mm OD, "
    "{thickness}mm thick",
    "solid disc flange {diameter}mm x {thickness}mm, no bore, {bolts} holes dia {hole}mm on a "
    "bolt circle of {circle}mm",
    "{bolts} hole blind flange, {diameter}mm OD, {circle}mm bolt circle, {hole}mm holes, "
    "{thickness}mm thick",
    "blind flange of radius {diameter/2}mm, {thickness}mm thick, {bolts} holes of radius "
    "{hole/2}mm on a bolt circle of radius {circle/2}mm",
    "{diameter}mm blind flange, {bolts} {hole}mm holes on a {circle}mm bolt circle",
    "blind flange {diameter}mm diameter, {thickness}mm thick, [{bolts}|{bolts as word}] holes on a "
    "{circle}mm bolt circle",
    "{diameter}mm blind flange with [{bolts}|{bolts as word}] holes on a {circle}mm bolt circle",
)
_BOLTED_TEXTS = (
    "flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, "
    "[{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {thickness}mm thick, bore {bore}mm, {bolts}x {hole}mm bolt holes, PCD "
    "{circle}mm",
    "{thickness}mm thick flange, OD {diameter}mm, ID {bore}mm, bolt circle {circle}mm with "
    "[{bolts}|{bolts as word}] holes of {hole}mm",
    "flange: OD {diameter}, bore {bore}, thickness {thickness}, bolt circle {circle}, {bolts} "
    "holes, hole diameter {hole} mm",
    "[I need|make] a flange {diameter}mm in diameter and {thickness}mm thick with a {bore}mm bore "
    "and [{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm circle",
    "[round |pipe |]flange with {bolts as word} {hole}mm holes on {circle}mm PCD, {diameter}mm OD, "
    "{bore}mm bore, {thickness}mm thick",
    "disc flange {diameter}mm x {thickness}mm, {bore}mm center bore, {bolts} holes dia {hole}mm on "
    "a bolt circle of {circle}mm",
    "{bolts} hole flange, {diameter}mm OD, {bore}mm bore, {circle}mm bolt circle, {hole}mm holes, "
    "{thickness}mm thick",
    "flange of radius {diameter/2}mm, {thickness}mm thick, bore radius {bore/2}mm, {bolts} holes "
    "of radius {hole/2}mm on a bolt circle of radius {circle/2}mm",
    "{diameter}mm flange with {bore}mm bore, {bolts} {hole}mm holes on a {circle}mm bolt circle",
    "flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, "
    "[{bolts}|{bolts as word}] holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {bore}mm bore, [{bolts}|{bolts as word}] holes on a {circle}mm bolt "
    "circle",
)

FLANGE = family(
    "flange",
    Variant("bolted", Bolted, {**_BLIND, "bore": _BORES}, _BOLTED_TEXTS, _DEFAULTS),
    Variant("blind", Blind, _BLIND, _BLIND_TEXTS, _DEFAULTS),
)
