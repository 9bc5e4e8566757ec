"""Acts that are named without being told: asked after, foretold, only thought of."""

from __future__ import annotations

import pytest

from demarche.events.acts import Act
from demarche.events.mood import is_told
from demarche.events.syntax import Clauses
from demarche.language import load
from demarche.model import CodedReport
from demarche.reports import read_row
from demarche.runners.step import Coder


def types_of(coder: Coder, text: str) -> list[str]:
    """The types of a text's events, in order."""
    (coded,) = coder.code([read_row({"id": "one", "text": text, "published": "2024-05-07"})])
    assert isinstance(coded, CodedReport)
    return [event.event for event in coded.events]


@pytest.mark.parametrize(
    ("text", "types"),
    [
        pytest.param("Did Norway expel the Chadian envoy?", [], id="asks if"),
        pytest.param("Why did Chad shell the Norwegian camp?", ["ASSAULT"], id="asks why"),
        pytest.param("Norway asked Chad if it had expelled the envoy.", [], id="asked if"),
        pytest.param(
            "Norway should investigate whether this was an airstrike that killed Chadian civilians, "
            "Germany said.",
            ["REQUEST"],
            id="to investigate whether",
        ),
        pytest.param(
            "A court in Norway asked whether the expulsion of two Chadian envoys was legal.",
            ["SANCTION"],
            id="of a known act something else is asked",
        ),
        pytest.param(
            "Expelling the Norwegian envoys would be a mistake, the Chadian president said.",
            [],
            id="judged in the abstract",
        ),
        pytest.param("Norway avoided criticising Chad.", [], id="avoided"),
        pytest.param(
            "Had Norway expelled the Chadian envoys, the talks might have failed.",
            [],
            id="what would have been",
        ),
        pytest.param("Norway has decided to hold off expelling Chadian diplomats.", [], id="held off"),
        pytest.param(
            "Norway expelled two envoys over Chad's alleged violation of a treaty.",
            ["SANCTION"],
            id="an alleged deed accuses nobody",
        ),
        pytest.param("Norway delayed expelling Chadian diplomats.", [], id="delayed"),
        pytest.param("Norway abstained, and it criticised Chad.", ["ACCUSE"], id="a verb beside"),
        pytest.param(
            "The rebels in Chad remain committed to carrying out attacks on Norwegian troops.",
            [],
            id="committed to",
        ),
        pytest.param("Chad is likely to expel Norwegian diplomats.", [], id="likely"),
        pytest.param(
            "Chad is likely to expel Norwegian diplomats, a minister in Chad said.",
            ["SANCTION"],
            id="likely by the word of who decides",
        ),
        pytest.param("Norway is expected to expel two Chadian diplomats.", ["SANCTION"], id="expected"),
        pytest.param("Norway's recovery should help Chad, a Chadian minister said.", [], id="a thing should"),
        pytest.param("Norway's minister must resign, the Chadian premier said.", ["REQUEST"], id="he should"),
        pytest.param("Norway must act, the Norwegian premier said.", [], id="the premier's own state"),
        pytest.param("Norway must act, economists said.", [], id="in nobody's opinion"),
        pytest.param("Norway ruled out Chadian involvement.", [], id="a finding is no refusal"),
        pytest.param("There must be talks in Norway, the Chadian premier said.", [], id="nobody should"),
        pytest.param("Norway and Chad are expected to sign a trade deal.", [], id="nobody's promise"),
    ],
)
def test_what_is_told_is_an_act(coder: Coder, text: str, types: list[str]) -> None:
    assert types_of(coder, text) == types


def test_a_pronoun_is_what_its_clause_says_of_it() -> None:
    def told(text: str) -> bool:
        (sentence,) = load().parse([text])[0]
        clauses = Clauses(sentence)
        i = next(token.i for token in clauses.tokens if token.text.lower() == "this")
        return is_told(Act(0, clauses, i, (i,), "ASSAULT", (), "actual", 1.0))

    assert told("This was a raid on the camp.")
    assert not told("Norway should say whether this was a raid on the camp.")
