"""`demarche parse`: tokens, tags, lemmas and Universal Dependencies of texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from demarche.cli.terminal import DONE, REJECTED, emit, rows, say
from demarche.errors import InputError

if TYPE_CHECKING:
    from demarche.language import Parser
    from demarche.model import Sentence

EXAMPLE = """echo '{"id": 1, "text": "Japan expelled a consul."}' | demarche parse --json -"""
BATCH_CHARACTERS = 60_000  # text parsed in one call: long enough to batch well, short enough to stream
Row = tuple[str, dict[str, Any] | InputError]


def register(app: typer.Typer) -> None:
    """Adds the verb."""
    app.command(name="parse", epilog=f"Example: {EXAMPLE}")(parse)


def parse(
    inputs: Annotated[
        list[str], typer.Argument(help="JSON Lines files of {id, text}; - is stdin.", metavar="INPUT…")
    ],
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a row instead of a table.")
    ] = False,
    pipeline: Annotated[
        str | None,
        typer.Option(
            help="A spaCy pipeline with UD labels (name or path) to use instead of the shipped parser."
        ),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Threads of the shipped parser.")] = 1,
) -> None:
    """Parses texts into tokens, tags, lemmas and Universal Dependencies."""
    from demarche import language

    parser = language.load(pipeline, threads=threads)
    done = bad = words = 0
    for batch in batches(rows(inputs)):
        texts, errors = [], []
        for origin, row in batch:
            error = _unusable(origin, row)
            errors.append(error)
            if error is None and isinstance(row, dict):
                texts.append(row["text"])
        parsed = iter(_parse(parser, texts))
        for (_, row), error in zip(batch, errors, strict=True):
            if error is not None or isinstance(row, InputError):
                say(f"demarche: {error}")
                bad += 1
                continue
            sentences = next(parsed)
            answer = record(sentences)
            words += len(answer["tokens"])
            done += 1
            if json:
                emit({"id": row.get("id"), **answer})
            else:
                print(table(row.get("id"), sentences))
    say(f"{done} rows done, {words} words, {bad} rejected")
    raise SystemExit(REJECTED if bad else DONE)


def batches(found: Iterable[Row]) -> Iterator[list[Row]]:
    """Rows in their order, in lists of about `BATCH_CHARACTERS`."""
    batch: list[Row] = []
    size = 0
    for origin, row in found:
        batch.append((origin, row))
        text = row.get("text") if isinstance(row, dict) else None
        size += len(text) if isinstance(text, str) else 0
        if size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _unusable(origin: str, row: dict[str, Any] | InputError) -> InputError | None:
    if isinstance(row, InputError):
        return row
    if "text" not in row:
        return InputError(f"{origin}: the row has no 'text'. It needs: id, text.")
    if not isinstance(row["text"], str):
        return InputError(
            f"{origin}: 'text' is {type(row['text']).__name__}, not a string. "
            'Each row must be {"id": …, "text": …}.'
        )
    return None


def _parse(parser: Parser, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
    return parser.parse(texts) if texts else []


def record(sentences: Sequence[Sentence]) -> dict[str, Any]:
    """tokens, whose `head` is an index in the row's tokens (-1 for a root), and sentences as [start, end]."""
    tokens: list[dict[str, Any]] = []
    for sentence in sentences:
        base = len(tokens)
        for token in sentence.tokens:
            tokens.append(
                {
                    "start": token.start,
                    "end": token.end,
                    "upos": token.upos,
                    "feats": token.feats,
                    "lemma": token.lemma,
                    "head": base + token.head if token.head >= 0 else -1,
                    "dep": token.dep,
                }
            )
    return {"tokens": tokens, "sentences": [[sentence.start, sentence.end] for sentence in sentences]}


def table(key: object, sentences: Sequence[Sentence]) -> str:
    """The row's sentences for reading: a line a word (number, form, lemma, UPOS, head, relation)."""
    lines = []
    for number, sentence in enumerate(sentences, 1):
        lines.append(f"# {key} sentence {number}")
        lines += [
            "\t".join((str(t.i + 1), t.text, t.lemma, t.upos, t.feats, str(t.head + 1), t.dep))
            for t in sentence.tokens
        ]
        lines.append("")
    return "\n".join(lines)
