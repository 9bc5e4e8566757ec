"""Mentions to events: one act, one event, however often the report tells it (guidelines 5, 6, 6e)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from demarche.events.acts import Act
from demarche.events.answered import answers
from demarche.events.everybody import MUTUAL
from demarche.events.judging import PairScores
from demarche.events.shared import NEXT_WORDS
from demarche.events.syntax import Clauses, base
from demarche.events.tables import table
from demarche.model import DateRange, Entity, EventMention, countries_of

# Statuses that may belong to one act told twice: announced and carried out, claimed and denied.
SAME_STATUS = (
    {"actual", "future"},
    {"actual", "hypothetical"},
    {"alleged", "denied"},
    {"future", "hypothetical"},
    {"actual", "negated"},
    {"actual", "alleged"},
)
# Speech of one actor to one recipient is one act only when told nearby or with the same word.
SPEECH = frozenset({"ACCUSE", "REQUEST", "THREATEN", "REJECT", "AGREE", "SUPPORT", "CONCEDE", "CONSULT"})
NEIGHBOURS = 2
# What the first sentences tell, later ones tell again, if it is one of these.
LEAD, TOLD_AGAIN = 2, frozenset({"ACCUSE", "REQUEST", "THREATEN", "SUPPORT"})
# Verbs whose day is that of the announcement and not of the deed.
ANNOUNCING = frozenset({"announce", "unveil"})
# And verbs that make known what their clause says.
MAKING_KNOWN = ANNOUNCING | {"say", "declare", "confirm", "pledge", "promise", "vow", "tell"}
# A noun with one of these and nothing else points back to an act told at most so many sentences before.
POINTERS, BACK = frozenset({"the", "this", "that", "these", "those"}), 3
# Verbs that leave it to their object to say what is done.
SAYING_LITTLE = frozenset(
    {"launch", "carry", "conduct", "stage", "make", "mount", "hold", "lodge", "file", "issue", "give", "take"}
    | {"do", "have", "commit", "perform", "undertake", "use", "deliver", "wage", "pay", "impose"}
    | {"begin", "start", "initiate", "resume", "continue"}
)
# Verbs that tell where to who or what has been seized is brought.
BRINGING = frozenset(
    {"take", "bring", "tow", "escort", "lead", "carry", "fly", "drive", "transport", "transfer"}
)
# What undoes, and what is undone.
UNDOING, UNDONE = frozenset({"CONCEDE", "RETREAT"}), frozenset({"SANCTION", "COERCE", "ACCUSE"})
# Prepositions by which one telling of an act holds another.
WITHIN = frozenset({"in", "during", "by", "with", "for", "on"})
# Relations of a noun or auxiliary to the verb with which it makes one telling: "held talks", "should leave".
OF_ONE_TELLING = frozenset({"obj", "aux"})
# So much of a word brings its forms together ("poisoned", "poisoning"); shorter words are compared whole, and
# keep an "-ing" that is most of them.
STEM, SHORTEST = 6, 4
# Sectors of a state's own arms, and of those who take up arms against it.
ARMS, REBELS = frozenset({"GOV", "MIL", "COP", "SPY"}), frozenset({"REB", "UAF", "PRM"})
# Bodies that speak for themselves.
APART = frozenset({"LEG", "JUD", "PTY", "OPP", "LAB", "BUS", "SOC", "REL"})
# Verbs of who takes lives, and nouns by which anybody is counted.
KILLING = frozenset({"kill", "shoot", "murder", "execute", "behead", "massacre", "slaughter", "assassinate"})
ANYBODY = frozenset({"person", "people", "other", "victim", "civilian", "man", "member", "individual"})
# From this probability of the head on, two fitting mentions are one act whatever their words.
SURELY_SAME = 0.5
# What it needs for a mention that leaves one side out and has other words.
PERHAPS_SAME = 0.1


@lru_cache(maxsize=1)
def families() -> dict[str, str]:
    """Lemma to family: words that may name the same act ("expel", "expulsion"), from `data/families.toml`."""
    return {word: names[-1] for word, names in all_families().items()}


@lru_cache(maxsize=1)
def all_families() -> dict[str, tuple[str, ...]]:
    """Lemma to all families that it is of: to announce may be to impose, or to cease fire."""
    found: dict[str, tuple[str, ...]] = {}
    for name, words in table("families.toml").items():
        for word in words:
            found[word] = (*found.get(word, ()), name)
    return found


@dataclass(slots=True)
class Cluster:
    """The mentions of one act, in the order of the text."""

    mentions: list[EventMention] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    @property
    def event(self) -> str:
        return self.mentions[0].event

    @property
    def sided(self) -> bool:
        """Whether any mention names a country on either side."""
        return any(_sided(mention) for mention in self.mentions)


def cluster(
    mentions: Sequence[EventMention], acts: Sequence[Act], pairs: PairScores | None = None
) -> list[Cluster]:
    """Mentions of one report as events; `mentions[k]` was found at `acts[k]`, `pairs`: the head's opinion."""
    clusters: list[Cluster] = []
    for k, (mention, act) in enumerate(zip(mentions, acts, strict=True)):
        told = [c for c in clusters if c.event == mention.event]
        if not _sided(mention) and len(told) > 1:
            told = [c for c in told if any(_stem(other) == _stem(act) for other in c.acts)]
        if not _sided(mention) and len(told) != 1:  # which of them it takes up nobody knows
            continue
        judged = [(c, _alike(c, k, pairs)) for c in told]
        fitting = [(c, alike) for c, alike in judged if _same(c, mention, act, alike)]
        if fitting:
            best, _ = max(fitting, key=lambda fit: _likeness(fit[0], mention, act) + (fit[1] or 0.0))
        else:
            best = Cluster()
            clusters.append(best)
        best.mentions.append(mention)
        best.acts.append(act)
        best.numbers.append(k)
    return clusters


