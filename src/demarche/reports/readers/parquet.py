"""Parquet with named columns, read in batches: any of id, url, title, publisher, author, published, text,
html, language."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from demarche.errors import InputError
from demarche.model import Reject
from demarche.reports.opening import Opened, read_all, stream_is_file
from demarche.reports.options import ReadOptions
from demarche.reports.readers import reject
from demarche.reports.rows import FIELDS, Row, row_of

KIND = "Parquet"
RANK = 10
MAGIC = b"PAR1"
BATCH = 256  # rows in memory at once


def recognises(head: str, input_: Opened) -> bool:
    """It begins with Parquet's signature."""
    return input_.head.startswith(MAGIC)


def rows(input_: Opened, options: ReadOptions) -> Iterator[Row | Reject]:
    """A row or a Reject for every row of the file, in order."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    # Parquet is read from its end: what cannot seek (a pipe) is taken into memory within the limit.
    stream: Any = input_.stream if stream_is_file(input_.stream) else io.BytesIO(read_all(input_, options))
    number = 0
    try:
        file = pq.ParquetFile(stream)
        columns = [name for name in file.schema_arrow.names if name in FIELDS]
        if not {"text", "html"} & set(columns):
            raise InputError(
                f"{input_.origin}: has no 'text' or 'html' column, only "
                f"{', '.join(file.schema_arrow.names)[:200]}. "
                f"Name the columns: {', '.join(FIELDS)}."
            )
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):
            for fields in batch.to_pylist():
                number += 1
                origin = f"{input_.origin}:{number}"
                try:
                    yield row_of(fields, origin)
                except InputError as error:
                    yield reject(origin, error)
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise InputError(
            f"{input_.origin}: cannot be read as Parquet after row {number} ({str(error)[:200]}). Write "
            f"or copy the file again."
        ) from None
