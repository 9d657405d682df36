"""Which held-out prompts are asked, and whether any of their programs was trained on."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence

from cad0_core import ir
from cad0_core.data.files import Row
from cad0_core.errors import ConfigError, DataError


def pick(test: Sequence[Row], families: Iterable[str], samples: int) -> list[Row]:
    """`samples` rows spread evenly over `families`; all rows where there are fewer.

    Each program is asked once before any is asked in a second phrasing, and no text twice. The
    choice depends on the rows alone, not on their order in the file.
    Raises `DataError` when a family has no row, `ConfigError` when there are fewer samples than
    families.
    """
    by_family: dict[str, list[Row]] = {name: [] for name in sorted(set(families))}
    for row in {row.text: row for row in sorted(test, key=_shuffle)}.values():
        by_family.setdefault(row.family, []).append(row)
    empty = [name for name, rows in by_family.items() if not rows]
    if empty:
        raise DataError(f"no held-out prompt for {', '.join(empty)}: make more data")
    if samples < len(by_family):
        raise ConfigError(
            f"{samples} samples cannot cover {len(by_family)} families: {', '.join(by_family)}"
        )
    quota = share({name: len(rows) for name, rows in by_family.items()}, samples)
    return [row for name, rows in by_family.items() for row in _spread(rows)[: quota[name]]]


def share(available: Mapping[str, int], samples: int) -> dict[str, int]:
    """Divide `samples` as evenly as what is available allows; the remainder goes by name."""
    given = dict.fromkeys(available, 0)
    left = min(samples, sum(available.values()))
    while left:
        wanting = sorted(name for name in available if given[name] < available[name])
        each = max(1, left // len(wanting))
        for name in wanting:
            more = min(each, available[name] - given[name], left)
            given[name] += more
            left -= more
    return given


def trained_on(
    test: Iterable[Row],
    train: Iterable[Row],
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """How many distinct test programs occur in training, by digests computed here and now.

    The digest that a row carries is not trusted. Raises `DataError` for a row that does not
    parse. `progress` is called with the number of programs read.
    """
    seen: dict[str, str] = {}
    held_out = {_digest(row, seen) for row in test}
    leaked: set[str] = set()
    for row in train:
        known = len(seen)
        digest = _digest(row, seen)
        if digest in held_out:
            leaked.add(digest)
        if len(seen) > known and len(seen) % 500 == 0:
            progress(len(seen))
    return len(leaked)


def _digest(row: Row, seen: dict[str, str]) -> str:
    """Digest of the row's normal form; equal texts are parsed once."""
    if row.ir not in seen:
        try:
            seen[row.ir] = ir.digest(ir.parse(row.ir))
        except ir.IRError as error:
            raise DataError(f"a program of the data does not parse: {error}\n{row.ir}") from error
    return seen[row.ir]


def _spread(rows: Sequence[Row]) -> list[Row]:
    """The rows in the order given, but first one of every program, then the second, ..."""
    rank: dict[str, int] = {}
    ranked: list[tuple[int, Row]] = []
    for row in rows:
        program = row.digest or row.ir
        ranked.append((rank.get(program, 0), row))
        rank[program] = rank.get(program, 0) + 1
    return [row for _, row in sorted(ranked, key=lambda pair: pair[0])]


def _shuffle(row: Row) -> bytes:
    return hashlib.sha256(f"{row.digest}\0{row.text}\0{row.ir}".encode()).digest()
