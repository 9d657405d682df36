"""Primitives: one plain solid and nothing else, so that a model learns to add nothing.

A box has a corner at the origin; a sphere is centred there; the others stand on z = 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.checks import Checks, ball, disc, frustum
from cad0_core.parts.columns import Condition, Value, most
from cad0_core.parts.family import Axis, Variant, family
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import steps


@dataclass(frozen=True, slots=True)
class Box(Shape):
    """A box: x wide, y deep, z high."""

    x: Value
    y: Value
    z: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from ()

    def build(self, ir: Builder) -> None:
        ir.box(self.x, self.y, self.z)

    def check(self, that: Checks) -> None:
        that.size(self.x, self.y, self.z, of="x y z")
        that.volume(self.x * self.y * self.z)
        that.topology()


@dataclass(frozen=True, slots=True)
class Cube(Shape):
    """A box with equal sides."""

    side: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from ()

    def build(self, ir: Builder) -> None:
        ir.box(self.side, self.side, self.side)

    def check(self, that: Checks) -> None:
        that.size(self.side, self.side, self.side, of="side")
        that.volume(self.side**3)
        that.topology()


@dataclass(frozen=True, slots=True)
class Cylinder(Shape):
    """A solid cylinder."""

    diameter: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from ()

    def build(self, ir: Builder) -> None:
        ir.cylinder(self.diameter / 2, self.height)

    def check(self, that: Checks) -> None:
        r = self.diameter / 2
        that.size(self.diameter, self.diameter, self.height, low=(-r, -r, 0), of="diameter height")
        that.volume(disc(self.diameter) * self.height)
        that.topology()


@dataclass(frozen=True, slots=True)
class Sphere(Shape):
    """A solid sphere."""

    diameter: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from ()

    def build(self, ir: Builder) -> None:
        ir.sphere(self.diameter / 2)

    def check(self, that: Checks) -> None:
        d, r = self.diameter, self.diameter / 2
        that.size(d, d, d, low=(-r, -r, -r), of="diameter")
        that.volume(ball(d))
        that.topology()


@dataclass(frozen=True, slots=True)
class Cone(Shape):
    """A cone with its point up."""

    diameter: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from ()

    def build(self, ir: Builder) -> None:
        ir.cone(self.diameter / 2, 0, self.height)

    def check(self, that: Checks) -> None:
        r = self.diameter / 2
        that.size(self.diameter, self.diameter, self.height, low=(-r, -r, 0), of="diameter height")
        that.volume(frustum(self.diameter, 0, self.height))
        that.topology()


@dataclass(frozen=True, slots=True)
class Frustum(Shape):
    """A cone cut off below its point, or turned over."""

    bottom: Value
    top: Value
    height: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.bottom == self.top, "that is a cylinder"

    def build(self, ir: Builder) -> None:
        ir.cone(self.bottom / 2, self.top / 2, self.height)

    def check(self, that: Checks) -> None:
        widest = most(self.bottom, self.top)
        that.size(widest, widest, self.height, low=(-widest / 2, -widest / 2, 0), of="height")
        that.volume(frustum(self.bottom, self.top, self.height))
        for share, name in ((0.1, "bottom"), (0.9, "top")):
            width = self.bottom + share * (self.top - self.bottom)
            that.section("z", share * self.height, disc(width), of=name)
        that.topology()


_SIZES = (*range(2, 41), *steps(42, 120, 2, 5))

_ONLY = "[||, nothing else|, no other features]"

_BOX_TEXTS = (
    "[simple|plain|solid] {x}x{y}x{z}mm [box|cube|block]" + _ONLY,
    "just a {x}x{y}x{z}mm [box|block]" + _ONLY,
    "{x}x{y}x{z}mm [box|block|cuboid]" + _ONLY,
    "[box|block] {x} x {y} x {z} mm" + _ONLY,
    "[plain |]box {x}mm wide, {y}mm deep, {z}mm high" + _ONLY,
    "[plain|rectangular] block: width {x}, depth {y}, height {z} mm",
    "[simple|plain] box, {x}mm by {y}mm by {z}mm" + _ONLY,
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
    "[neat|clean] cube, {side}mm" + _ONLY,
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
    "[upright|standing] cylinder, diameter {diameter}mm, height {height}mm" + _ONLY,
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
    "[round|full] [sphere|ball], {diameter}mm across" + _ONLY,
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
    "[regular|pointed] cone, base {diameter}mm, height {height}mm" + _ONLY,
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
    "[frustum|truncated cone], bottom {bottom}mm, top {top}mm, height {height}mm",
    "frustum with base radius {bottom/2}mm, top radius {top/2}mm, height {height}mm" + _ONLY,
    "just a truncated cone, {bottom}mm wide below, {top}mm wide above, {height}mm high" + _ONLY,
)

_WIDTH, _DEPTH = Axis(_SIZES, "width"), Axis(_SIZES, "depth")
_HEIGHT, _DIAMETER = Axis(_SIZES, "height"), Axis(_SIZES, "diameter")

PRIMITIVE = family(
    "primitive",
    Variant(
        "box", Box, {"x": _WIDTH, "y": _DEPTH, "z": _HEIGHT}, ("box", "block", "plain box"),
        _BOX_TEXTS,
    ),
    Variant("cube", Cube, {"side": Axis(_SIZES, "side")}, ("cube", "plain cube"), _CUBE_TEXTS),
    Variant(
        "cylinder", Cylinder, {"diameter": _DIAMETER, "height": _HEIGHT},
        ("cylinder", "solid cylinder"), _CYLINDER_TEXTS,
    ),
    Variant("sphere", Sphere, {"diameter": _DIAMETER}, ("sphere", "ball"), _SPHERE_TEXTS),
    Variant(
        "cone", Cone, {"diameter": Axis(_SIZES, "base diameter"), "height": _HEIGHT},
        ("cone", "pointed cone"), _CONE_TEXTS,
    ),
    Variant(
        "frustum", Frustum,
        {"bottom": Axis(_SIZES, "bottom diameter"), "top": Axis(_SIZES, "top diameter"),
         "height": _HEIGHT},
        ("frustum", "truncated cone"), _FRUSTUM_TEXTS,
    ),
    nouns="box block cube cuboid cylinder sphere ball cone frustum bar",
)  # fmt: skip
