"""What countries are called: the states, and those on PLOVER's list that are no states."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from demarche.entities.tables import alternatives, table

# Codes of PLOVER that are no state of `states.tsv`, and what to call them.
NOT_STATES = {
    "UNO": "United Nations",
    "EUR": "European Union",
    "IGO": "International organisations",
    "NGO": "Non-governmental organisations",
    "ISM": "International movements",
    "IMG": "International militant groups",
    "MNC": "Multinational companies",
    "KOS": "Kosovo",
}


def country_name(code: str) -> str:
    """The usual name of a code; the code itself where there is none."""
    return countries().get(code, code)


@cache
def countries() -> Mapping[str, str]:
    """Code to usual name, of all states and PLOVER's other codes."""
    return {code: names[0] for code, names in forms().items()} | NOT_STATES


@cache
def forms() -> Mapping[str, tuple[str, ...]]:
    """Code to the names, adjectives and names of people of each state, the usual name first."""
    return {
        row[0]: tuple(form.removesuffix("!") for field in row[1:4] for form in alternatives(field))
        for row in table("states.tsv")
    }
