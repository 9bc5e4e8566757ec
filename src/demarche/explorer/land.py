"""The shape of the inhabited world, one dot for each square that has a town, and the middles of countries.

python -m demarche.explorer.land      writes land.txt and middles.tsv anew from the place index
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

# Degrees of a square, and the picture's size: equirectangular, without the empty ends of the earth.
SQUARE, WIDTH = 2.0, 1200.0
NORTH, SOUTH = 80.0, -58.0
HEIGHT = WIDTH * (NORTH - SOUTH) / 360.0
PLACES = (
    "GeoNames (CC BY 4.0), by way of entities/data/places; written by `python -m demarche.explorer.land`."
)


def project(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to places of the picture."""
    x = (lon + 180.0) % 360.0 / 360.0 * WIDTH
    return round(x, 1), round((NORTH - max(SOUTH, min(NORTH, lat))) / 360.0 * WIDTH, 1)


@cache
def dots() -> str:
    """An SVG path of points, drawn with round ends; about 3,600 of them."""
    path = []
    for row, line in enumerate(_lines("land.txt")):
        for column, letter in enumerate(line):
            if letter == "#":
                x, y = project(NORTH - (row + 0.5) * SQUARE, (column + 0.5) * SQUARE - 180.0)
                path.append(f"M{x:g} {y:g}h0")
    return "".join(path)


@cache
def _middles() -> dict[str, tuple[float, float]]:
    rows = (line.split("\t") for line in _lines("middles.tsv")[1:])
    return {code: (float(lat), float(lon)) for code, lat, lon, _ in rows}


@cache
def names() -> dict[str, str]:
    """Code to name of every country and territory that has a place on the map."""
    return {code: name for code, _, _, name in (line.split("\t") for line in _lines("middles.tsv")[1:])}


def centre(code: str) -> tuple[float, float] | None:
    """The middle of a country, in degrees; None for a code that is no country."""
    return _middles().get(code)


def squares() -> list[str]:
    """The lines of land.txt, computed from the place index."""
    import numpy as np

    from demarche.entities.places.index import AREA, PlaceIndex

    index = PlaceIndex.load()
    town = ~AREA[np.minimum(index.kind, len(AREA) - 1)]
    lat, lon = index.lat[town].astype(float), index.lon[town].astype(float)
    inside = (lat < NORTH) & (lat > SOUTH)
    grid = np.zeros((int((NORTH - SOUTH) / SQUARE), int(360 / SQUARE)), dtype=bool)
    grid[
        np.floor((NORTH - lat[inside]) / SQUARE).astype(int),
        np.floor((lon[inside] + 180) % 360 / SQUARE).astype(int),
    ] = True
    return ["".join("#" if town else "." for town in row) for row in grid.tolist()]


def main() -> None:
    """Writes both files anew."""
    from demarche.entities.places.index import COUNTRY, PlaceIndex

    index = PlaceIndex.load()
    rows = [
        (index.countries[index.country[n]], index.lat[n], index.lon[n], index.name(n))
        for n in range(len(index))
        if index.kind[n] == COUNTRY and index.geonameid[n] > 0
    ]
    here = Path(__file__).parent
    (here / "middles.tsv").write_text(
        f"# The middle of each country, in degrees; one country a row.  Provenance: "
        f"{PLACES}\ncode\tlat\tlon\tname\n"
        + "".join(f"{code}\t{lat:.1f}\t{lon:.1f}\t{name}\n" for code, lat, lon, name in sorted(rows) if code),
        encoding="utf-8",
    )
    (here / "land.txt").write_text(
        "# The inhabited world: one line for each 2° of latitude from 80° N to 58° S, one letter for "
        "each 2° of longitude\n"
        f"# from 180° W: a number sign is a square with a town, a point one without.  Provenance: {PLACES}\n"
        + "\n".join(squares())
        + "\n",
        encoding="utf-8",
    )


def _lines(name: str) -> list[str]:
    """The lines of a data file below its header; the header's lines begin with a number sign and a blank."""
    text = files("demarche.explorer").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("# ")]


if __name__ == "__main__":
    main()
