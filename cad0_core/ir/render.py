"""Program to text: the canonical form, the normal form and the digest made of it.

Canonical text has LF line ends, single blanks and numbers with at most 3 decimals, rounded half
to even on the exact value. ROOT and M lines come after the nodes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from cad0_core.ir.errors import IRError
from cad0_core.ir.ops import INF, OPS, Limits
from cad0_core.ir.parse import check
from cad0_core.ir.program import Node, Program, Root

# A program in memory may be larger than any text we would read; its rounding is still judged.
_UNBOUNDED = Limits(
    text_bytes=1 << 62, nodes=1 << 62, segments=1 << 62, copies=1 << 62, instances=1 << 62,
    number=INF,
)  # fmt: skip


@lru_cache(maxsize=1 << 16)
def number(value: float) -> str:
    """A number in canonical form; raises ValueError for nan and infinities."""
    if value == (whole := int(value)):
        return str(whole)
    # Formatting a binary float is exact and rounds ties to even: 0.0625 gives 0.062.
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def render(program: Program) -> str:
    """The canonical text.

    Raises IRError, with line and column in the canonical text, if rounding to 3 decimals would
    destroy the program: a size that becomes 0, a loop that opens, an axis that vanishes.
    """
    lines: list[str] = []
    for node in program.nodes:
        lines.append(_node(node))
        if node.code == "SK":
            lines += [_words(segment.code, segment.nums) for segment in node.segments]
            lines.append("END")
    lines += [_words(f"M {material.name}", material.values) for material in program.materials]
    lines += [_root(root) for root in program.roots]
    text = "\n".join(lines)
    if not _survives(program):
        _refuse_loss(text)
    return text


def _words(head: str, numbers: Iterable[float]) -> str:
    return " ".join([head, *map(number, numbers)])


def _node(node: Node) -> str:
    text = " ".join([node.code, *map(str, node.refs), *map(number, node.nums)])
    if node.name is None:
        return text
    escaped = node.name.replace("\\", "\\\\").replace('"', '\\"')
    return f'{text} "{escaped}"'


def _root(root: Root) -> str:
    return f"ROOT {root.node} {root.material}" + (" hidden" if root.hidden else "")


@lru_cache(maxsize=1 << 16)
def _exact(value: float) -> bool:
    """Whether the canonical form of a number is the number."""
    return float(number(value)) == value


def _survives(program: Program) -> bool:
    """Whether no number of the program changes by rounding."""
    for node in program.nodes:
        if not all(map(_exact, node.nums)):
            return False
        for segment in node.segments:
            if not all(map(_exact, segment.nums)):
                return False
    return True


def _refuse_loss(text: str) -> None:
    """Raise the first error of a text whose numbers were rounded, if it has one."""
    for error in check(text, limits=_UNBOUNDED):
        message = f"rounding to 3 decimals destroys a value: {error.message}"
        raise IRError(
            message, error.line, error.column, error.found, error.expected, error.source
        )  # fmt: skip


def normal_form(program: Program) -> Program:
    """The program reduced to what it means, for deduplication and exact match.

    Names, materials and unreachable nodes are dropped, equal subtrees merged, the operands of
    U and I ordered, several roots folded into unions, nodes renumbered depth-first.
    """
    unique = _Unique()
    ids: dict[int, int] = {}
    for i in program.reachable:
        node = program.nodes[i]
        ids[i] = unique.add(node, tuple(ids[ref] for ref in node.refs))
    tops = sorted({ids[i] for i in program.root_ids}, key=lambda i: unique.keys[i])
    root = tops[0]
    for other in tops[1:]:
        root = unique.add(Node("U"), (root, other))
    return Program(_depth_first(unique.nodes, root))


class _Unique:
    """Nodes made once each: equal code, numbers (as rendered) and operands give the same id."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.keys: list[bytes] = []  # digest of the whole subtree: an order free of numbering
        self.seen: dict[bytes, int] = {}

    def add(self, node: Node, refs: tuple[int, ...]) -> int:
        """The id of a node with these operands (ids given out before), new or already there."""
        if len(refs) == 2 and OPS[node.code].commutes and self.keys[refs[1]] < self.keys[refs[0]]:
            refs = refs[1], refs[0]
        text = _words(node.code, node.nums)
        if node.segments:
            text += "".join(f"\n{_words(part.code, part.nums)}" for part in node.segments)
        key = hashlib.md5(text.encode(), usedforsecurity=False)
        for ref in refs:
            key.update(self.keys[ref])
        digest = key.digest()
        if digest not in self.seen:
            self.seen[digest] = len(self.nodes)
            self.nodes.append(Node(node.code, refs, node.nums, node.segments))
            self.keys.append(digest)
        return self.seen[digest]


def _depth_first(nodes: list[Node], root: int) -> tuple[Node, ...]:
    """Nodes renumbered in post-order from the root; iterative, so depth is no limit."""
    order: dict[int, int] = {}
    stack = [root]
    while stack:
        top = stack[-1]
        waiting = [ref for ref in nodes[top].refs if ref not in order]
        if top in order:
            stack.pop()
        elif waiting:
            stack.append(waiting[0])
        else:
            order[stack.pop()] = len(order)
    return tuple(
        Node(nodes[i].code, tuple(order[ref] for ref in nodes[i].refs), nodes[i].nums,
             nodes[i].segments)
        for i in order
    )  # fmt: skip


def digest(program: Program) -> str:
    """SHA-256 (hex) of the canonical text of the normal form.

    Raises IRError like `render`.
    """
    return hashlib.sha256(render(normal_form(program)).encode()).hexdigest()
