"""One person in one office: the grain of the compiled table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Holding:
    """`first`, `last`: ISO days or empty; `sector`: PLOVER codes joined by "|", "-" for none.

    `rank`: how likely a bare surname means the holder while in office, 0 to 9.
    """

    country: str
    sector: str
    first: str
    last: str
    role: str
    rank: int = 0

    def written(self) -> str:
        """The form of the table: "JPN GOV 2021-10-04 2023-12-14 Chief Cabinet Secretary"."""
        role = self.role.replace(";", ",").replace("|", "/").replace("\t", " ")
        return f"{self.country} {self.sector} {self.first or '-'} {self.last or '-'} {role}".rstrip()
