"""What a family file describes: the limits, the one program and the measures of a kind of part."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from cad0_core.ir.program import Node, Program, Segment
from cad0_core.parts.checks import Checks
from cad0_core.parts.columns import Condition, Piece, Value, join


@dataclass(frozen=True, slots=True)
class Line:
    """A node, or a line of a sketch, whose numbers may be columns."""

    code: str
    refs: tuple[int, ...]
    numbers: tuple[Value, ...]


@dataclass(slots=True)
class Builder:
    """Collects the lines of a program; every method returns the id of the node that it adds.

    Lengths in mm, angles in degrees. Numbers are rounded to the 3 decimals that a program holds.
    """

    lines: list[Line] = field(default_factory=list)
    nodes: int = 0

    def box(self, x: Value, y: Value, z: Value) -> int:
        """A box with one corner at the origin."""
        return self._add("C", (), x, y, z)

    def cylinder(self, radius: Value, height: Value) -> int:
        """A cylinder about Z that stands on z = 0."""
        return self._add("Y", (), radius, height)

    def sphere(self, radius: Value) -> int:
        """A sphere around the origin."""
        return self._add("S", (), radius)

    def cone(self, bottom: Value, top: Value, height: Value) -> int:
        """A frustum about Z with these radii; one of them may be 0."""
        return self._add("K", (), bottom, top, height)

    def move(self, node: int, x: Value, y: Value, z: Value) -> int:
        return self._add("T", (node,), x, y, z)

    def turn(self, node: int, x: Value, y: Value, z: Value) -> int:
        """A rotation about the world axes: first Z, then Y, then X."""
        return self._add("R", (node,), x, y, z)

    def scale(self, node: int, x: Value, y: Value, z: Value) -> int:
        return self._add("X", (node,), x, y, z)

    def join(self, a: int, b: int) -> int:
        return self._add("U", (a, b))

    def cut(self, body: int, tool: int) -> int:
        return self._add("D", (body, tool))

    def common(self, a: int, b: int) -> int:
        return self._add("I", (a, b))

    def row(self, node: int, direction: tuple[int, int, int], count: Value, spacing: Value) -> int:
        """`count` copies, the original included, `spacing` apart along the direction."""
        return self._add("LP", (node,), *direction, count, spacing)

    def around_z(self, node: int, count: Value, angle: Value = 360) -> int:
        """`count` copies, the original included, turned about Z by angle / count each."""
        return self._add("CP", (node,), 0, 0, 0, 0, 0, 1, count, angle)

    def outline(
        self,
        points: Sequence[tuple[Value, Value]],
        *,
        origin: tuple[Value, Value, Value] = (0, 0, 0),
        x: tuple[int, int, int] = (1, 0, 0),
        y: tuple[int, int, int] = (0, 1, 0),
    ) -> int:
        """A sketch of straight lines through these points and back to the first."""
        sketch = self._add("SK", (), *origin, *x, *y)
        for start, end in zip(points, [*points[1:], points[0]], strict=True):
            self._line("L", (), *start, *end)
        self._line("END", ())
        return sketch

    def extrude(self, sketch: int, x: Value, y: Value, z: Value) -> int:
        return self._add("E", (sketch,), x, y, z)

    def revolve(self, sketch: int, angle: Value = 360) -> int:
        """The sketch turned about Z."""
        return self._add("V", (sketch,), 0, 0, 0, 0, 0, 1, angle)

    def _add(self, code: str, refs: tuple[int, ...], *numbers: Value) -> int:
        self._line(code, refs, *numbers)
        self.nodes += 1
        return self.nodes - 1

    def _line(self, code: str, refs: tuple[int, ...], *numbers: Value) -> None:
        self.lines.append(Line(code, refs, tuple(_rounded(value) for value in numbers)))

    def text(self, rows: int) -> pl.Series:
        """The canonical text of each part's program."""
        pieces: list[Piece] = []
        for i, line in enumerate(self.lines):
            pieces.append("\n" * (i > 0) + " ".join([line.code, *map(str, line.refs)]))
            for value in line.numbers:
                pieces += [" ", value]
        return join(pieces, rows)

    def programs(self, rows: int) -> Iterator[Program]:
        """The program of each part, without parsing its text."""
        columns = [
            [np.broadcast_to(value, rows).tolist() for value in line.numbers] for line in self.lines
        ]
        for i in range(rows):
            yield self._program([tuple(value[i] for value in values) for values in columns])

    def _program(self, numbers: list[tuple[float, ...]]) -> Program:
        nodes: list[Node] = []
        segments: list[Segment] = []
        for line, values in zip(self.lines, numbers, strict=True):
            if line.code in ("L", "A"):
                segments.append(Segment(line.code, values))
            elif line.code == "END":
                nodes[-1] = Node("SK", (), nodes[-1].nums, tuple(segments))
                segments = []
            else:
                nodes.append(Node(line.code, line.refs, values))
        return Program(tuple(nodes))


def _rounded(value: Value) -> Value:
    rounded: Value = np.round(value, 3) if isinstance(value, np.ndarray) else round(value, 3)
    return rounded + 0.0  # no -0


class Shape(ABC):
    """Parameters of a part, in mm. Subclasses are frozen dataclasses, one for each variant.

    Each field is a number, or a column of them for many parts at once; what is computed from
    them must work for both, so no `if` on a parameter. The structure of the program is the same
    for all parts of a variant: what may vary in number is a pattern (`row`, `around_z`).
    """

    __slots__ = ()

    @abstractmethod
    def faults(self) -> Iterator[tuple[Condition, str]]:
        """Conditions under which no workshop would make the part, each with its reason."""

    @abstractmethod
    def build(self, ir: Builder) -> None:
        """Add the part's nodes to an empty builder; the last one is the part."""

    @abstractmethod
    def check(self, that: Checks) -> None:
        """State what can be measured on the part, so that any other part fails something."""

    def built(self) -> Builder:
        ir = Builder()
        self.build(ir)
        return ir

    def checked(self) -> Checks:
        that = Checks()
        self.check(that)
        return that
