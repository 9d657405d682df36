"""Mesh files, written whole or not at all. Coordinates are millimetres, Z up."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np

from cad0_core.ir.solid import Solid


def write_stl(solid: Solid, path: str | os.PathLike[str]) -> None:
    """Write a binary STL file. Raises OSError if the folder can't be written to."""
    vertices, triangles = solid.mesh()
    corners = vertices[triangles]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0)
    facet = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
    facets = np.zeros(len(triangles), facet)
    facets["normal"], facets["corners"] = normals, corners
    # The header must not begin with "solid": readers would take the file for the text form.
    header = b"binary STL, millimetres".ljust(80)
    write_whole(path, header + np.uint32(len(triangles)).tobytes() + facets.tobytes())


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
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
