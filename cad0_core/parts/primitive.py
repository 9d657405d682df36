"""Primitives: one plain solid and nothing else, so that a model learns to add nothing.

A box has a corner at the origin; a sphere is centred there; the others stand on z = 0.
"""

from dataclasses import dataclass

from cad0_core.parts.family import Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import steps

_SIZES = (*range(2, 41), *steps(42, 120, 2, 5))


@dataclass(frozen=True, slots=True)
class Box(Shape):
    """A box: x wide, y deep, z high."""

    x: float
    y: float
    z: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.box(self.x, self.y, self.z)


@dataclass(frozen=True, slots=True)
class Cube(Shape):
    """A box with equal sides."""

    side: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.box(self.side, self.side, self.side)


@dataclass(frozen=True, slots=True)
class Cylinder(Shape):
    """A solid cylinder."""

    diameter: float
    height: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.cylinder(self.diameter / 2, self.height)


@dataclass(frozen=True, slots=True)
class Sphere(Shape):
    """A solid sphere."""

    diameter: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.sphere(self.diameter / 2)


@dataclass(frozen=True, slots=True)
class Cone(Shape):
    """A cone with its point up."""

    diameter: float
    height: float

    def fault(self) -> str | None:
        return None

    def build(self, ir: Builder) -> None:
        ir.cone(self.diameter / 2, 0, self.height)


@dataclass(frozen=True, slots=True)
class Frustum(Shape):
    """A cone cut off below its point, or turned over."""

    bottom: float
    top: float
    height: float

    def fault(self) -> str | None:
        return "that is a cylinder" if self.bottom == self.top else None

    def build(self, ir: Builder) -> None:
        ir.cone(self.bottom / 2, self.top / 2, self.height)


_ONLY = "[||, nothing else|, no other features]"

_BOX_TEXTS = (
    "[simple|plain|solid] {x}x{y}x{z}mm [box|cube|block]" + _ONLY,
    "just a {x}x{y}x{z}mm [box|block]" + _ONLY,
    "{x}x{y}x{z}mm [box|block|cuboid]" + _ONLY,
    "[box|block] {x} x {y} x {z} mm" + _ONLY,
    "[plain |]box {x}mm wide, {y}mm deep, {z}mm high" + _ONLY,
    "[plain|rectangular] block: width {x}, depth {y}, height {z} mm",
    "[I need|make] a [simple|plain] box, {x}mm by {y}mm by {z}mm" + _ONLY,
    "{z}mm high box, {x}mm wide and {y}mm deep" + _ONLY,
    "solid cuboid {x} by {y} by {z} mm" + _ONLY,
    "box {x} {y} {z}",
)
_CUBE_TEXTS = (
    "{side}mm cube" + _ONLY,
    "[simple|plain|solid] {side}mm cube" + _ONLY,
    "just a {side}mm cube" + _ONLY,
    "cube with {side}mm [sides|edges]" + _ONLY,
    "cube, {side}mm on each side" + _ONLY,
    "[plain |]cube of side {side}mm" + _ONLY,
    "[I need|make] a [simple|plain] cube, {side}mm" + _ONLY,
    "cube {side}",
    "cube with an edge length of {side}mm" + _ONLY,
)
_CYLINDER_TEXTS = (
    "[simple|plain|solid] cylinder, {diameter}mm diameter, {height}mm [tall|high]" + _ONLY,
    "just a cylinder {diameter}mm in diameter and {height}mm [tall|high]" + _ONLY,
    "{diameter}mm diameter {height}mm tall cylinder" + _ONLY,
    "cylinder {diameter}mm x {height}mm" + _ONLY,
    "cylinder: diameter {diameter}, height {height} mm",
    "{height}mm [tall|high] cylinder with {diameter}mm diameter" + _ONLY,
    "cylinder of radius {diameter/2}mm and height {height}mm" + _ONLY,
    "[I need|make] a [simple|plain] cylinder, diameter {diameter}mm, height {height}mm" + _ONLY,
    "[solid |]round bar {diameter}mm diameter, {height}mm long",
    "cylinder radius {diameter/2} height {height}",
)
_SPHERE_TEXTS = (
    "{diameter}mm [diameter |]sphere" + _ONLY,
    "[simple|plain|solid] sphere, {diameter}mm diameter" + _ONLY,
    "just a {diameter}mm [sphere|ball]" + _ONLY,
    "[sphere|ball] of diameter {diameter}mm" + _ONLY,
    "sphere with a radius of {diameter/2}mm" + _ONLY,
    "{diameter/2}mm radius sphere" + _ONLY,
    "[I need|make] a [simple|plain] [sphere|ball], {diameter}mm across" + _ONLY,
    "sphere diameter {diameter}",
    "sphere radius {diameter/2}",
)
_CONE_TEXTS = (
    "[simple|plain|solid] cone, {diameter}mm base diameter, {height}mm [tall|high]" + _ONLY,
    "just a cone {diameter}mm in diameter and {height}mm [tall|high]" + _ONLY,
    "{diameter}mm diameter {height}mm tall cone" + _ONLY,
    "cone {diameter}mm x {height}mm" + _ONLY,
    "cone: base diameter {diameter}, height {height} mm",
    "{height}mm [tall|high] cone with a {diameter}mm base" + _ONLY,
    "cone of base radius {diameter/2}mm and height {height}mm" + _ONLY,
    "[I need|make] a [simple|plain|pointed] cone, base {diameter}mm, height {height}mm" + _ONLY,
    "pointed cone on a {diameter}mm diameter base, {height}mm high" + _ONLY,
)
_FRUSTUM_TEXTS = (
    "[simple |plain |]frustum, {bottom}mm bottom diameter, {top}mm top diameter, {height}mm "
    "[tall|high]" + _ONLY,
    "truncated cone {bottom}mm to {top}mm diameter, {height}mm [tall|high]" + _ONLY,
    "frustum {bottom}mm x {top}mm x {height}mm" + _ONLY,
    "frustum: base diameter {bottom}, top diameter {top}, height {height} mm",
    "{height}mm [tall|high] truncated cone, base {bottom}mm, top {top}mm" + _ONLY,
    "tapered cylinder from {bottom}mm diameter at the bottom to {top}mm at the top, {height}mm "
    "high" + _ONLY,
    "[I need|make] a [frustum|truncated cone], bottom {bottom}mm, top {top}mm, height {height}mm",
    "frustum with base radius {bottom/2}mm, top radius {top/2}mm, height {height}mm" + _ONLY,
    "just a truncated cone, {bottom}mm wide below, {top}mm wide above, {height}mm high" + _ONLY,
)

PRIMITIVE = family(
    "primitive",
    Variant("box", Box, {"x": _SIZES, "y": _SIZES, "z": _SIZES}, _BOX_TEXTS),
    Variant("cube", Cube, {"side": _SIZES}, _CUBE_TEXTS),
    Variant("cylinder", Cylinder, {"diameter": _SIZES, "height": _SIZES}, _CYLINDER_TEXTS),
    Variant("sphere", Sphere, {"diameter": _SIZES}, _SPHERE_TEXTS),
    Variant("cone", Cone, {"diameter": _SIZES, "height": _SIZES}, _CONE_TEXTS),
    Variant(
        "frustum", Frustum, {"bottom": _SIZES, "top": _SIZES, "height": _SIZES}, _FRUSTUM_TEXTS
    ),
)
