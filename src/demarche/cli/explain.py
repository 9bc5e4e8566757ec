"""`demarche explain`: where every field of an event comes from."""

from __future__ import annotations

import json as js
import sys
from typing import Annotated, Any

import typer

from demarche.cli.display import called
from demarche.cli.ledgers import LedgerPath, reading
from demarche.cli.terminal import plain
from demarche.errors import UsageError

EXAMPLE = "demarche explain 3f9a1c0b5e7d2a44"
# How the spans of a sentence are marked in plain text: [expelled|trigger].
MARK = "[{text}|{role}]"


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="explain", epilog=f"Example: {EXAMPLE}")(explain)


def explain(
    event: Annotated[str, typer.Argument(metavar="EVENT_ID", help="An event's id, present or superseded.")],
    ledger: LedgerPath = None,
    json: Annotated[bool, typer.Option("--json", help="All of it as one JSON object.")] = False,
) -> None:
    """Shows an event's sentences with their spans marked, each field's origin, its links with their
    evidence, and its run.
    """
    with reading(ledger) as opened:
        record = opened.event(event)
        if record is None:
            raise UsageError(
                f"There is no event {event!r} in {opened.path}. `demarche events` lists those that are."
            )
        run = opened.run(record["row"]["run"]) if record["row"] else None
        texts = {key: opened.report(key[0], version=key[1]) for key in _versions(record)}
        if json:
            sys.stdout.write(js.dumps(record | {"run": run}, ensure_ascii=False, default=str) + "\n")
            return
        lines = [
            *_title(record),
            "",
            *_tellings(record, texts),
            *_links(record),
            *_reviews(record),
            *_run(run),
        ]
    print(plain("\n".join(lines)))


def _versions(record: dict[str, Any]) -> set[tuple[str, int]]:
    return {(told["report"], told["version"]) for told in record["tellings"]}


def _title(record: dict[str, Any]) -> list[str]:
    sides = [_names(record[role]) or "?" for role in ("actor", "recipient")]
    mode = f" {', '.join(record['mode'])}" if record["mode"] else ""
    lines = [f"{record['id']}  {record['event'] or 'no PLOVER event'}{mode}  {sides[0]} → {sides[1]}"]
    if record["asked"] != record["id"]:
        lines.append(f"{record['asked']} was superseded by this id")
    if record["withdrawn"]:
        lines.append("withdrawn: only older versions of its reports tell it")
    if record["row"] and record["row"]["mirror_of"]:
        lines.append(f"the second side of the mutual act {record['row']['mirror_of']}")
    return lines


def _names(entities: list[dict[str, Any]]) -> str:
    return ", ".join(
        f"{called(one['name'], one['country'])} ({one['country']})" if one["country"] else one["name"]
        for one in entities
    )


def _tellings(record: dict[str, Any], texts: dict[tuple[str, int], Any]) -> list[str]:
    if not record["tellings"]:
        row = record["row"]
        return [
            f"imported from {row['origin']} (its id {row['origin_id']}, story {row['story'] or 'not given'})",
            *_fields(record),
            "",
        ]
    lines = []
    for told in record["tellings"]:
        lines.append(
            " · ".join(str(told[name]) for name in ("publisher", "published", "title", "url") if told[name])
        )
        lines.append(f"report {told['report']}, version {told['version']}")
        lines += [
            f"  {sentence}"
            for sentence in marked(told["record"], texts[told["report"], told["version"]]["text"])
        ]
        lines += [*_fields(told["record"]), ""]
    return lines


def marked(event: dict[str, Any], text: str) -> list[str]:
    """The event's sentences with its spans marked, in the order of the text; a span elsewhere with its line
    around it.
    """
    spans = [(event["trigger"], "trigger"), *((span, "mention") for span in event["mentions"])]
    for role in ("actor", "recipient", "according_to"):
        spans += [(one["span"], role) for one in event[role] if one["span"]]
    for name in ("date", "place", "deadline"):
        if event[name] and event[name].get("span"):
            spans.append((event[name]["span"], name))
    spans += [(one["cue"], "cue") for one in event["answers"] if one["cue"]]
    lines: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for span, role in spans:
        lines.setdefault(_around(event, text, span), []).append((span["start"], span["end"], role))
    return [_mark(text, place, found) for place, found in sorted(lines.items())]


