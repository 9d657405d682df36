"""Prefect artifacts that look right in the UI: pictures, tables, links.

The UI renders data URIs in markdown (and no inline SVG, `file:` link or nested cell), takes the
columns of a table from its first row, and dies on infinity. Hence these helpers.
"""

import base64
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from prefect import runtime
from prefect.artifacts import create_markdown_artifact, create_table_artifact

MAX_PICTURE_BYTES = 300_000  # the database keeps every version of every artifact


def markdown(key: str, text: str, description: str) -> None:
    """Show markdown under `key`; outside a run nothing is shown."""
    if runtime.task_run.id or runtime.flow_run.id:
        create_markdown_artifact(text, key=key, description=description)


def table(key: str, rows: Sequence[Mapping[str, Any]], description: str) -> None:
    """Show rows as a table: uniform columns, plain cells."""
    if not rows or not (runtime.task_run.id or runtime.flow_run.id):
        return
    columns = list(dict.fromkeys(name for row in rows for name in row))
    plain = [{name: _cell(row.get(name)) for name in columns} for row in rows]
    create_table_artifact(plain, key=key, description=description)


def picture(path: Path, caption: str) -> str:
    """A PNG file as markdown; an empty string when there is none."""
    if not path.is_file():
        return ""
    data = base64.b64encode(_small_enough(path.read_bytes())).decode()
    return f"![{caption}](data:image/png;base64,{data})\n\n"


def markdown_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as a GitHub-flavoured table, for use within markdown."""
    if not rows:
        return ""
    columns = list(rows[0])
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += ["| " + " | ".join(_escape(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join(lines) + "\n\n"


def percent(value: float) -> str:
    return f"{value:.1%}"


def _small_enough(png: bytes) -> bytes:
    """The picture in fewer colours, then smaller, until it fits."""
    if len(png) <= MAX_PICTURE_BYTES:
        return png
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGB")
    while True:
        buffer = io.BytesIO()
        image.quantize(64).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MAX_PICTURE_BYTES:
            return buffer.getvalue()
        image = image.resize((image.width * 4 // 5, image.height * 4 // 5))


def _cell(value: Any) -> str | int | float | bool:
    match value:
        case None:
            return ""
        case float() if not math.isfinite(value):
            return str(value)
        case bool() | int() | float() | str():
            return value
        case _:
            return str(value)


def _escape(value: Any) -> str:
    return str(_cell(value)).replace("|", "\\|").replace("\n", "<br>")
