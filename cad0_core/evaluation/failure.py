"""Why an answer does not hold what its text says: one reason for each, from the two programs.

Both programs are written out as features: each cube, cylinder, sphere, cone, extrusion and
revolution that stands in them, copies of patterns one by one, with the side that it is on (added
or cut away), its sizes and its place. Features that both have are set aside; what is left is
paired, kind by kind and nearest first, and what differs within the pairs names the reason.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cad0_core import ir

DID_NOT_STOP = "did not stop"
SYNTAX = "syntax"
NO_SOLID = "no solid"
RADIUS = "radius for diameter"
MISSING = "missing feature"
EXTRA = "extra feature"
PLACE = "wrong place"
NUMBER = "wrong number"
OTHER = "other shape"
REASONS = (DID_NOT_STOP, SYNTAX, NO_SOLID, RADIUS, NUMBER, PLACE, MISSING, EXTRA, OTHER)

MOST = 400  # features of a program that are compared; a vaster pattern says no more
_DIGITS = 4  # after the point, mm: the language has three
_PRIMITIVES = frozenset("CYSK")
_SWEEPS = frozenset("EV")
_WHOLE = frozenset(("SH", "FI", "CH"))  # change a whole body, and are features themselves
_RADII = {"Y": (0,), "S": (0,), "K": (0, 1)}  # positions of radii among a feature's sizes

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Feature:
    """One body of a program: `cut` where it takes material away; sizes and matrix in mm."""

    code: str
    cut: bool
    numbers: tuple[float, ...]
    matrix: Matrix

    @cached_property
    def sizes(self) -> tuple[float, ...]:
        """Its numbers with the scale that it stands under."""
        scale = np.linalg.norm(self.matrix[:3, :3], axis=0)
        if self.code == "C":
            return _rounded(np.array(self.numbers) * scale)
        if np.allclose(scale, scale[0]):
            return _rounded(np.array(self.numbers) * scale[0])
        return _rounded([*self.numbers, *scale])

    @cached_property
    def place(self) -> tuple[float, ...]:
        """Where it stands and how it is turned."""
        scale = np.linalg.norm(self.matrix[:3, :3], axis=0)
        turn = self.matrix[:3, :3] / np.where(scale > 0, scale, 1)
        return _rounded([*self.matrix[:3, 3], *turn.ravel()])

    @property
    def identity(self) -> tuple[object, ...]:
        return self.code, self.cut, self.sizes, self.place


def reason(truth: ir.Program, got: ir.Program, topology: tuple[int, int] | None = None) -> str:
    """The reason why `got` is not `truth`: one of `REASONS` from `RADIUS` on.

    `topology` is the sum of the Betti numbers of (truth, got): it decides where the features
    themselves do not, since one shape can be written in many ways.
    """
    ours, theirs = _left(features(truth), features(got))
    pairs, missing, extra = _paired(ours, theirs)
    if (missing and extra) or not (missing or extra or pairs):
        return _by_topology(topology)
    if missing or extra:
        return MISSING if missing else EXTRA
    return _of_pairs(pairs)


def features(program: ir.Program) -> list[Feature]:
    """All features in the order of evaluation, at most `MOST`."""
    found: list[Feature] = []
    for feature in _walk(ir.normal_form(program)):
        found.append(feature)
        if len(found) == MOST:
            break
    return found


def _walk(program: ir.Program) -> Iterator[Feature]:
    """Depth first from the root; on a stack, since programs may be deep."""
    stack: list[tuple[int, bool, Matrix]] = [(len(program.nodes) - 1, False, np.eye(4))]
    while stack:
        i, cut, matrix = stack.pop()
        node = program.nodes[i]
        if node.code in _PRIMITIVES:
            yield Feature(node.code, cut, node.nums, matrix)
        elif node.code in _SWEEPS:
            sketch = program.nodes[node.refs[0]]
            lines = [number for segment in sketch.segments for number in segment.nums]
            numbers = (*node.nums, *sketch.nums, *lines)
            yield Feature(node.code, cut, numbers, matrix)
        else:
            if node.code in _WHOLE:
                yield Feature(node.code, cut, node.nums, np.eye(4))
            stack += reversed([(ref, *below) for ref, below in _below(node, cut, matrix)])


def _below(node: ir.Node, cut: bool, matrix: Matrix) -> Iterator[tuple[int, tuple[bool, Matrix]]]:
    """Operands of a node, each with its side and place; a pattern's once for every copy."""
    if node.code == "D":
        yield node.refs[0], (cut, matrix)
        yield node.refs[1], (not cut, matrix)
    elif node.code in ("LP", "CP"):
        copies = int(node.nums[3] if node.code == "LP" else node.nums[6])
        for copy in range(min(copies, MOST)):
            yield node.refs[0], (cut, matrix @ _copy(node, copy))
    else:
        for ref in node.refs:
            yield ref, (cut, matrix @ _moved(node))


