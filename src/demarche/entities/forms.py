"""How names are written: one form for matching, and the rules of upper and lower case."""

from __future__ import annotations

import re

# Breaks and hyphens count as blanks, curly apostrophes as straight ones; every character stays one
# character, so that offsets in the plain form are offsets in the text.
_PLAIN = str.maketrans(
    dict.fromkeys('\n\r\t\xa0\u2009\u202f"“”‘«»„([{)]}/—–-‐‑*|><;:!?,', " ") | {"’": "'", "ʼ": "'", "`": " "}
)
_OPENING = re.compile(r"(?<!\w)'")

# Acronyms that are common words when a whole line is in capitals ("WHO IS TO BLAME").
CAPITAL_WORDS = frozenset(
    {"US", "IS", "WHO", "IT", "AU", "CAR", "CARE", "PAN", "MEND", "GAM", "QUAD", "PACE"}
)

# In names of states, which broadcasters' transcripts write in small letters: "north Korea".
QUARTERS = frozenset({"north", "south", "east", "west", "northern"})


def plain(text: str) -> str:
    """The text in lower case with blanks for breaks, hyphens, quotes and commas, of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):  # "İ" and a few others grow
        lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    lowered = lowered.translate(_PLAIN)
    return _OPENING.sub(" ", lowered) if "'" in lowered else lowered


def key(form: str) -> str:
    """The form under which a name is looked up."""
    return plain(form).strip()


def fits(form: str, found: str, *, shouting: bool) -> bool:
    """Whether a proper name found in a text is written as one.

    `form` is the name as the table has it, `found` the words of the text, `shouting` that the whole
    line is in capitals.  Acronyms must be written exactly; every capital of a name must stand,
    unless the whole is in capitals.
    """
    if form.isupper() and len(form) <= 5:
        return (
            found == form or (found.replace(".", "") == form) if not shouting else form not in CAPITAL_WORDS
        )
    return found[0].isupper() or not form[0].isupper() or _is_half(found)


def _is_half(found: str) -> bool:
    """Whether a name begins with a quarter of the compass in small letters: "north Korea"."""
    quarter, _, rest = found.partition(" ")
    return quarter in QUARTERS and rest[:1].isupper()


def plural(noun: str) -> str:
    """The regular plural: "ally" → "allies", "church" → "churches"."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    return noun + "s"


def both_numbers(form: str) -> list[str]:
    """The forms that a table's "spy|leader(s)" field part stands for."""
    if form.endswith("(s)"):
        return [form[:-3], plural(form[:-3])]
    return [form]
