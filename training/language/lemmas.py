"""Builds the lemma table: `python -m training.language.lemmas TREEBANKS FOLDER`.

A row for each (form, UPOS, XPOS) of the training treebanks whose usual lemma the rules get wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from tokenizers import Tokenizer

from demarche.language.lemmas import Lemmas, key_of
from demarche.language.pieces import Pieces
from training.language.data import Gold, read

HEADER = """# form, UPOS, XPOS, lemma: what the rules of language/lemmas.py get wrong in treebanks.
# Built by training/language/lemmas.py from the training parts of UD English EWT (CC BY-SA 4.0)
# and the open genres of GUM (CC BY 4.0).
"""


def table(sentences: list[Gold], rules: Lemmas) -> dict[tuple[str, str, str], str]:
    """(form, UPOS, XPOS) to lemma, where the commonest lemma is not the one by rule."""
    counts: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    shown: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for word in sentence.words:
            if word.lemma == "_":
                continue
            form = word.form.replace("’", "'").replace("‘", "'") if len(word.form) > 1 else word.form
            key = key_of(form, word.xpos), word.upos, word.xpos
            counts[key][word.lemma] += 1
            shown[key][rules.of(form, word.upos, word.xpos)] += 1
    found = {}
    for key, lemmas in counts.items():
        lemma, times = lemmas.most_common(1)[0]
        form, upos, _ = key
        if times == 1 and upos == "VERB" and form.endswith(("ed", "ing")):
            continue  # as often an error of the treebank's: "reconvened" of "reconven"
        if shown[key] != lemmas and shown[key][lemma] < times:
            found[key] = lemma
    return dict(sorted(found.items()))


def accuracy(sentences: list[Gold], lemmas: Lemmas) -> float:
    """Share of words whose lemma is right, given gold tags."""
    words = [word for sentence in sentences for word in sentence.words if word.lemma != "_"]
    return sum(lemmas.of(word.form, word.upos, word.xpos) == word.lemma for word in words) / len(words)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("treebanks", type=Path)
    parser.add_argument("folder", type=Path, help="the folder of model files, with tokenizer.json in it")
    parser.add_argument("--errors", action="store_true", help="print what is wrong on the dev treebanks")
    options = parser.parse_args()
    pieces = Pieces(Tokenizer.from_file(str(options.folder / "tokenizer.json")))
    train = [s for name in ("ewt", "gumopen") for s in read(options.treebanks / f"{name}-train.conllu.xz")]
    rules = Lemmas({}, known=pieces.knows)
    rows = table(train, rules)
    lines = ["\t".join((*key, lemma)) for key, lemma in rows.items()]
    (options.folder / "lemmas.tsv").write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    lemmas = Lemmas(rows, known=pieces.knows)
    print(f"{len(rows)} rows")
    for name in ("ewt-dev", "gumopen-dev", "ewt-test", "gumopen-test", "en_pud-ud-test"):
        sentences = read(options.treebanks / f"{name}.conllu.xz")
        print(f"{name}: rules {accuracy(sentences, rules):.4f}, with table {accuracy(sentences, lemmas):.4f}")
        if options.errors and name.endswith("dev"):
            wrong = Counter(
                (w.form, w.upos, w.xpos, w.lemma, lemmas.of(w.form, w.upos, w.xpos))
                for s in sentences
                for w in s.words
                if w.lemma != "_" and lemmas.of(w.form, w.upos, w.xpos) != w.lemma
            )
            for row, times in wrong.most_common(40):
                print(times, *row)


if __name__ == "__main__":
    main()
