"""Slots with round ends: the tool that cuts one, and what is measured on it.

The length of a slot is over all, from end to end of its round ends.
"""

from collections.abc import Iterator

from cad0_core.parts.checks import Checks, Point, disc
from cad0_core.parts.columns import Condition, Value
from cad0_core.parts.shape import Builder

SLOTS = (8, 10, 12, 14, 15, 16, 18, 20, 24, 25, 30, 35, 40, 45, 50, 60)  # lengths over all
NEAR = 0.1  # mm from a face: what is checked for material or none
SLOT_INSETS = (8, 10, 12, 14, 15, 16, 18, 20, 22, 24, 25, 30, 35, 40)  # centre to an edge


def slot_tool(ir: Builder, length: Value, width: Value, height: Value) -> int:
    """An upright slot along X, centred on the Z axis, that stands on z = 0."""
    between = length - width  # of the centres of the round ends
    end = ir.move(ir.cylinder(width / 2, height), between / 2, 0, 0)
    ends = ir.around_z(end, 2)
    middle = ir.move(ir.box(between, width, height), -between / 2, -width / 2, 0)
    return ir.join(ends, middle)


def obround(length: Value, width: Value) -> Value:
    """Area of a slot."""
    return disc(width) + (length - width) * width


def slot_faults(length: Value, width: Value, across: Value) -> Iterator[tuple[Condition, str]]:
    """Why a slot is no good in the middle of a strip that is `across` wide."""
    yield length < 2 * width, "the slot is shorter than twice its width"
    yield across < 3 * width, "the slot is wider than a third of what it is cut into"


def check_slot(that: Checks, at: Point, length: Value, width: Value, across: Value) -> None:
    """A slot along X in the middle of a strip from y = 0 to `across`: its outline.

    Its length along X, which other slots may share, is the caller's to check.
    """
    x, y, z = at
    half, reach, end = width / 2, length / 2, (length - width) / 2
    sides = ((0, y - half), (y + half, across))
    that.line("slot width", "y", at, *sides, of="slot_width")
    tips = [(x + sign * (reach - NEAR), y, z) for sign in (1, -1)]
    beyond = [(x + sign * (reach + NEAR), y, z) for sign in (1, -1)]
    for station in (x - end, x, x + end):
        tips += [(station, y + sign * (half - NEAR), z) for sign in (1, -1)]
        beyond += [(station, y + sign * (half + NEAR), z) for sign in (1, -1)]
    # In the corners of the rectangle around the slot there is material: its ends are round.
    corner = (x + reach - 0.05 * width, y + half - 0.05 * width, z)
    that.empty(*tips, of="slot_length slot_width")
    that.solid(*beyond, corner, of="slot_length slot_width")
