"""What leaves Open CASCADE: meshes for the other kernel, and STEP files."""

# mypy: disable-error-code="import-untyped,import-not-found,unused-ignore"

from __future__ import annotations

import io
import math
import re

import numpy as np
from numpy.typing import NDArray
from OCP.APIHeaderSection import APIHeaderSection_MakeHeader
from OCP.BRep import BRep_Tool
from OCP.BRepMesh import BRepMesh_IncrementalMesh
from OCP.BRepTools import BRepTools
from OCP.IFSelect import IFSelect_ReturnStatus
from OCP.IMeshTools import IMeshTools_Parameters
from OCP.Interface import Interface_Static
from OCP.Message import Message
from OCP.STEPControl import STEPControl_StepModelType, STEPControl_Writer
from OCP.TCollection import TCollection_HAsciiString
from OCP.TopAbs import TopAbs_Orientation, TopAbs_ShapeEnum
from OCP.TopExp import TopExp_Explorer
from OCP.TopLoc import TopLoc_Location
from OCP.TopoDS import TopoDS

from cad0_core.ir.errors import SolidError
from cad0_core.ir.kernel import Manifold, Mesh64
from cad0_core.ir.occ import Shape

DATE = "2000-01-01T00:00:00"  # in every file: the same program is the same file
COARSE = 1e9  # mm: distances do not limit the mesh, angles do
FINE = 1e-4  # mm: the shortest edge
WELD = 1e-5  # mm: corners of neighbouring faces that are one point


def mesh(shape: Shape, segments: int) -> Manifold:
    """The body as facets, with `segments` sides to a full circle."""
    BRepTools.Clean_s(shape)
    settings = IMeshTools_Parameters()
    # The kernel halves the angle: this gives a circle `segments` sides, a quarter of it a quarter.
    settings.Angle = settings.AngleInterior = 2 * math.tau / segments * (1 + 1e-6)
    settings.Deflection = settings.DeflectionInterior = COARSE
    settings.MinSize = FINE
    BRepMesh_IncrementalMesh(shape, settings)
    points: list[NDArray[np.float64]] = []
    triangles: list[NDArray[np.int64]] = []
    count = 0
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_FACE)
    while explorer.More():
        corners, faces = _facets(explorer.Current())
        points.append(corners)
        triangles.append(faces + count)
        count += len(corners)
        explorer.Next()
    facets = Mesh64(np.vstack(points), np.vstack(triangles).astype(np.uint64), tolerance=WELD)
    facets.merge()
    body = Manifold(facets)
    if (status := body.status().name) != "NoError":
        raise SolidError(f"the mesh of an exact body is not closed ({status})", "kernel")
    return body


def _facets(shape: Shape) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Corners and triangles of one face, counter-clockwise from outside."""
    face, place = TopoDS.Face(shape), TopLoc_Location()
    facets = BRep_Tool.Triangulation_s(face, place)
    if facets is None:
        raise SolidError("Open CASCADE can not mesh a face", "kernel")
    move = place.Transformation()
    nodes = [facets.Node(i).Transformed(move) for i in range(1, facets.NbNodes() + 1)]
    found = [facets.Triangle(i).Get() for i in range(1, facets.NbTriangles() + 1)]
    triangles = np.array(found, dtype=np.int64) - 1
    if face.Orientation() == TopAbs_Orientation.TopAbs_REVERSED:
        triangles = triangles[:, ::-1]
    return np.array([(p.X(), p.Y(), p.Z()) for p in nodes]), triangles


def step(shape: Shape) -> bytes:
    """The body as a STEP file."""
    for printer in list(Message.DefaultMessenger_s().Printers()):
        Message.DefaultMessenger_s().RemovePrinter(printer)
    writer = STEPControl_Writer()
    Interface_Static.SetCVal_s("write.step.product.name", "part")
    done = writer.Transfer(shape, STEPControl_StepModelType.STEPControl_AsIs)
    if done != IFSelect_ReturnStatus.IFSelect_RetDone:
        raise SolidError("Open CASCADE can not write this body as STEP", "kernel")
    header = APIHeaderSection_MakeHeader(writer.Model())
    header.SetTimeStamp(TCollection_HAsciiString(DATE))
    header.SetName(TCollection_HAsciiString("part"))
    header.SetOriginatingSystem(TCollection_HAsciiString("cad0"))
    stream = io.BytesIO()
    writer.WriteStream(stream)
    # The kernel counts the files that it has written in this process.
    return re.sub(rb"'part [0-9]+'", b"'part'", stream.getvalue())
