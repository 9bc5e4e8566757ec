"""Bytes to text: encodings, and the one normal form that every offset counts in."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE, lookup

BOMS = (
    (BOM_UTF8, "utf-8"),
    (BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark begins UTF-32's
    (BOM_UTF32_BE, "utf-32"),
    (BOM_UTF16_LE, "utf-16"),
    (BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""(?:<meta[^>]{0,200}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
DECLARATION_WITHIN = 4096  # bytes; the HTML standard asks for it in the first 1,024, pages are less strict
DETECTION_SAMPLE = 60_000  # bytes that charset-normalizer looks at: more costs time and changes no answer
FEW_MARKS = (
    0.03  # share of non-ASCII bytes under which detection guesses: English with a few quotes or accents
)
LINE_ENDS = re.compile("\r\n?|[\u000b\u000c\u001c\u001d\u001e\u0085\u2028\u2029]")
# C0 and C1 controls, soft hyphens, zero-width marks, bidirectional controls, BOMs inside the text, unpaired
# surrogates.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]"
)
UNPAIRED = re.compile("[\ud800-\udfff]")  # halves of a character, which no encoding holds
# Codecs that decode no page: they give no text, or fail on any.
NO_CHARSETS = frozenset(
    {"utf-7", "idna", "punycode", "undefined", "hex", "base64", "zlib", "bz2", "rot-13", "uu", "quopri"}
)
BLANK_START = re.compile(r"\A(?:[^\S\n]*\n)+")
BINARY_SHARE = 0.02  # control characters in a text; prose has none
SIGNATURES = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP or office file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
)


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of some bytes: by mark, as UTF-8, as declared by the carrier or the page, or as detected."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A page cut in the middle of a character, or with one bad byte, is UTF-8 all the same.
        if error.start > 0.98 * len(data) and error.start > 1000:
            return data.decode("utf-8", "replace")
    declared = DECLARED.search(data[:DECLARATION_WITHIN])
    for name in (charset, declared.group(1).decode("ascii", "replace") if declared else None):
        encoding_ = _web_encoding(name)
        if encoding_:
            return data.decode(encoding_, "replace")
    return _detect(data)


def _web_encoding(name: str | None) -> str | None:
    """The codec for a declared charset as browsers read it (ISO-8859-1 means Windows-1252); None if
    unknown."""
    if not name:
        return None
    try:
        codec = lookup(name.strip()).name
    except (LookupError, ValueError):
        return None
    if codec in {"ascii", "iso8859-1", "latin-1"}:
        return "cp1252"
    return codec if codec not in NO_CHARSETS else None


def _detect(data: bytes) -> str:
    marks = sum(len(run) for run in re.findall(rb"[\x80-\xff]+", data[:DETECTION_SAMPLE]))
    if marks > FEW_MARKS * min(len(data), DETECTION_SAMPLE):
        from charset_normalizer import from_bytes

        best = from_bytes(data[:DETECTION_SAMPLE]).best()
        if best is not None and best.encoding not in {"ascii", "utf_8"}:
            return data.decode(best.encoding, "replace")
    return data.decode("utf-8" if b"\xe2\x80" in data else "cp1252", "replace")


def normalise(text: str) -> str:
    """The report's own text: NFC, line ends as \\n, nothing invisible, no blank lines before or blanks after
    it.

    Every other character stays as it is, so that a clean text comes out unchanged.
    """
    if text.isascii() and "\r" not in text and not INVISIBLE.search(text):
        clean = LINE_ENDS.sub("\n", text)
    else:
        clean = unicodedata.normalize("NFC", INVISIBLE.sub("", LINE_ENDS.sub("\n", text)))
    return BLANK_START.sub("", clean).rstrip()


def paired(text: str) -> str:
    """The text without unpaired surrogates: what JSON, a page or a file's name has of them can be written
    nowhere.
    """
    return UNPAIRED.sub("", text) if UNPAIRED.search(text) else text


def written(text: str) -> str:
    r"""The text with unpaired surrogates as \udcff: of a file's name, where each must still be told apart."""
    return text.encode("utf-8", "backslashreplace").decode()


def what_binary(data: bytes) -> str | None:
    """What kind of binary file the bytes begin, or None when they look like text in some encoding."""
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            return name
    if any(data.startswith(mark) for mark, _ in BOMS):
        return None
    head = data[:8192]
    controls = sum(len(run) for run in re.findall(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]+", head))
    return "binary data" if head and controls > BINARY_SHARE * len(head) else None
