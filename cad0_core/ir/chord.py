"""How finely circles must be divided so that facets stay near them."""

from __future__ import annotations

import math

from cad0_core.ir.program import Node, Program
from cad0_core.ir.sketch import axis_of, frame_of

FEWEST, MOST = 8, 2048


def segments_for(program: Program, chord: float) -> int:
    """Sides of a full circle with which no facet is more than `chord` mm from its circle.

    A multiple of 4, so that round bodies keep their width and depth; 8 to 2,048.
    """
    if not chord > 0:
        raise ValueError(f"the chord error must be above 0, not {chord}")
    radius = largest_radius(program)
    if radius <= chord:
        return FEWEST
    sides = math.pi / math.acos(1 - chord / radius)
    return max(FEWEST, min(MOST, 4 * math.ceil(sides / 4 - 1e-9)))


def largest_radius(program: Program) -> float:
    """The largest radius among the round faces of a program in mm, 0 if all faces are flat."""
    radii: list[float] = []
    for node in program.nodes:
        radius = max((radii[ref] for ref in node.refs), default=_own_radius(node))
        if node.code == "X":
            radius *= max(map(abs, node.nums))
        elif node.code == "FI":
            radius = max(radius, node.nums[0])
        elif node.code == "V":
            radius = max(radius, _reach(program.nodes[node.refs[0]], node))
        radii.append(radius)
    return max((radii[i] for i in program.root_ids), default=0.0)


def _own_radius(node: Node) -> float:
    if node.code in ("Y", "S", "K"):
        return max(node.nums[: 2 if node.code == "K" else 1])
    arcs = (part for part in node.segments if part.code == "A")
    return max((math.dist(part.start, part.nums[4:6]) for part in arcs), default=0.0)


def _reach(sketch: Node, turn: Node) -> float:
    """How far a sketch reaches from the axis of a revolution, its arcs taken as full circles."""
    axis = axis_of(frame_of(sketch.nums), turn.nums)
    reach = 0.0
    for part in sketch.segments:
        reach = max(reach, abs(axis.polar(part.start)[0]))
        if part.code == "A":
            centre = part.nums[4], part.nums[5]
            reach = max(reach, abs(axis.polar(centre)[0]) + math.dist(part.start, centre))
    return reach
