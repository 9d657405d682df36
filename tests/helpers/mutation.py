"""Mutants of a program: every number changed, every corner of a sketch moved, no boolean.

What no predicate refuses and hardly changes the solid (IoU of .999 and more) is no mutant.
"""

from collections.abc import Iterator, Sequence

from cad0_core import ir
from cad0_core.ir.program import Node, Program, Segment
from cad0_core.parts import predicates


def mutants(program: Program) -> Iterator[Program]:
    """Every number by 5 % or 0.2 mm, whichever is more, up and down; counts by one; no boolean."""
    for i, node in enumerate(program.nodes):
        for j, value in enumerate(node.nums):
            for changed in _changed(node, j, value):
                nums = (*node.nums[:j], changed, *node.nums[j + 1 :])
                yield _with(program, i, Node(node.code, node.refs, nums, node.segments))
        for loop in _loops(node.segments):
            yield _with(program, i, Node(node.code, node.refs, node.nums, loop))
        if node.code in ("U", "D", "I"):
            yield _with(program, i, Node("T", node.refs[:1], (0.0, 0.0, 0.0)))


def _loops(loop: tuple[Segment, ...]) -> Iterator[tuple[Segment, ...]]:
    """The loop with one coordinate of one corner changed, where two segments meet."""
    for i, segment in enumerate(loop):
        for j in (0, 1):
            step = max(0.05 * abs(segment.nums[j]), 0.2)
            for value in (segment.nums[j] + step, segment.nums[j] - step):
                changed = list(loop)
                changed[i] = _replaced(segment, j, value)
                changed[i - 1] = _replaced(changed[i - 1], j + 2, value)
                yield tuple(changed)


def _replaced(segment: Segment, j: int, value: float) -> Segment:
    return Segment(segment.code, (*segment.nums[:j], value, *segment.nums[j + 1 :]))


def _changed(node: Node, j: int, value: float) -> Iterator[float]:
    if ir.OPS[node.code].args[j + len(node.refs)].kind is ir.Kind.COUNT:
        yield from (value + 1, value - 1) if value > 1 else (value + 1,)
    else:
        step = max(0.05 * abs(value), 0.2)
        yield from (value + step, value - step)


def _with(program: Program, i: int, node: Node) -> Program:
    return Program((*program.nodes[:i], node, *program.nodes[i + 1 :]))


def survivors(text: str, checks: Sequence[predicates.Predicate]) -> tuple[int, list[str]]:
    """How many mutants were tried, and the programs of those that no predicate refuses."""
    program = ir.parse(text)
    truth = ir.evaluate(program)
    tried, left = 0, []
    for mutant in mutants(program):
        try:
            solid = ir.evaluate(ir.parse(ir.render(mutant)))
        except (ir.IRError, ir.SolidError):
            continue
        # Comparing solids in every pose takes 0.1 s: only of what no predicate refuses.
        refused = predicates.fault(checks, solid) is not None
        same = 0.0 if refused else ir.iou(truth, solid)
        if same >= 0.999:
            continue
        tried += 1
        if not refused:
            left.append(f"{ir.render(mutant)!r} IoU {same:.4f}")
    return tried, left
