"""spaCy on both sides: the shipped parser as a spaCy pipeline, and any UD pipeline of spaCy's as a parser."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from demarche import model
from demarche.errors import ModelError

if TYPE_CHECKING:
    from spacy.vocab import Vocab


COMPONENT = "demarche"
VECTORS = "demarche_vectors"  # Doc.user_data: the word vectors, (tokens, 384), zeros at white space
LONGEST = (
    1_000_000  # characters a text: spaCy's own limit; a longer one goes through in one piece all the same
)


class SpacyParser:
    """A spaCy pipeline with UD labels (spacy-stanza, UDPipe's, one of your own) as a `Parser`; no vectors."""

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        nlp.max_length = max(nlp.max_length, LONGEST)

    @classmethod
    def load(cls, name: str) -> SpacyParser:
        """The pipeline of that installed package or path.

        Raises `ModelError` where spaCy cannot load it or it has no parser.
        """
        import spacy

        try:
            nlp = spacy.load(name)
        except (OSError, ImportError, ValueError) as error:
            told = str(error).partition("\n")[0]
            raise ModelError(
                f"spaCy cannot load the pipeline {name!r} ({told}). "
                "Give the name of an installed pipeline with UD labels or the path to one, "
                "or leave it out for the shipped parser."
            ) from None
        return cls(nlp)

    def parse(self, texts: Sequence[str]) -> list[tuple[model.Sentence, ...]]:
        """The sentences of each text, in order; offsets index the text as given."""
        return [sentences(doc) for doc in self._nlp.pipe(texts)]


def sentences(doc: Doc) -> tuple[model.Sentence, ...]:
    """The parsed sentences of a `Doc`; tokens of white space are left out.

    Raises `ModelError` for a `Doc` without sentence boundaries or trees.
    """
    if not len(doc):
        return ()
    if not doc.has_annotation("SENT_START") or not doc.has_annotation("DEP"):
        raise ModelError(
            "The spaCy pipeline gives no dependency trees: its Doc has no sentences or relations. "
            "Use a pipeline with a parser of Universal Dependencies labels."
        )
    return tuple(sentence for span in doc.sents for sentence in _sentence(span))


def _sentence(span: Span) -> Iterator[model.Sentence]:
    words = [token for token in span if not token.is_space]
    if not words:
        return
    place = {token.i: i for i, token in enumerate(words)}
    tokens = tuple(
        model.Token(
            i,
            token.idx,
            token.idx + len(token),
            token.text,
            token.lemma_ or token.text,
            token.pos_ or "X",
            token.tag_ or "_",
            str(token.morph) or "_",
            place.get(_head(token), -1),
            "root" if _head(token) not in place else token.dep_,
        )
        for i, token in enumerate(words)
    )
    yield model.Sentence(tokens[0].start, tokens[-1].end, tokens)


def _head(token: Token) -> int:
    """The index of the head in the `Doc`, -1 for a root; heads of white space are passed over."""
    head = token.head
    while head.is_space and head.head.i != head.i:
        head = head.head
    return -1 if head.i == token.i or head.is_space else head.i


def pipeline(*, threads: int = 1) -> Language:
    """A blank English pipeline whose tokeniser and one component are the shipped parser's."""
    import spacy

    nlp = spacy.blank("en")
    component = nlp.add_pipe(COMPONENT, config={"threads": threads})
    nlp.tokenizer = component.tokenise  # type: ignore[attr-defined]
    return nlp


class ShippedComponent:
    """Annotates `Doc`s that its own tokeniser made: tags, morphology, lemmas, sentences and trees."""

    def __init__(self, vocab: Vocab, threads: int) -> None:
        from demarche.language.parser import ShippedParser

        self._vocab = vocab
        self._parser = ShippedParser(threads=threads)

    def tokenise(self, text: str) -> Doc:
        """A `Doc` of the parser's tokens; white space beyond one space is a token, as in spaCy."""
        words: list[str] = []
        spaces: list[bool] = []
        place = 0
        for paragraph in self._parser.words.paragraphs(0, text):
            for start, end in zip(paragraph.starts, paragraph.ends, strict=True):
                _gap(text[place:start], words, spaces)
                words.append(text[start:end])
                spaces.append(False)
                place = end
        _gap(text[place:], words, spaces)
        return Doc(self._vocab, words, spaces)

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], batch_size: int = 100) -> Iterator[Doc]:
        """The annotated `Doc`s, parsed `batch_size` at a time."""
        stream = iter(docs)
        while group := list(islice(stream, batch_size)):
            for doc, parsed in zip(group, self._parser.parse([doc.text for doc in group]), strict=True):
                yield annotated(doc, parsed)


@Language.factory(
    COMPONENT, default_config={"threads": 1}, assigns=["token.tag", "token.pos", "token.dep", "token.lemma"]
)
def make_component(nlp: Language, name: str, threads: int) -> ShippedComponent:
    """spaCy's factory of the shipped parser."""
    return ShippedComponent(nlp.vocab, threads)


def annotated(doc: Doc, parsed: Sequence[model.Sentence]) -> Doc:
    """A copy of the `Doc` with the parser's annotation.

    Raises `ModelError` where another tokeniser made the `Doc`.
    """
    import numpy as np

    words = [token.i for token in doc if not token.is_space]
    tokens = [(sentence, token) for sentence in parsed for token in sentence.tokens]
    if [(doc[i].idx, len(doc[i])) for i in words] != [(token.start, len(token.text)) for _, token in tokens]:
        raise ModelError(
            "The Doc has other tokens than the shipped parser: another tokeniser made it. "
            "Use demarche.language.spacy_pipeline(), or set nlp.tokenizer to the component's `tokenise`."
        )
    # White space hangs on the word before it (after it at the beginning), in that word's sentence.
    size = len(doc)
    heads = [max(i - 1, 0) for i in range(size)]
    tags, pos, lemmas, deps = ["_SP"] * size, ["SPACE"] * size, [token.text for token in doc], ["dep"] * size
    morphs = [""] * size
    if words and words[0] > 0:
        heads[: words[0]] = [words[0]] * words[0]
    vectors = np.zeros((size, 384), np.float32)
    base = 0
    for sentence in parsed:
        for token in sentence.tokens:
            i = words[base + token.i]
            heads[i] = words[base + token.head] if token.head >= 0 else i
            tags[i], pos[i], lemmas[i], morphs[i] = (
                token.xpos,
                token.upos,
                token.lemma,
                token.feats.replace("_", ""),
            )
            deps[i] = "ROOT" if token.head < 0 else token.dep
        if sentence.vectors is not None:
            vectors[words[base : base + len(sentence.tokens)]] = sentence.vectors
        base += len(sentence.tokens)
    if not words:
        return doc
    return Doc(
        doc.vocab,
        [token.text for token in doc],
        [bool(token.whitespace_) for token in doc],
        user_data={**doc.user_data, VECTORS: vectors},
        tags=tags,
        pos=pos,
        morphs=morphs,
        lemmas=lemmas,
        heads=heads,
        deps=deps,
    )


def _gap(white: str, words: list[str], spaces: list[bool]) -> None:
    """Adds the white space between two words: one space belongs to the word before, the rest is a token."""
    if white.startswith(" ") and words:
        spaces[-1] = True
        white = white[1:]
    if white:
        if white.endswith(" ") and len(white) > 1:
            words.append(white[:-1])
            spaces.append(True)
        else:
            words.append(white)
            spaces.append(False)