def _sided(mention: EventMention) -> bool:
    """Whether a telling names a country on either side."""
    return bool(countries_of((*mention.actor, *mention.recipient)))


def _alike(cluster: Cluster, k: int, pairs: PairScores | None) -> float | None:
    """The head's best probability that act k is one of the cluster's; None without a head."""
    if pairs is None:
        return None
    return max(max(float(pairs.same[k, n]), float(pairs.same[n, k])) for n in cluster.numbers)


def _same(cluster: Cluster, mention: EventMention, act: Act, alike: float | None) -> bool:
    if not _status_fits(cluster, mention):
        return False
    if any(answers(act, other) or answers(other, act) for other in cluster.acts):
        return False
    told_as_one = any(
        _inside(act, other) or _inside(other, act) or _goes_on(act, other) for other in cluster.acts
    )
    if not (told_as_one or _modes_fit(cluster, mention)):
        return False
    if _points_back(act, cluster):
        return True
    actors = [m.actor for m in cluster.mentions]
    recipients = [m.recipient for m in cluster.mentions]
    if not (_countries_fit(actors, mention.actor) and _countries_fit(recipients, mention.recipient)):
        return False
    if _at_odds(actors, mention.actor):
        return False
    if mention.event in SPEECH - MUTUAL and _by_others(actors, mention.actor):
        return False
    if act.clauses.tokens[act.i].upos == "VERB" and _others(recipients, mention.recipient):
        return False
    if _counts_others(act, cluster.acts):
        return False
    if any(
        _disjoint(m.date, mention.date) and not (_is_announced(a) or _is_announced(act))
        for m, a in zip(cluster.mentions, cluster.acts, strict=True)
    ):
        return False
    if told_as_one:
        return True
    if _crossed(cluster, mention):
        return False
    if alike is not None and alike >= SURELY_SAME:
        return True
    if any(_elsewhere(m, mention) and not _same_sides(m, mention) for m in cluster.mentions):
        return False
    if mention.event == "CONSULT" and any(_meet_again(m, mention) for m in cluster.mentions):
        return True
    both = bool(mention.actor and mention.recipient)
    modes = {mode for m in cluster.mentions for mode in m.mode}
    alike_words = any(akin(a, act) for a in cluster.acts) or _advised_again(cluster, mention, act)
    if both and _headed(cluster, act):
        return True
    if mention.event in SPEECH:
        told_first = mention.event in TOLD_AGAIN and cluster.acts[0].sentence < LEAD
        near = told_first or act.sentence - cluster.acts[-1].sentence <= NEIGHBOURS
        return alike_words and (both or near)
    if alike_words or modes & set(mention.mode):
        return True
    return not both and (alike is None or alike >= PERHAPS_SAME)


def _headed(cluster: Cluster, act: Act) -> bool:
    """Whether the headline told what the lead tells: "Iceland reopens its ports", "lifted its ban"."""
    first = cluster.acts[0]
    return first.sentence == 0 and act.sentence == 1 and first.clauses.tokens[-1].upos != "PUNCT"


