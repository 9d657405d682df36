"""Shapes of profiles: outlines in the first quadrant that are extruded along Z."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cad0_core.parts.checks import Checks
from cad0_core.parts.columns import Condition, Value, least, most
from cad0_core.parts.shape import Builder, Shape

Corners = Sequence[tuple[Value, Value]]
# What a caliper reads on the outline: name, axis, a point of the line, material, parameters.
Reading = tuple[str, str, tuple[Value, Value], Sequence[tuple[Value, Value]], str]


class Profile(Shape):
    """An outline extruded along Z."""

    __slots__ = ()
    length: Value

    @abstractmethod
    def corners(self) -> Corners: ...

    @abstractmethod
    def extents(self) -> tuple[Value, Value, str]:
        """Of the outline in x and y, and the parameters that they come from."""

    @abstractmethod
    def area(self) -> Value: ...

    @abstractmethod
    def readings(self) -> Iterator[Reading]: ...

    def faults(self) -> Iterator[tuple[Condition, str]]:
        x, y, _ = self.extents()
        yield self.length < most(x, y), "shorter than it is wide: a slice of a profile"
        yield self.length > 20 * most(x, y), "longer than twenty widths"
        yield most(x, y) > 4 * least(x, y), "four times as wide as high, or the other way round"

    def build(self, ir: Builder) -> None:
        ir.extrude(ir.outline(self.corners()), 0, 0, self.length)

    def check(self, that: Checks) -> None:
        x, y, of = self.extents()
        that.size(x, y, self.length, of=f"{of} length")
        that.volume(self.area() * self.length)
        that.topology()
        for end, share in (("lower", 0.05), ("upper", 0.95)):
            for name, axis, at, spans, of in self.readings():
                through = (*at, share * self.length)
                that.line(f"{name} near the {end} end", axis, through, *spans, of=of)


class Walled(Profile):
    """A profile of walls that are equally thick."""

    __slots__ = ()
    thickness: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        x, y, _ = self.extents()
        yield 4 * self.thickness > least(x, y), "a wall is thicker than a quarter of the profile"
        yield 25 * self.thickness < most(x, y), "a wall is thinner than a 25th of the profile"
        yield from Profile.faults(self)


@dataclass(frozen=True, slots=True)
class Ell(Walled):
    leg: Value
    other: Value
    thickness: Value
    length: Value

    def corners(self) -> Corners:
        a, b, t = self.leg, self.other, self.thickness
        return [(0, 0), (a, 0), (a, t), (t, t), (t, b), (0, b)]

    def extents(self) -> tuple[Value, Value, str]:
        return self.leg, self.other, "leg other"

    def area(self) -> Value:
        return (self.leg + self.other - self.thickness) * self.thickness

    def readings(self) -> Iterator[Reading]:
        a, b, t = self.leg, self.other, self.thickness
        yield "first leg", "x", (0, t / 2), [(0, a)], "leg"
        yield "second leg", "y", (t / 2, 0), [(0, b)], "other"
        yield "thickness of the first leg", "y", ((a + t) / 2, 0), [(0, t)], "thickness"
        yield "thickness of the second leg", "x", (0, (b + t) / 2), [(0, t)], "thickness"


@dataclass(frozen=True, slots=True)
class Tee(Walled):
    width: Value
    height: Value
    thickness: Value
    length: Value

    def corners(self) -> Corners:
        w, h, t = self.width, self.height, self.thickness
        left, right = (w - t) / 2, (w + t) / 2
        return [(left, 0), (right, 0), (right, h - t), (w, h - t), (w, h), (0, h), (0, h - t),
                (left, h - t)]  # fmt: skip

    def extents(self) -> tuple[Value, Value, str]:
        return self.width, self.height, "width height"

    def area(self) -> Value:
        return (self.width + self.height - self.thickness) * self.thickness

    def readings(self) -> Iterator[Reading]:
        w, h, t = self.width, self.height, self.thickness
        web = [((w - t) / 2, (w + t) / 2)]
        yield "flange", "x", (0, h - t / 2), [(0, w)], "width"
        yield "height", "y", (w / 2, 0), [(0, h)], "height"
        yield "web", "x", (0, (h - t) / 2), web, "thickness width"
        yield "left half of the flange", "y", ((w - t) / 4, 0), [(h - t, h)], "thickness height"
        yield "right half of the flange", "y", (w - (w - t) / 4, 0), [(h - t, h)], "thickness"


@dataclass(frozen=True, slots=True)
class Channel(Walled):
    width: Value
    height: Value
    thickness: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.height > 2 * self.width, "more than twice as deep as wide"
        yield from Walled.faults(self)

    def corners(self) -> Corners:
        w, h, t = self.width, self.height, self.thickness
        return [(0, 0), (w, 0), (w, h), (w - t, h), (w - t, t), (t, t), (t, h), (0, h)]

    def extents(self) -> tuple[Value, Value, str]:
        return self.width, self.height, "width height"

    def area(self) -> Value:
        return (self.width + 2 * (self.height - self.thickness)) * self.thickness

    def readings(self) -> Iterator[Reading]:
        w, h, t = self.width, self.height, self.thickness
        sides = [(0, t), (w - t, w)]
        yield "width", "x", (0, t / 2), [(0, w)], "width"
        yield "left side", "y", (t / 2, 0), [(0, h)], "height"
        yield "right side", "y", (w - t / 2, 0), [(0, h)], "height"
        yield "thickness of the sides", "x", (0, (h + t) / 2), sides, "thickness width"
        yield "thickness of the base", "y", (w / 2, 0), [(0, t)], "thickness"


@dataclass(frozen=True, slots=True)
class Beam(Profile):
    """An I-profile: `flange` and `web` are thicknesses."""

    width: Value
    height: Value
    flange: Value
    web: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.web > self.flange, "the web is thicker than the flanges"
        yield 2 * self.web < self.flange, "the web is thinner than half a flange"
        yield self.width > 1.25 * self.height, "much wider than high"
        yield 5 * self.flange > self.height, "a flange is thicker than a fifth of the height"
        yield 5 * self.web > self.width, "the web is thicker than a fifth of the width"
        yield 25 * self.web < self.height, "the web is thinner than a 25th of the height"
        yield from Profile.faults(self)

    def corners(self) -> Corners:
        w, h, f = self.width, self.height, self.flange
        left, right = (w - self.web) / 2, (w + self.web) / 2
        return [(0, 0), (w, 0), (w, f), (right, f), (right, h - f), (w, h - f), (w, h), (0, h),
                (0, h - f), (left, h - f), (left, f), (0, f)]  # fmt: skip

    def extents(self) -> tuple[Value, Value, str]:
        return self.width, self.height, "width height"

    def area(self) -> Value:
        return 2 * self.width * self.flange + (self.height - 2 * self.flange) * self.web

    def readings(self) -> Iterator[Reading]:
        w, h, f = self.width, self.height, self.flange
        side, flanges = (w - self.web) / 2, [(0, f), (h - f, h)]
        yield "lower flange", "x", (0, f / 2), [(0, w)], "width"
        yield "upper flange", "x", (0, h - f / 2), [(0, w)], "width"
        yield "height", "y", (w / 2, 0), [(0, h)], "height"
        yield "web", "x", (0, h / 2), [(side, w - side)], "web width"
        yield "left flanges", "y", (side / 2, 0), flanges, "flange height"
        yield "right flanges", "y", (w - side / 2, 0), flanges, "flange height"


@dataclass(frozen=True, slots=True)
class Zed(Walled):
    flange: Value
    height: Value
    thickness: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.flange < 4 * self.thickness, "a flange is shorter than four thicknesses"
        yield from Walled.faults(self)

    def corners(self) -> Corners:
        f, h, t = self.flange, self.height, self.thickness
        return [(0, 0), (f, 0), (f, h - t), (2 * f - t, h - t), (2 * f - t, h), (f - t, h),
                (f - t, t), (0, t)]  # fmt: skip

    def extents(self) -> tuple[Value, Value, str]:
        return 2 * self.flange - self.thickness, self.height, "flange thickness height"

    def area(self) -> Value:
        return (2 * (self.flange - self.thickness) + self.height) * self.thickness

    def readings(self) -> Iterator[Reading]:
        f, h, t = self.flange, self.height, self.thickness
        end = 2 * f - t
        yield "lower flange", "x", (0, t / 2), [(0, f)], "flange"
        yield "upper flange", "x", (0, h - t / 2), [(f - t, end)], "flange"
        yield "height", "y", (f - t / 2, 0), [(0, h)], "height"
        yield "web", "x", (0, h / 2), [(f - t, f)], "thickness flange"
        yield "thickness of the lower flange", "y", ((f - t) / 2, 0), [(0, t)], "thickness"
        upper = (end - (f - t) / 2, 0)
        yield "thickness of the upper flange", "y", upper, [(h - t, h)], "thickness height"


@dataclass(frozen=True, slots=True)
class Triangle(Profile):
    leg: Value
    other: Value
    length: Value

    def corners(self) -> Corners:
        return [(0, 0), (self.leg, 0), (0, self.other)]

    def extents(self) -> tuple[Value, Value, str]:
        return self.leg, self.other, "leg other"

    def area(self) -> Value:
        return self.leg * self.other / 2

    def readings(self) -> Iterator[Reading]:
        a, b = self.leg, self.other
        yield "first leg, a quarter up", "x", (0, b / 4), [(0, 3 * a / 4)], "leg"
        yield "second leg, a quarter along", "y", (a / 4, 0), [(0, 3 * b / 4)], "other"


@dataclass(frozen=True, slots=True)
class Trapezoid(Profile):
    """Symmetric; `width` is the wide parallel side, `top` the narrow one."""

    width: Value
    top: Value
    height: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.top > 0.9 * self.width, "hardly a trapezoid"
        yield self.top < 0.2 * self.width, "hardly flat on top"
        yield from Profile.faults(self)

    def corners(self) -> Corners:
        low, high = (self.width - self.top) / 2, (self.width + self.top) / 2
        return [(0, 0), (self.width, 0), (high, self.height), (low, self.height)]

    def extents(self) -> tuple[Value, Value, str]:
        return self.width, self.height, "width height"

    def area(self) -> Value:
        return (self.width + self.top) / 2 * self.height

    def readings(self) -> Iterator[Reading]:
        side = (self.width - self.top) / 2
        for name, share in (("a tenth up", 0.1), ("nine tenths up", 0.9)):
            span = (share * side, self.width - share * side)
            yield f"width {name}", "x", (0, share * self.height), [span], "width top"
        yield "height", "y", (self.width / 2, 0), [(0, self.height)], "height"
