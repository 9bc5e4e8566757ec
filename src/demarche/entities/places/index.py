"""The gazetteer: a quarter of a million places in a few flat arrays, found by name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np

from demarche.entities.places.names import key
from demarche.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from demarche.model import PlaceKind

COUNTRY, REGION, COUNTY, CITY, OTHER, CAPITAL = range(6)
# Of each kind, whether it is a town, and whether towns lie in it.
TOWN = np.array([False, False, False, True, False, True])
AREA = np.array([True, True, True, False, False, False])
KINDS: tuple[PlaceKind, ...] = ("country", "region", "region", "city", "other", "city")

# How the compiler stores degrees and populations (training/places/compile.py).
LAT_STEP, LON_STEP, SIZE_STEP = 360, 180, 10
ALIAS_BIT = 1 << 31
# The most candidates that a name is given: the largest of the Springfields and San Antonios.
MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True, eq=False)
class PlaceIndex:
    """Names → places; a place is a row number of the arrays below, all of the same length.

    `kind`: COUNTRY, REGION (first level), COUNTY (second level), CITY, CAPITAL (a
    country's) or OTHER.  `lat`, `lon`: degrees,
    float32, right to 300 m.  `size`: log10 of the population + 1 (landmarks: twice their weight).
    `country`, `region`: row numbers of `countries` (alpha-3, "" for none) and `regions` ("US.TX").
    `geonameid`: 0 where GeoNames has no entry that we know.  `keys`: sorted hashes of all names
    (see names.py); the places of `keys[i]` are `postings[starts[i]:starts[i + 1]]`, larger kinds first,
    then the more populous; `alias` says of each posting whether the place is seldom called so.
    """

    keys: NDArray[np.uint64]
    starts: NDArray[np.uint32]
    postings: NDArray[np.uint32]
    alias: NDArray[np.bool_]
    kind: NDArray[np.uint8]
    lat: NDArray[np.floating[Any]]
    lon: NDArray[np.floating[Any]]
    size: NDArray[np.floating[Any]]
    country: NDArray[np.uint8]
    region: NDArray[np.uint16]
    geonameid: NDArray[np.int32]
    countries: tuple[str, ...]
    regions: tuple[str, ...]
    _names: bytes = field(repr=False)
    _name_ends: NDArray[np.uint32] = field(repr=False)
    _coded: dict[str, int] = field(repr=False)

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def load(cls) -> PlaceIndex:
        """The shipped index, read once a process (about 0.15 s and 25 MB).

        Raises: ModelError when the file is missing or damaged.
        """
        return _shipped()

    def find(self, names: Sequence[str]) -> list[slice | None]:
        """For each name its stretch of `postings`, at most `MOST_CANDIDATES` long; None for an unknown
        name."""
        if not names:
            return []
        hashes = np.array([key(name) for name in names], dtype=np.uint64)
        at = np.searchsorted(self.keys, hashes)
        hit = self.keys[np.minimum(at, len(self.keys) - 1)] == hashes
        found: list[slice | None] = [None] * len(names)
        for n in np.flatnonzero(hit).tolist():
            first, end = int(self.starts[at[n]]), int(self.starts[at[n] + 1])
            found[n] = slice(first, min(end, first + MOST_CANDIDATES))
        return found

    def coded(self, code: str) -> int | None:
        """The place that is the country "FRA" or the first-level region "US.TX"."""
        return self._coded.get(code)

    def name(self, place: int) -> str:
        """The usual name of a place."""
        start = int(self._name_ends[place - 1]) + 1 if place else 0
        return self._names[start : int(self._name_ends[place])].decode()

    def country_of(self, place: int) -> str | None:
        """The country's alpha-3 code; None for seas, continents and what several states claim."""
        return self.countries[self.country[place]] or None

    def describe(self, place: int) -> str:
        """The place with what it lies in, for explanations: "Paris (Texas, USA)"."""
        name, code = self.name(place), self.country_of(place)
        if self.kind[place] in (CITY, CAPITAL, COUNTY):
            region = self.coded(self.regions[self.region[place]])
            inside = ", ".join(
                part for part in (self.name(region) if region is not None else "", code or "") if part
            )
            return f"{name} ({inside})" if inside else name
        return f"{name} ({code})" if code and self.kind[place] != COUNTRY else name


@lru_cache(maxsize=1)
def _shipped() -> PlaceIndex:
    path = files("demarche.entities") / "data" / "places" / "index.npz"
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return _unpack(arrays)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise ModelError(
            f"The place index {path} cannot be read ({error}): the installation is incomplete or damaged. "
            "Install demarche again, or compile it anew as training/places/README.md says."
        ) from error


def _unpack(arrays: dict[str, NDArray[np.uint8]]) -> PlaceIndex:
    names = arrays["names"].tobytes()
    ends = np.append(np.flatnonzero(arrays["names"] == ord("\n")), len(names)).astype(np.uint32)
    kind, country = arrays["kind"], arrays["country"]
    region = _whole(arrays["region"], np.uint16).astype(np.uint16)
    countries = tuple(arrays["countries"].tobytes().decode().split("\n"))
    regions = tuple(arrays["regions"].tobytes().decode().split("\n"))
    # Landmarks that are counted as countries ("Congo") stand after the country itself, which has a GeoNames
    # number.
    geonameid = np.cumsum(_whole(arrays["geonameid_steps"], np.int32), dtype=np.int32)
    coded = {
        countries[country[row]]: row for row in np.flatnonzero((kind == COUNTRY) & (geonameid > 0)).tolist()
    }
    coded |= {regions[region[row]]: row for row in np.flatnonzero((kind == REGION) & (region > 0)).tolist()}
    packed = _whole(arrays["postings"], np.uint32).astype(np.uint32)
    return PlaceIndex(
        keys=np.cumsum(_whole(arrays["key_gaps"], np.uint32).astype(np.uint64)),
        starts=np.concatenate([[0], np.cumsum(arrays["counts"], dtype=np.uint32)]).astype(np.uint32),
        postings=packed & np.uint32(ALIAS_BIT - 1),
        alias=packed >= ALIAS_BIT,
        kind=kind,
        lat=_whole(arrays["lat"], np.int16).astype(np.float32) / np.float32(LAT_STEP),
        lon=_whole(arrays["lon"], np.int16).astype(np.float32) / np.float32(LON_STEP),
        size=arrays["size"].astype(np.float32) / np.float32(SIZE_STEP),
        country=country,
        region=region,
        geonameid=geonameid,
        countries=countries,
        regions=regions,
        _names=names,
        _name_ends=ends,
        _coded=coded,
    )


def _whole(planes: NDArray[np.uint8], dtype: type[np.generic]) -> NDArray[np.generic]:
    """Whole numbers from their byte planes (the lowest bytes first)."""
    little = np.dtype(dtype).newbyteorder("<")
    return np.ascontiguousarray(planes.T).view(little).ravel().astype(dtype)