def _goes_on(act: Act, other: Act) -> bool:
    """Whether an act only tells where those whom another has seized were brought: "and took them to Oslo"."""
    clauses, token = act.clauses, act.clauses.tokens[act.i]
    if act.sentence != other.sentence or base(token.dep) != "conj" or token.head != other.i:
        return False
    objects = clauses.tree.dependents(act.i, "obj")
    return clauses.lemmas[act.i] in BRINGING and any(clauses.tokens[i].upos == "PRON" for i in objects)


def announces(act: Act, by: Collection[str] = ("obj",)) -> bool:
    """Whether the act's word, or the verb on which it hangs `by` such a relation, tells that a deed was made
    known.
    """
    token, lemmas = act.clauses.tokens[act.i], act.clauses.lemmas
    told = token.head >= 0 and base(token.dep) in by and lemmas[token.head] in ANNOUNCING
    return act.event not in SPEECH and (told or lemmas[act.i] in ANNOUNCING)


def _is_announced(act: Act) -> bool:
    """Whether an act is told as announced, so that its day may be that of the announcement."""
    return announces(act, by=("obj", "ccomp", "xcomp"))


def takes_up(act: Act, told: Sequence[Act]) -> bool:
    """Whether a definite noun without more names an act of its family told before: "the protests"."""
    return _is_bare(act) and any(other.event == act.event and akin(other, act) for other in told)


def meant(act: Act, mentions: Sequence[EventMention], acts: Sequence[Act]) -> EventMention | None:
    """The act told before that another undoes or blames without saying whose it was: "the tariffs were
    lifted", "this tariff is not justified".

    `mentions[k]` was found at `acts[k]`.
    """
    nouns = _meaning(act)
    kinds = {name for noun in nouns for name in all_families().get(noun, ())}
    for mention, other in zip(reversed(mentions), reversed(acts), strict=True):
        named = other.clauses.lemmas[other.i] in nouns or kinds & families_of(other)
        if named and mention.event in UNDONE and mention.actor and mention.recipient:
            return mention
    return None


def _meaning(act: Act) -> set[str]:
    """The nouns for what an act undoes, or for what it blames and points back to."""
    clauses = act.clauses
    if act.event in UNDOING and clauses.is_passive(act.i):
        return {clauses.lemmas[i] for i in clauses.slots(act.i).get("obj")}
    if act.event == "ACCUSE" and act.advised:
        below = clauses.tree.children
        subjects = clauses.slots(act.i).get("subj")
        return {clauses.lemmas[i] for i in subjects if any(clauses.lemmas[c] in POINTERS for c in below[i])}
    return set()


def _is_bare(act: Act) -> bool:
    """Whether a definite noun names an act and says no more of it than a day."""
    children = act.clauses.tree.children[act.i]
    return (
        act.clauses.tokens[act.i].upos == "NOUN"
        and any(act.clauses.lemmas[c] in POINTERS for c in children)
        and not any(_tells_more(act.clauses, c) for c in children)
    )


def _points_back(act: Act, cluster: Cluster) -> bool:
    """Whether a noun stands for an act told just before in like words: "banned … The ban prompted"."""
    if not 0 <= act.sentence - cluster.acts[-1].sentence <= BACK or not _is_bare(act):
        return False
    return any(akin(a, act) and (a.sentence, a.i) < (act.sentence, act.i) for a in cluster.acts)


def _tells_more(clauses: Clauses, i: int) -> bool:
    """Whether a dependent of a noun says which act of its kind it is: anything but a day."""
    relation = base(clauses.tokens[i].dep)
    dated = any(clauses.tokens[k].upos == "NUM" for k in clauses.tree.subtree(i))
    return relation in {"amod", "acl"} or (relation == "nmod" and not dated)


