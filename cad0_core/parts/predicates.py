"""Measuring predicates on a solid: from its geometry alone, wherever and however it lies.

A solid may lie anywhere and in any of the 24 rotations that keep the axes; the pose that fits
best counts, one pose for all predicates of a part. The program plays no part, so another program
for the same solid passes. Sizes pass within 0.05 mm or 1 %, whichever is more.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cad0_core.errors import DataError
from cad0_core.ir import Solid
from cad0_core.parts.caliper import Caliper

Predicate = Mapping[str, Any]
Floats = NDArray[np.float64]

TOLERANCE_MM = 0.05
TOLERANCE = 0.01  # of a size; the facets of a circle take up to half of it
VOLUME = 0.001
AREA = 0.005
_AXES = {"x": 0, "y": 1, "z": 2}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One predicate on one solid: whether it holds, and asked against got in words."""

    kind: str
    of: tuple[str, ...]
    passed: bool
    asked: str
    got: str


Finding = tuple[bool, str, str]  # passed, asked, got
Measure = Callable[[Predicate, "Posed"], Finding]


@dataclass(frozen=True)
class Posed:
    """A solid with its surface in the pose in which the predicates are measured."""

    solid: Solid
    surface: Caliper


def measure(predicates: Sequence[Predicate], solid: Solid) -> list[Outcome]:
    """What every predicate finds on the solid, in the pose in which most of them hold.

    Raises `DataError` for a predicate that is not one.
    """
    best: list[Outcome] = []
    for surface in _poses(predicates, Caliper.of(*_mesh(solid))):
        posed = Posed(solid, surface)
        outcomes = [_outcome(predicate, posed) for predicate in predicates]
        if not best or sum(o.passed for o in outcomes) > sum(o.passed for o in best):
            best = outcomes
        if all(outcome.passed for outcome in outcomes):
            break
    return best


def fault(predicates: Sequence[Predicate], solid: Solid) -> str | None:
    """The first predicate that does not hold, in words; None when all hold."""
    for outcome in measure(predicates, solid):
        if not outcome.passed:
            return f"{outcome.kind}: asked {outcome.asked}, got {outcome.got}"
    return None


def _mesh(solid: Solid) -> tuple[Floats, NDArray[np.int64]]:
    mesh = solid.manifold.to_mesh64()
    vertices = np.asarray(mesh.vert_properties, dtype=np.float64)[:, :3]
    return vertices, np.asarray(mesh.tri_verts, dtype=np.int64)


def _poses(predicates: Sequence[Predicate], surface: Caliper) -> Iterator[Caliper]:
    """The solid as it lies, then in every rotation that has the size asked for.

    Each is moved so that the lowest corner of its bounding box is where it should be, or, where
    the size is wrong, the middle.
    """
    size = next((p for p in predicates if p["kind"] == "size"), None)
    if size is None:
        yield surface
        return
    low, asked = np.array(size["low"]), np.array(size["size"])
    yield surface.moved(low - surface.low)
    fitting = [t for t in ROTATIONS[1:] if _close(np.abs(t) @ surface.size, asked)]
    for turned in map(surface.turned, fitting):
        yield turned.moved(low - turned.low)
    if not _close(surface.size, asked):
        yield surface.moved(low + asked / 2 - surface.low - surface.size / 2)


def _rotations() -> list[Floats]:
    """The 24 rotation matrices that map axes to axes, the identity first."""
    found = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1, -1), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                found.append(turn)
    return found


ROTATIONS = _rotations()


def _outcome(predicate: Predicate, posed: Posed) -> Outcome:
    try:
        kind = predicate["kind"]
        passed, asked, got = KINDS[kind](predicate, posed)
        return Outcome(kind, tuple(predicate.get("of", ())), passed, asked, got)
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise DataError(f"not a predicate ({error!r}): {dict(predicate)!r}") from error


def _close(got: Any, asked: Any) -> bool:
    """Whether sizes agree within 0.05 mm or 1 %."""
    got, asked = np.asarray(got, dtype=np.float64), np.asarray(asked, dtype=np.float64)
    if got.shape != asked.shape:
        return False
    allowed = np.maximum(TOLERANCE_MM, TOLERANCE * np.abs(asked))
    return bool((np.abs(got - asked) <= allowed).all())


