"""What the guidelines settle, on single sentences: who did what to whom, once."""

from __future__ import annotations

import datetime as dt

import pytest

from demarche.events.coding import event_ids
from demarche.events.dates import day_of
from demarche.model import CodedReport, Event
from demarche.reports import read_row
from demarche.runners.step import Coder

pytestmark = pytest.mark.usefixtures("rules_alone")

Row = tuple[str, str, str]


def events_of(coder: Coder, text: str, published: str | None = "2019-10-10") -> tuple[Event, ...]:
    (coded,) = coder.code([read_row({"id": "one", "text": text, "published": published})])
    assert isinstance(coded, CodedReport)
    return coded.events


def rows_of(coder: Coder, text: str) -> list[Row]:
    """(type, countries of the actor, countries of the recipient), in the order of the text."""
    return [
        (
            event.event,
            "+".join(dict.fromkeys(entity.country or "?" for entity in event.actor)),
            "+".join(dict.fromkeys(entity.country or "?" for entity in event.recipient)),
        )
        for event in events_of(coder, text)
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Norway and Chad each expelled two of the other's diplomats on Monday.",
            [("SANCTION", "NOR", "TCD"), ("SANCTION", "TCD", "NOR")],
            id="each expels the other's",
        ),
        pytest.param(
            "Norway has accused Chad of bad faith. Both countries have expelled each other's ambassadors.",
            [("ACCUSE", "NOR", "TCD"), ("SANCTION", "NOR", "TCD"), ("SANCTION", "TCD", "NOR")],
            id="both expel each other's",
        ),
        pytest.param(
            "Norway's foreign ministry declared a Chadian attache persona non grata and demanded that the "
            "person leave the country within three days.",
            [("SANCTION", "NOR", "TCD")],
            id="demanded that an envoy leave",
        ),
        pytest.param(
            "Norway and Chad held talks in Geneva on Monday.", [("CONSULT", "NOR+TCD", "")], id="held talks"
        ),
        pytest.param(
            "King Haakon's speech follows several visits to Norway by Chadian officials.",
            [("CONSULT", "TCD", "NOR")],
            id="whose visits they are",
        ),
        pytest.param(
            "Chad closed the border at the request of Norway.",
            [("REQUEST", "NOR", "TCD")],
            id="whose request",
        ),
        pytest.param(
            "The killings drew rebukes from Norway's foreign minister.",
            [("ACCUSE", "NOR", "")],
            id="from whom rebukes come",
        ),
        pytest.param(
            "Norway's parliament called on Chad to open its market. The Norwegian government called on Chad "
            "to wait.",
            [("REQUEST", "NOR", "TCD"), ("REQUEST", "NOR", "TCD")],
            id="a parliament and a government speak for themselves",
        ),
        pytest.param(
            "Norway's president ordered the Norwegian army to retaliate. She ordered Chad to withdraw.",
            [("REQUEST", "NOR", "TCD")],
            id="commands are no requests",
        ),
        pytest.param(
            "A Norwegian diplomat was struck by a lorry in Chad. A collision killed two Norwegian tourists.",
            [],
            id="accidents",
        ),
        pytest.param(
            "Officials said Norway and Chad would probably meet next week. Norway and Mali will meet in May.",
            [("AGREE", "NOR+MLI", "")],
            id="nobody promises what is only likely",
        ),
        pytest.param(
            "Norway has moved to punish Chad after accusing it of piracy.",
            [("ACCUSE", "NOR", "TCD")],
            id="nobody accuses himself",
        ),
        pytest.param(
            "Germany withdrew the request to Norway for weapons.",
            [("REQUEST", "DEU", "NOR")],
            id="who withdraws it has made it",
        ),
        pytest.param(
            "Germany, along with Poland, condemned Iran on Monday.",
            [("ACCUSE", "DEU+POL", "IRN")],
            id="along with",
        ),
        pytest.param(
            "France, together with Norway, condemned the Syrian government on Monday.",
            [("ACCUSE", "FRA+NOR", "SYR")],
            id="together with",
        ),
        pytest.param(
            "The presidents of Poland and the Czech Republic condemned Iran.",
            [("ACCUSE", "POL+CZE", "IRN")],
            id="one office of two states",
        ),
        pytest.param(
            "The junta in Mali condemned the French ambassador.",
            [("ACCUSE", "MLI", "FRA")],
            id="who governs where",
        ),
        pytest.param(
            "Some 1,500 students marched on Sunday in Istanbul to protest the killings of ethnic Albanians "
            "by Serb police.",
            [("PROTEST", "TUR", "SRB"), ("ASSAULT", "SRB", "TUR")],
            id="protest abroad",
        ),
        pytest.param(
            "Villages in Chad were shelled on Monday by groups such as Boko Haram, Norway said.",
            [("ASSAULT", "NGA", "TCD")],
            id="examples stand by what they exemplify",
        ),
        pytest.param(
            "Norway proposed a tariff on imports from Chad, a plan which has drawn strong opposition from "
            "German farmers.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "DEU", "NOR")],
            id="what a tariff has drawn is done to its author",
        ),
        pytest.param(
            "The presidents of Poland and Norway signed papers of accession on Friday to become members of "
            "NATO.",
            [("SUPPORT", "POL+NOR", "IGO")],
            id="the body that is joined",
        ),
        pytest.param(
            "U.S. forces launched missile strikes on Monday against terrorist camps in Afghanistan and a "
            "chemical plant in Sudan.",
            [("ASSAULT", "USA", "AFG+SDN")],
            id="what has no country has that of its place",
        ),
        pytest.param(
            "Japan accused Russia of blindfolding and pinning down a Japanese consul.",
            [("ACCUSE", "JPN", "RUS"), ("ASSAULT", "RUS", "JPN")],
            id="two verbs share an object",
        ),
        pytest.param(
            "Norway expelled two Chadian envoys on Monday. The leaders of the two countries spoke by "
            "telephone on Friday.",
            [("SANCTION", "NOR", "TCD"), ("CONSULT", "NOR+TCD", "")],
            id="an office of both countries",
        ),
        pytest.param(
            "Norway expelled two Chadian envoys on Monday. Chad protested. The UN refugee agency urged both "
            "countries to talk.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("REQUEST", "UNO", "NOR+TCD")],
            id="both countries are not who urges them",
        ),
        pytest.param(
            "Kirkenes. Police searched two Russian trawlers in the harbour on Thursday. Norway closed its "
            "ports to Russian ships in May.",
            [("COERCE", "NOR", "RUS"), ("SANCTION", "NOR", "RUS")],
            id="police are not of the country that the searched are said to be of",
        ),
        pytest.param(
            "At Norway's request Chad has suspended all flights to Oslo.",
            [("REQUEST", "NOR", "TCD"), ("SANCTION", "TCD", "NOR")],
            id="who does what is asked was asked",
        ),
        pytest.param(
            "The foreign minister of Chad was dismissed on Sunday.",
            [("SANCTION", "TCD", "TCD")],
            id="a government dismisses its minister",
        ),
        pytest.param(
            "Police in Chad arrested three students on Monday. The three students were released on Tuesday.",
            [("COERCE", "TCD", "TCD"), ("RETREAT", "TCD", "TCD")],
            id="who held them releases them",
        ),
        pytest.param(
            "The bill passed the French Senate on Tuesday.",
            [("SUPPORT", "FRA", "")],
            id="a bill passes a body",
        ),
        pytest.param(
            "After farm trade talks with Norwegian Agriculture Minister Olaf Berg, Chad's President Idriss "
            "Deby said on Tuesday that progress had been made.",
            [("CONSULT", "TCD+NOR", "")],
            id="whose talks they were",
        ),
        pytest.param(
            "Norway appreciates the steps that Chad has taken, its foreign minister said on Monday.",
            [("SUPPORT", "NOR", "TCD")],
            id="who has taken what is judged",
        ),
        pytest.param(
            "Norwegian guns shelled a village in Chad on Friday, hours after a bomb killed three soldiers in "
            "the zone that Norway holds.",
            [("ASSAULT", "NOR", "TCD"), ("ASSAULT", "", "NOR")],
            id="who holds a zone does not bomb it",
        ),
        pytest.param(
            "A convention backed by Russia was signed by Norway on Monday.",
            [("SUPPORT", "RUS", ""), ("SUPPORT", "NOR", "")],
            id="agents of passive verbs",
        ),
        pytest.param(
            "A Tromsø court jailed two Russian sailors for spying on Monday.",
            [("SANCTION", "NOR", "RUS")],
            id="a town's court",
        ),
        pytest.param(
            "Norway said on Monday that it had been accused of bad faith.",
            [],
            id="who tells it was done to him does not do it",
        ),
        pytest.param(
            "Chad denied accusations that its soldiers had killed villagers, Norway said on Monday.",
            [("ASSAULT", "TCD", "TCD")],
            id="who tells what others disown does not do it",
        ),
        pytest.param(
            "Norway's foreign minister said the owners have rejected the terms of the deal with Chad.",
            [],
            id="who tells what has its own subject does not do it",
        ),
        pytest.param(
            "Norway said that the minority in Chad had asked for help.",
            [("REQUEST", "TCD", "")],
            id="the subject of another verb does something else",
        ),
        pytest.param(
            "Chad has endured attacks by Norway since Monday.",
            [("ASSAULT", "NOR", "TCD")],
            id="who endures it",
        ),
        pytest.param(
            "Chad survived a bombing on Monday.",
            [("ASSAULT", "", "TCD")],
            id="who survives it",
        ),
        pytest.param(
            "U.S. allies condemned Iran on Monday.",
            [],
            id="allies of a state are others",
        ),
        pytest.param(
            "Chad was accused by Norway, Niger said on Monday.",
            [("ACCUSE", "NOR", "TCD")],
            id="by whom it is done, all of them",
        ),
        pytest.param(
            "Norway signed the accord that Chad brokered.",
            [("SUPPORT", "NOR", "")],
            id="what is signed is not judged",
        ),
        pytest.param(
            "No country should recognise the rebels, Norway's foreign minister said on Monday.",
            [],
            id="what no country should do is asked of nobody",
        ),
        pytest.param(
            "Norwegian and Chadian troops exchanged fire along the border on Monday, killing two civilians.",
            [("ASSAULT", "NOR", "TCD"), ("ASSAULT", "TCD", "NOR")],
            id="an exchange is two acts",
        ),
        pytest.param(
            "Norway criticised the United Nations, which had been praised by Chad, on Monday.",
            [("ACCUSE", "NOR", "UNO"), ("SUPPORT", "TCD", "UNO")],
            id="who blames is not who praises",
        ),
        pytest.param(
            "The Chadian agency quoted the Norwegian minister as saying that Niger had violated the truce.",
            [("ACCUSE", "NOR", "NER")],
            id="who is quoted speaks",
        ),
        pytest.param(
            "A drone strike hit a school in Chad, which Norway blamed on Niger.",
            [("ASSAULT", "NER", "TCD"), ("ACCUSE", "NOR", "NER")],
            id="whom a relative clause blames did it",
        ),
        pytest.param(
            "Norway said on Monday that Chad had not honoured the agreement.",
            [("ACCUSE", "NOR", "TCD")],
            id="a pact that is not kept",
        ),
        pytest.param(
            "Norway imposed tariffs on steel from Chad and Norway on Monday.",
            [("SANCTION", "NOR", "TCD")],
            id="nobody is hit by his own sanctions",
        ),
        pytest.param(
            "The Norwegian ambassador to Chad met nobody. The envoy accused Niger of lying.",
            [("ACCUSE", "NOR", "NER")],
            id="an envoy may be an ambassador",
        ),
        pytest.param(
            "Chadian deputies boycotted the vote on Monday.",
            [("PROTEST", "TCD", "TCD")],
            id="a vote that is boycotted",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Students marched in Niger on Tuesday. Norway "
            "demanded the release of two sailors.",
            [("SANCTION", "NOR", "TCD"), ("PROTEST", "NER", "NER"), ("REQUEST", "NOR", "")],
            id="one act makes no dispute among others",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norwegian police rejected "
            "the proposal.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("REJECT", "NOR", "")],
            id="the police are no side of a dispute",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norwegian citizens demanded "
            "an apology.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("REQUEST", "NOR", "")],
            id="citizens are no side of a dispute",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norway launched an "
            "investigation.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("ACCUSE", "NOR", "")],
            id="an inquiry is not done to the other side",
        ),
        pytest.param(
            "The EU imposed sanctions on Chad on Monday. Chad condemned the EU. Chad rejected the demand.",
            [("SANCTION", "EUR", "TCD"), ("ACCUSE", "TCD", "EUR"), ("REJECT", "TCD", "EUR")],
            id="a body is a side of a dispute",
        ),
        pytest.param(
            "Chad's parliament voted on Monday to expel Norwegian troops. Norway was disappointed by the "
            "parliament's decision.",
            [("SANCTION", "TCD", "NOR"), ("ACCUSE", "NOR", "TCD")],
            id="who is disappointed by whose decision",
        ),
        pytest.param(
            "Norway has imposed sanctions on Chad over the war along with its G7 allies.",
            [("SANCTION", "NOR+IGO", "TCD")],
            id="along with its allies, wherever the parse hangs them",
        ),
        pytest.param("Boeing rejected a demand of Airbus on Monday.", [], id="firms among themselves"),
        pytest.param(
            "The ceasefire between Chad and Libya paved the way for talks between Chad and Niger.",
            [("CONSULT", "TCD+NER", "")],
            id="between whom talks are",
        ),
        pytest.param(
            "Chadian troops came under fire from Libya on Monday.",
            [("ASSAULT", "LBY", "TCD")],
            id="under fire",
        ),
        pytest.param(
            "Norway and Chad signed a pact. Chad's king thanked Norway. Norway's president arrived on a "
            "visit on Monday.",
            [("SUPPORT", "NOR+TCD", ""), ("SUPPORT", "TCD", "NOR"), ("CONSULT", "NOR", "TCD")],
            id="a visit goes to the other side",
        ),
        pytest.param(
            "Leaders of Niger and other countries condemned Chad on Monday.",
            [("ACCUSE", "NER", "TCD")],
            id="nobody unknown beside who is known",
        ),
        pytest.param("Chad was widely criticised on Monday.", [], id="words of nobody are no event"),
        pytest.param(
            "According to Reuters, which cited sources close to the investigation, Chad has arrested two "
            "Norwegian envoys.",
            [("COERCE", "TCD", "NOR")],
            id="the press does not do what it tells",
        ),
        pytest.param(
            "Three Norwegian sailors were dragged off the ship by the Chadian police and taken into custody.",
            [("COERCE", "TCD", "NOR")],
            id="two passives share subject and agent",
        ),
        pytest.param(
            "Two Norwegian fishermen detained off Chad\n\nThe owner of the boat is not known.",
            [("COERCE", "TCD", "NOR")],
            id="a headline leaves out the auxiliary",
        ),
        pytest.param(
            "Norwegian Chinook helicopter shot down in Mali last night.",
            [("ASSAULT", "", "NOR")],
            id="what is shot down does not shoot",
        ),
        pytest.param(
            "Norway's prime minister spoke on Monday. Police in Norway freed two Danes kidnapped in Nigeria.",
            [("ASSAULT", "", "DNK")],
            id="who frees the kidnapped has not kidnapped them",
        ),
        pytest.param(
            "Norway's plan for stopping the attacks in Niger was rejected by Chad on Monday.",
            [("REJECT", "TCD", "NOR")],
            id="who plans to stop attacks does not attack",
        ),
        pytest.param(
            "Norway has dropped its investigation into an allegation of fraud against Chad's envoy.",
            [("CONCEDE", "NOR", "TCD")],
            id="who looks into an allegation has not made it",
        ),
        pytest.param(
            "Norway accused Chad of shelling civilians on Monday.",
            [("ACCUSE", "NOR", "TCD"), ("ASSAULT", "TCD", "TCD")],
            id="people of whom nothing is said are not the accuser's",
        ),
        pytest.param(
            "Chad imposed a ban on Norwegian ships on Monday. The ports were quiet. The rains have been "
            "heavy. The harvest was good. There are few ships. The market was closed. Poland condemned the "
            "move.",
            [("COERCE", "TCD", "NOR"), ("ACCUSE", "POL", "TCD")],
            id="the move is the report's main news",
        ),
        pytest.param(
            "After travelling to France, Germany and Italy, Norway's foreign minister will visit Chad.",
            [("AGREE", "NOR", "TCD")],
            id="where he was before is no side of a visit",
        ),
        pytest.param(
            "Norwegian jets fired missiles from Chadian airspace into Niger.",
            [("ASSAULT", "NOR", "NER")],
            id="from where is not at whom",
        ),
        pytest.param(
            "Norway's ministers spoke. China and Russia signed a pact on Monday. Officials condemned Russia.",
            [("SUPPORT", "CHN+RUS", ""), ("ACCUSE", "NOR", "RUS")],
            id="officials of nobody told are not of whom they condemn",
        ),
        pytest.param(
            "The resolution was strongly backed by Norway and Sweden on Monday.",
            [("SUPPORT", "NOR+SWE", "")],
            id="all who do it stand behind one by",
        ),
        pytest.param(
            "Kuwaiti tankers have come under Iranian attack since Monday.",
            [("ASSAULT", "IRN", "KWT")],
            id="things come under attack too",
        ),
        pytest.param(
            "The deportation of 40 Chadian students from Norway began on Monday.",
            [("COERCE", "NOR", "TCD")],
            id="who deports from where",
        ),
        pytest.param(
            "Chad's president withdrew the troops from Niger on Monday. An opposition leader in Chad "
            "criticised the decision.",
            [("RETREAT", "TCD", "NER"), ("ACCUSE", "TCD", "TCD")],
            id="the opposition blames its own government for what it has done",
        ),
        pytest.param(
            "CNN sued the White House on Monday.", [("ACCUSE", "USA", "USA")], id="the press sues for itself"
        ),
        pytest.param(
            "Three students in Chad were acquitted on Monday. Two editors in Chad were pardoned.",
            [("CONCEDE", "TCD", "TCD"), ("CONCEDE", "TCD", "TCD")],
            id="courts acquit and governments pardon",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norway threatened to use "
            "force against Niger.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("THREATEN", "NOR", "NER")],
            id="whom what is threatened would hit",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norway urged its foreign "
            "partners to help.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("REQUEST", "NOR", "")],
            id="partners are not the other side",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Norway condemned the "
            "attack on the market.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("ACCUSE", "NOR", "")],
            id="an attack of unknown authors is blamed on nobody",
        ),
        pytest.param(
            "Norway imposed sanctions on Chad on Monday. Chad condemned Norway. Chad accused Big Machine "
            "of fraud.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR"), ("ACCUSE", "TCD", "")],
            id="who is named and unknown is not the other side",
        ),
        pytest.param(
            "Norwegian coast guards seized a Chadian trawler on Monday and took it to the port of Bergen.",
            [("COERCE", "NOR", "TCD")],
            id="where what is seized is brought is no second act",
        ),
        pytest.param(
            "Chad's interior ministry imposed a night curfew on Monday. A court in Chad ruled it illegal.",
            [("COERCE", "TCD", "TCD"), ("SANCTION", "TCD", "TCD")],
            id="a curfew is for one's own people, a ruling for one's own government",
        ),
        pytest.param(
            "Chad's government declared a state of emergency on Monday.",
            [("COERCE", "TCD", "")],
            id="an emergency is for nobody",
        ),
        pytest.param(
            "Norway released the crew of a Chadian ship on Monday, two weeks after it seized the vessel.",
            [("RETREAT", "NOR", "TCD"), ("COERCE", "NOR", "")],
            id="what is seized may be another's",
        ),
        pytest.param(
            "Chadian rebels ambushed the convoy on Monday. Norwegian jets bombed a bridge near N'Djamena.",
            [("ASSAULT", "TCD", "TCD"), ("ASSAULT", "NOR", "TCD")],
            id="an attack strikes the people of the land",
        ),
        pytest.param(
            "Norway's premier on Monday turned down a Chadian request to have the police clear the bridge.",
            [("REJECT", "NOR", "TCD"), ("REQUEST", "TCD", "NOR")],
            id="what is refused was asked",
        ),
        pytest.param(
            "Norway dismissed Chad's threats.",
            [("REJECT", "NOR", "TCD"), ("THREATEN", "TCD", "NOR")],
            id="what is dismissed was threatened",
        ),
        pytest.param(
            "Norway rejected a new request for help.", [("REJECT", "NOR", "")], id="a request of nobody's"
        ),
        pytest.param(
            "Chadian and NATO troops killed three insurgents in Chad on Monday.",
            [("ASSAULT", "TCD+IGO", "TCD")],
            id="troops of a state and an alliance",
        ),
        pytest.param(
            "The Saudi-led coalition bombed Sanaa on Monday. Coalition forces also shelled Hodeidah, Yemen.",
            [("ASSAULT", "SAU", "YEM"), ("ASSAULT", "SAU", "YEM")],
            id="the coalition is its leader's",
        ),
        pytest.param(
            "Norwegian police and medics said seven civilians were killed in Chadian shelling on Monday.",
            [("ASSAULT", "TCD", "NOR")],
            id="police count their own dead",
        ),
    ],
)
def test_rows(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


def test_who_is_arrested_where_no_country_is_told_is_so_by_the_police_of_the_land(coder: Coder) -> None:
    (event,) = events_of(coder, "N'Djamena, May 3 - Mr Obi Okello was arrested at the airport on Monday.")
    assert event.event == "COERCE"
    assert [(entity.country, entity.sector) for entity in event.actor] == [("TCD", ("COP",))]


@pytest.mark.parametrize(
    "text",
    [
        "The United States imposed sanctions on Iran along with Syria.",
        "American soldiers arrested six Iraqi officers along with their Syrian leader.",
    ],
)
def test_who_suffers_along_with_another_does_not_do_it(coder: Coder, text: str) -> None:
    (event,) = events_of(coder, text)
    assert {entity.country for entity in event.actor} == {"USA"}


def test_an_ambassador_is_called_home_from_his_host(coder: Coder) -> None:
    text = "Poland expelled three Russian diplomats on Monday. Two days later Russia recalled its ambassador."
    assert [row for row in rows_of(coder, text) if row[1] == "RUS"] == [("SANCTION", "RUS", "POL")]


def test_what_is_named_as_a_ships_own_is_of_its_country(coder: Coder) -> None:
    text = "Norway released the Icelandic trawler Hafdis and its crew on Wednesday."
    (event,) = events_of(coder, text)
    assert {entity.country for entity in event.recipient} == {"ISL"}


def test_a_headline_and_the_lead_tell_one_act_in_two_words(coder: Coder) -> None:
    head = "Iceland reopens its border with Norway"
    lead = "Iceland lifted its ban on Norwegian boats on Monday."
    assert len(events_of(coder, f"{head}\n\n{lead}")) == 1
    assert len(events_of(coder, f"{head}.\n\n{lead}")) == 2


def test_what_is_done_at_a_request_complies(coder: Coder) -> None:
    events = events_of(
        coder,
        "Canada arrested a Chinese executive at the request of the United States, the justice ministry said.",
    )
    kinds = [answer.kind for event in events if event.event == "COERCE" for answer in event.answers]
    assert kinds == ["complies"]


def test_a_governor_backs_the_presidents_move(coder: Coder) -> None:
    events = events_of(
        coder,
        "President Trump ordered 4,000 troops to Syria on Monday. The governor of Texas backed the "
        "president's move.",
    )
    deed, support = events
    assert [(support.event, answer.event) for answer in support.answers] == [("SUPPORT", deed.id)]


def test_them_are_not_who_do_it_to_them(coder: Coder) -> None:
    events = events_of(
        coder,
        "Striking dockers blocked the port of Piraeus on Tuesday, and riot police arrested six of them.",
    )
    (arrest,) = [event for event in events if event.event == "COERCE"]
    assert [entity.name for entity in arrest.actor] == ["riot police"]
    assert [entity.name for entity in arrest.recipient] == ["dockers"]


def test_a_name_is_no_month_and_a_number_no_name(coder: Coder) -> None:
    (event,) = events_of(coder, "Britain's parliament rejected Theresa May's deal for a third time.")
    assert event.date is None
    (event,) = events_of(coder, "Zimbabwe's president pardoned 4,000 prisoners on Monday.")
    assert [entity.name for entity in event.recipient] == ["prisoners"]


def test_what_two_sides_do_to_each_other_has_two_ids(coder: Coder) -> None:
    events = events_of(coder, "Norway and Chad each expelled two of the other's diplomats on Monday.")
    assert len({event.id for event in events}) == len(events) == 2


def test_ids_depend_on_the_first_words_alone() -> None:
    once = event_ids("r", [("SANCTION", 10), ("ACCUSE", 10)])
    twice = event_ids("r", [("SANCTION", 10), ("SANCTION", 10), ("ACCUSE", 10)])
    assert [twice[0], twice[2]] == once
    assert len(set(twice)) == 3


def test_a_participle_is_dated_by_the_act_above(coder: Coder) -> None:
    text = "Norway expelled a Chadian consul on Monday, accusing Chad of bribing two customs officers."
    accusing = next(event for event in events_of(coder, text) if event.event == "ACCUSE")
    assert accusing.date is not None
    assert accusing.date.first == dt.date(2019, 10, 7)


def test_an_undated_report_speaks_from_the_day_that_it_names_with_its_weekday() -> None:
    told = "The envoys met on April 5, 2018. The minister said on Thursday that he was glad."
    assert day_of(told) == dt.date(2018, 4, 5)
    assert day_of("The envoys met on April 5, 2018. The minister said on Monday that he was glad.") is None
    assert day_of("The minister said on Thursday that he was glad.") is None


def test_an_undated_report_dates_its_weekdays(coder: Coder) -> None:
    text = (
        "Norway's foreign minister met his Chadian counterpart in Oslo on April 5, 2018. "
        "Norway condemned the arrest of a reporter in Chad, he said on Thursday."
    )
    blamed = next(event for event in events_of(coder, text, None) if event.event == "ACCUSE")
    assert blamed.date is not None
    assert blamed.date.first == dt.date(2018, 4, 5)


def test_one_telling_is_one_act_whatever_its_modes(coder: Coder) -> None:
    rows = rows_of(
        coder, "Chad's parliament has passed a resolution calling on Norway to end its trade with Niger."
    )
    assert [row[0] for row in rows] == ["REQUEST"]


def test_police_are_of_where_the_sentence_plays(coder: Coder) -> None:
    events = events_of(
        coder,
        "Some 1,500 students marched in Istanbul on Sunday to protest killings of Albanians by Serb police. "
        "The police barred the crowd from reaching the consulate in downtown Istanbul.",
    )
    assert [e.actor[0].country for e in events if e.event == "COERCE"] == ["TUR"]


def test_the_leads_day_is_that_of_all_its_speaker_says(coder: Coder) -> None:
    events = events_of(
        coder,
        "Peace must come to the island, Norway's foreign minister said on Monday. The weather was fine. "
        "The islands have 4,000 people. Norway condemns Chad's raid on the port, the minister added.",
    )
    (blame,) = [event for event in events if event.event == "ACCUSE"]
    assert blame.date is not None and blame.date.first == dt.date(2019, 10, 7)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The Kremlin did not deny that it had shelled Odesa on Monday.", {"ASSAULT"}),
        ("Poland did not say why it expelled the three Russian envoys on Monday.", {"SANCTION"}),
        ("Poland did not expel the Russian envoys.", set()),
    ],
)
def test_what_a_negated_verb_presupposes_took_place(coder: Coder, text: str, told: set[str]) -> None:
    assert {event.event for event in events_of(coder, text)} & {"ASSAULT", "SANCTION"} == told


