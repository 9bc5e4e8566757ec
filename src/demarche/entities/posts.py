"""Offices and other common nouns as heads: "the ministry", "Syrian rebels", "a diplomat based there"."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property

from demarche.entities import antecedents, people
from demarche.entities.entries import STATELESS, Entry
from demarche.entities.mentions import around
from demarche.entities.offices import Owner, combine, inner_office, owner_of
from demarche.entities.phrases import Phrase, Word, read, split
from demarche.entities.reference import kind_of
from demarche.entities.scene import Item
from demarche.entities.stage import NOBODY, Resolver, Stage, of_entry
from demarche.entities.tables import rows_of
from demarche.entities.wording import words
from demarche.model import Entity, Span

# Whose country is the one they are in ("a lawmaker in Rome"), unlike soldiers and envoys.
SITTING = frozenset({("PTY",), ("LEG",), ("OPP",), ("JUD",)})
# Of what a report may name only one person: journalists, clerics, scholars, doctors, lawmakers.
CALLINGS = frozenset({("JRN",), ("REL",), ("EDU",), ("MED",), ("LEG",)})
FOREIGN = frozenset({"foreign", "western", "overseas", "expatriate"})
# What makes of states or offices some that nobody knows, and words for a part of the world.
OTHERS = frozenset({"any", "other", "another", "several", "some", "many", "various", "most", "few"})
LANDS = frozenset({"region", "area", "continent", "world", "asia", "africa", "europe", "america", "gulf"})
PLACES = frozenset({"state", "seat", "place"})
_LOCATED = re.compile(r"\s(?:in|at|near)\s(?:the\s|(?:north|south|east|west|central)\w*\s)?")
_NAME_PART = r"[A-Z][\w'’&.-]*\s(?:(?:of|for|and|the|on|in|to|de)\s)*"
# "Two people briefed on the talks" may be of anywhere.
_ANONYMOUS = re.compile(
    r" (?:briefed|familiar|close to|with (?:direct |first-?hand )?knowledge"
    r"|who (?:asked not|declined|requested|spoke on))"
)
_APPOSED = re.compile(r", (?:the )?")
_LED = re.compile(r"[\w.]+-led (?:\w+ )?(?:coalition|alliance)")
# Weapons are nobody's that no word gives them to.
ARMS = frozenset(
    {"drone", "strike", "airstrike", "artillery", "fire", "missile", "rocket", "bomb", "bombing", "shell"}
    | {"shelling", "mortar", "mine", "jet", "plane", "warplane", "helicopter"}
)
# Offices that the United States do not have.
ENVOYS = frozenset({"envoy", "ambassador", "diplomat", "emissary"})  # one may be called by each
MINISTERS = frozenset({"minister", "ministry", "ministries", "premier"})
# What is said of forces of whom nobody knows whose they are, and of those of several states.
UNIDENTIFIED = frozenset({"unidentified", "unknown"})
ALLIED = frozenset({"international", "multinational", "coalition"})
# How bodies of many states are called.
WORLDWIDE = frozenset({"International", "World", "Intergovernmental", "Inter-Governmental"})
BODIES = frozenset(
    {"organization", "organisation", "council", "agency", "fund", "bank", "commission", "court", "tribunal"}
    | {"programme", "program", "secretariat", "bureau", "authority"}
)
# Whose trade is not that of those whose kin they are: "the journalist's widow".
KIN = frozenset(
    {"wife", "husband", "widow", "widower", "son", "daughter", "brother", "sister", "father", "mother"}
    | {"fiancée", "fiancee", "fiancé", "fiance", "girlfriend", "boyfriend", "cousin", "nephew", "niece"}
    | {"uncle", "aunt", "spouse", "partner", "parents", "family", "relative", "relatives", "children"}
)


class Posts:
    """Reads phrases whose head is an office, a body or an unknown noun."""

    def __init__(self, stage: Stage, resolver: Resolver) -> None:
        self._stage = stage
        self._resolver = resolver

    def office(self, phrase: Phrase, span: Span, role: Entry) -> Entity:
        """The holder of an office or a body: its owner's country, or the one that the report makes clear."""
        assert phrase.head is not None
        head = phrase.head.low
        name = self._stage.plain(phrase)
        apposed = self._body_after(phrase, head)
        if apposed is not None:
            return replace(apposed, span=span, how=f"{span.text!r} is {apposed.name}")
        owner = self._owner(phrase, head, role)
        inner = inner_office(phrase, phrase.head) if head not in KIN else None
        sector = combine(role, owner, phrase, inner.sector if inner else None)
        named = self._named_after(phrase) if role.sort == "person" else None
        meant = self._told_before(phrase, span, role, named) if owner is None else None
        if meant is not None:
            return meant
        country, how = (
            (owner.country, owner.how) if owner else self._context_country(phrase, head, role, inner)
        )
        if country is None and role.neutral and inner is None:
            sector = ()
        if named is not None and named.country == country:
            return Entity(span, named.name, country, sector, named.wikidata, role.name, how)
        return Entity(span, name, country, sector, None, role.name, how)

    def _told_before(self, phrase: Phrase, span: Span, role: Entry, named: Entity | None) -> Entity | None:
        """Who is meant by a phrase that does not say whose it is: the country, group or person told before.

        `named`: whose name follows the office.
        """
        head = phrase.head.low if phrase.head else ""
        if head in words()["countries"] and phrase.determiner in ("the", "this", "that"):
            entry = self._country_before(phrase)
            if entry is not None:
                return of_entry(span, entry, f"{span.text!r} means {entry.name}")
        determined = phrase.determiner in ("the", "this", "that", "these", "those", "")
        if determined and not phrase.modifiers_named() and not any(link == "of" for link, _ in phrase.after):
            found = self._body_before(phrase, head)
            if found is not None:
                return replace(found, span=span, how=f"{span.text!r} means {found.name}")
        held = not role.neutral or head in words()["held"]
        if named is None and role.sort == "person" and phrase.determiner == "the" and held:
            holder = self._resolver.holder(head, phrase.start) or self._only_one(phrase, head, role)
            if holder is not None:
                return replace(holder, span=span, how=f"{span.text!r} means {holder.name}; {holder.how}")
        return None

    def _only_one(self, phrase: Phrase, head: str, role: Entry) -> Entity | None:
        """The one person of a calling that the report names: "Anna Lind, a columnist …  The journalist"."""
        if (
            role.sector not in CALLINGS
            or phrase.modifiers
            or self._same_head_before(phrase, head) is not None
        ):
            return None
        return self._resolver.called(role.sector, phrase.start)

    def _body_after(self, phrase: Phrase, head: str) -> Entity | None:
        """The organisation between commas after a group: "the rebel group, Boko Haram, said"."""
        after = _APPOSED.match(self._stage.text, phrase.head.end) if phrase.head is not None else None
        if after is None or head.split()[-1] not in words()["groups"] | words()["blocs"]:
            return None
        near = self._stage.scene.within(after.end(), after.end() + 1)
        if (
            not near
            or near[0].of("organisation") is None
            or self._stage.text[near[0].end : near[0].end + 1] != ","
        ):
            return None
        return self._resolver.entities(near[0].start, near[0].end)[0]

    def _named_after(self, phrase: Phrase) -> Entity | None:
        """The person whose name follows the office in commas: "Israel's minister, Itamar Ben-Gvir"."""
        for link, part in phrase.after:
            if link == "," and part and all(word.text[:1].isupper() for word in part):
                return self._resolver.entities(part[0].start, part[-1].end)[0]
        return None

    def _owner(self, phrase: Phrase, head: str, role: Entry) -> Owner | None:
        if phrase.possessor and head not in words()["relations"] and not phrase.modifiers_named():
            owner = possessor(self._resolver, phrase)
            if owner is not None:
                return owner
        sits, mobile = role.sector[:1] in SITTING, role.sector[:1] == ("MIL",)
        owner = owner_of(phrase, head, role.pull, sits=sits, mobile=mobile)
        if owner is not None and owner.entry is not None and owner.entry.kind == "person":
            standing = people.standing(owner.entry, self._stage.published)
            return Owner(standing.country, None, owner.how)
        if owner is not None and owner.entry is not None and owner.entry.tenures:
            now = owner.entry.at(self._stage.published)
            if now is not None:
                owner = Owner(
                    now.country, replace(owner.entry, country=now.country, sector=now.sector), owner.how
                )
        if owner is not None and owner.entry is not None and owner.entry.contextual:
            if not role.neutral and owner.entry.sector[:1] != role.sector[:1]:
                return None
            country, how = self._stage.country_here(owner.entry, phrase.start) or (owner.country, owner.how)
            return Owner(country, replace(owner.entry, country=country), how)
        if owner is None and head not in words()["relations"]:
            owner = possessor(self._resolver, phrase)
        return owner or self._named_owner(phrase)

    def _named_owner(self, phrase: Phrase) -> Owner | None:
        """The owner behind a name or an office before the head: "the Assad regime", "the court's clerk"."""
        for word in phrase.modifiers:
            if (short := self._short_for(word)) is not None:
                return short
            if word is phrase.modifiers[0] and _is_of_all(word, phrase):
                return Owner("IGO", None, f"a body called {word.text}")
            if word.match is None and word.text[:1].isupper() and not word.text.isupper():
                town = self._stage.scene.town_at(word.start)
                if town is not None:  # "a Tromsø court"
                    return Owner(town.country, None, f"in {town.name}")
                figure = self._stage.cast.called(word.text)
                if figure is not None:
                    country = self._resolver.country_of(figure)
                    return Owner(country, None, f"{figure.name}'s") if country else None
                known = self._stage.cast.known(
                    word.text, self._stage.published.year if self._stage.published else None
                )
                if known is not None:
                    return Owner(
                        people.standing(known, self._stage.published).country, None, f"{known.name}'s"
                    )
            elif (owner := self._office_owner(phrase, word)) is not None:
                return owner
        return None

    def _short_for(self, word: Word) -> Owner | None:
        """The body of several states that a capitalised word is the last of: "Community ministers"."""
        if not word.text.istitle() or (word.match is not None and word.match.entry.kind != "role"):
            return None
        before = [(told, entry) for at, told, entry in self._bodies.get(word.text, ()) if at < word.start]
        if not before:
            return None
        told, entry = before[-1]
        return Owner(entry.country, entry, f"short for {told!r}")

    @cached_property
    def _bodies(self) -> dict[str, list[tuple[int, str, Entry]]]:
        """By the last word of its name, where the report names a body of several states, how, and which."""
        found: dict[str, list[tuple[int, str, Entry]]] = {}
        for item in self._stage.scene.items:
            entry = item.match.of("organisation") if item.match else None
            told = self._stage.text[item.start : item.end].split()
            if entry is not None and entry.country in STATELESS and len(told) > 1:
                found.setdefault(told[-1], []).append((item.start, " ".join(told), entry))
        return found

    def _office_owner(self, phrase: Phrase, word: Word) -> Owner | None:
        """The owner of what an office before the head has: "the Parliament's decision"."""
        if word.match is None or not word.possessive or word.match.entry.kind != "role":
            return None
        first = word is phrase.modifiers[0] and phrase.determiner in ("the", "this", "that")
        entity = self._resolver.entities(phrase.start if first else word.start, word.end)[0]
        return Owner(entity.country, None, f"{word.text}'s: {entity.how}") if entity.country else None

    def _context_country(
        self, phrase: Phrase, head: str, role: Entry, inner: Entry | None
    ) -> tuple[str | None, str]:
        if any(word.low in UNIDENTIFIED for word in phrase.modifiers):
            return None, NOBODY
        if head in words()["warring"] and (scene := self._stage.references.scene_of(phrase.start)):
            return scene
        said = {*head.split()[:-1], *(word.low for word in phrase.modifiers)}
        if said & ALLIED and ("MIL",) in (role.sector[:1], inner.sector[:1] if inner else ()):
            return self._leader_before(phrase.start) or ("IGO", "of several states")
        if _is_anybodys(phrase, head, role, inner):
            return None, NOBODY
        pull = inner.pull if role.neutral and inner is not None else role.pull
        before = self._same_head_before(phrase, head)
        if before is not None:
            stays = pull == "place" and head not in words()["uprooted"]
            stage = self._stage.references.scene_of(phrase.start) if stays else None
            return stage or before
        after = phrase.head.end if phrase.head else phrase.end
        if head in words()["uprooted"] or _ANONYMOUS.match(self._stage.text, after):
            return None, NOBODY
        if head in words()["of_regions"] and phrase.determiner in ("", "the"):
            alliance = self._stage.references.alliance_before(phrase.start)
            if alliance is not None:
                return alliance.country, f"of {alliance.name} before"
        if head in words()["sent"]:
            return self._sender(phrase)
        if pull == "state":
            body = role.sort == "body" or (role.neutral and inner is not None and inner.sort == "body")
            scene = self._stage.references.scene_before(phrase.start) if body else None
            but = self._guests(phrase) | ({"USA"} if head.split()[-1] in MINISTERS else frozenset())
            return scene or self._stage.references.acting_state(phrase.start, but=but)
        if pull == "place":
            return self._stage.references.setting(phrase.start)
        return None, NOBODY

    def _leader_before(self, at: int) -> tuple[str, str] | None:
        """Whose coalition it is, if the report told: "the Saudi-led coalition …  coalition forces"."""
        for told in reversed(list(_LED.finditer(self._stage.text, 0, at))):
            leader = self._resolver.entities(*told.span())[0]
            if leader.country:
                return leader.country, f"of the {told.group()}"
        return None

    def _guests(self, phrase: Phrase) -> frozenset[str]:
        """The states whose envoys the sentence names: a ministry deals with those of others.

        Not who the sentence is about: "Norway expelled a Chadian envoy after its own consul was sent home".
        """
        here = self._stage.scene.sentence_at(phrase.start)
        found: set[str] = set()
        hosts: set[str] = set()
        for item in self._stage.scene.items_in(here, here):
            entry = item.match.entry if item.match else None
            if entry is not None and entry.country:
                after = self._stage.scene.within(item.end, item.end + 2)
                if after and (role := after[0].of("role")) and role.name in words()["sent"]:
                    found.add(entry.country)
            if item.subject and entry is not None and entry.country and entry.kind in ("state", "seat"):
                hosts.add(entry.country)
        return frozenset(found - hosts)

    def _sender(self, phrase: Phrase) -> tuple[str | None, str]:
        """The state behind a diplomat whose phrase does not say it: not the one where he stands."""
        but = set()
        for link, part in phrase.after:
            if link in ("in", "at", "to", "near") or link in words()["locating"]:
                but |= {word.match.entry.country for word in part if word.match and word.match.entry.country}
        country, how = self._stage.references.acting_state(
            phrase.start, but=frozenset(code for code in but if code)
        )
        return country, f"sent by {country}: {how}" if country else how

    def _same_head_before(self, phrase: Phrase, head: str) -> tuple[str | None, str] | None:
        """The country of the last earlier phrase with the same head that names its owner ("the ministry")."""
        if phrase.determiner not in ("the", "this", "that", "these", "those", ""):
            return None
        last = _singular(head.split()[-1])
        found = self._owned_before(phrase, frozenset({last}))
        if found is None and last in ENVOYS and phrase.determiner:
            found = self._owned_before(phrase, ENVOYS)
        return found

    def _owned_before(self, phrase: Phrase, heads: frozenset[str]) -> tuple[str | None, str] | None:
        """The country of the last phrase before with one of these heads that names its owner."""
        for item in self._stage.references.back(phrase.start, far=phrase.determiner != ""):
            role = item.match.of("role") if item.match else None
            if role is None or _singular(self._stage.references.word_of(item)) not in heads:
                continue
            earlier = self._phrase_at(item)
            owner = owner_of(earlier, earlier.head.low if earlier.head else "", role.pull)
            if (
                owner is not None
                and owner.country is not None
                and owner.entry is not None
                and owner.entry.kind != "person"
            ):
                return owner.country, f"as {self._stage.text[earlier.start : earlier.end]!r} before"
            if earlier.possessor:  # "its ambassador …  the envoy"
                holder = self._resolver.entities(earlier.start, earlier.end)[0]
                if holder.country is not None:
                    return holder.country, f"as {self._stage.text[earlier.start : earlier.end]!r} before"
            place = self._place_after(item) if role.pull == "place" else None
            if place is not None:
                return place, f"as {self._stage.text[item.start : item.end]!r} before"
            scene = self._stage.references.scene_before(item.start) if role.sort == "body" else None
            if scene is not None:
                return scene[0], f"as where {scene[1]} before"
        return None

    def _place_after(self, item: Item) -> str | None:
        """The country of the place that follows an office: "prosecutors in Sweden"."""
        within = _LOCATED.match(self._stage.text, item.end)
        near = self._stage.scene.within(within.end(), within.end() + 1) if within else []
        return near[0].entry.country if near and near[0].entry.kind in PLACES else None

    def _phrase_at(self, item: Item) -> Phrase:
        """The phrase around an office that was found in the text: its modifiers and what follows it."""
        start, end = around(self._stage.scene, item.start, item.end)
        return read(start, end, split(self._stage.text, start, end, self._stage.scene.within(start, end)))

    def unknown(self, phrase: Phrase, span: Span) -> Entity:
        """A head that no table has: its owner's country, the sector of an office that modifies it."""
        short = self._shorthand(phrase)
        if short is not None:
            return of_entry(span, short, f"short for {short.name}")
        told = self._spelt_out(phrase)
        if told is not None:
            return replace(told, span=span, how=f"{span.text!r} means {told.name}; {told.how}")
        assert phrase.head is not None
        owner = owner_of(phrase, phrase.head.low, "none") or possessor(self._resolver, phrase)
        if owner is None:
            owners = (self._office_owner(phrase, word) for word in phrase.modifiers)
            owner = next((one for one in owners if one is not None), None)
        inner = inner_office(phrase, phrase.head)
        country, how = (owner.country, owner.how) if owner else (None, NOBODY)
        sector: tuple[str, ...] = ()
        if inner is not None:
            sector = inner.sector
            if country is None and inner.pull in ("state", "place") and not inner.neutral:
                country, how = (
                    self._stage.references.acting_state(phrase.start)
                    if inner.pull == "state"
                    else self._stage.references.setting(phrase.start)
                )
        elif owner is not None and owner.entry is not None and owner.entry.kind == "organisation":
            sector = owner.entry.sector
        elif (
            owner is not None and owner.entry is not None
        ):  # "Japanese goods": what is done to them is done to Japan
            sector = owner.entry.sector
        return Entity(span, self._stage.plain(phrase), country, sector, None, None, how)

    def _spelt_out(self, phrase: Phrase) -> Entity | None:
        """The body whose name an acronym follows: "Kenya's National Crime Agency (NCA) …  NCA"."""
        short = phrase.head.text if phrase.head else ""
        if not short.isupper() or len(short) < 2 or len(phrase.base) > 1:
            return None
        spelt = re.search(rf"((?:{_NAME_PART}){{2,8}})\({re.escape(short)}\)", self._stage.text)
        if spelt is None or spelt.start() <= phrase.start < spelt.end():
            return None
        end = spelt.end(1)
        start, end = around(self._stage.scene, _initialled(spelt, short), end)
        name = read(start, end, split(self._stage.text, start, end, self._stage.scene.within(start, end)))
        if owner_of(name, "", "none") is None:  # the name does not say whose it is
            return None
        return self._resolver.entities(start, end)[0]

    def _shorthand(self, phrase: Phrase) -> Entry | None:
        """ "The North" in a report that names North Korea."""
        if phrase.head is None or phrase.determiner != "the" or len(phrase.base) > 1:
            return None
        for form, name, cue in rows_of("shorthands.tsv"):
            if form == phrase.head.text and cue in self._stage.text:
                return self._stage.gazetteer.named(name)[0]
        return None

    def _country_before(self, phrase: Phrase) -> Entry | None:
        return antecedents.country_before(phrase, self._stage.references)

    def _body_before(self, phrase: Phrase, head: str) -> Entity | None:
        told = antecedents.body_before if phrase.determiner else antecedents.fighters_before
        item = told(phrase.start, head, self._stage.references)
        return self._resolver.of_item(item)[0] if item is not None else None


