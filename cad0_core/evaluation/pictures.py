"""Pictures of an evaluation: failures beside what was expected, and a sheet of samples.

They are shown in reports as data URIs, so they are kept small: a palette is enough for renders.
"""

import hashlib
import io
import textwrap
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from cad0_core import ir
from cad0_core.evaluation.failure import REASONS
from cad0_core.evaluation.metrics import EXACT, FAILURES, Prediction, variant_name

FAILURE_COUNT = 8
SAMPLE_COUNT = 12
COLUMNS = 4
CELL = (280, 220)  # pixels
PAIR = (300, 220)  # pixels of each half
COLOURS = 64
TEXT_SIZE, LINE, MARGIN = 15, 19, 8  # pixels
HEADING_LINES = 2
HEADING = HEADING_LINES * LINE + 2 * MARGIN  # pixels
ANSWER_LINES = 14


def choose_failures(predictions: Sequence[Prediction], count: int) -> list[Prediction]:
    """Up to `count` failures, kinds taking turns, so that a rare kind is seen too."""
    queues = [[p for p in predictions if p.kind == kind] for kind in FAILURES]
    chosen: list[Prediction] = []
    while len(chosen) < count and any(queues):
        chosen += [queue.pop(0) for queue in queues if queue]
    return chosen[:count]


def choose_samples(predictions: Sequence[Prediction], count: int) -> list[Prediction]:
    """`count` answers in an order that looks random and is the same every time."""

    def rank(prediction: Prediction) -> bytes:
        return hashlib.sha256(prediction.text.encode()).digest()

    return sorted(predictions, key=rank)[:count]


def choose_best(predictions: Sequence[Prediction], count: int) -> list[Prediction]:
    """Up to `count` exact answers with the longest programs, each of another variant."""
    exact = sorted((p for p in predictions if p.exact), key=lambda p: (-len(p.ir), p.text))
    return list({variant_name(p): p for p in reversed(exact)}.values())[::-1][:count]


def choose_worst(predictions: Sequence[Prediction], count: int) -> list[Prediction]:
    """Up to `count` failures, reasons taking turns, those farthest from their text first."""
    failed = sorted(
        (p for p in predictions if p.failure), key=lambda p: (p.dim_req, p.iou, p.text)
    )  # fmt: skip
    queues = [[p for p in failed if p.failure == reason] for reason in REASONS]
    chosen: list[Prediction] = []
    while len(chosen) < count and any(queues):
        chosen += [queue.pop(0) for queue in queues if queue]
    return chosen[:count]


def pair_picture(prediction: Prediction) -> bytes:
    """PNG of what was expected beside what came, and the difference where there is a solid."""
    truth = ir.evaluate(ir.parse(prediction.ir))
    got = _got(prediction)
    titles = ("expected", "got" if got else f"got: {prediction.kind}")
    return _png(_open(ir.side_by_side(truth, got, titles, size=PAIR)))


def failures_picture(predictions: Sequence[Prediction]) -> bytes | None:
    """PNG of up to eight failures, expected and got side by side; None when nothing failed."""
    chosen = choose_failures(predictions, FAILURE_COUNT)
    if not chosen:
        return None
    return _png(_stack([_failure(prediction) for prediction in chosen]))


def samples_picture(predictions: Sequence[Prediction]) -> bytes:
    """PNG of twelve answers, each under its prompt's beginning."""
    chosen = choose_samples(predictions, SAMPLE_COUNT)
    items = [(_got(p), f"{_mark(p)}{p.text}") for p in chosen]
    return _png(_open(ir.contact_sheet(items, columns=COLUMNS, cell=CELL)))


def _failure(prediction: Prediction) -> Image.Image:
    """A heading, expected beside got, and where there is nothing to see, what was written."""
    truth = ir.evaluate(ir.parse(prediction.ir))
    titles = ("expected", f"got: {prediction.failure or prediction.kind}")
    pair = _open(ir.side_by_side(truth, _got(prediction), titles))
    side = pair.width // (2 if not prediction.valid_solid else 3)
    image = Image.new("RGB", (3 * side, HEADING + pair.height), pair.getpixel((0, 0)))
    image.paste("white", (0, 0, image.width, HEADING))
    image.paste(pair, (0, HEADING))
    _write(
        image,
        f"{prediction.family}: {prediction.text}",
        (MARGIN, MARGIN),
        image.width,
        HEADING_LINES,
    )
    if not prediction.valid_solid:
        said = f"{prediction.detail.partition(chr(10))[0]}\n\n{prediction.got}"
        _write(image, said, (2 * side + MARGIN, HEADING + MARGIN), side, ANSWER_LINES)
    return image


def _got(prediction: Prediction) -> ir.Solid | None:
    # Only what was measured as a valid solid, within its budget, is evaluated in this process.
    return ir.evaluate(ir.parse(prediction.got)) if prediction.valid_solid else None


def _mark(prediction: Prediction) -> str:
    return "" if prediction.kind == EXACT else f"[{prediction.kind}] "


def _write(image: Image.Image, text: str, at: tuple[int, int], width: int, lines: int) -> None:
    """Write `text`, wrapped to `width` pixels, on at most `lines` lines."""
    font = ImageFont.load_default(TEXT_SIZE)
    across = max(10, int((width - 2 * MARGIN) / font.getlength("n")))
    wrapped = [piece for line in text.splitlines() for piece in textwrap.wrap(line, across) or [""]]
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], "..."]
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(wrapped):
        draw.text((at[0], at[1] + i * LINE), line, fill="black", font=font)


def _stack(pictures: Sequence[Image.Image]) -> Image.Image:
    width = max(picture.width for picture in pictures)
    image = Image.new("RGB", (width, sum(picture.height for picture in pictures)), "white")
    top = 0
    for picture in pictures:
        image.paste(picture, (0, top))
        top += picture.height
    return image


def _open(png: bytes) -> Image.Image:
    with Image.open(io.BytesIO(png)) as image:
        return image.convert("RGB")


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.quantize(COLOURS).save(file, "PNG", optimize=True)
    return file.getvalue()
