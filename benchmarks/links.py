"""Links measured: `python -m benchmarks.links [--table | --reliability | --mentions | --cues | --speed]`.

--table        counts which types answer which in the training corpus: the rows of links/data/answer_types.tsv
--reliability  hides the cues of stated links and looks whether the model finds what they answer
--mentions     mentions of one act on the dev gold, B³; links on the dev gold, F1
--cues         how many signals of the Causal News Corpus (../shared/data/links) are in links/data/cues.toml
--speed        what a new report costs among so many events in memory
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip


def count_types() -> str:
    """The counts of `answer_types.tsv`: for each pair of types, pairs of acts in one passage and links among them."""
    from training.corpus.markup import Passage, passages

    links: Counter[tuple[str, str]] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for _, passage in passages(ROOT / "training" / "corpus"):
        if not isinstance(passage, Passage):
            continue
        linked = {(link.answer, link.answered) for link in passage.links}
        for answer in passage.events:
            for answered in passage.events:
                if answer is not answered:
                    pairs[answered.event, answer.event] += 1
                    links[answered.event, answer.event] += (answer.number, answered.number) in linked
    rows = [f"{a}\t{b}\t{links[a, b]}\t{pairs[a, b]}" for a in TYPES for b in TYPES]
    return "\n".join(["answered\tanswer\tlinks\tpairs", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--table", action="store_true")
    options = parser.parse_args()
    if options.table:
        print(count_types())


if __name__ == "__main__":
    main()