def _inside(act: Act, other: Act) -> bool:
    """Whether one phrase tells an act as part of the other: "held talks", "killed in clashes"."""
    token = act.clauses.tokens[act.i]
    if act.sentence != other.sentence or token.head < 0:
        return False
    relation = base(token.dep)
    if relation == "acl" and token.xpos == "VBN" and act.clauses.lemmas[act.i] in SAYING_LITTLE:
        return token.head == other.i  # "a meeting held at her request"
    if relation == "acl" and token.xpos == "VBG":  # "passed a resolution calling for"
        above = act.clauses.tokens[token.head]
        return above.head == other.i and base(above.dep) == "obj" and act.event in SPEECH
    if token.head != other.i:
        return False
    if relation in {"obl", "nmod"}:
        return act.clauses.tree.preposition(act.i) in WITHIN
    if relation in OF_ONE_TELLING or token.dep == "nsubj:pass":
        return True
    if relation == "ccomp":  # "announced that it would join"
        return act.clauses.lemmas[other.i] in MAKING_KNOWN
    if relation == "conj":
        return act.i - other.i <= NEXT_WORDS  # "welcome and support the deal"
    if relation == "advcl" and token.xpos == "VBG" and act.event in SPEECH:
        return act.clauses.tree.preposition(act.i) is None  # "condemned the raid, calling it a crime"
    return relation in {"xcomp", "advcl"} and token.xpos == "VB"


def _elsewhere(a: EventMention, b: EventMention) -> bool:
    """Whether two tellings say in their own sentences that they were in different countries, so that they are
    not of one act.
    """
    mine, theirs = (_told_there(mention) for mention in (a, b))
    return mine is not None and theirs is not None and mine != theirs


def _told_there(mention: EventMention) -> str | None:
    """The country of the place that a telling's own sentence gives."""
    place, sentence = mention.place, mention.sentence
    inside = place is not None and sentence.start <= place.span.start < sentence.end
    return place.country if place is not None and inside else None


def _advised_again(cluster: Cluster, mention: EventMention, act: Act) -> bool:
    """Whether the same person goes on to say what another should do, or what should be done."""
    goes_on = act.advised and (cluster.acts[-1].advised or is_unaddressed(mention, act))
    speakers = {entity.name for entity in cluster.mentions[-1].actor}
    return goes_on and speakers == {entity.name for entity in mention.actor}


def is_unaddressed(mention: EventMention, act: Act) -> bool:
    """Whether somebody says what should be done, and to nobody: an act only where he asks somebody else."""
    return act.advised and act.event == "REQUEST" and not mention.recipient


def _same_sides(a: EventMention, b: EventMention) -> bool:
    """Whether two tellings name the same countries on both sides, of several that were hit."""
    return (
        countries_of(a.actor) == countries_of(b.actor)
        and countries_of(a.recipient) == countries_of(b.recipient)
        and len(countries_of(a.recipient)) > 1
    )


def _meet_again(a: EventMention, b: EventMention) -> bool:
    """Whether two tellings of a visit or talks name the same two sides or more: he visits, they talk."""
    mine, theirs = ({*countries_of(m.actor), *countries_of(m.recipient)} for m in (a, b))
    return len(mine) > 1 and mine == theirs


def _crossed(cluster: Cluster, mention: EventMention) -> bool:
    """Whether one telling's sufferer is the other's doer: the expelled and those who expel in turn."""
    if "expel" not in mention.mode:
        return False
    sides = [(countries_of(m.actor), countries_of(m.recipient)) for m in (*cluster.mentions, mention)]
    doers, sufferers = set().union(*(a for a, _ in sides)), set().union(*(r for _, r in sides))
    return bool(doers & sufferers)


def families_of(act: Act) -> frozenset[str]:
    """The families of the act's word, or of the object of one that says little; the word itself when it has
    none.
    """
    lemma = act.clauses.lemmas[act.i]
    if lemma in SAYING_LITTLE:
        lemma = next((act.clauses.lemmas[i] for i in act.clauses.slots(act.i).get("obj")), lemma)
    return frozenset(all_families().get(lemma, (lemma,)))


def akin(act: Act, other: Act) -> bool:
    """Whether the words of two acts may name the same act."""
    return not families_of(act).isdisjoint(families_of(other))


def stem_of(lemma: str) -> str:
    """What the forms of a word have in common: "shell" of "shelled" and "the shelling"."""
    bare = lemma.removesuffix("ing")
    return (bare if len(bare) >= SHORTEST else lemma)[:STEM]


def _stem(act: Act) -> str:
    return stem_of(act.clauses.lemmas[act.i])


def _likeness(cluster: Cluster, mention: EventMention, act: Act) -> float:
    score = 0.0
    for other, a in zip(cluster.mentions, cluster.acts, strict=True):
        score += 2.0 * (akin(a, act)) + (_stem(a) == _stem(act))
        score += bool(countries_of(other.actor) & countries_of(mention.actor))
        score += bool(countries_of(other.recipient) & countries_of(mention.recipient))
    return score / len(cluster.mentions) - 0.05 * (act.sentence - cluster.acts[-1].sentence)


