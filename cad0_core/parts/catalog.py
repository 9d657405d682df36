"""The registry: every family by name. A new family is one file and one line here."""

from collections.abc import Sequence

from cad0_core.errors import ConfigError
from cad0_core.parts.bracket import BRACKET
from cad0_core.parts.clip import CLIP
from cad0_core.parts.enclosure import ENCLOSURE
from cad0_core.parts.family import Family
from cad0_core.parts.flange import FLANGE
from cad0_core.parts.funnel import FUNNEL
from cad0_core.parts.gear import GEAR
from cad0_core.parts.knob import KNOB
from cad0_core.parts.mount import MOUNT
from cad0_core.parts.pattern import PATTERN
from cad0_core.parts.plate import PLATE
from cad0_core.parts.primitive import PRIMITIVE
from cad0_core.parts.profile import PROFILE
from cad0_core.parts.pulley import PULLEY
from cad0_core.parts.shaft import SHAFT
from cad0_core.parts.spacer import SPACER
from cad0_core.parts.standoff import STANDOFF
from cad0_core.parts.tube import TUBE
from cad0_core.parts.turned import TURNED

_ALL = (
    BRACKET, STANDOFF, ENCLOSURE, GEAR, FLANGE, CLIP,
    PLATE, SPACER, SHAFT, PULLEY, KNOB, FUNNEL, TUBE, PATTERN, TURNED, PROFILE, MOUNT,
    PRIMITIVE,
)  # fmt: skip
FAMILIES: dict[str, Family] = {family.name: family for family in _ALL}


def select(names: Sequence[str]) -> list[Family]:
    """The families of these names in the order of the registry; no names: all of them.

    A name is that of a family, or `family.variant` for one of its variants. Raises ConfigError for
    a name that is not registered.
    """
    if not names:
        return list(FAMILIES.values())
    chosen: dict[str, set[str]] = {}
    for name in names:
        family, dot, variant = name.partition(".")
        if family not in FAMILIES:
            raise ConfigError(f"unknown family {family!r}; known: {', '.join(FAMILIES)}")
        known = FAMILIES[family].variants
        if dot and variant not in known:
            raise ConfigError(f"{family} has no variant {variant!r}; known: {', '.join(known)}")
        chosen.setdefault(family, set()).update([variant] if dot else known)
    return [family.only(chosen[name]) for name, family in FAMILIES.items() if name in chosen]