def test_a_coordinated_verb_is_no_content_of_the_first(coder: Coder) -> None:
    rows = rows_of(coder, "Iran rejected the American offer and bombed Iraqi villages on Monday.")
    assert ("ASSAULT", "IRN", "IRQ") in rows


def test_a_dozen_multiplies(coder: Coder) -> None:
    (event,) = events_of(coder, "Poland expelled two dozen Russian diplomats on Monday.")
    assert [(q.value, q.unit) for q in event.quantities] == [(24, "diplomat")]


def test_companies_have_no_government_to_protest_against(coder: Coder) -> None:
    protests = [e for e in events_of(coder, "Greenpeace protested on Monday.") if e.event == "PROTEST"]
    assert all(not event.recipient for event in protests)


def test_a_series_runs_from_its_first_day_to_the_report(coder: Coder) -> None:
    (event,) = events_of(coder, "Students have marched against the government in Chad since Tuesday.")
    assert event.date is not None
    assert (event.date.first, event.date.last) == (dt.date(2019, 10, 8), dt.date(2019, 10, 10))


def test_who_presupposes_an_act_does_not_tell_it(coder: Coder) -> None:
    """ "The attack" in what somebody says of its victims is not by his account."""
    (attack, *_) = events_of(
        coder,
        "Soldiers shelled a village in Chad on Monday, killing ten people. The market burnt down. "
        "Norway said that it would send doctors after the attack.",
    )
    assert attack.event == "ASSAULT"
    assert attack.according_to == ()


