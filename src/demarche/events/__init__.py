"""Sentences to events: what, who, when, where, whether, and by whose account.

syntax.py          the slots around a word of a parsed sentence
lexicon.py         frames: which word, in which company, names which act
gate.py            which reports may tell an act at all
vector_gate.py     which of their sentences may
encoder.py         word vectors for the heads
heads.py           triggers, modes, statuses and parts
copies.py          agency copy: the same text of the same day is coded once
acts.py            every word of a sentence that names an act, by the frames
advice.py          what is told as a duty, or as blame
judging.py         the frames and the event head, and one verdict
roles.py, sides.py who did it, and to whom
somebody.py        whom the noun phrases of a sentence mean
everybody.py       everybody once and nobody to himself
guesses.py         sides whose country was only guessed
afar.py            sides that stand elsewhere than beside the act's word
turned.py          words above an act that turn its sides about
outside.py         phrases beside an act that are no side of it
opponents.py       who has to do with an act without doing it
beyond.py          what the sentences around an act's own say of it
status.py          whether it has happened
mood.py            what is only asked after, foretold or left undone
voice.py           by whose account
dates/             the days that time expressions name
dating.py          which of them can be an act's
days.py            which of them is
sayings.py         on which days a report's parties speak
circumstances.py   date, place, deadline and numbers of an act
anaphora.py        "the move": nouns that stand for an act
reciprocal.py      what two sides do to each other
shared.py          what coordinated acts share
implied.py         sides that a report leaves out
overt.py           sides that its words name without saying who it is
whom.py            sides that nothing tells: everybody named near, weighed
shallow.py         networks of one hidden layer, which judge sides and answers
relation.py        what one marked actor does to another
telling.py         the parts of each act, from all that the report says
merge.py           mentions of one act become one event
coding.py          all of it, for one report
"""
