"""How fast programs are parsed and measured: `python tests/bench/ir_bench.py`.

Parts are drawn from the part families, the same ones for the same `--seed`. Times are processor
time, so that other work on the machine does not count. A part is measured when volume, area,
bounding box, bodies, genus and triangles are known. "Plain" is the evaluation that a reader of the
definition would write first: every operand made anew, every boolean and transform at once, patterns
copy by copy; it makes the same bodies with the same kernel, and its volumes must agree.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from cad0_core import ir
from cad0_core.ir.build import Builder, turns_about
from cad0_core.ir.kernel import Manifold
from cad0_core.ir.measure import MEASURED
from cad0_core.ir.solid import Solid
from cad0_core.ir.vectors import unit
from cad0_core.parts.sampling import of_every_variant

LINES = 9
SEGMENTS = 32
PARSE_TARGET = 20_000  # programs a second
MEASURE_TARGET = 3.0  # ms, median


def main() -> None:
    """Measure and print both tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--parts", type=int, default=200, help="parts of each family, about")
    options.add_argument("--seconds", type=float, default=3.0, help="of parsing")
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    parts: dict[str, list[ir.Program]] = {}
    for sample in of_every_variant(max(1, given.parts // 4), given.seed):
        parts.setdefault(sample.family, []).append(ir.parse(sample.ir))
    parsing(parts, given.seconds)
    measuring(parts | {"all": [program for programs in parts.values() for program in programs]})
    print()
    measuring({name: [make(i) for i in range(5)] for name, make in LARGE.items()})


def parsing(parts: dict[str, list[ir.Program]], seconds: float) -> None:
    """Programs read a second, those of nine lines and all."""
    texts = [ir.render(program) for programs in parts.values() for program in programs]
    nine = [text for text in texts if text.count("\n") + 1 == LINES]
    rows = []
    for what, chosen in ((f"{LINES} lines", nine), ("all parts", texts)):
        for name, read in (("parse", ir.parse), ("check", ir.check)):
            rate = per_second(read, chosen, seconds)
            rows.append([what, len(chosen), name, f"{rate:,.0f}"])
    table(["programs", "texts", "call", "per second"], rows)
    print(f"target: {PARSE_TARGET:,} of {LINES} lines\n")


def per_second(read: Callable[[str], object], texts: Sequence[str], seconds: float) -> float:
    """The best rate of several rounds over the texts."""
    best, end = 0.0, time.process_time() + seconds / 4
    while time.process_time() < end or not best:
        started = time.process_time()
        for text in texts:
            read(text)
        best = max(best, len(texts) / (time.process_time() - started))
    return best


def measuring(parts: dict[str, list[ir.Program]]) -> None:
    """Milliseconds a part, ours and plain, part by part in turn."""
    rows = []
    for name, programs in parts.items():
        times = [(timed(measured, program), timed(plainly, program)) for program in programs]
        for (_, ours), (_, plain) in times:
            assert abs(ours - plain) <= 1e-6 * ours, (name, ours, plain)
        rows.append(row(name, programs, [(ours[0], plain[0]) for ours, plain in times]))
    titles = [
        "parts of",
        "number",
        "nodes",
        "median ms",
        "p90 ms",
        "per second",
        "plain ms",
        "ratio",
    ]
    table(titles, rows)
    print(f"target: a median under {MEASURE_TARGET:g} ms; ratio: plain / ours, of all times added")


def drilled(i: int) -> ir.Program:
    """A plate with 8 x 8 holes, each cut by a line of its own."""
    lines = [f"C 90 90 {5 + i}", "Y 2 20"]
    for k in range(64):
        before = 0 if k == 0 else len(lines) - 1
        lines += [f"T 1 {10 + 10 * (k % 8)} {10 + 10 * (k // 8)} -2", f"D {before} {len(lines)}"]
    return ir.parse("\n".join(lines))


def patterned(i: int) -> ir.Program:
    """The same plate with its holes made by two patterns."""
    holes = "Y 2 20\nT 1 10 10 -2\nLP 2 1 0 0 8 10\nLP 3 0 1 0 8 10"
    return ir.parse(f"C 90 90 {5 + i}\n{holes}\nD 0 4")


def doubled(i: int) -> ir.Program:
    """A row of 256 posts: eight times what there is, and a copy of it beside."""
    lines = [f"Y 1 {5 + i}"]
    for k in range(8):
        last = len(lines) - 1
        lines += [f"T {last} {3 * 2**k} 0 0", f"U {last} {last + 1}"]
    return ir.parse("\n".join(lines))


LARGE = {"64 holes by hand": drilled, "64 holes by LP": patterned, "256 posts by U": doubled}


def row(name: str, programs: list[ir.Program], pairs: list[tuple[float, float]]) -> list[object]:
    """One line of the table."""
    ours, plain = ([pair[i] for pair in pairs] for i in (0, 1))
    nodes = median(len(program.nodes) for program in programs)
    slow = quantiles(ours, n=10)[-1]
    return [
        name, len(programs), f"{nodes:.0f}", f"{1000 * median(ours):.2f}", f"{1000 * slow:.2f}",
        f"{len(ours) / sum(ours):,.0f}", f"{1000 * median(plain):.2f}",
        f"{sum(plain) / sum(ours):.2f}",
    ]  # fmt: skip


def timed(evaluate: Callable[[ir.Program], Solid], program: ir.Program) -> tuple[float, float]:
    """Processor time of evaluating and measuring a program, and its volume."""
    started = time.process_time()
    solid = evaluate(program)
    for name in MEASURED:
        getattr(solid, name)
    return time.process_time() - started, solid.volume


def measured(program: ir.Program) -> Solid:
    """As the language does it."""
    return ir.evaluate(program, SEGMENTS)


def plainly(program: ir.Program) -> Solid:
    """One operation at a time, from the root down."""
    builder = Builder(program, SEGMENTS)
    bodies = [made(builder, root) for root in program.root_ids]
    whole = bodies[0]
    for body in bodies[1:]:
        whole = now(whole + body)
    return Solid(whole)


def made(builder: Builder, i: int) -> Manifold:
    """The body of a node, made now, of operands that are made for it alone."""
    node = builder.program.nodes[i]
    solid = [ref for ref in node.refs if builder.program.is_solid(ref)]
    operands = {ref: made(builder, ref) for ref in dict.fromkeys(solid)}
    if node.code not in ("LP", "CP"):
        return now(builder.build(i, operands))
    body = next(iter(operands.values()))
    copies = copied(builder, i, body)
    whole = copies[0]
    for copy in copies[1:]:
        whole = now(whole + copy)
    return whole


def copied(builder: Builder, i: int, body: Manifold) -> list[Manifold]:
    """The copies of a pattern, each placed now."""
    node = builder.program.nodes[i]
    if node.code == "LP":
        x, y, z = unit(node.nums[:3])
        steps = [k * node.nums[4] for k in range(int(node.nums[3]))]
        return [now(body.translate((x * s, y * s, z * s))) for s in steps]
    ox, oy, oz, ax, ay, az, count, angle = node.nums
    angles = [k * angle / count for k in range(int(count))]
    turns = turns_about((ox, oy, oz), unit((ax, ay, az)), angles)
    return [now(body.transform(turn)) for turn in turns]


def now(body: Manifold) -> Manifold:
    """The same body, after the kernel has done what it had put off."""
    body.num_tri()
    return body


def table(titles: list[str], rows: list[list[object]]) -> None:
    """Columns as wide as their widest entry, numbers to the right."""
    lines = [titles, *([str(cell) for cell in line] for line in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(titles))]
    for line in lines:
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        print("  ".join(cells))


if __name__ == "__main__":
    main()
