"""Whether two tellings are of one act: a logistic score of what they share, and what forbids it.

The weights are written by hand in `data/same_act.toml`, whose header says what they were checked on.  The
score depends on the two tellings alone, never on what else is known, so that clusters do not depend on the
order in which reports arrive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp

from demarche.links.tables import table
from demarche.links.tellings import NEVER, Telling
from demarche.links.wording import cosine

# The log odds of a pair that contradicts itself, and the most that agreement can give one pair.
FORBIDDEN, MOST = -6.0, 5.0
# Days by which two stated dates of one act may miss each other: the press is a day off across time zones.
DATE_SLACK = 1


@dataclass(frozen=True, slots=True)
class Weights:
    """`data/same_act.toml`: log odds of each observation, types that reports mix up, pairs of statuses kept
    apart."""

    log_odds: Mapping[str, float]
    near_types: frozenset[frozenset[str]]
    speech: frozenset[str]
    apart: frozenset[frozenset[str]]

    def near(self, event: str) -> tuple[str, ...]:
        """The types that an act of this type may be told as: itself and its near ones."""
        return (
            event,
            *sorted(other for pair in self.near_types if event in pair for other in pair - {event}),
        )


@lru_cache(maxsize=1)
def weights() -> Weights:
    """The shipped weights."""
    found = table("same_act.toml")
    return Weights(
        {name: float(value) for name, value in found["log_odds"].items()},
        frozenset(frozenset(pair) for pair in found["types"]["near"]),
        frozenset(found["types"]["speech"]),
        frozenset(frozenset(pair) for pair in found["statuses"]["apart"]),
    )


def probability(log_odds: float) -> float:
    """Log odds as a probability."""
    return 1 / (1 + exp(-log_odds))


def log_odds(a: Telling, b: Telling) -> float:
    """How much speaks for two tellings being of one act; above 0 they are rather one, `FORBIDDEN` they
    cannot be.
    """
    if contradiction(a, b) is not None:
        return FORBIDDEN
    return max(FORBIDDEN, min(MOST, sum(evidence(a, b).values())))


def contradiction(a: Telling, b: Telling) -> str | None:
    """Why two tellings cannot be of one act, None when they can."""
    if a.report_id == b.report_id:
        return "two acts of one report"
    if a.event != b.event and frozenset((a.event, b.event)) not in weights().near_types:
        return "types"
    if gap(a, b) > DATE_SLACK:
        return "dates"
    if _apart(a.actors, b.actors):
        return "actors"
    if _apart(a.recipients, b.recipients):
        return "recipients"
    if a.event == b.event and _apart(a.mode, b.mode):
        return "modes"
    if frozenset((a.status, b.status)) in weights().apart:
        return "statuses"
    if _apart(a.recipient_persons, b.recipient_persons):
        return "persons"
    if a.place_country and b.place_country and a.place_country != b.place_country:
        return "places"
    return None


def evidence(a: Telling, b: Telling) -> dict[str, float]:
    """Observation to log odds, for a pair without contradiction; the sum is the pair's score, the same either
    way.
    """
    w = weights().log_odds
    found = {"prior": w["prior"], "text": w["text"] * (cosine(a.words, b.words) - w["text_of_strangers"])}
    if a.event != b.event:
        found["near type"] = w["near_type"]
    elif a.event in weights().speech:
        found["speech"] = w["speech"]
    if a.mode & b.mode:
        found["mode"] = w["mode"]
    if a.family and b.family:
        found["trigger"] = w["family"] if a.family == b.family else w["other_family"]
    if a.definite or b.definite:
        found["definite"] = w["definite"]
    if a.answered_by & b.answered_by:
        found["answered alike"] = w["answered_alike"]
    found["actors"] = _shared(a.actors, b.actors, w["actors"])
    domestic = a.recipients == a.actors or b.recipients == b.actors
    found["recipients"] = _shared(a.recipients, b.recipients, w["domestic" if domestic else "recipients"])
    if _apart(a.actor_sectors, b.actor_sectors):
        found["actor sectors"] = w["other_sector"]
    if _apart(a.recipient_sectors, b.recipient_sectors):
        found["recipient sectors"] = w["other_sector"]
    found["dates"] = _dates(a, b, w)
    found["numbers"] = _numbers(a.numbers, b.numbers, w)
    if a.places & b.places:
        found["place"] = w["place"]
    elif a.places and b.places:
        found["place"] = w["other_place"]
    if a.actor_persons & b.actor_persons or a.recipient_persons & b.recipient_persons:
        found["persons"] = w["persons"]
    elif _apart(a.actor_persons, b.actor_persons):
        spoken = weights().speech & {a.event, b.event}
        found["persons"] = w["other_speaker"] if spoken else w["other_person"]
    return found


def gap(a: Telling, b: Telling) -> int:
    """Days between the two intervals, 0 when they overlap."""
    return max(0, a.first - b.last, b.first - a.last)


def _apart(a: frozenset[str], b: frozenset[str]) -> bool:
    return bool(a and b and not a & b)


def _shared(a: frozenset[str], b: frozenset[str], weight: float) -> float:
    """The weight, by how much of the two sets is shared; nothing when one is unknown."""
    return weight * len(a & b) / len(a | b) if a and b else 0.0


def _dates(a: Telling, b: Telling, w: Mapping[str, float]) -> float:
    if NEVER in (a.first, b.first):
        return w["undated"]
    if a.dated and b.dated:
        if gap(a, b):
            return w["day_off"]
        widest = max(a.last - a.first, b.last - b.first)
        return w["same_day"] if widest == 0 else w["same_week"] if widest < 8 else w["overlap"]
    apart = abs(a.published - b.published) if not (a.dated or b.dated) else _distance(a, b)
    return w["undated"] + w["undated_week"] * apart / 7


def _distance(a: Telling, b: Telling) -> int:
    """Days from the dated telling's act to the undated one's report."""
    dated, other = (a, b) if a.dated else (b, a)
    return max(0, other.published - dated.last, dated.first - other.published)


def _numbers(a: frozenset[str], b: frozenset[str], w: Mapping[str, float]) -> float:
    """Agreement on a number, or how far apart numbers of one unit are: 3 or 4 diplomats are a correction, 3
    or 30 two acts.
    """
    if a & b:
        return w["number"]
    ours, theirs = _by_unit(a), _by_unit(b)
    shared = ours.keys() & theirs.keys()
    if not shared:
        return 0.0
    ratio = max(max(ours[unit], theirs[unit]) / max(1e-9, min(ours[unit], theirs[unit])) for unit in shared)
    return w["corrected_number"] if ratio <= w["corrected_ratio"] else w["other_number"]


@lru_cache(maxsize=65536)
def _by_unit(numbers: frozenset[str]) -> dict[str, float]:
    return {unit: float(value) for unit, _, value in (number.rpartition("=") for number in sorted(numbers))}
