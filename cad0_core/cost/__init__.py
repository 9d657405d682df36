"""What GPU stages cost: prices, operations, estimates, memory. Arithmetic only, no torch."""

from cad0_core.cost.budget import admit
from cad0_core.cost.estimate import Estimate, Tokens, as_row, duration, estimate, stated_tokens
from cad0_core.cost.gpus import CORE_USD, GIB_USD, GPUS, PRICES_OF
from cad0_core.cost.quoted import (
    COSTS,
    evaluations,
    money,
    release_costs,
    rents_gpus,
    table_rows,
    three_ways,
)
from cad0_core.cost.shapes import SHAPES, Shape, shape_of

__all__ = [
    "CORE_USD",
    "COSTS",
    "GIB_USD",
    "GPUS",
    "PRICES_OF",
    "SHAPES",
    "Estimate",
    "Shape",
    "Tokens",
    "admit",
    "as_row",
    "duration",
    "estimate",
    "evaluations",
    "money",
    "release_costs",
    "rents_gpus",
    "shape_of",
    "stated_tokens",
    "table_rows",
    "three_ways",
]
