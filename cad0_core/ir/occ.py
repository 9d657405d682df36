"""Open CASCADE in the few words that a program needs: exact bodies and their edges.

Imported by `brep` alone, when a program asks for it: the package is an optional extra of 380 MB.
Bodies are shapes made of solids; one without solids is empty. Lengths in mm, angles in degrees.
"""

# mypy: disable-error-code="import-untyped,import-not-found,unused-ignore"

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from OCP.BRep import BRep_Builder, BRep_Tool
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBuilderAPI import (
    BRepBuilderAPI_GTransform,
    BRepBuilderAPI_MakeEdge,
    BRepBuilderAPI_MakeFace,
    BRepBuilderAPI_MakeWire,
    BRepBuilderAPI_Transform,
)
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepFilletAPI import BRepFilletAPI_MakeChamfer, BRepFilletAPI_MakeFillet
from OCP.BRepGProp import BRepGProp
from OCP.BRepLib import BRepLib
from OCP.BRepOffset import BRepOffset_Mode
from OCP.BRepOffsetAPI import BRepOffsetAPI_MakeOffsetShape
from OCP.BRepPrimAPI import (
    BRepPrimAPI_MakeBox,
    BRepPrimAPI_MakeCone,
    BRepPrimAPI_MakeCylinder,
    BRepPrimAPI_MakePrism,
    BRepPrimAPI_MakeRevol,
    BRepPrimAPI_MakeSphere,
)
from OCP.collections import (
    IndexedDataMap_TopoDS_Shape_List_TopoDS_Shape_TopTools_ShapeMapHasher as AncestorMap,
)
from OCP.collections import List_TopoDS_Shape as ShapeList
from OCP.GC import GC_MakeArcOfCircle
from OCP.GeomAbs import GeomAbs_JoinType, GeomAbs_Shape
from OCP.gp import gp_Ax1, gp_Dir, gp_GTrsf, gp_Mat, gp_Pln, gp_Pnt, gp_Trsf, gp_Vec, gp_XYZ
from OCP.GProp import GProp_GProps
from OCP.ShapeFix import ShapeFix_Shape
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp, TopExp_Explorer
from OCP.TopoDS import TopoDS, TopoDS_Compound

from cad0_core.ir.errors import SolidError

Shape = Any  # the package has no types
Matrix = NDArray[np.float64]
Point = Sequence[float]

FULL = 360.0
SMOOTH = 1e-4  # radians: faces that meet at less are one face for fillets and chamfers
TOLERANCE = 1e-6  # mm, of offset faces
PRECISION = 1e-6  # relative, of volumes: without it those of splines are off by 1 %


def box(x: float, y: float, z: float) -> Shape:
    """C."""
    return BRepPrimAPI_MakeBox(x, y, z).Solid()


def cylinder(r: float, h: float) -> Shape:
    """Y."""
    return BRepPrimAPI_MakeCylinder(r, h).Solid()


def sphere(r: float) -> Shape:
    """S."""
    return BRepPrimAPI_MakeSphere(r).Solid()


def cone(r1: float, r2: float, h: float) -> Shape:
    """K, which with equal radii is a cylinder."""
    return cylinder(r1, h) if r1 == r2 else BRepPrimAPI_MakeCone(r1, r2, h).Solid()


def transformed(shape: Shape, linear: Matrix, offset: Matrix) -> Shape:
    """The shape with p' = linear p + offset; splines if that is neither a move nor a scale."""
    gram = linear.T @ linear
    values = [float(x) for x in np.column_stack([linear, offset]).ravel()]
    if np.allclose(gram, gram[0, 0] * np.eye(3), rtol=0, atol=1e-12 * gram[0, 0]):
        turn = gp_Trsf()
        turn.SetValues(*values)
        return _oriented(BRepBuilderAPI_Transform(shape, turn, True).Shape())
    matrix = gp_GTrsf(gp_Mat(*(float(x) for x in linear.ravel())), gp_XYZ(*map(float, offset)))
    return _oriented(BRepBuilderAPI_GTransform(shape, matrix, True).Shape())


def fuse(shapes: Sequence[Shape]) -> Shape:
    """Union of any number of bodies at once."""
    full = [shape for shape in shapes if not is_empty(shape)]
    if len(full) < 2:
        return full[0] if full else _compound([])
    return _boolean(BRepAlgoAPI_Fuse(), full[:1], full[1:])


def cut(a: Shape, tools: Sequence[Shape]) -> Shape:
    """The body without any of the others."""
    full = [shape for shape in tools if not is_empty(shape)]
    return a if is_empty(a) or not full else _boolean(BRepAlgoAPI_Cut(), [a], full)


def common(a: Shape, b: Shape) -> Shape:
    """What two bodies share."""
    if is_empty(a) or is_empty(b):
        return _compound([])
    return _boolean(BRepAlgoAPI_Common(), [a], [b])


def _boolean(operation: Any, arguments: list[Shape], tools: list[Shape]) -> Shape:
    operation.SetArguments(_list(arguments))
    operation.SetTools(_list(tools))
    operation.Build()
    if not operation.IsDone():
        raise SolidError("Open CASCADE can not compute this boolean", "kernel")
    return _compound(list(solids(operation.Shape())))


