"""Names of people and postal addresses of real languages.

Names come from Faker's locales and, as names that no list of the program was made of, from the trailers of the Debian
changelogs on this machine. Places and codes come from two packages that the program's tables do not come from."""

import functools
import glob
import gzip
import json
import os
import re

import countrystatecity_postal_codes
import zipcodes
from faker import Faker

from making import UPPER, Value, digits, letters, maker

LATIN = ("en_US", "en_US", "en_US", "en_GB", "en_IE", "en_IN", "de_DE", "fr_FR", "es_ES", "es_MX", "it_IT", "pt_BR",
         "pt_PT",
         "nl_NL", "pl_PL", "sv_SE", "da_DK", "no_NO", "fi_FI", "cs_CZ", "hu_HU", "ro_RO", "hr_HR", "tr_TR")
TITLES = {"en": ("Dr.", "Mr.", "Ms.", "Mrs.", "Prof."), "de": ("Dr.", "Prof. Dr.", "Herr", "Frau"), "fr": ("M.", "Mme"),
          "es": ("Sr.", "Sra.", "Dra."), "it": ("Sig.", "Dott."), "pt": ("Sr.", "Dra.")}


@functools.lru_cache(None)
def faker(locale):
    return Faker(locale)


@functools.lru_cache(None)
def contributors():
    """Given name and surname of the people who signed entries of Debian changelogs, in the order of the alphabet."""
    found = set()
    pattern = re.compile(r"^ -- ([^<>\n]{5,40}) <[^>]+>  ", re.M)
    for path in sorted(glob.glob("/usr/share/doc/*/changelog.Debian.gz")):
        with gzip.open(path, "rt", encoding="utf-8", errors="replace") as file:
            found.update(pattern.findall(file.read()))
    whole = re.compile(r"[A-ZÀ-Ž][\w'’-]+( [A-Z]\.)?( (van|de|der|den|von|da|dos))* [A-ZÀ-Ž][\w'’-]+")
    group = re.compile(r"\b(Team|Maint|Developers|Group|Debian|Project|Packag|Bot|Archive|Janitor|Installer|Admin)",
                       re.I)
    return sorted(name for name in found if whole.fullmatch(name) and not group.search(name))


@functools.lru_cache(None)
def pool(locale, what, count=400):
    """Names as common as the locale says: drawn once, because drawing is slow."""
    source = faker(locale)
    source.seed_instance(f"{locale} {what}")
    return [getattr(source, what)() for _ in range(count)]


def person(r, locale):
    given = r.choice(pool(locale, "first_name")).split()[0]
    surname = r.choice(pool(locale, "last_name"))
    if r.random() < 0.06 and locale in ("en_GB", "fr_FR", "de_DE", "es_ES", "pt_BR"):
        surname += "-" + r.choice(pool(locale, "last_name")).split()[-1]
    return given, surname


FORMS = ("given surname",) * 8 + ("title", "middle initial", "two given", "surname, given", "upper case")


def written_name(r, forms=FORMS):
    if r.random() < 0.2 and contributors():
        return Value(r.choice(contributors()), "changelog", alone=True)
    locale = r.choice(LATIN)
    given, surname = person(r, locale)
    form = r.choice(forms)
    if form == "two given":
        text = f"{given} {person(r, locale)[0]} {surname}"
    elif form == "title":
        text = f"{r.choice(TITLES.get(locale[:2], TITLES['en']))} {given} {surname}"
    else:
        text = {"given surname": f"{given} {surname}", "middle initial": f"{given} {r.choice(UPPER)}. {surname}",
                "surname, given": f"{surname}, {given}", "upper case": f"{given} {surname}".upper()}[form]
    return Value(text, f"{locale} {form}", alone=True)


@maker("NAME")
def name(r):
    return written_name(r)


FOLDER = os.path.join(os.path.dirname(countrystatecity_postal_codes.__file__), "data", "by-country")


@functools.lru_cache(None)
def places(country):
    """(place, postal code, state) that belong together."""
    if country == "US":
        return [(row["city"], row["zip_code"], row["state"]) for row in zipcodes.list_all()
                if row["zip_code_type"] == "STANDARD" and row["active"]]
    with open(os.path.join(FOLDER, country, "postcodes.json"), encoding="utf-8") as file:
        rows = [(row["localityName"].replace("London West Central", "London"), row["code"], row["stateCode"])
                for row in json.load(file) if row["localityName"]]
    if country in ("AU", "FR"):
        rows = [(" ".join(word.capitalize() for word in place.split()), code, state) for place, code, state in rows
                if not re.search(r"\d|CEDEX| BC$| DC$", place)]
    if country == "CA":
        rows = [(place.split(" (")[0].split(" / ")[0], code, state) for place, code, state in rows if "/" not in place]
    return rows


def british_code(r, area):
    return f"{area}{r.randint(1, 20)} {digits(r, 1, '123456789')}{letters(r, 2, 'ABDEFGHJLNPQRSTUWXYZ')}"


def street(locale, r):
    return r.choice(pool(locale, "street_name"))


def address(r, country):
    place, code, state = r.choice(places(country))
    number = r.randint(1, 260)
    comma = r.choice((", ", ", ", "\n"))
    if country == "US":
        line = f"{number * 7} {street('en_US', r)}" + r.choice(("", "", "", f", Apt {r.randint(1, 40)}",
                                                                f" Suite {r.randint(100, 400)}"))
        text = f"{line}{comma}{place}, {state} {code}" + ("-" + digits(r, 4) if r.random() < 0.2 else "")
        if r.random() < 0.1:
            text = f"PO Box {number * 7}{comma}{place}, {state} {code}"
    elif country == "CA":
        local = digits(r, 1) + letters(r, 1, "ABCEGHJKLMNPRSTVWXYZ") + digits(r, 1)
        text = f"{number} {street('en_CA', r)}{comma}{place}, {state} {code} {local}"
    elif country == "GB":
        text = f"{number} {street('en_GB', r)}{comma}{place}{comma}{british_code(r, code)}"
    elif country == "AU":
        text = f"{number} {street('en_AU', r)}{comma}{place} {state} {code}"
    elif country == "FR":
        text = f"{number} {street('fr_FR', r)}{comma}{code} {place}"
    elif country == "DE":
        text = f"{street('de_DE', r)} {number}{comma}{code} {place}"
    elif country == "ES":
        text = f"{street('es_ES', r)}, {number}{comma}{code} {place}"
    else:
        text = f"{street('it_IT', r)} {number}{comma}{code} {place}" + (f" ({state})" if state and
                                                                        len(state) == 2 else "")
    return Value(text, country + (" lines" if "\n" in text else ""), alone=True)


@maker("ADDRESS")
def any_address(r):
    return address(r, r.choice(("US", "US", "US", "CA", "GB", "AU", "FR", "DE", "ES", "IT")))