def _modes_fit(cluster: Cluster, mention: EventMention) -> bool:
    modes = {mode for m in cluster.mentions for mode in m.mode}
    return not modes or not mention.mode or bool(modes & set(mention.mode))


def _status_fits(cluster: Cluster, mention: EventMention) -> bool:
    return all(
        m.status == mention.status or any({m.status, mention.status} <= pair for pair in SAME_STATUS)
        for m in cluster.mentions
    )


def _countries_fit(known: Sequence[Sequence[Entity]], entities: Sequence[Entity]) -> bool:
    """Whether two sets of countries may be one: equal, overlapping, or one of them unknown."""
    mine, theirs = countries_of(entities), countries_of(e for group in known for e in group)
    return not mine or not theirs or bool(mine & theirs)


def _at_odds(known: Sequence[Sequence[Entity]], entities: Sequence[Entity]) -> bool:
    """Whether one side is arms of a state and the other those who fight it, of one country or not."""
    mine = {e.sector[0] for e in entities if e.sector}
    theirs = {e.sector[0] for group in known for e in group if e.sector}
    return bool(mine and theirs) and any(
        a <= ARMS and b <= REBELS for a, b in ((mine, theirs), (theirs, mine))
    )


def _by_others(known: Sequence[Sequence[Entity]], entities: Sequence[Entity]) -> bool:
    """Whether two tellings of words name other speakers: two persons, or a parliament and a ministry."""
    theirs = [entity for group in known for entity in group]
    mine, others = _persons(entities), _persons(theirs)
    if mine and others and len(mine) == len(entities) and len(others) == len(theirs):
        return mine.isdisjoint(others)
    ours, whose = _bodies(entities), _bodies(theirs)
    return ours.isdisjoint(whose) and not (ours | whose).isdisjoint(APART)


def _persons(entities: Sequence[Entity]) -> set[str]:
    """The names of the persons among entities."""
    known = (entity for entity in entities if entity.wikidata or entity.role)
    return {entity.name for entity in known if " " in entity.name and entity.name.istitle()}


def _bodies(entities: Sequence[Entity]) -> set[str]:
    """The first sectors of entities."""
    return {entity.sector[0] for entity in entities if entity.sector}


def _others(known: Sequence[Sequence[Entity]], entities: Sequence[Entity]) -> bool:
    """Whether two tellings name each a private person by full name, and no word of the names is the same."""
    mine = [entity.name.split() for entity in entities if _is_somebody(entity)]
    theirs = {word for group in known for e in group if _is_somebody(e) for word in e.name.split()}
    return len(entities) == len(mine) == 1 and bool(theirs) and theirs.isdisjoint(mine[0])


def _counts_others(act: Act, told: Sequence[Act]) -> bool:
    """Whether a verb counts other dead than all that have counted theirs: "killed nine nuns … shot six
    priests".
    """
    mine = _counted(act)
    theirs = [counted for other in told if other.sentence != act.sentence and (counted := _counted(other))]
    return bool(mine) and bool(theirs) and not any(mine & counted for counted in theirs)


def _counted(act: Act) -> frozenset[str]:
    """The nouns and numbers of the people whom a verb says to be killed; none where anybody is counted."""
    clauses = act.clauses
    if clauses.lemmas[act.i] not in KILLING or clauses.tokens[act.i].upos != "VERB":
        return frozenset()
    heads = [one for head in clauses.slots(act.i).get("obj") for one in clauses.conjuncts(head)]
    numbers = {head: clauses.tree.dependents(head, "nummod") for head in heads}
    nouns = frozenset(clauses.lemmas[head] for head in heads if numbers[head])
    said = (clauses.tokens[number].text.lower() for found in numbers.values() for number in found)
    return nouns.union(said) if nouns.isdisjoint(ANYBODY) else frozenset()


def _is_somebody(entity: Entity) -> bool:
    """Whether an entity is a person with first and last name who speaks for no state."""
    private = bool(entity.sector) and entity.sector[0] not in {"GOV", "PTY"}
    return private and " " in entity.name and entity.name.istitle()


def _disjoint(a: DateRange | None, b: DateRange | None) -> bool:
    return a is not None and b is not None and (a.last < b.first or b.last < a.first)
