"""The JSON form: geometry of a vcad 0.1 or 0.2 document, to and from a program.

A document names its nodes by integer, holds them in any order and calls the operations by long
names; `nodes`, `materials` and `roots` are what a program keeps of it.
"""

from __future__ import annotations

import heapq
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from cad0_core.ir.errors import IRError
from cad0_core.ir.ops import LIMITS, OPS, Kind, Limits
from cad0_core.ir.parse import parse
from cad0_core.ir.program import Material, Node, Program, Segment

VERSION = "0.2"
SIDES = 32  # documents store a number of sides with each round body

# For each code the long name and where its arguments stand, in the order of the op table.
FIELDS: dict[str, tuple[str, str]] = {
    "C": ("Cube", "size.x size.y size.z"),
    "Y": ("Cylinder", "radius height"),
    "S": ("Sphere", "radius"),
    "K": ("Cone", "radius_bottom radius_top height"),
    "T": ("Translate", "child offset.x offset.y offset.z"),
    "R": ("Rotate", "child angles.x angles.y angles.z"),
    "X": ("Scale", "child factor.x factor.y factor.z"),
    "U": ("Union", "left right"),
    "D": ("Difference", "left right"),
    "I": ("Intersection", "left right"),
    "LP": ("LinearPattern", "child direction.x direction.y direction.z count spacing"),
    "CP": (
        "CircularPattern",
        "child axis_origin.x axis_origin.y axis_origin.z axis_dir.x axis_dir.y axis_dir.z"
        " count angle_deg",
    ),
    "SH": ("Shell", "child thickness"),
    "FI": ("Fillet", "child radius"),
    "CH": ("Chamfer", "child distance"),
    "SK": (
        "Sketch2D",
        "origin.x origin.y origin.z x_dir.x x_dir.y x_dir.z y_dir.x y_dir.y y_dir.z",
    ),
    "L": ("Line", "start.x start.y end.x end.y"),
    "A": ("Arc", "start.x start.y end.x end.y center.x center.y ccw"),
    "E": ("Extrude", "sketch direction.x direction.y direction.z"),
    "V": (
        "Revolve",
        "sketch axis_origin.x axis_origin.y axis_origin.z axis_dir.x axis_dir.y axis_dir.z"
        " angle_deg",
    ),
}
CODES = {name: code for code, (name, _) in FIELDS.items()}
# Extras of an operation that change its geometry, with the value that changes nothing.
NEUTRAL = {"twist_angle": 0, "scale_end": 1}
_INTEGER = re.compile("0|[1-9][0-9]{0,17}")


def to_document(program: Program) -> dict[str, Any]:
    """The program as a vcad document; node ids are kept."""
    nodes = {
        str(i): {"id": i, "name": node.name, "op": _to_op(node)}
        for i, node in enumerate(program.nodes)
    }
    roots: list[dict[str, Any]] = []
    for root in program.roots:
        roots.append({"root": root.node, "material": root.material})
        if root.hidden:
            roots[-1]["visible"] = False
    if not roots:
        roots = [{"root": i, "material": "default"} for i in program.root_ids]
    materials = {material.name: _to_material(material) for material in program.materials}
    return {
        "version": VERSION, "nodes": nodes, "materials": materials,
        "part_materials": {}, "roots": roots,
    }  # fmt: skip


def _to_op(node: Node | Segment) -> dict[str, Any]:
    name, fields = FIELDS[node.code]
    op: dict[str, Any] = {"type": name}
    values = (*node.refs, *node.nums) if isinstance(node, Node) else node.nums
    for path, value, arg in zip(fields.split(), values, OPS[node.code].args, strict=True):
        outer, _, inner = path.partition(".")
        shown = bool(value) if arg.kind is Kind.FLAG else value
        if inner:
            op.setdefault(outer, {})[inner] = shown
        else:
            op[outer] = shown
    if node.code in ("Y", "S", "K"):
        op["segments"] = SIDES
    if node.code == "SK" and isinstance(node, Node):
        op["segments"] = [_to_op(segment) for segment in node.segments]
    return op


def _to_material(material: Material) -> dict[str, Any]:
    r, g, b, metallic, roughness, *rest = material.values
    extras = dict(zip(("density", "friction"), rest, strict=False))
    return {
        "name": material.name, "color": [r, g, b], "metallic": metallic, "roughness": roughness,
        **extras,
    }  # fmt: skip


def from_document(
    document: Mapping[str, Any] | str | bytes, *, limits: Limits = LIMITS
) -> Program:  # fmt: skip
    """The program of a vcad document (a mapping or its JSON text).

    Nodes are put in order of reference, otherwise by id. Raises IRError for anything that is no
    geometry of the language; its line and column refer to the text the document amounts to.
    """
    if isinstance(document, str | bytes):
        try:
            document = json.loads(document)
        except (ValueError, RecursionError) as error:
            raise _refused("JSON", f"expected JSON, found {error}") from None
    if not isinstance(document, Mapping) or not isinstance(document.get("nodes"), Mapping):
        raise _refused("document", "expected an object with `nodes`")
    nodes = _nodes(document, limits)
    order = _ordered(nodes)
    places = {i: place for place, i in enumerate(order)}
    lines: list[str] = []
    for i in order:
        lines += _lines(i, nodes[i], places)
    lines += _scene_lines(document, places)
    return parse("\n".join(lines), limits=limits)


def _nodes(document: Mapping[str, Any], limits: Limits) -> dict[int, Any]:
    if document.get("instances") or document.get("joints"):
        raise _refused("document", "an assembly (instances, joints) is not part of a solid")
    if len(document["nodes"]) > limits.nodes:
        raise _refused("document", f"expected at most {limits.nodes} nodes")
    nodes = {}
    for key, node in document["nodes"].items():
        if _INTEGER.fullmatch(str(key)) is None:
            raise _refused(f"node {key!r:.40}", "expected an integer as the key of a node")
        if not isinstance(node, Mapping) or not isinstance(node.get("op"), Mapping):
            raise _refused(f"node {key}", "expected an object with `op`")
        nodes[int(key)] = node
    return nodes


