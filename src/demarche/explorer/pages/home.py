"""The first page: what is new, which disputes are hot, what is due, and how large the ledger is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from demarche.explorer import charts, words
from demarche.explorer.pages import Ask, Page
from demarche.explorer.pages.actor import busiest
from demarche.explorer.pages.deadlines import due
from demarche.explorer.pages.listing import of_ids, with_sentences
from demarche.explorer.reading import Reading

# A dispute's acts count half as much for every month of age.
HALF_LIFE, LOOK_BACK = 30.0, 3650
# Sparklines show the fewest of these years that hold an act of every dispute that is listed.
SPARK_YEARS = (2, 5, 10)
DISPUTES, NEWEST, ANSWERS, DEADLINES, ACTORS = 12, 8, 8, 5, 8


def home(reading: Reading, ask: Ask) -> Page:
    """The state of the ledger."""
    data = reading.kept(("home", reading.judged().rejected), lambda: overview(reading))
    sparks = {}
    if data["disputes"]:
        since, today = data["since"], data["today"]
        for row in data["disputes"]:
            sparks[row["a"], row["b"]] = charts.sparkline(row["months"], since, today)
    rows = [{name: value for name, value in row.items() if name != "months"} for row in data["disputes"]]
    return Page(
        "home.html", "Home", data, rows, {"sparks": sparks, "acts": {row["id"]: row for row in data["acts"]}}
    )


def overview(reading: Reading) -> dict[str, Any]:
    """The JSON twin of the page."""
    size = reading.one("home.size")
    today = latest_day(size)
    disputes = reading.rows(
        "home.disputes",
        {
            "today": today,
            "since": max(dt.date(1, 1, 1), today - dt.timedelta(LOOK_BACK)),
            "half_life": HALF_LIFE,
            "limit": DISPUTES,
        },
    )
    years = spark_years([row["last_day"] for row in disputes], today)
    since = max(dt.date(1, 1, 1), today - dt.timedelta(365 * years))
    pairs = [f"{row['a']}/{row['b']}" for row in disputes]
    lines = reading.rows("home.lines", {"pairs": pairs, "since": since, "today": today}) if pairs else []
    for row in disputes:
        row["months"] = [line for line in lines if line["pair"] == f"{row['a']}/{row['b']}"]
        row["weight"] = round(row["weight"], 2)
        row["score"] = round(row["score"], 1)
    newest = [row["id"] for row in reading.rows("home.newest", {"limit": NEWEST, "today": today})]
    judged = reading.judged()
    # Those that an analyst rejected are asked for too, and left out.
    answers = [
        row
        for row in reading.rows("home.latest_answers", {"limit": ANSWERS + len(judged.answers)})
        if not judged.rejects(row["answer"], row["answered"])
    ][:ANSWERS]
    ids = {*newest, *(row[end] for row in answers for end in ("answer", "answered"))}
    acts = with_sentences(reading, of_ids(reading, sorted(ids)))
    return {
        "size": size,
        "today": today,
        "since": since,
        "spark_years": years,
        "disputes": disputes,
        "newest": newest,
        "answers": answers,
        "acts": acts,
        "actors": busiest(reading)[:ACTORS],
        "deadlines": due(reading, today, limit=DEADLINES),
        "last_run": next(iter(reading.rows("runs.all", {"limit": 1})), None),
    }


def spark_years(days: list[dt.date], today: dt.date) -> int:
    """How many years sparklines show; `days`: the last act of each dispute."""
    return next(
        (years for years in SPARK_YEARS if all((today - day).days < 365 * years for day in days)),
        SPARK_YEARS[-1],
    )


def latest_day(size: dict[str, Any]) -> dt.date:
    """The day from which "recent" counts: the last publication, else the last act, else this day."""
    found = words.as_date(size["last_published"]) or words.as_date(size["last_day"])
    return min(found, dt.date(2999, 1, 1)) if found else dt.date.today()


PAGES = (("/", home),)
