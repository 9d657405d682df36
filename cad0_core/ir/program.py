"""A parsed program: frozen nodes in file order, and what can be asked of their graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from cad0_core.ir.ops import OPS


@dataclass(frozen=True, slots=True)
class Segment:
    """A line (`L x1 y1 x2 y2`) or arc (`A x1 y1 x2 y2 cx cy ccw`) of a sketch, in mm."""

    code: str
    nums: tuple[float, ...]

    @property
    def start(self) -> tuple[float, float]:
        """First point, in sketch coordinates."""
        return self.nums[0], self.nums[1]

    @property
    def end(self) -> tuple[float, float]:
        """Last point, in sketch coordinates."""
        return self.nums[2], self.nums[3]


@dataclass(frozen=True, slots=True)
class Node:
    """One operation; its id is its position in the program.

    `line` (from 1, 0 if made without a text) and `name` take no part in equality.
    """

    code: str
    refs: tuple[int, ...] = ()
    nums: tuple[float, ...] = ()
    segments: tuple[Segment, ...] = ()
    name: str | None = field(default=None, compare=False)
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Root:
    """A ROOT line: a node that the program stands for, unless hidden."""

    node: int
    material: str = field(compare=False)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """An M line: r g b metallic roughness, then density and friction where given."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Program:
    """Nodes in order, ROOT lines and materials; equality ignores names and materials."""

    nodes: tuple[Node, ...]
    roots: tuple[Root, ...] = ()
    materials: tuple[Material, ...] = field(default=(), compare=False)

    @cached_property
    def root_ids(self) -> tuple[int, ...]:
        """The nodes whose union the program stands for, in order, each once.

        Without a visible ROOT: the highest-numbered solid node. Nothing can reference it,
        because references point backward and only solids reference solids.
        """
        visible = dict.fromkeys(root.node for root in self.roots if not root.hidden)
        if visible:
            return tuple(visible)
        last = [i for i in range(len(self.nodes) - 1, -1, -1) if self.is_solid(i)][:1]
        return tuple(last)

    def is_solid(self, node: int) -> bool:
        """Whether the node is a solid (the alternative is a sketch)."""
        return OPS[self.nodes[node].code].makes == "solid"

    @cached_property
    def reachable(self) -> tuple[int, ...]:
        """Ids of the nodes that the roots need, ascending: an order of evaluation."""
        needed = set(self.root_ids)
        for i in range(len(self.nodes) - 1, -1, -1):
            if i in needed:
                needed.update(self.nodes[i].refs)
        return tuple(sorted(needed))

    @cached_property
    def unused(self) -> tuple[int, ...]:
        """Ids of the nodes that no root needs, ascending."""
        needed = set(self.reachable)
        return tuple(i for i in range(len(self.nodes)) if i not in needed)
