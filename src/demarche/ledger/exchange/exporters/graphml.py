"""GraphML of what answers what, for Gephi, yEd, igraph or networkx: a node an event, an edge an answer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
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


def write(ledger: Ledger, output: Path) -> int:
    """The events that answer or are answered; an edge goes from the answered act to its answer."""
    from demarche.ledger.exchange.exporters import statement_of
    from demarche.ledger.exchange.exporting import opened

    sql = named(statement_of(NAME))
    nodes, edges = ledger.select(sql["nodes"]).rows(), ledger.select(sql["edges"]).rows()
    with opened(output) as stream:
        stream.write(
            '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        )
        for kind, fields in (("node", NODE), ("edge", EDGE)):
            for name, type_ in fields.items():
                stream.write(
                    f'  <key id="{kind}_{name}" for="{kind}" attr.name="{name}" attr.type="{type_}"/>\n'
                )
        stream.write('  <graph id="answers" edgedefault="directed">\n')
        for node in nodes:
            stream.write(f"    <node id={_quoted(node['id'])}>{_data('node', NODE, node)}</node>\n")
        for edge in edges:
            ends = f"source={_quoted(edge['answered'])} target={_quoted(edge['answer'])}"
            stream.write(f"    <edge {ends}>{_data('edge', EDGE, edge)}</edge>\n")
        stream.write("  </graph>\n</graphml>\n")
    return len(nodes)


def _quoted(value: str) -> str:
    return quoteattr(str(cell(value)))


def _data(kind: str, fields: dict[str, str], row: dict[str, object]) -> str:
    return "".join(
        f'<data key="{kind}_{name}">{escape(str(cell(row[name])))}</data>'
        for name in fields
        if row[name] is not None
    )