def _moved(node: ir.Node) -> Matrix:
    matrix = np.eye(4)
    if node.code == "T":
        matrix[:3, 3] = node.nums
    elif node.code == "X":
        matrix[:3, :3] = np.diag(node.nums)
    elif node.code == "R":  # first about Z, then Y, then X
        for axis, angle in zip(np.eye(3), node.nums, strict=True):
            matrix[:3, :3] = matrix[:3, :3] @ _turn(axis, angle)
    return matrix


def _copy(node: ir.Node, copy: int) -> Matrix:
    """Where copy number `copy` of a pattern stands."""
    matrix = np.eye(4)
    if node.code == "LP":
        direction = np.array(node.nums[:3])
        matrix[:3, 3] = direction / np.linalg.norm(direction) * node.nums[4] * copy
        return matrix
    origin, axis = np.array(node.nums[:3]), np.array(node.nums[3:6])
    matrix[:3, :3] = _turn(axis / np.linalg.norm(axis), node.nums[7] * copy / node.nums[6])
    matrix[:3, 3] = origin - matrix[:3, :3] @ origin
    return matrix


def _turn(axis: Matrix, degrees: float) -> Matrix:
    """Rotation about a unit vector: O. Rodrigues, J. Math. Pures Appl. 5 (1840) 380-440."""
    x, y, z = axis
    across = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    turned: Matrix = np.eye(3) + np.sin(angle) * across + (1 - np.cos(angle)) * across @ across
    return turned


def _left(a: Sequence[Feature], b: Sequence[Feature]) -> tuple[list[Feature], list[Feature]]:
    """What each program has and the other has not."""
    return _without(a, b), _without(b, a)


def _without(some: Sequence[Feature], others: Sequence[Feature]) -> list[Feature]:
    there = Counter(feature.identity for feature in others)
    left = []
    for feature in some:
        if there[feature.identity]:
            there[feature.identity] -= 1
        else:
            left.append(feature)
    return left


Pairs = list[tuple[Feature, Feature]]


def _paired(a: Sequence[Feature], b: Sequence[Feature]) -> tuple[Pairs, int, int]:
    """Pairs of one kind and side, most alike first; how many of a, and of b, have no partner."""
    pairs: Pairs = []
    missing = extra = 0
    for kind in dict.fromkeys((feature.code, feature.cut) for feature in [*a, *b]):
        ours = [feature for feature in a if (feature.code, feature.cut) == kind]
        theirs = [feature for feature in b if (feature.code, feature.cut) == kind]
        missing += max(0, len(ours) - len(theirs))
        extra += max(0, len(theirs) - len(ours))
        pairs += _nearest(ours, theirs)
    return pairs, missing, extra


def _nearest(ours: Sequence[Feature], theirs: Sequence[Feature]) -> Pairs:
    ranked = sorted(
        ((_distance(one, other), i, k) for i, one in enumerate(ours)
         for k, other in enumerate(theirs)),
    )  # fmt: skip
    taken_i: set[int] = set()
    taken_k: set[int] = set()
    pairs: Pairs = []
    for _, i, k in ranked:
        if i not in taken_i and k not in taken_k:
            taken_i.add(i)
            taken_k.add(k)
            pairs.append((ours[i], theirs[k]))
    return pairs


def _distance(one: Feature, other: Feature) -> tuple[bool, bool, float]:
    """Equal sizes first, then equal places, then how far apart."""
    return (
        one.sizes != other.sizes,
        one.place != other.place,
        float(np.abs(np.array(one.place[:3]) - other.place[:3]).sum()),
    )


def _of_pairs(pairs: Pairs) -> str:
    """What differs within pairs: sizes before places, since a wrong size moves what follows it."""
    resized = [(one, other) for one, other in pairs if one.sizes != other.sizes]
    if not resized:
        return PLACE
    lines = [len(other.sizes) - len(one.sizes) for one, other in resized]
    if any(lines):  # a profile with fewer or more corners
        return MISSING if sum(lines) < 0 else EXTRA
    return RADIUS if all(_slipped(one, other) for one, other in resized) else NUMBER


def _slipped(truth: Feature, got: Feature) -> bool:
    """Whether only radii differ, and every one that differs is twice or half of what it should be.

    Twice: the diameter was written where the language has the radius. Half: the other way round.
    """
    radii = _RADII.get(truth.code, ())
    ratios = set()
    for i, (asked, written) in enumerate(zip(truth.sizes, got.sizes, strict=True)):
        if asked != written:
            if i not in radii or not asked:
                return False
            ratios.add(round(written / asked, 3))
    return len(ratios) == 1 and ratios <= {2.0, 0.5}


def _by_topology(topology: tuple[int, int] | None) -> str:
    asked, got = topology or (0, 0)
    if asked == got:
        return OTHER
    return MISSING if got < asked else EXTRA


def _rounded(values: Sequence[float] | Matrix) -> tuple[float, ...]:
    return tuple(round(float(value), _DIGITS) + 0.0 for value in values)  # no -0
