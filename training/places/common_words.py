"""Finds the words of ordinary English that are also names of places, from openly licensed texts.

    PYTHONPATH=src python -m training.places.common_words TEXT.jsonl… TREEBANK.conllu.xz… >
    src/demarche/entities/data/places/words.txt

A word that stands in lower case at least `LEAST` times in the texts and not only there by neglect, and is a
name in the
index, is written out.
"""

from __future__ import annotations

import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from demarche.entities.places.index import PlaceIndex

# Fewer may be slips of the pen; so may a word that is written with a capital far more often ("paris").
LEAST = 2
LEAST_SHARE = 0.25
WORD = re.compile(r"(?<![\w-])[A-Za-z][a-z]+(?![\w-])")
HEADER = """\
# Words of ordinary English that are also names of places, several a line: with a capital letter they need a
# sign of place.
# Provenance: compiled by training/places/common_words.py from the lower-case words of Wikinews (CC BY 2.5),
# UD English-EWT and
# the open part of UD English-GUM (CC BY-SA 4.0); single words as facts about the language."""


def texts(path: Path) -> Iterator[str]:
    """The texts of a JSON Lines file or of a treebank."""
    if path.name.endswith(".conllu.xz"):
        for line in lzma.decompress(path.read_bytes()).decode().splitlines():
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ")
    else:
        for line in path.read_text("utf-8").splitlines():
            yield str(json.loads(line)["text"])


def main() -> None:
    """Prints the list."""
    counts = Counter(
        word for name in sys.argv[1:] for text in texts(Path(name)) for word in WORD.findall(text)
    )
    words = sorted(
        word
        for word, count in counts.items()
        if word.islower() and count >= LEAST and count >= LEAST_SHARE * (count + counts[word.capitalize()])
    )
    index = PlaceIndex.load()
    named = [word for word, filed in zip(words, index.find(words), strict=True) if filed]
    print(HEADER)
    for start in range(0, len(named), 20):
        print(" ".join(named[start : start + 20]))


if __name__ == "__main__":
    main()
