"""Writes `src/demarche/language/data/affixes.json`: `python -m training.language.affixes`.

The rules of spaCy's blank English tokeniser (MIT), so that splitting words does not load spaCy.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import spacy

OUT = Path(__file__).resolve().parents[2] / "src" / "demarche" / "language" / "data" / "affixes.json"


def rules() -> dict[str, Any]:
    """Patterns, special cases with their words, and special cases as affixes alone cut them."""
    tokenizer: Any = spacy.blank("en").tokenizer
    special = {name: [part["ORTH"] for part in parts] for name, parts in exceptions(tokenizer).items()}
    finders = {
        "prefix": tokenizer.prefix_search,
        "suffix": tokenizer.suffix_search,
        "infix": tokenizer.infix_finditer,
        "address": tokenizer.url_match,
    }
    patterns = {name: finder.__self__.pattern for name, finder in finders.items()}
    affixed = [
        name
        for name in special
        if " " not in name
        and (tokenizer.find_prefix(name) or tokenizer.find_infix(name) or tokenizer.find_suffix(name))
    ]
    special = {name: words for name, words in special.items() if not any(c.isspace() for c in name)}
    tokenizer.rules = {}
    cut = {name: [token.text for token in tokenizer(name)] for name in affixed if name in special}
    return {**patterns, "special": dict(sorted(special.items())), "cut": dict(sorted(cut.items()))}


def exceptions(tokenizer: Any) -> dict[str, list[dict[str, str]]]:
    """The special cases: the attributes of each part, by name."""
    from spacy.attrs import NAMES

    strings = tokenizer.vocab.strings
    return {
        name: [
            {
                (NAMES[k] if isinstance(k, int) else k): strings[v] if isinstance(v, int) else v
                for k, v in part.items()
            }
            for part in parts
        ]
        for name, parts in tokenizer.rules.items()
    }


if __name__ == "__main__":
    OUT.write_text(json.dumps(rules(), ensure_ascii=False, indent=0) + "\n", "utf-8")
