"""What all makers of values share: the registry, and small helpers over one seeded random generator."""

import dataclasses
import random
from typing import Callable, Optional

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOWER = UPPER.lower()
DIGITS = "0123456789"


@dataclasses.dataclass
class Value:
    """A value as somebody writes it.

    text      the written value
    form      short name of the written form, for the lists of what was missed
    alone     it needs no keyword beside it
    damage    makes the same form with a wrong check from it, or None where there is no check to break
    keywords  only these of the documented keywords go with this form (None: any)
    also      other identifiers that are as true of it and may stand beside it
    within    what a part of it is, which shows where it is not recognised itself
    """

    text: str
    form: str = "plain"
    alone: bool = False
    damage: Optional[Callable[[random.Random], str]] = None
    keywords: Optional[list] = None
    also: tuple = ()
    within: tuple = ()


MAKERS = {}


def maker(*identifiers):
    """Registers a function from a random generator to a Value (or a str) for each of these identifiers."""

    def register(function):
        for identifier in identifiers:
            assert identifier not in MAKERS, identifier
            MAKERS[identifier] = function
        return function

    return register


def make(identifier, r):
    value = MAKERS[identifier](r)
    return Value(value) if isinstance(value, str) else value


def digits(r, count, first=DIGITS):
    return r.choice(first) + "".join(r.choice(DIGITS) for _ in range(count - 1)) if count else ""


def letters(r, count, alphabet=UPPER):
    return "".join(r.choice(alphabet) for _ in range(count))


def until(r, attempt, valid):
    """The first of up to 10,000 attempts that is valid."""
    for _ in range(10000):
        text = attempt(r)
        if valid(text):
            return text
    raise ValueError("no valid value in 10,000 attempts")


def grouped(text, sizes, separator):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at:at + size])
        at += size
    assert at == len(text), (text, sizes)
    return separator.join(parts)


def wrong(text, valid):
    """A damage function: changes one digit (a letter where there is none) until the check no longer holds."""

    def damage(r):
        places = [i for i, c in enumerate(text) if c.isdigit()] or [i for i, c in enumerate(text) if c.isalpha()]
        for _ in range(200):
            at = r.choice(places)
            alphabet = DIGITS if text[at].isdigit() else UPPER
            changed = text[:at] + r.choice(alphabet) + text[at + 1:]
            if changed != text and not valid(changed):
                return changed
        raise ValueError("every change is valid, too")

    return damage


def checked(text, form, valid, **more):
    """A value whose check digit an independent function confirms."""
    assert valid(text), (text, form)
    return Value(text, form, damage=wrong(text, valid), **more)


def birth_date(r, first=1930, last=2004):
    """(year, month, day) of a day that every month has."""
    return r.randint(first, last), r.randint(1, 12), r.randint(1, 28)


def compact(text, drop=" .-/"):
    return "".join(c for c in text if c not in drop)
