"""Shapes of the mounts that `mount.py` words and draws; the conventions are told there."""

from collections.abc import Iterator
from dataclasses import dataclass

from cad0_core.parts.bracket import Plate, TwoHoles, spacing_faults
from cad0_core.parts.bracket_angles import Angle
from cad0_core.parts.checks import Checks, Point, disc
from cad0_core.parts.columns import Condition, Table, Value, least, most
from cad0_core.parts.shape import Builder
from cad0_core.parts.slots import NEAR

# Faces of stepper motors by NEMA frame size, in mm, as their makers give them after NEMA ICS 16:
# the side of the square face, the side of the square on whose corners the screws sit, the holes
# for the screws (ISO 273 clearance of M3 in size 17, 5.1 mm for M5 in size 23), the centring boss.
NEMA_FACES = Table({17: 42.3, 23: 56.4})
NEMA_PATTERNS = Table({17: 31, 23: 47.14})
NEMA_HOLES = Table({17: 3.4, 23: 5.1})
NEMA_BOSSES = Table({17: 22, 23: 38.1})

# Clearance holes for cylindrical sensors by the nominal size of their thread: fine fit (ISO 273).
SENSOR_HOLES = Table({8: 8.4, 12: 13, 18: 19, 30: 31})


def nema_area(frame: Value) -> Value:
    """Area that a motor's screws and boss take out of a plate."""
    return disc(NEMA_BOSSES(frame)) + 4 * disc(NEMA_HOLES(frame))


@dataclass(frozen=True, slots=True)
class NemaPlate(Plate):
    """A plate with the holes of a motor face in its middle."""

    frame: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        small = least(self.length, self.width) < NEMA_FACES(self.frame)
        yield small, "the plate is smaller than the motor"
        yield from Plate.faults(self)

    def build(self, ir: Builder) -> None:
        self.faced(ir)

    def faced(self, ir: Builder) -> int:
        body, deep = ir.box(self.length, self.width, self.thickness), 2 * self.thickness
        boss = ir.cylinder(NEMA_BOSSES(self.frame) / 2, deep)
        body = ir.cut(body, ir.move(boss, self.length / 2, self.width / 2, 0))
        pattern, screw = NEMA_PATTERNS(self.frame), ir.cylinder(NEMA_HOLES(self.frame) / 2, deep)
        first = ir.move(screw, (self.length - pattern) / 2, (self.width - pattern) / 2, 0)
        row = ir.row(first, (1, 0, 0), 2, pattern)
        return ir.cut(body, ir.row(row, (0, 1, 0), 2, pattern))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 5, nema_area(self.frame))
        self.check_face(that)

    def check_face(self, that: Checks) -> None:
        x, y, t = self.length / 2, self.width / 2, self.thickness
        half, span = NEMA_PATTERNS(self.frame) / 2, (0, t)
        that.hole("z", [(x, y, t / 2)], NEMA_BOSSES(self.frame), span, of="frame")
        screws = [(x + a, y + b, t / 2) for a in (-half, half) for b in (-half, half)]
        that.hole("z", screws, NEMA_HOLES(self.frame), span, of="frame")


@dataclass(frozen=True, slots=True)
class NemaCorners(NemaPlate):
    """A plate with the holes of a motor face in its middle and a hole in each corner."""

    hole: Value
    inset: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        yield from spacing_faults(least(self.length, self.width), self.hole, self.inset)
        beside = (most(self.length, self.width) - NEMA_FACES(self.frame) - self.hole) / 2
        yield beside < self.inset, "the motor covers the corner holes"
        pattern, screw = NEMA_PATTERNS(self.frame), NEMA_HOLES(self.frame)
        along = (self.length - pattern) / 2 - self.inset
        across = (self.width - pattern) / 2 - self.inset
        apart = (along**2 + across**2) ** 0.5
        yield apart < self.hole + screw, "the corner holes are too close to the motor's screws"
        yield from NemaPlate.faults(self)

    def build(self, ir: Builder) -> None:
        body, tool = self.faced(ir), ir.cylinder(self.hole / 2, 2 * self.thickness)
        corner = ir.move(tool, self.inset, self.inset, 0)
        row = ir.row(corner, (1, 0, 0), 2, self.length - 2 * self.inset)
        ir.cut(body, ir.row(row, (0, 1, 0), 2, self.width - 2 * self.inset))

    def check(self, that: Checks) -> None:
        self.check_plate(that, 9, nema_area(self.frame) + 4 * disc(self.hole))
        self.check_face(that)
        xs, ys = (self.inset, self.length - self.inset), (self.inset, self.width - self.inset)
        corners = [(x, y, self.thickness / 2) for x in xs for y in ys]
        that.hole("z", corners, self.hole, (0, self.thickness), of="hole inset")


