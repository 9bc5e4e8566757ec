"""`demarche analyse …` as it is typed: files in, JSON, tables, CSV, figures and a page out."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from demarche.analysis.table import EventTable
from demarche.cli import build
from demarche.errors import DemarcheError, InputError


@pytest.fixture
def acts(quarrel: EventTable, tmp_path: Path) -> Path:
    """The quarrel as a CSV file with columns of its own names."""
    path = tmp_path / "acts.csv"
    assert quarrel.cameo is not None and quarrel.score is not None
    start = np.datetime64("2010-01-04")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["who", "whom", "happened", "cameo_code", "weight"])
        for k in range(len(quarrel)):
            day = start + int(quarrel.time[k])
            names = quarrel.names[quarrel.actor[k]], quarrel.names[quarrel.recipient[k]]
            writer.writerow([*names, day, quarrel.cameo[k], quarrel.score[k]])
    return path


COLUMNS = ("--actor", "who", "--recipient", "whom", "--time", "happened", "--score", "weight")


def analyse(*words: str | Path, status: int = 0) -> Any:
    """The JSON that a verb prints."""
    found = CliRunner().invoke(build(), ["analyse", *map(str, words), "--json"])
    assert found.exit_code == status, found.output
    return json.loads(found.stdout)


def test_answers(acts: Path, tmp_path: Path) -> None:
    figure = tmp_path / "lags.svg"
    found = analyse("answers", acts, *COLUMNS, "--figure", figure)
    assert set(found["rate"]) == {"7", "30", "60"}
    assert found["null"]["7"] < found["null_interval"]["7"][1] < found["rate"]["7"]
    assert set(found["by_class"]) == {"conflict", "cooperation"}
    assert figure.read_text("utf-8").count("<svg") == 1


def test_a_figure_that_there_is_not_is_refused(acts: Path, tmp_path: Path) -> None:
    options = ["analyse", "balance", str(acts), *COLUMNS, "--figure", str(tmp_path / "balance.svg")]
    found = CliRunner().invoke(build(), options)
    assert found.exit_code != 0
    assert not (tmp_path / "balance.svg").exists()


def test_hawkes_has_the_fields_that_others_read(acts: Path) -> None:
    found = analyse(
        "hawkes", acts, *COLUMNS, "--train-until", "2011-06-01", "--between", "ABC", "XYZ", "--beyond"
    )
    wanted = {
        "train_log_likelihood", "test_log_likelihood_per_event", "likelihood_ratio", "degrees_of_freedom",
        "reciprocity", "persistence",
    }  # fmt: skip
    assert wanted <= found.keys()
    assert set(found["models"]) == {"poisson", "self", "reciprocal", "self_reciprocal"}
    assert {"train_log_likelihood", "test_log_likelihood_per_event"} <= found["models"]["self"].keys()
    assert set(found["conventions"]) == {"training_nodes", "all_dyads"}
    assert found["beyond"]["train_log_likelihood"] >= found["train_log_likelihood"] - 1e-6
    assert [side["actor"] for side in found["pair"]["sides"]] == ["ABC", "XYZ"]


def test_var_on_events_and_on_series(acts: Path, tmp_path: Path) -> None:
    found = analyse("var", acts, *COLUMNS, "--actors", "ABC,XYZ", "--lags", "2")
    assert {"a->b", "b->a", "ABC>XYZ->XYZ>ABC"} <= found["granger"].keys()
    random = np.random.default_rng(0)
    path = tmp_path / "series.csv"
    weeks = np.datetime64("2001-01-01") + 7 * np.arange(84)
    rows = [f"{week},{random.normal()},{random.normal()}" for week in weeks]
    path.write_text("week,usa,chn\n" + "\n".join(rows) + "\n", encoding="utf-8")
    found = analyse("var", path, "--lags", "1", "--figure", tmp_path / "responses.png")
    assert found["sides"] == {"a": "usa", "b": "chn"}
    assert found["granger"]["a->b"] == found["granger"]["usa->chn"]
    assert (tmp_path / "responses.png").stat().st_size > 1000


def test_balance_and_its_csv(acts: Path, tmp_path: Path) -> None:
    found = analyse("balance", acts, *COLUMNS, "--csv", tmp_path / "pairs.csv")
    assert {"weighted", "unweighted", "null"} <= found.keys()
    rows = list(csv.DictReader((tmp_path / "pairs.csv").open(encoding="utf-8")))
    assert {(row["more"], row["less"]) for row in rows} == {("ABC", "XYZ"), ("ABC", "LMN")}


def test_proportionality_strategies_and_forecast(acts: Path, tmp_path: Path) -> None:
    assert analyse("proportionality", acts, *COLUMNS)["answers"] > 20
    options = ("--between", "ABC", "XYZ", "--period", "14", "--silence", "cooperate")
    found = analyse("strategies", acts, *COLUMNS, *options, "--figure", tmp_path / "map.svg")
    assert [side["actor"] for side in found["sides"]] == ["ABC", "XYZ"]
    found = analyse("forecast", acts, *COLUMNS, "--between", "ABC", "XYZ")
    assert found["forecasts"][0]["answered_within"]["30"] > 0.5


def test_ranking_has_the_fields_that_others_read(acts: Path) -> None:
    found = analyse("forecast", acts, *COLUMNS, "--split", "2011-06-01", "--method", "recurrency")
    assert {"mrr", "hits_at_1", "hits_at_3", "hits_at_10"} <= found.keys()


def test_report_is_one_page_without_anything_from_outside(acts: Path, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    words = ["analyse", "report", str(acts), *COLUMNS, "--between", "ABC", "XYZ", "--output", str(path)]
    found = CliRunner().invoke(build(), words)
    assert found.exit_code == 0, found.output
    text = path.read_text("utf-8")
    assert text.count("<h2>") == 7 and text.count("<svg") >= 3
    assert "<script" not in text and not re.search(r'(?:src|href)="https?:', text)


@pytest.mark.parametrize("verb", ["answers", "hawkes", "balance"])
def test_table_for_people(verb: str, acts: Path) -> None:
    found = CliRunner().invoke(build(), ["analyse", verb, str(acts), *COLUMNS])
    assert found.exit_code == 0, found.output
    assert "|" in found.stdout and "{" not in found.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--actor", "wh"), "Did you mean 'who'"),
        (("--between", "ABC", "XZY"), "Did you mean 'XYZ'"),
        (("--class", "war"), "Available: all, conflict, cooperation"),
        (("--since", "yesterday"), "neither a date"),
        (("--since", "2031-01-01"), "Widen"),
    ],
)
def test_wrong_options_are_explained(words: tuple[str, ...], said: str, acts: Path) -> None:
    columns = [*COLUMNS[2:]] if words[0] == "--actor" else [*COLUMNS]
    found = CliRunner().invoke(build(), ["analyse", "answers", str(acts), *columns, *words])
    assert isinstance(found.exception, DemarcheError)
    assert said in str(found.exception)


def test_without_events_the_ways_to_give_them_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEMARCHE_LEDGER", raising=False)
    found = CliRunner().invoke(build(), ["analyse", "answers"])
    assert "--ledger" in str(found.exception)


def test_cameo_codes_without_scores_get_goldsteins(tmp_path: Path) -> None:
    from demarche.analysis.reading import read
    from demarche.ontology import goldstein

    path = tmp_path / "acts.csv"
    path.write_text(
        "actor,recipient,date,cameo\na,b,2001-02-03,010\nb,a,2001-02-04,190\nb,a,2001-02-05,9999\n"
    )
    table = read(path)
    assert table.cameo is not None and table.cameo.tolist() == ["010", "190", "9999"]
    assert table.score is not None
    assert table.score[:2].tolist() == [goldstein("010"), goldstein("190")] and np.isnan(table.score[2])


def test_rows_that_are_not_whole_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "acts.csv"
    path.write_text(
        "Actor Name,Recipient Name,Event Date,Quad Code,Source\n"
        "A,B,2001-02-03,VERBAL CONFLICT,Some Daily\nB,A,2001-02-05,VERBAL COOPERATION,Some Daily\n"
        "A,,2001-02-04,VERBAL CONFLICT,Some Daily\n,B,2001-02-04,VERBAL CONFLICT,Some Daily\n",
        encoding="utf-8",
    )
    found = analyse("answers", path)
    assert found["acts"] == 2 and found["rate"]["7"] == 0.5
    assert found["cleaning"]["incomplete"] == 2
    assert "2 of 4 rows have no actor" in found["cleaning"]["warnings"][0]
    assert found["by_class"]["conflict"]["acts"] == 1
    path.write_text("actor,recipient,date\nA,,2001-02-03\n", encoding="utf-8")
    empty = CliRunner().invoke(build(), ["analyse", "answers", str(path)])
    assert "none of its 1 rows" in str(empty.exception)


def test_covariates_come_from_a_file(acts: Path, tmp_path: Path) -> None:
    path = tmp_path / "dyads.csv"
    path.write_text("actor,recipient,near\nABC,XYZ,1\nXYZ,ABC,1\nABC,QRS,1\n", encoding="utf-8")
    found = analyse("hawkes", acts, *COLUMNS, "--covariates", path)
    assert found["beyond"]["covariates"]["near"].keys() == {"weight", "likelihood_ratio", "p_value"}
    path.write_text("actor,recipient,near\nABC,XYZ,1\nABC,XYZ,0\n", encoding="utf-8")
    twice = CliRunner().invoke(build(), ["analyse", "hawkes", str(acts), *COLUMNS, "--covariates", str(path)])
    assert "ABC → XYZ 2 times" in str(twice.exception)


def test_a_dyad_that_never_reverses_is_said(acts: Path, tmp_path: Path) -> None:
    """ABC acts on LMN, which does nothing: no answers, no reciprocity, no strategy, and no number made up."""
    pair = ("--between", "ABC", "LMN")
    found = analyse("answers", acts, *COLUMNS, *pair)
    assert set(found["rate"].values()) == {0.0} and found["median_lag_days"] is None
    assert "no lag to measure" in " ".join(found["notes"])
    found = analyse("hawkes", acts, *COLUMNS, *pair)
    assert found["pair"]["branching"] is None
    assert all("too few" in side["note"] and side["reciprocity"] is None for side in found["pair"]["sides"])
    for words, said in (
        (("strategies", str(acts), *COLUMNS, *pair), "no strategy can be told"),
        (("var", str(acts), *COLUMNS, "--actors", "ABC,LMN"), "nothing varies"),
        (("forecast", str(acts), *COLUMNS, "--between", "LMN", "XYZ"), "never acted on"),
        (("report", str(acts), *COLUMNS, "--between", "LMN", "XYZ"), "never acted on each other"),
    ):
        told = CliRunner().invoke(build(), ["analyse", *words])
        assert isinstance(told.exception, DemarcheError) and said in str(told.exception)
    path = tmp_path / "page.html"
    words = ["analyse", "report", str(acts), *COLUMNS, *pair, "--output", str(path)]
    assert CliRunner().invoke(build(), words).exit_code == 0
    assert path.read_text("utf-8").count("Not measured:") >= 4


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    """A ledger of sixty imported acts between Japan and Russia, and one of Japan on China long after."""
    from demarche.ledger import Ledger

    origin = tmp_path / "events.tsv"
    names = (
        "Event ID", "Event Date", "Source Name", "Source Sectors", "Source Country", "Event Text",
        "CAMEO Code", "Intensity", "Target Name", "Target Sectors", "Target Country", "Story ID",
        "Sentence Number", "Publisher", "City", "District", "Province", "Country", "Latitude", "Longitude",
    )  # fmt: skip
    acts = [
        (np.datetime64("2018-06-01") + 3 * k, "Japan" if k % 2 else "Russian Federation", k)
        for k in range(60)
    ]
    rows = []
    for day, side, k in [*acts, (np.datetime64("2019-06-01"), "Japan", 60)]:
        other = "China" if k == 60 else "Russian Federation" if side == "Japan" else "Japan"
        given = {
            "Event ID": str(k), "Event Date": str(day), "Event Text": "x", "CAMEO Code": "112",
            "Source Name": f"Government ({side})", "Source Country": side, "Intensity": "-2.0",
            "Target Name": f"Government ({other})", "Target Country": other,
            "Story ID": str(k), "Sentence Number": "1",
        }  # fmt: skip
        rows.append("\t".join(given.get(name, "") for name in names))
    origin.write_text("\t".join(names) + "\n" + "\n".join(rows) + "\n", encoding="utf-8")
    path = tmp_path / "acts.duckdb"
    with Ledger.open(path, create=True, files=True) as ledger:
        ledger.import_files("icews", [origin])
    return path


def test_a_ledger_is_read(ledger_path: Path) -> None:
    """Acts imported into a ledger come out as events between countries."""
    from demarche.analysis.reading import read

    table = read(ledger_path)
    assert len(table) == 61 and set(table.names) == {"CHN", "JPN", "RUS"}
    conflict = table.conflict()
    assert conflict is not None and conflict.all()
    assert str(table.day_zero) == "2018-06-01"
    found = analyse("answers", "--ledger", ledger_path, "--between", "JPN", "RUS")
    assert found["acts"] == 60 and found["rate"]["7"] == pytest.approx(59 / 60)


def test_a_pair_of_a_ledger_is_read_in_the_window_of_all_acts(ledger_path: Path) -> None:
    from demarche.analysis import dyad_page
    from demarche.analysis.reading import read, read_pair
    from demarche.ledger import Ledger

    whole = read(ledger_path)
    with Ledger.open_shared(ledger_path) as ledger:
        table = read_pair(ledger, "RUS", "JPN")
        assert len(table) == 60 and table.window == whole.window
        assert table.time.tolist() == whole.between("JPN", "RUS").time.tolist()
        text = dyad_page(ledger, "JPN", "RUS")
        with pytest.raises(InputError, match="no dated, actual act of CHN on RUS"):
            dyad_page(ledger, "CHN", "RUS")
    assert text.count("<h2>") == 7 and "60 acts between the two" in text
    assert "<script" not in text and not re.search(r'(?:src|href)="https?:', text)
