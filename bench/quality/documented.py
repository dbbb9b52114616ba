"""What AWS documents: the 166 identifiers, their keywords and shapes, and keywords as people type them.

documented.json was transcribed from the Amazon Macie user guide of July 2025, not taken from the catalogue."""

import functools
import json
import os
import re
import unicodedata

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "documented.json")


@functools.lru_cache(None)
def identifiers():
    with open(PATH, encoding="utf-8") as file:
        return {entry["id"]: entry for entry in json.load(file)}


def words(text):
    """Lower-case words; camelCase and the seam between letters and digits part them, as do all other characters."""
    text = re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])", " ", text)
    text = re.sub(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])", " ", text)
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


def speaks_for(text, identifier):
    """Whether a documented keyword of the identifier stands in the text as whole words, joined or not."""
    own = " " + " ".join(words(text)) + " "
    return any(f" {keyword} " in own or f" {keyword.replace(' ', '')} " in own for keyword in keyword_words(identifier))


@functools.lru_cache(None)
def keyword_words(identifier):
    return tuple(" ".join(words(keyword)) for keyword in identifiers()[identifier]["keywords"])


@functools.lru_cache(None)
def shapes(identifier):
    return tuple(re.compile(shape, re.I) for shape in identifiers()[identifier]["shapes"])


def has_shape(value, identifier):
    """Whether a text, as written or without its separators, is of a shape that is documented for the identifier."""
    value = unicodedata.normalize("NFKC", value).translate({0x2010: "-", 0x2011: "-", 0x2013: "-"})
    bare = "".join(c for c in value if c not in " .-/")
    return any(shape.fullmatch(value) or shape.fullmatch(bare) for shape in shapes(identifier))


def typed(r, keyword):
    """A keyword as it stands in running text: its case varies, and a blank may be an underscore or a hyphen."""
    form = r.random()
    if form < 0.35:
        return keyword
    if form < 0.6:
        return keyword.upper()
    if form < 0.8:
        return " ".join(word[:1].upper() + word[1:] for word in keyword.split(" "))
    if form < 0.85:
        first, *rest = keyword.split(" ")
        return first + "".join(word[:1].upper() + word[1:] for word in rest)
    return keyword.replace(" ", r.choice(("_", "-")))


def as_field(r, keyword):
    """A keyword as the name of a column or of a JSON member."""
    parts = [part for part in re.split(r"[ _-]+", keyword) if part]
    form = r.choice(("snake", "camel", "plain", "kebab", "upper", "prefix", "suffix", "title"))
    if form == "camel":
        return parts[0].lower() + "".join(part[:1].upper() + part[1:] for part in parts[1:])
    if form == "title":
        return " ".join(part[:1].upper() + part[1:] for part in parts)
    if form == "upper":
        return "_".join(parts).upper()
    if form == "prefix":
        return r.choice(("main", "current", "old", "client", "user")) + "_" + "_".join(parts)
    if form == "suffix":
        return "_".join(parts) + r.choice(("_1", "_value", "_text", "_2"))
    return {"snake": "_", "kebab": "-", "plain": " "}[form].join(parts)
