"""Which earlier mention a pronoun or a definite description takes up."""

from __future__ import annotations

import re

from demarche.entities.cast import Cast
from demarche.entities.entries import Entry
from demarche.entities.phrases import Phrase
from demarche.entities.reference import References
from demarche.entities.scene import Item, Scene
from demarche.entities.tables import alternatives, rows_of
from demarche.entities.wording import words

OF_SEVERAL = frozenset({"their", "them"})
OBJECTS = frozenset({"them", "him"})  # "her" is a possessor as well
# States that are hardly ever called so.
SELDOM = {"kingdom": frozenset({"GBR"})}
_DECLARES = re.compile(
    r"\s(?:\w+ly\s)?(?:condemns?|welcomes?|calls? (?:on|for|upon)|urges?|supports?|reiterates?|commends?"
    r"|congratulates?|reaffirms?|deplores?|remains?|stands?|thanks?|is (?:deeply|strongly|committed))\b"
)
_STATES = re.compile(r"^(.*\b(\w+)):[ \t]*$", re.MULTILINE)
_SPEAKS = re.compile(r"\b(he|she|it)\s+(\w+)", re.IGNORECASE)
_SPEAKING = re.compile(r"\s+(?:(?:also|later|then)\s+)?(?:said|says|added|adds|told|noted|continued)\b")


def of_pronoun(
    kind: str, start: int, end: int, references: References, scene: Scene, cast: Cast
) -> Item | None:
    """The mention that a pronoun means: a person for "he", a state or body for "it", the speaker for "we".

    "Them" and "him" are not who does the act to them: the last mention before in their sentence that is a
    subject by itself.
    """
    token = scene.token_at(start)
    suffers = token is not None and token.dep in ("obj", "iobj")
    if scene.text[start:end].lower() in OBJECTS or (kind == "it" and suffers):
        doer = _subject_before(start, scene)
        if doer is not None:
            references = References(scene, without=doer)
    if kind == "we":
        return (
            _speaking_pronoun(start, references, scene, cast)
            or _stating(start, scene)
            or _speaker(start, references, cast)
            or _declarer(start, scene)
        )
    if kind in ("he", "she"):
        female = kind == "she"

        def fits(item: Item) -> bool:
            return _is_person(item, cast, female) and not _titles_a_name(item, scene)

        found = references.best(start, fits)
        if found is None or not _SPEAKING.match(scene.text, end) or scene.quotation_at(start):
            return found
        told = found.sentence == scene.sentence_at(start) and scene.text[:start].rstrip().endswith(",")
        teller = references.speaker_before(start, fits) if told else references.teller_of(found, start, fits)
        return teller or found
    if kind == "it":
        return references.best(start, _is_body)
    near = _owned_before(start, scene) if scene.text[start:end].lower() in OF_SEVERAL else None
    return (
        near
        or _suffering_before(start, scene)
        or references.best(start, lambda item: _is_many(item, scene))
        or references.best(start, _is_body)
    )


def _owned_before(at: int, scene: Scene) -> Item | None:
    """The adjective of the plural that "their" takes up, the object of the clause before, where a state acts:
    "Libya seized two Italian trawlers and arrested their captains".
    """
    subject = _subject_before(at, scene)
    if subject is None or subject.match is None or subject.match.entry.kind not in ("state", "seat"):
        return None
    here = scene.sentence_at(at)
    sentence = scene.sentences[here] if scene.sentences else None
    between = [item for item in scene.items_in(here, here) if subject.end <= item.start < at]
    for item in reversed(between):
        token = scene.token_at(item.start)
        if token is None or sentence is None or item.match is None or item.match.entry.kind != "adjective":
            continue
        noun = sentence.tokens[token.head]
        if token.dep == "amod" and noun.dep == "obj" and noun.xpos in ("NNS", "NNPS"):
            return next((one for one in between if one.start == noun.start), item)
    return None


