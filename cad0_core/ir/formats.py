"""Mesh files, written whole or not at all.

STL, OBJ and 3MF hold millimetres with Z up; GLB, as its standard wants, metres with Y up.
The same solid gives the same bytes every time.
"""

from __future__ import annotations

import io
import json
import math
import os
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir import raster
from cad0_core.ir.kernel import require_brep
from cad0_core.ir.program import Program
from cad0_core.ir.solid import Solid

PathLike = str | os.PathLike[str]

CREASE = math.cos(math.radians(25))  # edges sharper than this stay sharp in GLB


def write_mesh(solid: Solid, path: PathLike) -> None:
    """Write the format the file name ends in: .stl, .obj, .3mf or .glb.

    Raises ValueError for another ending, OSError if the folder can't be written to.
    """
    suffix = Path(path).suffix.lower()
    if suffix in (".step", ".stp"):
        raise ValueError("STEP holds exact surfaces, no mesh: use write_step, of cad0[brep]")
    if suffix not in ENCODERS:
        raise ValueError(f"unknown mesh format {suffix!r}: use one of {' '.join(ENCODERS)}")
    write_whole(path, ENCODERS[suffix](solid))


def write_step(program: Program, path: PathLike) -> None:
    """Write a STEP file with exact surfaces; raises as `encode_step` does, and OSError."""
    write_whole(path, encode_step(program))


def encode_step(program: Program) -> bytes:
    """STEP (AP214) in millimetres with exact surfaces: cylinders, not facets.

    Needs the extra `cad0[brep]`: SolidError without it, or for what that kernel can't build.
    """
    require_brep("STEP")
    from cad0_core.ir import brep

    return brep.encode_step(program)


def write_stl(solid: Solid, path: PathLike) -> None:
    """Write a binary STL file. Raises OSError if the folder can't be written to."""
    write_whole(path, encode_stl(solid))


def encode_stl(solid: Solid) -> bytes:
    """Binary STL: single precision, one normal for each facet."""
    vertices, triangles = solid.mesh()
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facet = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    facets = np.zeros(len(triangles), facet)
    facets["normal"], facets["corners"] = raster.normalised(normals), corners
    # The header must not begin with "solid": readers would take the file for the text form.
    header = b"binary STL, millimetres".ljust(80)
    return header + np.array([len(triangles)], "<u4").tobytes() + facets.tobytes()


def encode_obj(solid: Solid) -> bytes:
    """Wavefront OBJ with shared vertices; ids count from 1."""
    vertices, triangles = solid.mesh()
    lines = ["# millimetres"]
    lines += [f"v {x:.9g} {y:.9g} {z:.9g}" for x, y, z in vertices.tolist()]
    lines += [f"f {a} {b} {c}" for a, b, c in (triangles + 1).tolist()]
    return ("\n".join(lines) + "\n").encode()


def encode_3mf(solid: Solid) -> bytes:
    """3MF core package with one object, as slicers read it."""
    vertices, triangles = solid.mesh()
    points = "".join(
        f'<vertex x="{x:.9g}" y="{y:.9g}" z="{z:.9g}"/>' for x, y, z in vertices.tolist()
    )
    faces = "".join(f'<triangle v1="{a}" v2="{b}" v3="{c}"/>' for a, b, c in triangles.tolist())
    model = (
        f'{_XML}<model unit="millimeter" xml:lang="en-US" xmlns="{_CORE}"><resources>'
        f'<object id="1" type="model"><mesh><vertices>{points}</vertices>'
        f"<triangles>{faces}</triangles></mesh></object></resources>"
        f'<build><item objectid="1"/></build></model>'
    )
    buffer = io.BytesIO()
    files = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "3D/3dmodel.model": model}
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in files.items():
            # A fixed date: the same solid is the same file.
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            package.writestr(entry, text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_CORE = "http://schemas.microsoft.com/3dmanufacturing/core/2015/02"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="model" '
    'ContentType="application/vnd.ms-package.3dmanufacturing-3dmodel+xml"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="model" '
    'Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel" '
    'Target="/3D/3dmodel.model"/></Relationships>'
)


def encode_glb(solid: Solid) -> bytes:
    """Binary glTF 2.0 with normals that are smooth on round faces and sharp at edges."""
    vertices, triangles = solid.mesh()
    mesh = raster.Mesh(vertices, triangles, np.zeros(len(triangles), np.int64))
    normals = raster.corner_normals(mesh, mesh.normals, CREASE)
    corners = np.concatenate([vertices[triangles] / 1000, normals], axis=2).reshape(-1, 6)
    upright = corners[:, [0, 2, 1, 3, 5, 4]] * [1, 1, -1, 1, 1, -1]  # Z up to Y up
    # Corners of one vertex with one normal are one vertex in the file.
    unique, index = np.unique(upright.astype("<f4") + np.float32(0), axis=0, return_inverse=True)
    points, directions = np.ascontiguousarray(unique[:, :3]), np.ascontiguousarray(unique[:, 3:])
    parts = [index.ravel().astype("<u4").tobytes(), points.tobytes(), directions.tobytes()]
    return _glb_container(_gltf(parts, points, index.size), b"".join(parts))


def _gltf(parts: list[bytes], points: NDArray[np.float32], indices: int) -> dict[str, object]:
    """The JSON half of a GLB: one mesh of indices, positions and normals."""
    starts = [sum(len(part) for part in parts[:i]) for i in range(3)]
    low, high = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    triple = {"componentType": 5126, "count": len(points), "type": "VEC3"}
    return {
        "asset": {"version": "2.0", "generator": "cad0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "meshes": [{"primitives": [
            {"attributes": {"POSITION": 1, "NORMAL": 2}, "indices": 0, "material": 0}
        ]}],
        "materials": [{"pbrMetallicRoughness": {
            "baseColorFactor": [0.48, 0.62, 0.78, 1], "metallicFactor": 0.1, "roughnessFactor": 0.6,
        }}],
        "accessors": [
            {"bufferView": 0, "componentType": 5125, "count": indices, "type": "SCALAR"},
            {"bufferView": 1, **triple, "min": low, "max": high},
            {"bufferView": 2, **triple},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": start, "byteLength": len(part), "target": target}
            for start, part, target in zip(starts, parts, (34963, 34962, 34962), strict=True)
        ],
        "buffers": [{"byteLength": sum(len(part) for part in parts)}],
    }  # fmt: skip


def _glb_container(document: dict[str, object], binary: bytes) -> bytes:
    """Header, JSON chunk and binary chunk, each padded to four bytes."""
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    total = 12 + 8 + len(text) + 8 + len(binary)
    header = np.array([0x46546C67, 2, total, len(text), 0x4E4F534A], "<u4").tobytes()
    return header + text + np.array([len(binary), 0x004E4942], "<u4").tobytes() + binary


ENCODERS: dict[str, Callable[[Solid], bytes]] = {
    ".stl": encode_stl,
    ".obj": encode_obj,
    ".3mf": encode_3mf,
    ".glb": encode_glb,
}


def write_whole(path: PathLike, data: bytes) -> None:
    """Write through a temporary file in the same folder, so that no half file is ever seen."""
    target = Path(path)
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
