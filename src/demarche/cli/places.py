"""`demarche places`: the places that texts name."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from demarche.cli.terminal import each_row, each_row_told, plain
from demarche.errors import InputError, unknown
from demarche.model import Place
from demarche.record import span_to_dict

EXAMPLE = 'echo \'{"id": 1, "text": "Shots were fired in Portland, Maine."}\' | demarche places --json -'


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="places", epilog=f"Example: {EXAMPLE}")(places)


def places(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...", help='JSON Lines of {"id", "text", "published"?}, or - for stdin.'
        ),
    ],
    json: Annotated[
        bool, typer.Option("--json", help='Print {"id": …, "places": […]}, one line a row.')
    ] = False,
    home: Annotated[
        str | None,
        typer.Option(
            "--home",
            metavar="CODE",
            help="The publisher's country (alpha-3): local papers take it for granted.",
        ),
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Say how each place was resolved.")] = False,
) -> None:
    """Finds the places named in texts: country, coordinates, GeoNames id, and how sure that is."""
    from demarche.entities.places import PlaceIndex, find_places

    index = PlaceIndex.load()
    if home is not None and index.coded(home) is None:
        raise unknown("country", home, (code for code in index.countries if code))

    def found(row: Mapping[str, Any]) -> Sequence[Place]:
        return find_places(row["text"], index=index, published=_published(row), home=home)

    def tell(row: Mapping[str, Any]) -> None:
        for place in found(row):
            say_place(place, explain=explain)

    if json:
        each_row(inputs, lambda row: {"places": [place_to_dict(one, explain=explain) for one in found(row)]})
    each_row_told(inputs, tell)


def say_place(place: Place, *, explain: bool) -> None:
    """Prints a place as a line for people."""
    where = (
        f"{place.lat:8.3f} {place.lon:8.3f}" if place.lat is not None and place.lon is not None else " " * 17
    )
    line = f"{place.span.text:24} {place.kind:8} {place.country or '-':4} {where}  {place.name}"
    sys.stdout.write(plain(line + (f"  [{place.how}]" if explain else "")) + "\n")


def place_to_dict(place: Place, *, explain: bool = False) -> dict[str, Any]:
    """The place as the JSON form of docs/record.md has it, with `how` where that is asked for."""
    found: dict[str, Any] = {
        "span": span_to_dict(place.span),
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "geonameid": place.geonameid,
        "lat": place.lat,
        "lon": place.lon,
        "confidence": place.confidence,
    }
    return {**found, "how": place.how} if explain else found


def _published(row: Mapping[str, Any]) -> dt.date | None:
    """The row's day of publication, when it has one.

    Raises: InputError for one that is no date.
    """
    value = row.get("published")
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise InputError(
            f"Row {row.get('id')!r}: 'published' is {value!r}, not a date. "
            "Give it as YYYY-MM-DD, or leave it out."
        ) from None