def test_what_takes_up_an_act_tells_its_days(coder: Coder) -> None:
    (event,) = events_of(
        coder,
        "Protests by Chadian students continue in the capital. The protests began in June.",
    )
    assert event.date is not None
    assert (event.date.first, event.date.last) == (dt.date(2019, 6, 1), dt.date(2019, 10, 10))
    assert [mention.text for mention in event.mentions] == ["protests"]


def test_a_clause_is_nobody(coder: Coder) -> None:
    (event,) = events_of(coder, "Norway supports a plan drafted in Chad.")
    assert [entity.name for entity in event.recipient] == ["Chad"]


def test_what_we_should_do_is_no_request(coder: Coder) -> None:
    text = "Norway's foreign minister said on Monday that our soldiers should leave Chad."
    assert "should leave" not in [event.trigger.text for event in events_of(coder, text)]


def test_what_was_said_last_year_dates_nothing_said_now(coder: Coder) -> None:
    text = (
        "Norway's foreign minister said last year that talks would go on. Norway condemns Chad's raid on the "
        "port."
    )
    (blame,) = [event for event in events_of(coder, text) if event.event == "ACCUSE"]
    assert blame.date is None


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Prosecutors in Norway discontinued an inquiry into a Polish diplomat on Tuesday.",
            [("CONCEDE", "NOR", "POL")],
            id="an inquiry dropped is no inquiry",
        ),
        pytest.param(
            "Norway said that the inquiry against the Polish envoy had been closed.",
            [("CONCEDE", "NOR", "POL")],
            id="nor in the passive",
        ),
        pytest.param(
            "Chad announced a package of retaliatory measures against Niger on Monday.",
            [("SANCTION", "TCD", "NER")],
            id="a package of measures",
        ),
        pytest.param(
            "Norway expelled a Chadian envoy. Chad said the step would not go unanswered.",
            [("SANCTION", "NOR", "TCD"), ("THREATEN", "TCD", "NOR")],
            id="will not go unanswered",
        ),
        pytest.param("Norway offered its condolences to Chad on Monday.", [], id="condolences"),
        pytest.param(
            "The Chadian president signed a proclamation on Monday to allow the deployment.",
            [],
            id="one's own proclamation is not backed",
        ),
        pytest.param(
            "Norway imposed tariffs on Chadian cotton in 2017. The tariffs were lifted in May 2019.",
            [("SANCTION", "NOR", "TCD"), ("CONCEDE", "NOR", "TCD")],
            id="what is undone says whose it was",
        ),
        pytest.param(
            "Norway charged a Chadian sailor with spying in May 2018. The case was dropped last week.",
            [("ACCUSE", "NOR", "TCD"), ("CONCEDE", "NOR", "TCD")],
            id="a case dropped",
        ),
        pytest.param(
            "Norway banned Chadian pork on Monday. The restrictions were eased on Thursday.",
            [("SANCTION", "NOR", "TCD"), ("CONCEDE", "NOR", "TCD")],
            id="a word of two families",
        ),
        pytest.param(
            "Norway shut all crossings for Chadian citizens on Friday.",
            [("SANCTION", "NOR", "TCD")],
            id="a border shut",
        ),
        pytest.param(
            "Chad said that it reserved the right to take measures against Norway.",
            [("THREATEN", "TCD", "NOR")],
            id="rights reserved",
        ),
        pytest.param(
            "Police in Chad let the Norwegian sailor go on Monday.",
            [("RETREAT", "TCD", "NOR")],
            id="let go",
        ),
    ],
)
def test_which_acts_there_are(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("The Norwegian minister expressed no regret over the harvest in Chad.", []),
        ("Norway offered no apology to Chad on Monday.", [("REJECT", "NOR", "TCD")]),
        ("The Chadian prime minister was unable to negotiate with Niger.", []),
        ("Norway and Chad failed to agree on a border on Monday.", []),
    ],
)
def test_what_did_not_come_about_is_no_act(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param(
            "Norwegian police arrested Corporal Anders Lunde on Monday. They arrested Sergeant Petter Vik.",
            2,
            id="two persons by name",
        ),
        pytest.param(
            "Norwegian police arrested Corporal Anders Lunde on Monday. They arrested Lunde at his home.",
            1,
            id="one person twice",
        ),
        pytest.param(
            "Rebels in Chad attacked a village on Monday. Chadian soldiers attacked the rebels.",
            2,
            id="rebels and soldiers of one country",
        ),
    ],
)
def test_acts_of_one_country_are_told_apart(coder: Coder, text: str, number: int) -> None:
    assert len(events_of(coder, text)) == number


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("The Liberals in Norway said they would not sign the pact.", [("REJECT", "NOR", "NOR")]),
        (
            "A Chadian commander said on Monday that there would be no talks with Norway.",
            [("REJECT", "TCD", "NOR")],
        ),
        ("Norway said that the Chadian ultimatum could not be accepted.", [("REJECT", "NOR", "TCD")]),
        ("Chad will never recognise Niger, the president told reporters.", [("REJECT", "TCD", "NER")]),
        ("The new law would not allow firms to sell oil.", []),
        ("Norway will not send troops to Chad.", [("REJECT", "NOR", "TCD")]),
    ],
)
def test_refusals_in_plain_words(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "Chad announced on Monday that it will join the free trade pact with Niger.",
            [("AGREE", "TCD", "NER")],
            id="announced that it will",
        ),
        pytest.param(
            "Norway accused Chad of breaching the 1976 Bergen Agreement on Monday.",
            [("ACCUSE", "NOR", "TCD")],
            id="a treaty is not hacked",
        ),
        pytest.param(
            "The king of Norway began a state visit to Chad on Monday.",
            [("CONSULT", "NOR", "TCD")],
            id="a visit begun",
        ),
        pytest.param("Chad suspended interest payments on its debt on Monday.", [], id="a debt unpaid"),
        pytest.param(
            "More than 700 nurses in Chad went on hunger strike on Monday.",
            [("PROTEST", "TCD", "TCD")],
            id="went on strike",
        ),
        pytest.param(
            "Norwegian officials said King Harald may ask Chad to release the sailors.",
            [],
            id="what one may ask is not asked",
        ),
    ],
)
def test_one_act_is_told_once(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param(
            "The Norwegian raid on the port was a provocation, Chad's foreign ministry said on Monday.",
            [("ASSAULT", "NOR", ""), ("ACCUSE", "TCD", "NOR")],
            id="what an act is called",
        ),
        pytest.param(
            "Norway imposed tariffs on Chad on Sunday. “This tariff is not justified,” the Chadian minister "
            "said on Monday.",
            [("SANCTION", "NOR", "TCD"), ("ACCUSE", "TCD", "NOR")],
            id="an act told before",
        ),
        pytest.param(
            "Norway has not lived up to the agreement, the Chadian government said on Monday.",
            [("ACCUSE", "TCD", "NOR")],
            id="what one has not kept",
        ),
        pytest.param("Analysts said the Norwegian tariffs were unfair.", [], id="analysts blame nobody"),
    ],
)
def test_predicates_blame(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


@pytest.mark.parametrize("said", ["attributed the attack to", "blamed the attack on"])
def test_an_attack_ascribed_to_somebody_is_alleged_of_him(coder: Coder, said: str) -> None:
    text = f"An attack on a market killed three Chadians. Norway {said} Nigerian rebels."
    (attack,) = (event for event in events_of(coder, text) if event.event == "ASSAULT")
    assert attack.status == "alleged"
    assert {entity.country for entity in attack.actor} == {"NGA"}
    assert {entity.country for entity in attack.recipient} == {"TCD"}


def test_a_bomb_that_is_found_strikes_nobody(coder: Coder) -> None:
    assert rows_of(coder, "Police in Chad seized a car bomb near the Norwegian embassy on Friday.") == []


def test_who_is_named_in_apposition_to_an_ally_is_meant(coder: Coder) -> None:
    text = "The only ally who praised the Chadian vote, Norwegian premier Erna Lund, flew home on Monday."
    assert ("SUPPORT", "NOR", "TCD") in rows_of(coder, text)


def test_what_a_state_does_across_a_border_is_not_done_to_its_own_people(coder: Coder) -> None:
    text = "South Sudan has begun to broadcast propaganda. Sudan shelled a South Sudanese post on Monday."
    assert not any(entity.span is None for event in events_of(coder, text) for entity in event.recipient)


def test_those_killed_who_are_counted_otherwise_are_killed_in_another_act(coder: Coder) -> None:
    text = "Boko Haram killed nine nuns in Nigeria. On Sunday it killed {} in a barracks, the army said."
    assert len(rows_of(coder, text.format("six policemen"))) == 2
    assert len(rows_of(coder, text.format("nine sisters"))) == 1


@pytest.mark.parametrize(("more", "whom"), [("", {"TCD"}), (" by French soldiers", {"TCD", "IMG"})])
def test_they_to_whom_more_is_done_are_those_who_suffered_before(
    coder: Coder, more: str, whom: set[str]
) -> None:
    text = f"Islamic State militants kidnapped three nurses in Chad. They were also beaten{more}."
    assert {recipient for _, _, recipient in rows_of(coder, text)} == whom


def test_who_will_ask_asks_on_that_day(coder: Coder) -> None:
    (asked,) = events_of(coder, "Chile will ask Peru next week to lift the tariffs.", "2020-06-10")
    assert asked.event == "REQUEST"
    assert asked.date is not None and asked.date.first == dt.date(2020, 6, 15)


def test_their_are_the_plural_that_a_state_does_something_to(coder: Coder) -> None:
    text = "Norway has seized three Chadian trawlers and arrested their captains."
    assert {(actor, recipient) for _, actor, recipient in rows_of(coder, text)} == {("NOR", "TCD")}


@pytest.mark.parametrize(
    ("claim", "status"),
    [("Norway accused Chad of bombing the embassy.", "alleged"), ("Chad had bombed the embassy.", "actual")],
)
def test_an_attack_is_alleged_where_only_an_accuser_names_its_author(
    coder: Coder, claim: str, status: str
) -> None:
    events = events_of(coder, f"Norway's embassy was bombed on Monday. {claim}")
    assert [event.status for event in events if event.event == "ASSAULT"] == [status]


@pytest.mark.parametrize(
    ("text", "tellers"),
    [
        pytest.param(
            "“We watch the river with great care,” said the Norwegian foreign minister. “Chad has shelled "
            "the camp of the refugees.”",
            ["NOR"],
            id="a quotation that runs on",
        ),
        pytest.param(
            "“We watch the river with great care,” said the Norwegian foreign minister. Buses left the town "
            "all night. “Chad has shelled the camp of the refugees.”",
            [],
            id="the report's own words end it",
        ),
    ],
)
def test_who_speaks_in_a_quotation_without_a_teller(coder: Coder, text: str, tellers: list[str]) -> None:
    (event,) = events_of(coder, text)
    assert [teller.country for teller in event.according_to] == tellers


@pytest.mark.parametrize(
    ("clause", "status"),
    [
        pytest.param("that both countries signed in 2010", "actual", id="what both have done"),
        pytest.param("and signing a secret pact with Mali", "alleged", id="what is alleged"),
    ],
)
def test_what_a_relative_clause_takes_for_known_is_not_alleged(
    coder: Coder, clause: str, status: str
) -> None:
    events = events_of(coder, f"Turkey accused Norway of breaking the treaty {clause}.")
    assert [event.status for event in events if event.event == "SUPPORT"] == [status]


def test_who_continues_to_act_tells_nothing(coder: Coder) -> None:
    text = "Norwegian forces continue to bomb rebels in Chad, Germany's defence minister said."
    (event,) = events_of(coder, text)
    assert [teller.country for teller in event.according_to] == ["DEU"]


def test_what_is_told_in_one_breath_has_one_day(coder: Coder) -> None:
    text = "Norway expelled two Chadian envoys on Tuesday and closed the port to its ships."
    days = [event.date and event.date.first for event in events_of(coder, text, "2020-06-10")]
    assert days == [dt.date(2020, 6, 9)] * 2


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Norway said Chad was violating the truce.", [("ACCUSE", "NOR", "TCD")]),
        ("Norway said it would not violate the truce with Chad.", []),
        ("Analysts said Chad had violated the truce.", []),
    ],
)
def test_who_says_that_another_breaks_a_truce_accuses_him(coder: Coder, text: str, rows: list[Row]) -> None:
    assert rows_of(coder, text) == rows