def _suffering_before(at: int, scene: Scene) -> Item | None:
    """The people that "they" are to whom something more is done: "seized six men …  They were also beaten".

    Where it says by whom, they may as well be those who did the first.
    """
    token, here = scene.token_at(at), scene.sentence_at(at)
    if token is None or token.dep != "nsubj:pass" or not scene.sentences or here == 0:
        return None
    if any(one.head == token.head and one.dep == "obl:agent" for one in scene.sentences[here].tokens):
        return None
    people = [item for item in scene.items_in(here - 1, here - 1) if _is_many(item, scene)]
    suffering = [item for item in people if _suffers(item, scene)]
    return suffering[0] if len(suffering) == 1 else None


def _suffers(item: Item, scene: Scene) -> bool:
    """Whether a mention is the object of a verb, or the subject of a passive one."""
    head = scene.token_in(item.start, item.end)
    return head is not None and head.dep in ("obj", "nsubj:pass")


def _stating(at: int, scene: Scene) -> Item | None:
    """Whose statement stands below a line that ends in a colon: below "The minister said:" he is I."""
    if scene.quotation_at(at) is not None:
        return None
    for found in reversed(list(_STATES.finditer(scene.text, 0, at))):
        if found[2].lower() in words()["speech"]:
            line = [item for item in scene.items if found.start() <= item.start < found.end()]
            return next((item for item in line if not item.modifier and not item.oblique), None)
    return None


def _declarer(at: int, scene: Scene) -> Item | None:
    """In whose name a declaration without a verb of saying is: "The United States condemns …  We urge"."""
    before = [
        item
        for item in scene.items
        if item.start < at
        and not item.modifier
        and not item.oblique
        and item.match is not None
        and item.match.entry.kind in ("state", "seat", "organisation", "person", "role")
        and _DECLARES.match(scene.text, item.end)
    ]
    return before[-1] if before else None


def _subject_before(at: int, scene: Scene) -> Item | None:
    """The last subject before an offset in its sentence."""
    here = scene.sentence_at(at)
    before = [item for item in scene.items_in(here, here) if item.subject and item.start < at]
    return before[-1] if before else None


def country_before(phrase: Phrase, references: References) -> Entry | None:
    """The state that "the country" means: the subject of its sentence, else the nearest named before.

    "The West African nation" is one of that region, "the kingdom" one that has a king.
    """
    noun = phrase.head.low.split()[-1] if phrase.head is not None else ""
    region = region_of(phrase) or words().get(f"realms.{noun}")
    near = region - SELDOM.get(noun, frozenset()) if region else None
    found = _state_of(phrase, references, near) or _state_of(phrase, references, region)
    return found.match.entry if found is not None and found.match is not None else None


def _state_of(phrase: Phrase, references: References, region: frozenset[str] | None) -> Item | None:
    """The state of a region that is the subject of a phrase's sentence, else the nearest named before."""

    def fits(item: Item) -> bool:
        return _is_state(item) and _within(item, region)

    return references.best_here(phrase.start, fits) or references.best(phrase.start, fits)


def body_before(at: int, head: str, references: References) -> Item | None:
    """The organisation, company or person that "the group", "the bloc", "the company", "the man" takes up."""
    noun = head.split()[-1]
    lists = words()
    if noun in lists["companies"]:
        return references.best(
            at, lambda item: _organisation(item, ("company", "media")) or _role(item, ("BUS",))
        )
    if noun == "party":
        return references.best(at, lambda item: _organisation(item, ("party", "armed")))
    if noun in lists["blocs"]:
        found = references.best(
            at, lambda item: _organisation(item, ("body",)) or _organisation(item, ("agency",))
        )
        if found is not None or noun not in lists["groups"]:
            return found
    if noun in lists["fighting"]:
        return references.best(at, lambda item: _organisation(item, ("armed",)))
    if noun in lists["groups"]:
        return references.best(at, lambda item: _organisation(item, ("armed", "party", "body", "company")))
    if noun == "official":
        return references.best(at, lambda item: _role(item, ("GOV",)) and references.word_of(item) == noun)
    if noun in lists["persons"] and head == noun:
        return references.best(
            at,
            lambda item: (
                item.match is not None
                and (r := item.match.of("role")) is not None
                and r.sort == "person"
                and r.name != head
                and item.match.entry.kind == "role"
                and noun in ("man", "woman", "person")
            ),
        )
    return None


