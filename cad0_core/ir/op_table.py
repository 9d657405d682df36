"""The op table as plain data, for parsers in other languages.

The browser's parser reads nothing else about the operations. Its copy is written by
`python -m cad0_core.ir.op_table > cad0_core/serve/web/src/ir/op_table.json`; a test compares.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from cad0_core.ir import outline, sketch
from cad0_core.ir.build import FACTORS
from cad0_core.ir.ops import INF, LIMITS, OLD_CODES, OPS, RULES, SCENE_CODES, Op, Rule


def op_table() -> dict[str, Any]:
    """Operations, kinds of arguments, limits and tolerances; an infinite bound is None."""
    limits = asdict(LIMITS)
    for of_processes in ("seconds", "memory_bytes"):
        del limits[of_processes]
    tolerances = ("JOIN", "RADIUS", "SQUARE", "IN_PLANE", "ON_AXIS", "SIDES")
    return {
        "ops": [_op(op) for op in OPS.values()],
        "kinds": {kind.value: _rule(rule) for kind, rule in RULES.items()},
        "limits": limits,
        "scene": sorted(SCENE_CODES),
        "old": OLD_CODES,
        "factors": FACTORS,
        "sketch": {name.lower(): getattr(sketch, name) for name in tolerances}
        | {"grid": outline.GRID},
    }


def _op(op: Op) -> dict[str, Any]:
    return {
        "code": op.code,
        "name": op.name,
        "help": op.help,
        "makes": op.makes,
        "brep": op.brep,
        "args": [[arg.name, arg.kind.value] for arg in op.args],
        "notAllZero": [list(group) for group in op.not_all_zero],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    bounds = {"low": rule.low, "high": rule.high}
    return asdict(rule) | {name: None if abs(x) == INF else x for name, x in bounds.items()}


if __name__ == "__main__":
    print(json.dumps(op_table(), indent=1))