def face(
    origin: Point, normal: Point, edges: Sequence[tuple[Point, Point | None, Point]]
) -> Shape:  # fmt: skip
    """A plane face bounded by lines and arcs (start, a point between or None, end)."""
    wire = BRepBuilderAPI_MakeWire()
    for start, middle, end in edges:
        if middle is None:
            wire.Add(BRepBuilderAPI_MakeEdge(gp_Pnt(*start), gp_Pnt(*end)).Edge())
        else:
            arc = GC_MakeArcOfCircle(gp_Pnt(*start), gp_Pnt(*middle), gp_Pnt(*end)).Value()
            wire.Add(BRepBuilderAPI_MakeEdge(arc).Edge())
    plane = gp_Pln(gp_Pnt(*origin), gp_Dir(*normal))
    return BRepBuilderAPI_MakeFace(plane, wire.Wire(), True).Face()


def extrude(profile: Shape, vector: Point) -> Shape:
    """A face swept along a vector."""
    return _oriented(BRepPrimAPI_MakePrism(profile, gp_Vec(*vector)).Shape())


def revolve(profile: Shape, origin: Point, along: Point, angle: float) -> Shape:
    """A face turned about an axis in its plane, right-handed, by `angle` degrees."""
    axis = gp_Ax1(gp_Pnt(*origin), gp_Dir(*along))
    if angle == FULL:
        return _oriented(BRepPrimAPI_MakeRevol(profile, axis).Shape())
    return _oriented(BRepPrimAPI_MakeRevol(profile, axis, math.radians(angle)).Shape())


def inset(shape: Shape, t: float) -> Shape:
    """A convex body with its faces moved inward by t."""
    offset = BRepOffsetAPI_MakeOffsetShape()
    offset.PerformByJoin(
        merged(shape), -t, TOLERANCE, BRepOffset_Mode.BRepOffset_Skin, False, False,
        GeomAbs_JoinType.GeomAbs_Intersection,
    )  # fmt: skip
    if not offset.IsDone():
        raise SolidError("Open CASCADE can not offset this body", "kernel")
    return _oriented(offset.Shape())


def fillet(shape: Shape, r: float) -> Shape:
    """All sharp edges rounded."""
    maker = BRepFilletAPI_MakeFillet(shape)
    for edge in sharp_edges(shape):
        maker.Add(r, edge)
    return _blended(maker, f"edges can not be rounded with radius {r:g} mm")


def chamfer(shape: Shape, d: float) -> Shape:
    """All sharp edges bevelled."""
    maker = BRepFilletAPI_MakeChamfer(shape)
    for edge in sharp_edges(shape):
        maker.Add(d, edge)
    return _blended(maker, f"edges can not be bevelled by {d:g} mm")


def _blended(maker: Any, refusal: str) -> Shape:
    """What a fillet or chamfer maker makes, if it is a sound solid."""
    if not maker.NbContours():
        raise SolidError("there are no sharp edges", "degenerate")
    try:
        maker.Build()
        done = maker.IsDone()
    except Exception:  # the kernel's own types; all say that the faces do not fit
        done = False
    if not done:
        raise SolidError(refusal, "degenerate")
    result = _compound(list(solids(maker.Shape())))
    if is_empty(result) or not BRepCheck_Analyzer(result).IsValid() or volume(result) <= 0:
        raise SolidError(refusal, "degenerate")
    return result


def sharp_edges(shape: Shape) -> list[Shape]:
    """Edges between two faces that meet at an angle."""
    BRepLib.EncodeRegularity_s(shape, SMOOTH)
    owners = AncestorMap()
    kinds = TopAbs_ShapeEnum.TopAbs_EDGE, TopAbs_ShapeEnum.TopAbs_FACE
    TopExp.MapShapesAndUniqueAncestors_s(shape, *kinds, owners)
    found = []
    for i in range(1, owners.Extent() + 1):
        edge = TopoDS.Edge(owners.FindKey(i))
        faces = [TopoDS.Face(owner) for owner in owners.FindFromIndex(i)]
        if len(faces) == 2 and not BRep_Tool.Degenerated_s(edge):
            continuity = BRep_Tool.Continuity_s(edge, *faces)
            if continuity == GeomAbs_Shape.GeomAbs_C0:
                found.append(edge)
    return found


def merged(shape: Shape) -> Shape:
    """The same body with neighbouring faces and edges of one geometry made one."""
    unify = ShapeUpgrade_UnifySameDomain(shape, True, True, False)
    unify.Build()
    repair = ShapeFix_Shape(unify.Shape())  # a torus made one face can not be meshed without
    repair.Perform()
    return _compound(list(solids(repair.Shape())))


def solids(shape: Shape) -> Iterator[Shape]:
    """The solids a shape is made of."""
    explorer = TopExp_Explorer(shape, TopAbs_ShapeEnum.TopAbs_SOLID)
    while explorer.More():
        yield TopoDS.Solid(explorer.Current())
        explorer.Next()


def is_empty(shape: Shape) -> bool:
    """Whether there is no solid in the shape."""
    return next(solids(shape), None) is None


def volume(shape: Shape) -> float:
    """Volume in mm^3."""
    found = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, found, PRECISION)
    return float(found.Mass())


def _oriented(shape: Shape) -> Shape:
    """The solids of a shape, with their faces turned outward."""
    found = list(solids(shape))
    for solid in found:
        BRepLib.OrientClosedSolid_s(solid)
    return _compound(found)


def _compound(shapes: Sequence[Shape]) -> Shape:
    """One shape of several; a single one stays itself."""
    if len(shapes) == 1:
        return shapes[0]
    compound, builder = TopoDS_Compound(), BRep_Builder()
    builder.MakeCompound(compound)
    for shape in shapes:
        builder.Add(compound, shape)
    return compound


def _list(shapes: Sequence[Shape]) -> ShapeList:
    found = ShapeList()
    for shape in shapes:
        found.Append(shape)
    return found
