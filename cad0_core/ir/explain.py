"""A program in words: what each line makes, with its sizes."""

from __future__ import annotations

from collections.abc import Callable

from cad0_core.ir.program import Node, Program, Segment
from cad0_core.ir.render import number

Words = Callable[..., str]


def explain(program: Program) -> str:
    """One line of text for each node, `id: what it makes`, then the root and what is unused."""
    lines = [f"{i}: {describe(node)}" for i, node in enumerate(program.nodes)]
    roots = program.root_ids
    united = " united" if len(roots) > 1 else ""
    lines.append(f"The part is {_nodes(roots)}{united}.")
    if program.unused:
        lines.append(f"Not part of it: {_nodes(program.unused)}.")
    return "\n".join(lines)


def describe(node: Node) -> str:
    """One node in words, lengths in mm and angles in degrees."""
    refs = [f"node {ref}" for ref in node.refs]
    text = _WORDS[node.code](*refs, *node.nums)
    if node.code == "SK":
        text += f": {_loop(node.segments)}"
    return f'{text} ("{node.name}")' if node.name else text


def _nodes(ids: tuple[int, ...]) -> str:
    return f"node{'s' * (len(ids) > 1)} {', '.join(map(str, ids))}"


def _list(*values: float) -> str:
    return f"({', '.join(map(number, values))})"


def _box(x: float, y: float, z: float) -> str:
    return f"box {number(x)} x {number(y)} x {number(z)} mm, a corner at the origin"


def _cylinder(r: float, h: float) -> str:
    return f"cylinder of {number(2 * r)} mm diameter, {number(h)} mm tall, about Z from z=0"


def _sphere(r: float) -> str:
    return f"sphere of {number(2 * r)} mm diameter at the origin"


def _cone(r1: float, r2: float, h: float) -> str:
    ends = f"from {number(2 * r1)} mm diameter at z=0 to {number(2 * r2)} mm at z={number(h)}"
    return f"cone about Z {ends}" if not r1 * r2 else f"frustum about Z {ends}"


def _move(n: str, x: float, y: float, z: float) -> str:
    steps = [f"{number(v)} mm in {axis}" for v, axis in ((x, "X"), (y, "Y"), (z, "Z")) if v]
    return f"{n} moved by {', '.join(steps)}" if steps else f"{n} where it is"


def _turn(n: str, x: float, y: float, z: float) -> str:
    turns = [f"{number(v)} degrees about {axis}" for v, axis in ((z, "Z"), (y, "Y"), (x, "X")) if v]
    return f"{n} turned {', then '.join(turns)}" if turns else f"{n} not turned"


def _scale(n: str, x: float, y: float, z: float) -> str:
    if x == y == z:
        text = f"{n} scaled by {number(x)}"
    else:
        text = f"{n} scaled by {number(x)} in X, {number(y)} in Y, {number(z)} in Z"
    return text + (", mirrored" if x * y * z < 0 else "")


def _linear(n: str, x: float, y: float, z: float, count: float, spacing: float) -> str:
    return f"{number(count)} copies of {n} along {_list(x, y, z)}, {number(spacing)} mm apart"


def _circular(n: str, *v: float) -> str:
    step = f"{number(v[7] / v[6])} degrees apart"
    return f"{number(v[6])} copies of {n} about {_axis(*v[:6])}, {step}"


def _axis(*v: float) -> str:
    return f"the axis through {_list(*v[:3])} along {_list(*v[3:])}"


def _sketch(*v: float) -> str:
    return f"sketch at {_list(*v[:3])} with x along {_list(*v[3:6])} and y along {_list(*v[6:9])}"


def _loop(segments: tuple[Segment, ...]) -> str:
    """A loop in words, with its corners in sketch coordinates."""
    lines = sum(segment.code == "L" for segment in segments)
    arcs = len(segments) - lines
    counts = [f"{n} {what}{'s' * (n > 1)}" for n, what in ((lines, "line"), (arcs, "arc")) if n]
    corners = " ".join(_list(*segment.start) for segment in segments[:12])
    more = " ..." if len(segments) > 12 else ""
    return f"closed loop of {' and '.join(counts)} through {corners}{more}"


def _revolve(n: str, *v: float) -> str:
    turn = "a full turn" if v[6] == 360 else f"{number(v[6])} degrees"
    return f"{n} revolved {turn} about {_axis(*v[:6])}"


_WORDS: dict[str, Words] = {
    "C": _box,
    "Y": _cylinder,
    "S": _sphere,
    "K": _cone,
    "T": _move,
    "R": _turn,
    "X": _scale,
    "U": lambda a, b: f"{a} and {b} united",
    "D": lambda a, b: f"{a} with {b} cut away",
    "I": lambda a, b: f"what {a} and {b} share",
    "LP": _linear,
    "CP": _circular,
    "SH": lambda n, t: f"{n} hollowed to a closed shell with walls of {number(t)} mm",
    "FI": lambda n, r: f"{n} with all edges rounded, radius {number(r)} mm",
    "CH": lambda n, d: f"{n} with all edges bevelled by {number(d)} mm",
    "SK": _sketch,
    "E": lambda n, x, y, z: f"{n} extruded along {_list(x, y, z)} mm",
    "V": _revolve,
}