def _size(predicate: Predicate, posed: Posed) -> Finding:
    asked, got = predicate["size"], posed.surface.size
    return _close(got, asked), _sizes(asked), _sizes(got)


def _volume(predicate: Predicate, posed: Posed) -> Finding:
    asked, got = predicate["volume"], posed.solid.volume
    return abs(got - asked) <= VOLUME * asked, f"{asked:.1f} mm3", f"{got:.1f} mm3"


def _topology(predicate: Predicate, posed: Posed) -> Finding:
    names = ("bodies", "voids", "genus")
    asked = [predicate[name] for name in names]
    got = [getattr(posed.solid, name) for name in names]
    return got == asked, _named(names, asked), _named(names, got)


def _line(predicate: Predicate, posed: Posed) -> Finding:
    axis = _AXES[predicate["axis"]]
    asked = np.array(predicate["solid"], dtype=np.float64).reshape(-1, 2)
    got = posed.surface.material(axis, np.array([predicate["through"]], dtype=np.float64))[0]
    # Gaps and walls are sizes of their own; where the first one begins is a place.
    passed = got.shape == asked.shape and bool(
        not len(asked)
        or (
            _close(np.diff(got.ravel()), np.diff(asked.ravel()))
            and _close(got[0, 0] - posed.surface.low[axis], asked[0, 0] - posed.surface.low[axis])
        )
    )
    name = predicate["name"]
    return passed, f"{name}: {_spans(asked)}", f"{name}: {_spans(got)}"


def _hole(predicate: Predicate, posed: Posed) -> Finding:
    asked = predicate["diameter"]
    points = np.array(predicate["at"], dtype=np.float64)
    axis = _AXES[predicate["axis"]]
    found = _holes(posed.surface, axis, points, predicate["span"], predicate["bottom"])
    passed = all(
        hole is not None and _close(hole.width, asked) and hole.off <= _slack(asked)
        for hole in found
    )
    return passed, f"{len(found)} x {asked:g} mm", ", ".join(map(_hole_text, found))


@dataclass(frozen=True, slots=True)
class _Hole:
    width: float  # mm across
    off: float  # mm from its place


def _hole_text(hole: _Hole | None) -> str:
    return "none" if hole is None else f"{hole.width:.2f} mm, {hole.off:.2f} mm off its place"


def _slack(size: float) -> float:
    return max(TOLERANCE_MM, TOLERANCE * abs(size))


def _holes(
    surface: Caliper, axis: int, points: Floats, span: Sequence[float], bottom: bool
) -> list[_Hole | None]:
    """The hole around each point (k, 3), None where there is none."""
    across = [i for i in range(3) if i != axis]
    along = surface.material(axis, points)
    walls = [surface.material(i, points) for i in across]
    return [
        _hole_between([w[k] for w in walls], [points[k, i] for i in across])
        if _is_open(along[k], span, bottom)
        else None
        for k in range(len(points))
    ]


def _is_open(along: Floats, span: Sequence[float], bottom: bool) -> bool:
    """Whether a line is empty over the span, and ends in material there if it is to."""
    low, high = min(span), max(span)
    reach = min(TOLERANCE_MM, (high - low) / 4)
    blocked = (along[:, 0] < high - reach) & (along[:, 1] > low + reach)
    ends = np.abs(along - span[1]) <= _slack(high - low)
    return not blocked.any() and (not bottom or bool(ends.any()))


def _hole_between(walls: Sequence[Floats], point: Sequence[float]) -> _Hole | None:
    """What lies between the walls on two lines across; they must agree on its width."""
    off, widths = 0.0, []
    for material, at in zip(walls, point, strict=True):
        before, after = material[material[:, 1] <= at], material[material[:, 0] >= at]
        if not len(before) or not len(after):
            return None
        left, right = before[-1, 1], after[0, 0]
        off = max(off, abs((left + right) / 2 - at))
        widths.append(right - left)
    # Chords through the centre of a faceted circle are at most half a percent short of it.
    round_ = abs(widths[0] - widths[1]) <= _slack(max(widths))
    return _Hole(max(widths), off) if round_ else None


