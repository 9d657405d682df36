"""What GPU stages cost: prices, operations, estimates, memory. Arithmetic only, no torch."""

from cad0_core.cost.budget import admit
from cad0_core.cost.containers import CORES, container_usd
from cad0_core.cost.estimate import Estimate, Tokens, as_row, duration, estimate, stated_tokens
from cad0_core.cost.gpus import GPUS, PRICES_OF
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
    "CORES",
    "COSTS",
    "GPUS",
    "PRICES_OF",
    "SHAPES",
    "Estimate",
    "Shape",
    "Tokens",
    "admit",
    "as_row",
    "container_usd",
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