def _is_anybodys(phrase: Phrase, head: str, role: Entry, inner: Entry | None) -> bool:
    """Whether a phrase may be of any country: kin, weapons, "foreign mercenaries", "other governments"."""
    lists = words()
    generic = head in lists["generic"] and phrase.determiner not in ("the", "this", "that")
    if head in lists["relations"] or generic:
        return True
    if inner is None and (_singular(head.split()[-1]) in ARMS or (role.neutral and head in lists["unowned"])):
        return True
    if role.sort in ("person", "persons") and any(_abroad(word, role) for word in phrase.modifiers):
        return True
    others = phrase.determiner in OTHERS or any(word.low in OTHERS for word in phrase.modifiers)
    some = head in lists["of_regions"] or head in lists["countries"]
    return (others and some) or (head in lists["of_regions"] and _of_region(phrase))


def _is_of_all(word: Word, phrase: Phrase) -> bool:
    """Whether a name begins as those of bodies of many states do: "the International Cocoa Organization"."""
    head = phrase.head
    named = head is not None and head.text[:1].isupper() and head.low.split()[-1] in BODIES
    return named and word.text in WORLDWIDE


def _of_region(phrase: Phrase) -> bool:
    """Whether the phrase is of a part of the world: "the governments of the region", "of South East Asia"."""
    return antecedents.region_of(phrase) is not None or any(
        part and part[-1].low in LANDS and (part[-1].match is None or part[-1].match.entry.country is None)
        for link, part in phrase.after
        if link in {"of", "in", "from"}
    )


