"""Shapes of shafts; see `shaft.py` for how they lie."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cad0_core.parts.checks import Checks, crest, disc
from cad0_core.parts.columns import Condition, Value, most
from cad0_core.parts.shape import Builder, Shape
from cad0_core.parts.tables import TAP_DRILLS


@dataclass(frozen=True, slots=True)
class Plain(Shape):
    """A solid cylinder, longer than wide."""

    diameter: Value
    length: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield self.length < 1.5 * self.diameter, "shorter than one and a half diameters: a disc"
        yield self.length > 25 * self.diameter, "longer than 25 diameters"

    def build(self, ir: Builder) -> None:
        ir.cylinder(self.diameter / 2, self.length)

    def check(self, that: Checks) -> None:
        self.check_shaft(that)
        that.volume(disc(self.diameter) * self.length)
        that.topology()

    def check_shaft(self, that: Checks) -> None:
        d, r = self.diameter, self.diameter / 2
        that.size(d, d, self.length, low=(-r, -r, 0), of="diameter length")


@dataclass(frozen=True, slots=True)
class Hollow(Plain):
    """A shaft with a bore from end to end."""

    bore: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        thin = self.diameter < most(self.bore + 2, 1.2 * self.bore)
        yield thin, "the wall is thinner than 1 mm or a tenth of the bore"
        yield self.diameter > 5 * self.bore, "the bore is smaller than a fifth of the shaft"
        yield from Plain.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        ir.cut(body, ir.cylinder(self.bore / 2, 2 * self.length))

    def check(self, that: Checks) -> None:
        self.check_shaft(that)
        that.volume((disc(self.diameter) - disc(self.bore)) * self.length)
        that.topology(1)
        that.hole("z", [(0, 0, self.length / 2)], self.bore, (0, self.length), of="bore")


@dataclass(frozen=True, slots=True)
class Tapped(Plain):
    """A shaft with a blind tapped hole in its top end."""

    thread: Value
    depth: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wide = (self.diameter < 2 * self.thread) | (self.diameter > 6 * self.thread)
        yield wide, "the thread does not suit the shaft"
        deep = (self.depth < 1.5 * self.thread) | (self.depth > 5 * self.thread)
        yield deep, "the hole is shorter than 1.5 or deeper than 5 thread diameters"
        yield self.length < self.depth + self.diameter, "the hole nearly goes through"
        yield from Plain.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        tool = ir.cylinder(TAP_DRILLS(self.thread) / 2, 2 * self.depth)
        ir.cut(body, ir.move(tool, 0, 0, self.length - self.depth))

    def check(self, that: Checks) -> None:
        hole, floor = TAP_DRILLS(self.thread), self.length - self.depth
        self.check_shaft(that)
        that.volume(disc(self.diameter) * self.length - disc(hole) * self.depth)
        that.topology()
        middle = (0, 0, self.length - self.depth / 2)
        that.hole("z", [middle], hole, (self.length, floor), bottom=True, of="thread depth")


@dataclass(frozen=True, slots=True)
class Keyed(Plain):
    """A shaft with a keyway from its bottom end, `run` long."""

    key: Value
    depth: Value
    run: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from key_faults(self.diameter, self.key, self.depth, self.run)
        yield self.run > self.length - self.diameter / 2, "the keyway nearly goes through"
        yield from Plain.faults(self)

    def build(self, ir: Builder) -> None:
        body = ir.cylinder(self.diameter / 2, self.length)
        cut_key(ir, body, self.diameter, self.key, self.depth, self.run)

    def check(self, that: Checks) -> None:
        self.check_shaft(that)
        slot = (self.key * self.depth - crest(self.diameter, self.key)) * self.run
        that.volume(disc(self.diameter) * self.length - slot)
        that.topology()
        check_key(that, self.diameter, self.key, self.depth, self.run, self.length)


KEY_LEVEL = 0.47  # of its depth: where the length of a keyway is measured


def key_faults(
    diameter: Value, key: Value, depth: Value, run: Value
) -> Iterator[tuple[Condition, str]]:
    yield (key < diameter / 6) | (key > 0.4 * diameter), "the key does not suit the shaft"
    yield (depth < 0.3 * key) | (depth > 0.75 * key), "the keyway is too shallow or too deep"
    yield 4 * depth > diameter, "the keyway is deeper than a quarter of the shaft"
    yield run < 2 * key, "the keyway is shorter than two widths"


def cut_key(ir: Builder, body: int, diameter: Value, key: Value, depth: Value, run: Value) -> int:
    tool = ir.box(2 * depth, key, 2 * run)
    return ir.cut(body, ir.move(tool, diameter / 2 - depth, -key / 2, -run))


def check_key(
    that: Checks, diameter: Value, key: Value, depth: Value, run: Value, end: Value
) -> None:
    """The keyway; above it there is material up to `end`."""
    r, z = diameter / 2, run / 2
    that.line("across the keyway", "x", (0, 0, z), (-r, r - depth), of="depth diameter")
    that.line("length of the keyway", "z", (r - KEY_LEVEL * depth, 0, 0), (run, end), of="run")
    x, y = r - 0.9 * depth, key / 2  # near the floor, where the shaft is wide
    that.empty((x, y - 0.12, z), (x, 0.12 - y, z), of="key")
    that.solid((x, y + 0.12, z), (x, -0.12 - y, z), of="key")


@dataclass(frozen=True, slots=True)
class Two(Shape):
    """A shaft of two diameters; the first section stands on z = 0."""

    diameter: Value
    length: Value
    diameter2: Value
    length2: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from step_faults((self.diameter, self.length), (self.diameter2, self.length2))

    def build(self, ir: Builder) -> None:
        self.body(ir)

    def body(self, ir: Builder) -> int:
        first = ir.cylinder(self.diameter / 2, self.length)
        second = ir.cylinder(self.diameter2 / 2, self.length2)
        return ir.join(first, ir.move(second, 0, 0, self.length))

    @property
    def volume(self) -> Value:
        return disc(self.diameter) * self.length + disc(self.diameter2) * self.length2

    def check(self, that: Checks) -> None:
        check_sections(that, (self.diameter, self.length), (self.diameter2, self.length2))
        that.volume(self.volume)


@dataclass(frozen=True, slots=True)
class TwoKeyed(Two):
    """A shaft of two diameters with a keyway in the first section."""

    key: Value
    depth: Value
    run: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from key_faults(self.diameter, self.key, self.depth, self.run)
        yield self.run > self.length - 2, "the keyway reaches the next section"
        yield from Two.faults(self)

    def build(self, ir: Builder) -> None:
        cut_key(ir, self.body(ir), self.diameter, self.key, self.depth, self.run)

    def check(self, that: Checks) -> None:
        ends = (self.diameter, self.length), (self.diameter2, self.length2)
        check_sections(that, *ends, level=(self.run + self.length) / 2)
        slot = (self.key * self.depth - crest(self.diameter, self.key)) * self.run
        that.volume(self.volume - slot)
        check_key(that, self.diameter, self.key, self.depth, self.run, self.key_end)

    @property
    def key_end(self) -> Value:
        """Where material above the keyway ends: at the step or, if it goes on, above it."""
        wider: Any = self.diameter2 > self.diameter - 2 * KEY_LEVEL * self.depth
        end: Value = self.length + wider * self.length2
        return end


@dataclass(frozen=True, slots=True)
class Three(Shape):
    """A shaft of three sections; the first stands on z = 0."""

    diameter: Value
    length: Value
    diameter2: Value
    length2: Value
    diameter3: Value
    length3: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        first, second = (self.diameter, self.length), (self.diameter2, self.length2)
        yield from step_faults(first, second, (self.diameter3, self.length3))

    def build(self, ir: Builder) -> None:
        first = ir.cylinder(self.diameter / 2, self.length)
        second = ir.cylinder(self.diameter2 / 2, self.length2)
        third = ir.cylinder(self.diameter3 / 2, self.length3)
        upper = ir.join(second, ir.move(third, 0, 0, self.length2))
        ir.join(first, ir.move(upper, 0, 0, self.length))

    def check(self, that: Checks) -> None:
        first, second = (self.diameter, self.length), (self.diameter2, self.length2)
        third = (self.diameter3, self.length3)
        check_sections(that, first, second, third)
        that.volume(sum(disc(d) * length for d, length in (first, second, third)))


Section = tuple[Value, Value]  # diameter and length


def step_faults(*sections: Section) -> Iterator[tuple[Condition, str]]:
    for (below, _), (above, _) in pairwise(sections):
        step = most(below - above, above - below)
        yield step < 2, "a step is lower than 1 mm"
        yield step > 0.6 * most(below, above), "a step takes more than 60 % of the diameter"
    for diameter, length in sections:
        yield 3 * length < diameter, "a section is shorter than a third of its diameter"
        yield length > 12 * diameter, "a section is longer than 12 diameters"
    total = sum(length for _, length in sections)
    widest = most(*(diameter for diameter, _ in sections))
    yield total < 1.5 * widest, "shorter than one and a half diameters: a disc"


def check_sections(that: Checks, *sections: Section, level: Value | None = None) -> None:
    """Size, diameters and steps; `level`: where the first section is round, if not all along."""
    names = ("diameter length", "diameter2 length2", "diameter3 length3")
    widest = most(*(diameter for diameter, _ in sections))
    total = sum(length for _, length in sections)
    of = " ".join(names[: len(sections)])
    that.size(widest, widest, total, low=(-widest / 2, -widest / 2, 0), of=of)
    that.topology()
    end: Value = 0
    for (diameter, length), name in zip(sections, names, strict=False):
        high = end + 0.9 * length if level is None else level
        that.rim(diameter, high, of=name)
        end, level = end + length, None
    end = 0
    for (below, length), (above, _) in pairwise(sections):
        end = end + length
        wider: Any = above > below
        up = 0.3 * wider - 0.15  # towards the wider section
        that.solid(((below + above) / 4, 0, end + up))
        that.empty(((below + above) / 4, 0, end - up))
