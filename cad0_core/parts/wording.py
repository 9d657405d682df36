"""Many parts put into words at once: templates, units, frames and slips drawn for each text."""

import math
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cad0_core.parts.casual import casual
from cad0_core.parts.family import Parts, Rng, Variant
from cad0_core.parts.phrasing import FRAMES, PLAIN, Template, mistyped

SHEETS = 0.2  # share of texts in the manner of a specification sheet
BRIEF = 2.0  # how much likelier a text that relies on defaults is, where it fits

Index = NDArray[np.int64]


@dataclass(frozen=True)
class Manner:
    """How texts are written: unit of length, and the shares of centimetres, of texts as people
    type them (`casual`) and of typing slips.

    In inches no text is in another unit, since a part in tenths of an inch is odd in mm.
    """

    unit: str = "mm"
    cm: float = 0.0
    casual: float = 0.0
    slips: float = 0.0


def word(parts: Parts, counts: Index, manner: Manner, rng: Rng) -> pl.DataFrame:
    """`counts` texts for each part: columns `part` (row of `parts`), `text` and `slip`.

    All texts are different; `slip` marks those with a typing error. A part gets fewer texts where
    it has fewer fitting templates.
    """
    chosen = _templates(parts, counts, manner, rng)
    frames = []
    for number, template in enumerate(parts.variant.compiled):
        rows = np.flatnonzero((chosen == number).any(axis=1))
        frames += _in_words(parts, rows, template, manner, rng)
    if not frames:
        return pl.DataFrame(schema={"part": pl.Int64, "text": pl.String, "slip": pl.Boolean})
    table = pl.concat(frames)
    table = table.with_columns(text=_dressed(table["text"], manner.casual, rng))
    texts = _slipped(table["text"], manner.slips, rng)
    table = table.with_columns(text=texts, slip=texts != table["text"])
    return table.unique("text", keep="first", maintain_order=True).sort("part", maintain_order=True)


def _templates(parts: Parts, counts: Index, manner: Manner, rng: Rng) -> Index:
    """Template numbers (parts, most texts), -1 where there is none: different for one part."""
    variant, rows = parts.variant, parts.rows
    usual = variant.usual(parts.params)
    weights = np.zeros((rows, len(variant.compiled)))
    for number, template in enumerate(variant.compiled):
        if manner.unit != "mm" and not any(form.metric for form in template.forms):
            continue
        fits = np.ones(rows, dtype=bool)
        omitted = variant.axes.keys() - template.states
        for name in omitted:
            fits = fits & usual[name]
        weights[:, number] = fits * _weight(variant, number) * (BRIEF if omitted else 1.0)
    with np.errstate(divide="ignore"):
        # The smallest of exponentials divided by weights is a weighted draw without repetition.
        keys = rng.exponential(size=weights.shape) / weights
    most = min(int(counts.max(initial=0)), weights.shape[1])
    order = np.argsort(keys, axis=1)[:, :most]
    taken = (np.arange(most) < counts[:, None]) & np.isfinite(np.take_along_axis(keys, order, 1))
    return np.where(taken, order, -1)


def _weight(variant: Variant, number: int) -> float:
    """Sentences by hand share what specification sheets leave, by the number of their forms."""
    own = len(variant.templates)
    if number >= own:
        return SHEETS / (len(variant.compiled) - own)
    forms = [math.sqrt(len(template.forms)) for template in variant.compiled[:own]]
    return float((1 - SHEETS) * forms[number] / sum(forms))


def _in_words(
    parts: Parts, rows: Index, template: Template, manner: Manner, rng: Rng
) -> list[pl.DataFrame]:
    """The template's sentences for these rows, a form and a unit drawn for each."""
    usable = [f for f in template.forms if manner.unit == "mm" or f.metric]
    form = rng.integers(len(usable), size=len(rows))
    metric = rng.random(len(rows)) < (manner.cm if manner.unit == "mm" else 0.0)
    frames = []
    for i, each in enumerate(usable):
        mine = form == i
        in_cm = mine & metric & each.metric
        for chosen, unit in ((rows[in_cm], "cm"), (rows[mine & ~in_cm], manner.unit)):
            if len(chosen):
                texts = parts.chosen(chosen).say(each, rng, unit)
                frames.append(pl.DataFrame({"part": chosen, "text": texts}))
    return frames


def _dressed(texts: pl.Series, share: float, rng: Rng) -> pl.Series:
    """`share` of the texts as people type them, each other one in a frame."""
    rows = np.flatnonzero(rng.random(len(texts)) < share)
    typed = [casual(texts[row], rng) for row in rows.tolist()]
    framed = _framed(texts, rng)
    return framed.scatter(rows, typed) if typed else framed


def _framed(texts: pl.Series, rng: Rng) -> pl.Series:
    """Each text in one of the frames; half of them plain."""
    share = [PLAIN] + [(1 - PLAIN) / (len(FRAMES) - 1)] * (len(FRAMES) - 1)
    drawn = rng.choice(len(FRAMES), size=len(texts), p=share)
    before = pl.Series([frame.partition("{}")[0] for frame in FRAMES])[drawn]
    after = pl.Series([frame.partition("{}")[2] for frame in FRAMES])[drawn]
    framed = pl.select(pl.concat_str([pl.lit(before), pl.lit(texts), pl.lit(after)]))
    return framed.to_series()


def _slipped(texts: pl.Series, share: float, rng: Rng) -> pl.Series:
    rows = np.flatnonzero(rng.random(len(texts)) < share)
    if not len(rows):
        return texts
    slips = [mistyped(texts[row], rng, known_words()) for row in rows.tolist()]
    return texts.clone().scatter(rows, slips)  # in place otherwise


@cache
def known_words() -> frozenset[str]:
    """Words of five letters and more that no slip may turn another word into."""
    from cad0_core.parts.catalog import FAMILIES  # the registry stands above its parts

    text = " ".join(
        form.text
        for family in FAMILIES.values()
        for variant in family.variants.values()
        for template in variant.compiled
        for form in template.forms[:50]
    )
    return frozenset(re.findall(r"[a-z]{5,}", text))