def _children(i: int, node: Mapping[str, Any]) -> Iterator[int]:
    """The ids a node refers to; raises IRError if its operation is not of the language."""
    kind = node["op"].get("type")
    code = CODES.get(kind) if isinstance(kind, str) else None
    if code is None or not OPS[code].makes:
        raise _refused(f"node {i}", f"operation {kind!r:.40} is not part of Compact IR")
    for path, arg in zip(FIELDS[code][1].split(), OPS[code].args, strict=True):
        if arg.kind in (Kind.REF, Kind.SKETCH):
            child = node["op"].get(path)
            if not isinstance(child, int) or isinstance(child, bool):
                raise _refused(f"node {i}", f"expected a node id as `{path}`")
            yield child


def _ordered(nodes: Mapping[int, Any]) -> list[int]:
    """Ids so that every node follows those it refers to, the smallest possible id first."""
    waiting: dict[int, int] = {}
    users: dict[int, list[int]] = {i: [] for i in nodes}
    for i, node in nodes.items():
        children = list(_children(i, node))
        for child in children:
            if child not in nodes:
                raise _refused(f"node {i}", f"refers to node {child}, which does not exist")
            users[child].append(i)
        waiting[i] = len(children)
    ready = [i for i, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        i = heapq.heappop(ready)
        order.append(i)
        for user in users[i]:
            waiting[user] -= 1
            if waiting[user] == 0:
                heapq.heappush(ready, user)
    if len(order) < len(nodes):
        raise _refused(f"node {min(set(nodes) - set(order))}", "refers to itself in a circle")
    return order


def _lines(i: int, node: Mapping[str, Any], places: Mapping[int, int]) -> list[str]:
    """The lines of a node, numbers in full: parsing them judges every value."""
    op, where = node["op"], f"node {i}"
    line = _line(op, where, places)
    name = node.get("name")
    if isinstance(name, str):
        escaped = name.replace("\\", "\\\\").replace('"', '\\"')
        if "\n" in escaped or "\r" in escaped:
            raise _refused(where, "expected no line break in a name")
        line += f' "{escaped}"'
    if CODES[op["type"]] != "SK":
        return [line]
    segments = op.get("segments")
    if not isinstance(segments, list):
        raise _refused(where, "expected a list of `segments`")
    return [line, *(_segment(segment, where) for segment in segments), "END"]


def _segment(segment: Any, where: str) -> str:
    kind = segment.get("type") if isinstance(segment, Mapping) else None
    if kind not in ("Line", "Arc"):
        raise _refused(where, "expected lines and arcs as `segments`")
    return _line(segment, where, {})


def _line(op: Mapping[str, Any], where: str, places: Mapping[int, int]) -> str:
    for key, neutral in NEUTRAL.items():
        if op.get(key) not in (None, neutral):
            raise _refused(where, f"`{key}` is not part of Compact IR")
    code = CODES[op["type"]]
    words = [code]
    for path, arg in zip(FIELDS[code][1].split(), OPS[code].args, strict=True):
        outer, _, inner = path.partition(".")
        value = op.get(outer)
        if inner:
            value = value.get(inner) if isinstance(value, Mapping) else None
        if arg.kind is Kind.FLAG and isinstance(value, bool):
            value = int(value)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise _refused(where, f"expected a number as `{path}`")
        if arg.kind in (Kind.REF, Kind.SKETCH):
            value = places[int(value)]
        elif arg.rule.integer and isinstance(value, float) and value.is_integer():
            value = int(value)
        words.append(_number(value, where))
    return " ".join(words)


def _number(value: float, where: str) -> str:
    if isinstance(value, int) and abs(value) >= 10**18:
        raise _refused(where, "expected a number of fewer than 19 digits")
    return repr(value)


def _scene_lines(document: Mapping[str, Any], places: Mapping[int, int]) -> Iterator[str]:
    """M and ROOT lines."""
    materials, roots = document.get("materials") or {}, document.get("roots") or []
    if not isinstance(materials, Mapping) or not isinstance(roots, list):
        raise _refused("document", "expected `materials` as an object and `roots` as a list")
    for name, material in materials.items():
        color = material.get("color") if isinstance(material, Mapping) else None
        if not isinstance(color, list) or len(color) != 3:
            raise _refused(f"material {name!r:.40}", "expected `color` with three numbers")
        keys = ["metallic", "roughness", *(k for k in ("density", "friction") if k in material)]
        numbers = [*color, *(material.get(key) for key in keys)]
        if not all(isinstance(x, int | float) for x in numbers):
            raise _refused(f"material {name!r:.40}", "expected numbers")
        yield " ".join(["M", _word(name), *(_number(x, "material") for x in numbers)])
    for root in roots:
        node = root.get("root") if isinstance(root, Mapping) else None
        if not isinstance(node, int) or isinstance(node, bool) or node not in places:
            raise _refused("roots", "expected the id of a node as `root`")
        hidden = " hidden" if root.get("visible") is False else ""
        yield f"ROOT {places[node]} {_word(root.get('material', 'default'))}{hidden}"


def _word(name: Any) -> str:
    """A material name as one word: blanks, which the text form has no place for, become `_`."""
    word = "_".join(str(name).replace('"', "_").replace("#", "_").split())
    return word or "_"


def _refused(where: str, message: str) -> IRError:
    return IRError(f"{where}: {message}", found=where, expected=message)