def _bolt_circle(predicate: Predicate, posed: Posed) -> Finding:
    x, y, z = predicate["center"]
    count, circle = round(predicate["count"]), predicate["circle"]
    angles = 2 * np.pi * np.arange(count) / count
    at = np.column_stack([np.cos(angles), np.sin(angles), np.zeros(count)]) * circle / 2
    holes = {"axis": "z", "at": at + np.array([x, y, z]), "bottom": False, **_only(predicate)}
    passed, asked, got = _hole(holes, posed)
    return passed, f"{asked} on a circle of {circle:g} mm", got


def _only(predicate: Predicate) -> Predicate:
    return {name: predicate[name] for name in ("diameter", "span")}


def _section(predicate: Predicate, posed: Posed) -> Finding:
    asked = predicate["area"]
    got = posed.surface.area(_AXES[predicate["axis"]], predicate["at"])
    return abs(got - asked) <= AREA * asked, f"{asked:.2f} mm2", f"{got:.2f} mm2"


def _teeth(predicate: Predicate, posed: Posed) -> Finding:
    asked = round(predicate["count"])
    got = posed.surface.runs(predicate["center"], predicate["radius"])
    return got == asked, str(asked), str(got)


def _solid(predicate: Predicate, posed: Posed) -> Finding:
    inside = posed.surface.inside(np.array(predicate["at"], dtype=np.float64))
    return bool(inside.all()), "material", f"{int((~inside).sum())} of {len(inside)} without"


def _empty(predicate: Predicate, posed: Posed) -> Finding:
    inside = posed.surface.inside(np.array(predicate["at"], dtype=np.float64))
    return not inside.any(), "nothing", f"{int(inside.sum())} of {len(inside)} filled"


def _symmetric(predicate: Predicate, posed: Posed) -> Finding:
    """Mirrored on grids of lines instead of by booleans, in the pose at hand."""
    surface = posed.surface
    middle = 2 * surface.low + surface.size
    for axis in (_AXES[name] for name in predicate["axes"]):
        mirrored = surface.corners.copy()
        mirrored[:, :, axis] = middle[axis] - mirrored[:, :, axis]
        lines = _grid(surface, (axis + 1) % 3)
        ours = surface.crossings((axis + 1) % 3, lines)
        theirs = Caliper(mirrored[:, ::-1]).crossings((axis + 1) % 3, lines)
        if not all(_close(a, b) for a, b in zip(ours, theirs, strict=True)):
            return False, "symmetric", f"not across {'xyz'[axis]}"
    return True, "symmetric", "symmetric"


def _grid(surface: Caliper, axis: int, side: int = 7) -> Floats:
    """Points of an odd grid across the bounding box, for lines along `axis`."""
    shares = (np.arange(side) + 0.5) / side * 0.98 + 0.0123
    u, v = np.meshgrid(shares, shares)
    points = np.tile(surface.low, (side * side, 1))
    plane = [i for i in range(3) if i != axis]
    points[:, plane] += np.stack([u.ravel(), v.ravel()], axis=1) * surface.size[plane]
    return points


KINDS: dict[str, Measure] = {
    "size": _size,
    "volume": _volume,
    "topology": _topology,
    "line": _line,
    "hole": _hole,
    "bolt_circle": _bolt_circle,
    "section": _section,
    "teeth": _teeth,
    "solid": _solid,
    "empty": _empty,
    "symmetric": _symmetric,
}


def _sizes(values: Sequence[float] | Floats) -> str:
    return " x ".join(f"{round(float(value), 2):g}" for value in values) + " mm"


def _spans(spans: Floats) -> str:
    return (
        ", ".join(f"{low:.2f} to {high:.2f}" for low, high in spans) + " mm"
        if len(spans)
        else "nothing"
    )


def _named(names: Sequence[str], values: Sequence[Any]) -> str:
    return ", ".join(f"{value:g} {name}" for name, value in zip(names, values, strict=True))