def _around(event: dict[str, Any], text: str, span: dict[str, Any]) -> tuple[int, int]:
    sentence = event["sentence"]
    if sentence["start"] <= span["start"] and span["end"] <= sentence["end"]:
        return sentence["start"], sentence["end"]
    end = text.find("\n", span["end"])
    return text.rfind("\n", 0, span["start"]) + 1, len(text) if end < 0 else end


def _mark(text: str, place: tuple[int, int], spans: list[tuple[int, int, str]]) -> str:
    out, at = "", place[0]
    for start, end, role in sorted(spans):
        if start < at:  # inside a span that is marked already
            continue
        out += text[at:start] + MARK.format(text=text[start:end], role=role)
        at = end
    return " ".join((out + text[at : place[1]]).split())


def _fields(event: dict[str, Any]) -> list[str]:
    lines = [f"    type: {event['why']}"] if event["why"] else []
    for role in ("actor", "recipient", "according_to"):
        for one in event[role]:
            sector = "/".join(one["sector"])
            how = one["how"] or ("in the words" if one["span"] else "implied")
            lines.append(
                f"    {role}: {called(one['name'], one['country'])} {one['country'] or '–'} {sector} – {how}"
            )
    if event["date"]:
        days = " to ".join(dict.fromkeys((event["date"]["from"], event["date"]["to"])))
        lines.append(f"    date: {days} – {_from(event['date']['span'], 'not said in words')}")
    if event["place"]:
        lines.append(
            f"    place: {event['place']['name']} ({event['place']['country']}) – "
            f"{_from(event['place']['span'], 'given')}"
        )
    if event["deadline"]:
        lines.append(
            f"    deadline: {event['deadline']['date']} – {_from(event['deadline']['span'], 'given')}"
        )
    for one in event["quantities"]:
        lines.append(f"    quantity: {one['value']:g} {one['unit']} – {_from(one['span'], 'given')}")
    confidence = "" if event["confidence"] is None else f", confidence {event['confidence']:.2f}"
    lines.append(
        f"    status: {event['status']}{confidence}; score {event['score']:g}; CAMEO {event['cameo'] or '–'}"
    )
    return lines


def _from(span: dict[str, Any] | None, otherwise: str) -> str:
    return f"“{span['text']}”" if span else otherwise


def _links(record: dict[str, Any]) -> list[str]:
    lines = []
    for link in record["links"]:
        other = (
            f"answers {link['answered']}"
            if link["answer"] == record["id"]
            else f"is answered by {link['answer']}"
        )
        cue = f", cue “{link['cue']['text']}”" if link["cue"] else ""
        lag = "" if link["lag"] is None else f", {link['lag'][0]} to {link['lag'][1]} days later"
        where = f", report {link['report']}" if link["report"] else ""
        lines.append(
            f"{other}: {link['kind']}, {link['basis']}, confidence {link['confidence']:.2f}{lag}{cue}{where}"
        )
        lines += [f"    “{span['text']}”" for span in link["evidence"]]
    return [*lines, ""] if lines else []


def _reviews(record: dict[str, Any]) -> list[str]:
    return [
        f"{one['author']}, {one['made']}: {one['verdict'] or 'note'} {one['note'] or ''}"
        for one in record["reviews"]
    ]


def _run(run: dict[str, Any] | None) -> list[str]:
    if run is None:
        return []
    return [
        f"run {run['id']} ({run['verb']}, {run['started']:%Y-%m-%d %H:%M} UTC, demarche {run['program']}, "
        f"ontology {run['ontology'] or '–'})"
    ]