def _initialled(spelt: re.Match[str], short: str) -> int:
    """Where the words begin whose capitals make an acronym, else where the run of capitals does."""
    capitals = [found.start() for found in re.finditer(r"\b[A-Z]", spelt[1])]
    begin = capitals[-len(short)] if len(capitals) >= len(short) else 0
    initials = "".join(spelt[1][at] for at in capitals[-len(short) :])
    return spelt.start() + begin if initials == short else spelt.start()


def _abroad(word: Word, role: Entry) -> bool:
    """Whether a word before persons says that they are of elsewhere; "Foreign Undersecretary" is a title."""
    return word.low in FOREIGN and (word.text != "Foreign" or role.sort == "persons")


def _singular(noun: str) -> str:
    return f"{noun[:-3]}y" if noun.endswith("ies") else noun.removesuffix("s")


def possessor(resolver: Resolver, phrase: Phrase) -> Owner | None:
    """The owner behind "its", "his", "their": the antecedent's country."""
    if not phrase.possessor or phrase.possessor == "whose":
        return None
    kind = kind_of(phrase.possessor)
    if kind is None:
        return None
    found = resolver.pronoun(kind, phrase.start, phrase.start + len(phrase.possessor))
    if len({entity.country for entity in found}) == 1 and found[0].country is not None:
        return Owner(found[0].country, None, f"{phrase.possessor!r}: {found[0].name}")
    return None
