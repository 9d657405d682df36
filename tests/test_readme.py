"""What the README says is checked against the code that it describes."""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

from cad0_core.cli.app import app
from cad0_core.cli.cost import memory_cells
from cad0_core.cost import PRICES_OF, stated_tokens, table_rows
from cad0_core.cost.memory import options
from cad0_core.data.human import human_rows
from cad0_core.ir import OPS
from cad0_core.parts.catalog import FAMILIES
from cad0_core.parts.family import Family
from cad0_core.presets import PRESETS, full

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = sorted(
    set(re.findall(r"(?:^|\| |`)(?:\.venv/bin/)?cad0 ([a-z][^`|#\n]*)", README, re.M))
)


def op_rows() -> list[str]:
    return [f"| `{op.usage}` | {op.name} | {op.help} |" for op in OPS.values()]


def test_every_operation_stands_in_the_table() -> None:
    missing = [row for row in op_rows() if row not in README]
    assert not missing, "\n".join(["the README's table should hold:", *op_rows()])


def test_there_are_commands_to_check() -> None:
    assert len(COMMANDS) >= 12


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists_with_its_options(line: str) -> None:
    words = shlex.split(line.replace(" anew", ""))
    command: Any = typer.main.get_command(app)
    while hasattr(command, "commands"):
        assert words[0] in command.commands
        command = command.commands[words.pop(0)]
    known = {name for parameter in command.params for name in parameter.opts}
    assert {word for word in words if word.startswith("-")} <= known


def test_every_make_target_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in set(re.findall(r"`?make ([a-z-]+)", README)):
        assert re.search(rf"^{target}:", makefile, re.M), target


def family_rows() -> list[str]:
    def names(family: Family, held_out: bool) -> str:
        chosen = [v.name for v in family.variants.values() if v.held_out == held_out]
        return ", ".join(chosen).replace("_", " ")

    return [f"| {f.name} | {names(f, False)} | {names(f, True)} |" for f in FAMILIES.values()]


def test_every_family_stands_in_the_table_with_its_variants() -> None:
    missing = [row for row in family_rows() if row not in README]
    assert not missing, "\n".join(["the README's table should hold:", *family_rows()])


def test_the_number_of_prompts_by_hand_is_right() -> None:
    assert f"{len(human_rows())} prompts typed by hand" in README


def cost_rows() -> list[str]:
    tokens = stated_tokens(full())
    memory = memory_cells(options(full().train, full().modal.gpus["train"], tokens))
    lines = [f"| {' | '.join(row)} |" for row in (*table_rows(full(), tokens), *memory)]
    return [line.replace("|  |  |", "| | |") for line in lines]


def test_every_cost_stands_in_a_table() -> None:
    missing = [row for row in cost_rows() if row not in README]
    assert not missing, "\n".join(["the README's tables should hold:", *cost_rows()])


def test_the_figures_around_the_costs_are_right() -> None:
    tokens, preset = stated_tokens(full()), full()
    assert f"{tokens.rows:,} rows of {tokens.prompt} + {tokens.completion} tokens" in README
    assert f"of {PRICES_OF}" in README
    assert re.search(rf"preset\s+`full` has {preset.budget_usd:g}, the others 0", README)


def test_presets_are_named() -> None:
    for name in PRESETS:
        assert f"| `{name}` |" in README


def test_no_blank_is_left_to_fill() -> None:
    assert not re.findall(r"@[A-Z_]+@|\{families\}|TODO", README)
