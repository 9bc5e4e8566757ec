"""The first page: what is new, which disputes are hot, what is due, and how large the ledger is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from demarche.explorer import charts, words
from demarche.explorer.acts import link_row
from demarche.explorer.inferring import Inferring
from demarche.explorer.pages import Ask, Heading, Page, fill
from demarche.explorer.pages.actor import busiest
from demarche.explorer.pages.deadlines import due
from demarche.explorer.pages.listing import of_ids, with_sentences
from demarche.explorer.reading import Reading, Row, statements

# A dispute's acts count half as much for every month of age.
HALF_LIFE, LOOK_BACK = 30.0, 3650
# Sparklines show the fewest of these years that hold an act of every dispute that is listed.
SPARK_YEARS = (2, 5, 10)
DISPUTES, NEWEST, ANSWERS, DEADLINES, ACTORS = 12, 8, 8, 5, 8
# Of so many of the latest acts the page looks for what they answer.
LATEST_ACTS = 40


def home(reading: Reading, ask: Ask) -> Page:
    """The state of the ledger."""
    data = reading.kept(("home", reading.judged().rejected), lambda: overview(reading))
    sparks = {}
    if data["disputes"]:
        since, today = data["since"], data["today"]
        for row in data["disputes"]:
            sparks[row["a"], row["b"]] = charts.sparkline(row["months"], since, today)
    rows = [{name: value for name, value in row.items() if name != "months"} for row in data["disputes"]]
    view = {"sparks": sparks, "acts": {row["id"]: row for row in data["acts"]}}
    return Page("home.html", heading(ask).title, data, rows, view)


def heading(_: Ask) -> Heading:
    """The same for every ledger."""
    return Heading("Home")


def overview(reading: Reading) -> dict[str, Any]:
    """The JSON twin of the page."""
    size = reading.size()
    today = latest_day(size)
    accepted, values = reading.accepted()
    values |= {
        "today": today,
        "since": max(dt.date(1, 1, 1), today - dt.timedelta(LOOK_BACK)),
        "half_life": HALF_LIFE,
        "limit": DISPUTES,
    }
    disputes = reading.ask(fill(statements("home.disputes"), accepted=accepted), values)
    years = spark_years([row["last_day"] for row in disputes], today)
    since = max(dt.date(1, 1, 1), today - dt.timedelta(365 * years))
    pairs = [f"{row['a']}/{row['b']}" for row in disputes]
    lines = reading.ask(
        fill(statements("home.lines"), accepted=accepted), values | {"pairs": pairs, "since": since}
    )
    for row in disputes:
        row["months"] = [line for line in lines if line["pair"] == f"{row['a']}/{row['b']}"]
        row["weight"] = round(row["weight"], 2)
        row["score"] = round(row["score"], 1)
    newest = [row["id"] for row in reading.rows("home.newest", {"limit": NEWEST, "today": today})]
    inferring = Inferring(reading)
    answers = latest_answers(reading, inferring, today)
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
        "deadlines": due(reading, today, limit=DEADLINES, inferring=inferring),
        "last_run": next(iter(reading.rows("runs.all", {"limit": 1})), None),
    }


def latest_answers(reading: Reading, inferring: Inferring, today: dt.date) -> list[Row]:
    """The newest answers, stated and inferred, without those that an analyst rejected, or whose acts."""
    judged = reading.judged()
    most = ANSWERS + len(judged.answers) + len(judged.events)
    rows = reading.rows("home.latest_answers", {"today": today, "limit": most})
    latest = reading.rows("home.latest_acts", {"today": today, "limit": LATEST_ACTS})
    rows += [link_row(link) for link in inferring.of(row["id"] for row in latest)]
    days = {row["id"]: row["day"] for row in of_ids(reading, sorted({row["answer"] for row in rows}))}
    kept = [row for row in rows if not judged.rejects(row["answer"], row["answered"])]
    ranked = sorted(kept, key=lambda row: (row["basis"] == "stated", row["answer"]))
    return sorted(ranked, key=lambda row: days[row["answer"]], reverse=True)[:ANSWERS]


def spark_years(days: list[dt.date], today: dt.date) -> int:
    """How many years sparklines show; `days`: the last act of each dispute."""
    return next(
        (years for years in SPARK_YEARS if all((today - day).days < 365 * years for day in days)),
        SPARK_YEARS[-1],
    )


def latest_day(size: dict[str, Any]) -> dt.date:
    """The day from which "recent" counts: the last publication, else the last act, and never after this day:
    a single report may be dated wrongly."""
    found = words.as_date(size["last_published"]) or words.as_date(size["last_day"])
    return min(found or dt.date.max, dt.date.today())


PAGES = (("/", home),)
HEADINGS = {"/": heading}