def test_what_should_be_done_goes_on_with_a_request(coder: Coder) -> None:
    text = (
        "Ine Lunde, Norway's foreign minister, urged Germany on Monday to punish Chad. Sanctions, she said, "
        "should be imposed as of July 1."
    )
    (asked,) = events_of(coder, text, "2020-06-10")
    assert (asked.event, asked.recipient[0].country) == ("REQUEST", "DEU")
    assert asked.deadline is not None and asked.deadline.date == dt.date(2020, 7, 1)


def test_what_should_be_done_by_nobody_is_no_act(coder: Coder) -> None:
    assert rows_of(coder, "Norway's foreign minister said that the sanctions on Chad should be lifted.") == []


def test_a_number_of_people_is_these_people(coder: Coder) -> None:
    (event,) = events_of(coder, "Norway expelled the same number of Chadian diplomats on Monday.")
    assert [entity.name for entity in event.recipient] == ["Chadian diplomats"]


def test_a_weekday_after_a_name_is_no_part_of_it(coder: Coder) -> None:
    (event,) = events_of(
        coder,
        "President Reagan Friday announced that he would raise tariffs on Japanese goods.",
        "1987-04-18",
    )
    assert {entity.country for entity in event.actor} == {"USA"}
    assert event.date is not None and event.date.first == dt.date(1987, 4, 17)


def test_who_tells_of_questioning_did_not_question(coder: Coder) -> None:
    bound = 'had been "tied up, and then he was questioned in an overbearing way."'
    said = f"Chad arrested a Norwegian diplomat. Foreign Minister Ola Lunde said that the diplomat {bound}"
    assert rows_of(coder, said) == [("COERCE", "TCD", "NOR")]
    police = "A Norwegian diplomat was questioned about espionage on Monday, Chadian police said."
    assert rows_of(coder, police) == [("ACCUSE", "TCD", "NOR")]
