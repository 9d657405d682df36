"""Pictures of solids as PNG bytes: shaded, with feature edges, on a light background.

No display and no GPU: a numpy rasteriser at twice the size, scaled down. Sizes are pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cad0_core.ir import raster
from cad0_core.ir.solid import Solid

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

SUPERSAMPLE = 2
CREASE = math.cos(math.radians(25))
BACKGROUND = (246, 247, 249)
RULE = (221, 225, 230)
INK = (38, 50, 63)
MUTED = (106, 118, 132)
EDGE = np.array([30.0, 41.0, 54.0])
AXES_WIDTH = 46  # pixels that they take in the lower left corner
AXES = (("x", (200, 72, 64)), ("y", (64, 150, 84)), ("z", (66, 106, 196)))
STEEL, MISSING, EXTRA = 0, 1, 2
PALETTE = np.array([[122, 158, 198], [226, 122, 92], [98, 178, 138]], dtype=np.float64)


def _camera() -> NDArray[np.float64]:
    """Rows: right, down and away, for a viewer in front, to the right and above."""
    turn, tilt = math.radians(-32), math.radians(28)
    away = np.array([
        math.sin(turn) * math.cos(tilt), math.cos(turn) * math.cos(tilt), -math.sin(tilt)
    ])  # fmt: skip
    right = np.array([math.cos(turn), -math.sin(turn), 0.0])
    return np.stack([right, np.cross(away, right), away])


CAMERA = _camera()
# Key light over the viewer's left shoulder, a weak one from the right.
KEY = raster.normalised(np.array([-0.45, -0.75, -0.65]) @ CAMERA)
FILL = raster.normalised(np.array([0.85, -0.1, -0.5]) @ CAMERA)


def render_png(
    solid: Solid | None, size: tuple[int, int] = (480, 360), title: str | None = None
) -> bytes:
    """A PNG of one solid with its dimensions as caption; None gives a "no solid" picture."""
    return _png(_cell(_mesh(solid), size, title or "", dimensions(solid)))


def contact_sheet(
    items: Sequence[tuple[Solid | None, str]],
    columns: int = 6,
    cell: tuple[int, int] = (240, 200),
) -> bytes:
    """A PNG with one titled cell for each item, row by row."""
    from PIL import Image

    columns = max(1, min(columns, len(items)))
    rows = max(1, -(-len(items) // columns))
    sheet = Image.new("RGB", (columns * cell[0], rows * cell[1]), BACKGROUND)
    for i, (solid, title) in enumerate(items):
        picture = _cell(_mesh(solid), cell, title, dimensions(solid))
        sheet.paste(picture, (i % columns * cell[0], i // columns * cell[1]))
    return _png(_ruled(sheet, cell))


def side_by_side(
    expected: Solid | None,
    got: Solid | None,
    titles: tuple[str, str] = ("expected", "got"),
    size: tuple[int, int] = (360, 300),
) -> bytes:
    """A PNG of two solids at one scale, and of their difference if both exist.

    Difference: grey-blue is common, red is missing from `got`, green is too much in it.
    """
    from PIL import Image

    meshes = [_mesh(expected), _mesh(got)]
    captions = [dimensions(expected), dimensions(got)]
    labels = list(titles)
    if expected is not None and got is not None:
        missing, extra = expected.manifold - got.manifold, got.manifold - expected.manifold
        common = expected.manifold ^ got.manifold
        parts = [(Solid(common), STEEL), (Solid(missing), MISSING), (Solid(extra), EXTRA)]
        meshes.append(_joined(parts))
        labels.append("difference")
        captions.append(f"missing {missing.volume():,.6g} / extra {extra.volume():,.6g} mm^3")
    scale = min((_fit(mesh, size) for mesh in meshes if mesh is not None), default=1.0)
    sheet = Image.new("RGB", (size[0] * len(meshes), size[1]), BACKGROUND)
    for i, (mesh, label, caption) in enumerate(zip(meshes, labels, captions, strict=True)):
        sheet.paste(_cell(mesh, size, label, caption, scale), (i * size[0], 0))
    return _png(_ruled(sheet, size))


def dimensions(solid: Solid | None) -> str:
    """The bounding box in words: `50 x 30 x 5 mm`."""
    if solid is None:
        return ""
    return " x ".join(f"{side:.6g}" for side in (round(x, 3) for x in solid.size)) + " mm"


def _mesh(solid: Solid | None) -> raster.Mesh | None:
    return None if solid is None else _joined([(solid, STEEL)])


def _joined(parts: Sequence[tuple[Solid, int]]) -> raster.Mesh:
    """One mesh of several solids, each in a colour of the palette; empty ones drop out."""
    vertices, faces, paint, count = [], [], [], 0
    for solid, colour in parts:
        points, triangles = solid.mesh()
        vertices.append(points)
        faces.append(triangles + count)
        paint.append(np.full(len(triangles), colour, np.int64))
        count += len(points)
    return raster.Mesh(np.concatenate(vertices), np.concatenate(faces), np.concatenate(paint))


def _margins(size: tuple[int, int]) -> tuple[float, float]:
    """Width and height left for the solid between title and caption."""
    return size[0] * 0.84, size[1] - 64.0


def _fit(mesh: raster.Mesh, size: tuple[int, int]) -> float:
    """Pixels a millimetre that fill the cell."""
    view = mesh.vertices @ CAMERA.T
    spread = np.maximum(view.max(axis=0) - view.min(axis=0), 1e-9)
    width, height = _margins(size)
    return float(min(width / spread[0], height / spread[1]))


def _cell(
    mesh: raster.Mesh | None,
    size: tuple[int, int],
    title: str,
    caption: str,
    scale: float | None = None,
) -> Image:
    from PIL import Image, ImageDraw

    if mesh is None:
        image, caption = _empty(size), "no solid"
    else:
        image = Image.fromarray(_shaded(mesh, size, scale or _fit(mesh, size)))
        image = image.resize(size, Image.Resampling.BOX)
    draw = ImageDraw.Draw(image)
    if mesh is not None:
        _axes(draw, size)
    middle = size[0] / 2
    if title:
        text = _shortened(title, _font(14), size[0] - 16)
        draw.text((middle, 8), text, INK, _font(14), anchor="ma")
    # A caption too long for the middle keeps clear of the axes.
    room = 2 * (middle - AXES_WIDTH)
    spot, anchor = (middle, "md") if _font(12).getlength(caption) <= room else (size[0] - 6, "rd")
    draw.text((spot, size[1] - 8), caption, MUTED, _font(12), anchor=anchor)
    return image


def _shaded(mesh: raster.Mesh, size: tuple[int, int], scale: float) -> NDArray[np.uint8]:
    """The supersampled picture of a mesh (rows, columns, 3)."""
    width, height = size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE
    view = mesh.vertices @ CAMERA.T
    middle = (view.max(axis=0) + view.min(axis=0)) / 2
    view = (view - middle) * (scale * SUPERSAMPLE) + [width / 2, height / 2, 0]
    normals = mesh.normals
    canvas = raster.Canvas(width, height)
    front = np.flatnonzero(normals @ CAMERA[2] < 0)
    canvas.fill(view[mesh.faces[front]], front)

    image = np.empty((height * width, 3))
    image[:] = BACKGROUND
    seen = np.flatnonzero(canvas.face >= 0)
    face = canvas.face[seen]
    smooth = raster.corner_normals(mesh, normals, CREASE)
    normal = (canvas.weights[seen][:, :, None] * smooth[face]).sum(axis=1)
    light = _light(raster.normalised(normal))
    image[seen] = np.clip(PALETTE[mesh.paint[face]] * light[:, None], 0, 255)

    edges = raster.feature_edges(mesh, normals, CREASE, CAMERA[2])
    pixels = canvas.edge_pixels(view[edges[:, 0]], view[edges[:, 1]], bias=1.5)
    _stroke(image, pixels, width, height)
    return image.reshape(height, width, 3).round().astype(np.uint8)


def _light(normal: NDArray[np.float64]) -> NDArray[np.float64]:
    """Brightness of a surface with this outward normal, around 1."""
    key = np.clip(normal @ KEY, 0, None)
    fill = np.clip(normal @ FILL, 0, None)
    sky = 0.5 + 0.5 * normal[:, 2]
    return 0.42 + 0.58 * key + 0.16 * fill + 0.14 * sky


def _stroke(image: NDArray[np.float64], pixels: NDArray[np.int64], width: int, height: int) -> None:
    """Darken edge pixels and their right and lower neighbours: one pixel wide when scaled down."""
    mask = np.zeros((height, width), bool)
    mask.ravel()[pixels] = True
    wide = mask.copy()
    wide[:, 1:] |= mask[:, :-1]
    wide[1:] |= mask[:-1]
    wide[1:, 1:] |= mask[:-1, :-1]
    drawn = wide.ravel()
    image[drawn] = 0.18 * image[drawn] + 0.82 * EDGE


def _axes(draw: ImageDraw, size: tuple[int, int]) -> None:
    """The directions of X, Y and Z in the lower left corner."""
    x, y = 20.0, size[1] - 16.0
    for axis, (letter, colour) in enumerate(AXES):
        right, down = CAMERA[0, axis], CAMERA[1, axis]
        draw.line([x, y, x + 15 * right, y + 15 * down], colour, 1)
        place = x + 21 * right, y + 21 * down
        draw.text(place, letter, colour, _font(9), anchor="mm")


def _empty(size: tuple[int, int]) -> Image:
    """The picture of nothing: a crossed-out square in the middle."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, BACKGROUND)
    draw = ImageDraw.Draw(image)
    half = min(_margins(size)) / 4
    x, y = size[0] / 2, size[1] / 2
    draw.rectangle([x - half, y - half, x + half, y + half], outline=RULE, width=2)
    draw.line([x - half, y - half, x + half, y + half], RULE, 2)
    return image


def _shortened(text: str, font: FreeTypeFont | ImageFont, width: float) -> str:
    """The text cut with an ellipsis to fit the width in pixels."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text + "…"


@lru_cache(maxsize=8)
def _font(size: int) -> FreeTypeFont | ImageFont:
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _ruled(sheet: Image, cell: tuple[int, int]) -> Image:
    """Thin lines between the cells."""
    from PIL import ImageDraw

    draw = ImageDraw.Draw(sheet)
    for x in range(cell[0], sheet.width, cell[0]):
        draw.line([(x, 0), (x, sheet.height)], RULE)
    for y in range(cell[1], sheet.height, cell[1]):
        draw.line([(0, y), (sheet.width, y)], RULE)
    return sheet


def _png(image: Image) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", optimize=False, compress_level=6)
    return buffer.getvalue()
