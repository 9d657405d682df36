"""The registry: every family by name. A new family is one file and one line here."""

from collections.abc import Sequence

from cad0_core.errors import ConfigError
from cad0_core.parts.bracket import BRACKET
from cad0_core.parts.enclosure import ENCLOSURE
from cad0_core.parts.family import Family
from cad0_core.parts.flange import FLANGE
from cad0_core.parts.primitive import PRIMITIVE
from cad0_core.parts.standoff import STANDOFF

FAMILIES: dict[str, Family] = {
    family.name: family for family in (BRACKET, STANDOFF, ENCLOSURE, FLANGE, PRIMITIVE)
}


def select(names: Sequence[str]) -> list[Family]:
    """The families of these names in the order of the registry; no names: all of them.

    Raises ConfigError for a name that is not registered.
    """
    for name in names:
        if name not in FAMILIES:
            raise ConfigError(f"unknown family {name!r}; known: {', '.join(FAMILIES)}")
    return [family for name, family in FAMILIES.items() if not names or name in names]
