"""Pictures are PNGs that show the part, and files are written whole."""

import io

import numpy as np
import pytest
import trimesh
from PIL import Image

from cad0_core import ir
from cad0_core.ir.picture import BACKGROUND, EDGE


def solid(text: str) -> ir.Solid:
    return ir.evaluate(ir.parse(text))


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def coverage(image: np.ndarray) -> float:
    """Share of the middle of a picture (no title, no caption) that is not background."""
    body = image[30:-30]
    return float((np.abs(body - BACKGROUND).sum(axis=2) > 30).mean())


PARTS = [
    "C 50 30 5",
    "Y 5 25",
    "S 10",
    "K 9 0 20",
    "C 0.02 0.02 0.02",
    "C 900000 20000 20000",
    "S 9\nS 8\nD 0 1",
]


@pytest.mark.parametrize("text", PARTS)
def test_every_part_is_seen_with_shading_and_edges(text):
    image = pixels(ir.render_png(solid(text), title="part"))
    assert image.shape == (360, 480, 3)
    assert coverage(image) > 0.003
    assert len(np.unique(image[30:-30].reshape(-1, 3), axis=0)) > 10
    assert (np.abs(image[30:-30] - EDGE).sum(axis=2) < 60).any()


def test_the_picture_keeps_proportions():
    image = pixels(ir.render_png(solid("S 10"), (400, 400)))[30:-30]
    seen = np.abs(image - BACKGROUND).sum(axis=2) > 30
    seen[-20:, :40] = False  # the axes in the corner
    tall, wide = seen.any(axis=1).sum(), seen.any(axis=0).sum()
    assert abs(int(tall) - int(wide)) <= 4
    # A disc fills pi/4 of its square.
    assert seen.sum() / (tall * wide) == pytest.approx(0.785, abs=0.02)


def test_a_hole_through_which_one_looks_is_background():
    ring = solid("Y 20 2\nY 15 8\nT 1 0 0 -4\nD 0 2")
    image = pixels(ir.render_png(ring))
    assert (image[170:190, 235:245] == BACKGROUND).all()


def test_none_is_a_no_solid_cell():
    assert coverage(pixels(ir.render_png(None))) < 0.05
    sheet = pixels(ir.contact_sheet([(solid("S 1"), "a"), (None, "b"), (solid("C 1 1 1"), "c")], 2))
    assert sheet.shape == (400, 480, 3)
    assert coverage(sheet[:200, :240]) > 0.1 > coverage(sheet[:200, 245:])
    assert pixels(ir.contact_sheet([])).shape == (200, 240, 3)


def test_side_by_side_shows_one_scale_and_the_difference_in_colour():
    both = pixels(ir.side_by_side(solid("C 10 10 10"), solid("C 5 5 5")))
    assert both.shape == (300, 1080, 3)
    assert coverage(both[:, :360]) > 3 * coverage(both[:, 365:720])
    red = both[:, 725:, 0] - both[:, 725:, 2]
    assert (red > 60).sum() > 1000  # what is missing
    assert pixels(ir.side_by_side(solid("C 1 1 1"), None)).shape == (300, 720, 3)
    same = pixels(ir.side_by_side(solid("C 1 1 1"), solid("C 1 1 1")))[:-50, 725:]
    assert (same[:, :, 0] - same[:, :, 2] <= 5).all()


def test_stl_is_read_by_others(tmp_path):
    part = solid("C 20 20 5\nY 3 20\nT 1 10 10 -5\nD 0 2")
    path = tmp_path / "part.stl"
    ir.write_stl(part, path)
    mesh = trimesh.load(path)
    assert mesh.is_watertight
    assert mesh.volume == pytest.approx(part.volume, rel=1e-6)
    assert [entry.name for entry in tmp_path.iterdir()] == ["part.stl"]
    with pytest.raises(OSError):
        ir.write_stl(part, tmp_path / "missing" / "part.stl")
