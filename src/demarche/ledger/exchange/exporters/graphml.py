"""GraphML of what answers what, for Gephi, yEd, igraph or networkx: a node an event, an edge an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from demarche.ledger.cells import cell
from demarche.ledger.statements import named

if TYPE_CHECKING:
    from demarche.ledger.store import Ledger

NAME = "graphml"
TITLE = "GraphML of answers"
# GraphML's types of what nodes and edges carry, under the columns of graphml.sql.
NODE = {
    "event": "string",
    "mode": "string",
    "day": "string",
    "actor": "string",
    "actor_name": "string",
    "recipient": "string",
    "recipient_name": "string",
    "status": "string",
    "score": "double",
    "quad": "string",
    "confidence": "double",
}
EDGE = {
    "kind": "string",
    "basis": "string",
    "confidence": "double",
    "cue": "string",
    "lag_least": "int",
    "lag_most": "int",
}


# Of ledgers with more coded acts the answers that are rows alone are written, which the graph says: all acts
# that compete to be answered are held in memory, some 5 kB each.
MOST_INFERRED = 100_000
WRITTEN_ALONE = f"No answers were inferred: the ledger has more than {MOST_INFERRED:,} coded acts."


def write(ledger: Ledger, output: Path) -> int:
    """The events that answer or are answered, as reports state or as `demarche chains` infers; an edge goes
    from the answered act to its answer."""
    from demarche.ledger.exchange.exporters import statement_of
    from demarche.ledger.exchange.exporting import opened

    sql = named(statement_of(NAME))
    edges = ledger.select(sql["edges"]).rows()
    whole = ledger.select(sql["coded"]).rows()[0]["acts"] <= MOST_INFERRED
    if whole:
        edges += _inferred(ledger, {edge["answer"] for edge in edges})
    ids = sorted({edge[end] for edge in edges for end in ("answer", "answered")})
    nodes = ledger.select(sql["nodes"], {"ids": ids}).rows()
    with opened(output) as stream:
        stream.writelines(lines(nodes, edges, note="" if whole else WRITTEN_ALONE))
    return len(nodes)


def lines(
    nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]], *, note: str = ""
) -> Iterator[str]:
    """The document, line by line.

    nodes: rows of events, with the columns of `NODE` and `id`.  edges: rows of links, with those of `EDGE`,
    `answer` and `answered`.
    """
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    for kind, fields in (("node", NODE), ("edge", EDGE)):
        for name, type_ in fields.items():
            yield f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '  <graph id="answers" edgedefault="directed">\n'
    if note:
        yield f"    <desc>{escape(note)}</desc>\n"
    for node in nodes:
        yield f"    <node id={_quoted(node['id'])}>{_data('node', NODE, node)}</node>\n"
    for edge in edges:
        ends = f"source={_quoted(edge['answered'])} target={_quoted(edge['answer'])}"
        yield f"    <edge {ends}>{_data('edge', EDGE, edge)}</edge>\n"
    yield "  </graph>\n</graphml>\n"


def _inferred(ledger: Ledger, written: Collection[str]) -> list[dict[str, Any]]:
    """The inferred links as rows; an act of which a row says what it answers has none."""
    from demarche.ledger.acts import LedgerActs

    acts = LedgerActs(ledger)
    found = acts.links([act.id for act in acts.acts()])
    return [
        {
            "answer": link.answer,
            "answered": link.answered,
            "kind": link.kind,
            "basis": link.basis,
            "confidence": round(link.confidence, 4),
            "cue": None,
            "lag_least": link.lag and link.lag[0],
            "lag_most": link.lag and link.lag[1],
        }
        for link in found
        if link.basis == "inferred" and link.answer not in written
    ]


def _quoted(value: str) -> str:
    return quoteattr(str(cell(value)))


def _data(kind: str, fields: Mapping[str, str], row: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="{kind}_{name}">{escape(str(cell(row[name])))}</data>'
        for name in fields
        if row[name] is not None and row[name] != []
    )