def fighters_before(at: int, head: str, references: References) -> Item | None:
    """The armed group whose name ends in a noun that is bare now: "Islamic State militants …  Militants"."""
    noun = head.split()[-1]
    if noun not in words()["fighting"]:
        return None
    named = (item for item in references.back(at, far=True) if _organisation(item, ("armed",)))
    return next((item for item in named if references.word_of(item) == noun), None)


def _within(item: Item, region: frozenset[str] | None) -> bool:
    country = item.match.entry.country if item.match else None
    return region is None or country in region


def region_of(phrase: Phrase) -> frozenset[str] | None:
    """The states of the region that the words before the head name."""
    before = " ".join(word.text for word in phrase.modifiers)
    for names, members in rows_of("regions.tsv"):
        if before in alternatives(names):
            return frozenset(members.split())
    return None


def _speaking_pronoun(at: int, references: References, scene: Scene, cast: Cast) -> Item | None:
    """Who "he said" means in the sentence or paragraph of a quotation."""
    first, last = scene.bounds[scene.sentence_at(at)]
    for found in _SPEAKS.finditer(scene.text, first, min(len(scene.text), last + 1)):
        if found[2].lower() in words()["speech"]:
            kind = "he" if found[1].lower() == "he" else "she" if found[1].lower() == "she" else "it"
            return of_pronoun(kind, found.start(1), found.end(1), references, scene, cast)
    return None


def _speaker(at: int, references: References, cast: Cast) -> Item | None:
    for item in references.speakers(at):
        if item.match is None:
            return item
        if references.word_of(item) in words()["weapons"]:
            continue
        entry = item.match.entry
        if entry.kind in ("state", "seat", "person", "people"):
            return item
        if entry.kind == "organisation" and entry.sort != "media":
            return item
        if entry.kind == "role" and entry.sort in ("person", "persons", "body"):
            return item
    return None


def _is_person(item: Item, cast: Cast, female: bool) -> bool:
    figure = cast.at(item.start, item.end)
    if figure is not None:
        return figure.female is None or figure.female == female
    if item.match is None:
        return True
    role = item.match.of("role")
    if item.match.entry.kind != "role" or role is None or role.sort != "person":
        return False
    noun = role.name.lower().split()[-1]
    if role.neutral and (noun in words()["groups"] or noun in words()["blocs"]):
        return False  # "the bloc" is no "he"
    woman = role.name.endswith("woman")
    return woman if female and role.name.endswith("man") else female or not woman


def _titles_a_name(item: Item, scene: Scene) -> bool:
    """Whether an office only leads up to a name, which then is the mention."""
    return (
        item.modifier and item.match is not None and item.match.entry.kind == "role" and not item.possessive
    )


def _is_state(item: Item) -> bool:
    entry = item.match.entry if item.match else None
    return entry is not None and entry.kind in ("state", "seat", "adjective") and entry.country is not None


def _is_body(item: Item) -> bool:
    entry = item.match.entry if item.match else None
    if entry is None or entry.kind == "adjective":
        return False
    if entry.kind in ("state", "seat", "organisation"):
        return not item.modifier or item.possessive
    return entry.kind == "role" and entry.sort == "body" and not item.modifier and not entry.neutral


def _is_many(item: Item, scene: Scene) -> bool:
    entry = item.match.entry if item.match else None
    if entry is None:
        return False
    if entry.kind == "people" or (entry.kind == "organisation" and entry.sort == "armed"):
        return not item.modifier
    if entry.kind == "role" and not item.modifier:
        last = scene.text[item.start : item.end].lower()
        return entry.sort == "persons" or (
            last.endswith("s") and entry.sort == "body" and not last.endswith("ss")
        )
    return False


def _organisation(item: Item, sorts: tuple[str, ...]) -> bool:
    entry = item.match.entry if item.match else None
    return entry is not None and entry.kind == "organisation" and entry.sort in sorts


def _role(item: Item, sectors: tuple[str, ...]) -> bool:
    entry = item.match.entry if item.match else None
    return entry is not None and entry.kind == "role" and entry.sort == "person" and entry.sector == sectors
