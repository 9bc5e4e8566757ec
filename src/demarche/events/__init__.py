"""Sentences to events: what, who, when, where, whether, and by whose account.

syntax.py          the slots around a word of a parsed sentence
lexicon.py         frames: which word, in which company, names which act
encoder.py         word vectors for the heads
    heads.py           triggers, modes, statuses and parts
acts.py            every word of a sentence that names an act
roles.py           who did it, and to whom
status.py          whether it has happened
voice.py           by whose account
dates/             the days that time expressions name
circumstances.py   date, place, deadline and numbers of an act
merge.py           mentions of one act become one event
coding.py          all of it, for one report
"""