@dataclass(frozen=True, slots=True)
class AngleMount(Angle):
    """An L-bracket with two holes in its base, `inset` from its end and from its sides.

    What is mounted on the upright is centred in the width, `axis` above the bottom.
    """

    axis: Value
    hole: Value
    inset: Value

    def base_faults(self) -> Iterator[tuple[Condition, str]]:
        yield from spacing_faults(self.width, self.hole, self.inset)
        room = self.length - self.inset - self.thickness
        yield room < self.hole, "the base holes are too close to the upright"
        yield 2 * self.height > 5 * self.length, "the base is too short for its upright"
        yield from Angle.faults(self)

    def based(self, ir: Builder) -> int:
        """The legs with the holes in the base."""
        legs, tool = self.legs(ir), ir.cylinder(self.hole / 2, 2 * self.thickness)
        first = ir.move(tool, self.length - self.inset, self.inset, 0)
        return ir.cut(legs, ir.row(first, (0, 1, 0), 2, self.width - 2 * self.inset))

    def level(self, ir: Builder, diameter: Value, y: Value, z: Value) -> int:
        """The tool of a hole through the upright."""
        tool = ir.turn(ir.cylinder(diameter / 2, 2 * self.thickness), 0, 90, 0)
        return ir.move(tool, 0, y, z)

    def check_base(self, that: Checks, holes: int, cut: Value) -> None:
        """Legs and base holes; `holes` and `cut` are the number and area of those above."""
        self.check_legs(that, 2 + holes, cut=2 * disc(self.hole) + cut, aside=0.5)
        ys, t = (self.inset, self.width - self.inset), self.thickness
        base = [(self.length - self.inset, y, t / 2) for y in ys]
        that.hole("z", base, self.hole, (0, t), of="hole inset")

    def center(self) -> Point:
        return self.thickness / 2, self.width / 2, self.axis


@dataclass(frozen=True, slots=True)
class NemaAngle(AngleMount):
    """An L-bracket with the holes of a motor face in its upright and two holes in its base."""

    frame: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        face = NEMA_FACES(self.frame)
        yield self.width < face, "the bracket is narrower than the motor"
        yield self.axis - face / 2 < self.thickness, "the motor hits the base"
        yield self.axis + face / 2 > self.height, "the motor is higher than the upright"
        yield from self.base_faults()

    def build(self, ir: Builder) -> None:
        body, pattern = self.based(ir), NEMA_PATTERNS(self.frame)
        body = ir.cut(body, self.level(ir, NEMA_BOSSES(self.frame), self.width / 2, self.axis))
        y, z = (self.width - pattern) / 2, self.axis - pattern / 2
        first = self.level(ir, NEMA_HOLES(self.frame), y, z)
        row = ir.row(first, (0, 1, 0), 2, pattern)
        ir.cut(body, ir.row(row, (0, 0, 1), 2, pattern))

    def check(self, that: Checks) -> None:
        self.check_base(that, 5, nema_area(self.frame))
        span, half = (0, self.thickness), NEMA_PATTERNS(self.frame) / 2
        x, y, z = self.center()
        that.hole("x", [(x, y, z)], NEMA_BOSSES(self.frame), span, of="frame axis")
        screws = [(x, y + a, z + b) for a in (-half, half) for b in (-half, half)]
        that.hole("x", screws, NEMA_HOLES(self.frame), span, of="frame axis")


@dataclass(frozen=True, slots=True)
class SensorAngle(AngleMount):
    """An L-bracket with the hole of a cylindrical sensor in its upright, two in its base."""

    sensor: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        reach = 0.75 * SENSOR_HOLES(self.sensor)
        close = most(reach - self.width / 2, self.axis + reach - self.height) > 0
        yield close, "the sensor is closer than a quarter of its width to an edge"
        yield self.axis - reach < self.thickness, "the sensor is too close to the base"
        yield self.width > 5 * self.sensor, "the sensor is lost in the bracket"
        yield from self.base_faults()

    def build(self, ir: Builder) -> None:
        body = self.based(ir)
        ir.cut(body, self.level(ir, SENSOR_HOLES(self.sensor), self.width / 2, self.axis))

    def check(self, that: Checks) -> None:
        hole = SENSOR_HOLES(self.sensor)
        self.check_base(that, 1, disc(hole))
        that.hole("x", [self.center()], hole, (0, self.thickness), of="sensor axis")
        (_, y, z), x = self.center(), self.thickness - NEAR
        for sign in (-1, 1):
            that.empty((x, y, z + sign * (hole / 2 - NEAR)), of="sensor axis")
            that.solid((x, y, z + sign * (hole / 2 + NEAR)), of="sensor axis")


@dataclass(frozen=True, slots=True)
class SensorPlate(TwoHoles):
    """A plate with the hole of a cylindrical sensor in its middle, and a hole near each end."""

    sensor: Value

    def faults(self) -> Iterator[tuple[Condition, str]]:
        wide = SENSOR_HOLES(self.sensor)
        yield 1.5 * wide > self.width, "the sensor is closer than a quarter of its width to an edge"
        yield self.width > 5 * self.sensor, "the sensor is lost in the plate"
        wall = (self.length - wide - self.hole) / 2 - self.inset
        yield wall < self.hole, "a hole is too close to the sensor"
        yield from TwoHoles.faults(self)

    def build(self, ir: Builder) -> None:
        body, tool = (
            self.drilled(ir),
            ir.cylinder(SENSOR_HOLES(self.sensor) / 2, 2 * self.thickness),
        )
        ir.cut(body, ir.move(tool, self.length / 2, self.width / 2, 0))

    def check(self, that: Checks) -> None:
        wide, t = SENSOR_HOLES(self.sensor), self.thickness
        self.check_plate(that, 3, 2 * disc(self.hole) + disc(wide))
        self.check_ends(that)
        that.hole("z", [(self.length / 2, self.width / 2, t / 2)], wide, (0, t), of="sensor")
