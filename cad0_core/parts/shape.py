"""What a family file describes: typed parameters and the one program that they stand for."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from cad0_core.ir.program import Node, Program


@dataclass(slots=True)
class Builder:
    """Collects the nodes of a program; every method returns the id of the node it adds.

    Lengths in mm, angles in degrees.
    """

    nodes: list[Node] = field(default_factory=list)

    def box(self, x: float, y: float, z: float) -> int:
        """A box with one corner at the origin."""
        return self._add("C", (), x, y, z)

    def cylinder(self, radius: float, height: float) -> int:
        """A cylinder about Z that stands on z = 0."""
        return self._add("Y", (), radius, height)

    def sphere(self, radius: float) -> int:
        """A sphere around the origin."""
        return self._add("S", (), radius)

    def cone(self, bottom: float, top: float, height: float) -> int:
        """A frustum about Z with these radii; one of them may be 0."""
        return self._add("K", (), bottom, top, height)

    def move(self, node: int, x: float, y: float, z: float) -> int:
        return self._add("T", (node,), x, y, z)

    def turn(self, node: int, x: float, y: float, z: float) -> int:
        """A rotation about the world axes."""
        return self._add("R", (node,), x, y, z)

    def join(self, a: int, b: int) -> int:
        return self._add("U", (a, b))

    def cut(self, body: int, tool: int) -> int:
        return self._add("D", (body, tool))

    def common(self, a: int, b: int) -> int:
        return self._add("I", (a, b))

    def around_z(self, node: int, count: int) -> int:
        """`count` copies, the original included, evenly spaced on a full turn about Z."""
        return self._add("CP", (node,), 0, 0, 0, 0, 0, 1, count, 360)

    def _add(self, code: str, refs: tuple[int, ...], *numbers: float) -> int:
        self.nodes.append(Node(code, refs, numbers))
        return len(self.nodes) - 1


class Shape(ABC):
    """Parameters of one part, in mm. Subclasses are frozen dataclasses, one for each variant.

    Whatever else can be said of a part from its parameters alone belongs here, beside `build`:
    it is the one place that knows what each number means.
    """

    __slots__ = ()

    @abstractmethod
    def fault(self) -> str | None:
        """Why no workshop would make this part, or None."""

    @abstractmethod
    def build(self, ir: Builder) -> None:
        """Add the part's nodes to an empty builder; the last one is the part."""

    def program(self) -> Program:
        """The one program of this part."""
        ir = Builder()
        self.build(ir)
        return Program(tuple(ir.nodes))
