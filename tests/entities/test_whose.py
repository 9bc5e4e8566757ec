"""Whose an office is that no word gives a country: the signs, and their weights."""

from __future__ import annotations

from dataclasses import replace

from demarche.entities.whose import SIGNS, Naming, Presence, weights

ACTS = Naming(10, 0, "NOR", 3.0, 0.8, subject=True, modifier=False, located=False, owner=False)
HOSTS = Naming(40, 0, "DNK", 0.7, 2.0, subject=False, modifier=False, located=True, owner=False)
AT, HERE = 100, 1


def test_every_sign_has_a_weight() -> None:
    assert all(len(found) == len(SIGNS) for found in weights().values())


def test_a_text_that_names_nobody() -> None:
    assert Presence([], None).odds(AT, HERE, place=False) == {}
    assert list(Presence([], "NOR").odds(AT, HERE, place=False)) == ["NOR"]


def test_who_acts_is_likelier_than_who_hosts() -> None:
    odds = Presence([ACTS, HOSTS], "DNK").odds(AT, HERE, place=False)
    assert odds["NOR"] > odds["DNK"]


def test_a_dateline_counts_for_who_does_more_than_host() -> None:
    sign = SIGNS.index("dateline")
    host = Presence([ACTS, HOSTS], "DNK")
    assert host.signs(AT, HERE)[host.countries.index("DNK"), sign] == 0
    at_home = Presence([HOSTS, replace(ACTS, country="DNK")], "DNK")
    assert at_home.signs(AT, HERE)[0, sign] == 1


def test_what_is_named_later_is_told_apart() -> None:
    later = replace(ACTS, offset=AT + 5, sentence=HERE)
    presence = Presence([HOSTS, later], None)
    signs = presence.signs(AT, HERE)
    assert signs[presence.countries.index("NOR"), SIGNS.index("acting share")] == 0
    assert signs[presence.countries.index("NOR"), SIGNS.index("later here")] == 1
