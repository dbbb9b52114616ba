#!/usr/bin/env python3
"""Compares checks and identifiers with independent implementations: python-stdnum, schwifty, phonenumbers.

usage: check_independent.py CHECK_VALUES [COUNT] [SEED]

CHECK_VALUES is the program tests/support/check_values.c. For each check COUNT random values are made that the
other side calls valid, and as many spoilt ones: a character changed, two exchanged, all at random. Both sides must
agree on every value, but for the differences that EXPLAINED names with their reasons.
"""
import json
import pathlib
import random
import re
import string
import subprocess
import sys
from datetime import date, timedelta

import phonenumbers
import schwifty
import schwifty.checksum
import stdnum.ar.cuit
import stdnum.au.tfn
import stdnum.br.cnpj
import stdnum.br.cpf
import stdnum.ca.bc_phn
import stdnum.ca.sin
import stdnum.cl.rut
import stdnum.co.nit
import stdnum.de.idnr
import stdnum.ean
import stdnum.es.ccc
import stdnum.es.cif
import stdnum.es.dni
import stdnum.es.nie
import stdnum.es.nif
import stdnum.fi.hetu
import stdnum.fr.nif
import stdnum.fr.nir
import stdnum.gb.nhs
import stdnum.gb.utr
import stdnum.iban
import stdnum.in_.aadhaar
import stdnum.in_.pan
import stdnum.it.codicefiscale
import stdnum.it.iva
import stdnum.luhn
import stdnum.mx.curp
import stdnum.mx.rfc
import stdnum.se.personnummer
import stdnum.us.itin
import stdnum.us.ssn

DIGITS = string.digits
LETTERS = string.ascii_uppercase
ALL = DIGITS + LETTERS


def some(count, alphabet=DIGITS):
    return "".join(random.choice(alphabet) for _ in range(count))


def some_date(first=1900, last=2025):
    return date(first, 1, 1) + timedelta(days=random.randrange((last - first + 1) * 365))


def finish(is_valid, make, tail, alphabet=DIGITS):
    """A maker of valid values: random bodies, with every ending tried until the other side takes one."""

    def made():
        for _ in range(2000):
            body = make()
            endings = [""]
            for _ in range(tail):
                endings = [ending + c for ending in endings for c in alphabet]
            random.shuffle(endings)
            for ending in endings:
                if is_valid(body + ending):
                    return body + ending
        raise SystemExit("no valid value can be made")

    return made


def ended(is_valid, make, check_digits):
    """The same, with the ending that the other side reckons."""

    def made():
        while True:
            body = make()
            value = body + check_digits(body)
            if is_valid(value):
                return value

    return made


def any_of(*makers):
    return lambda: random.choice(makers)()


# --- what stdnum says -----------------------------------------------------------------------------------------


def luhn_npi(value):
    return len(value) == 10 and value.isdigit() and value[0] in "12" and stdnum.luhn.is_valid("80840" + value)


def gtin(value):
    return value.startswith("(01)") and len(value) == 18 and stdnum.ean.is_valid(value[4:])


def es_letter(value):
    return any(m.is_valid(value) for m in (stdnum.es.dni, stdnum.es.nie)) or (
        value[:1] in ("K", "L", "M") and stdnum.es.nif.is_valid(value)
    )


ITALIAN = schwifty.checksum.algorithms["IT:default"]
FRENCH = schwifty.checksum.algorithms["FR:default"]


def french_account(value):
    if not re.fullmatch("[0-9]{10}[0-9A-Z]{11}[0-9]{2}", value):
        return False
    return FRENCH.compute([value[:5], value[5:10], value[10:21]]) == value[21:]


def italian_account(value):
    if not re.fullmatch("[A-Z][0-9]{10}[0-9A-Z]{12}", value):
        return False
    return ITALIAN.compute([value[1:6], value[6:11], value[11:]]) == value[0]


def codice():
    day = some_date()
    dd = day.day + random.choice((0, 40))
    return "%s%02d%s%02d%s%s" % (
        some(6, LETTERS),
        day.year % 100,
        "ABCDEHLMPRST"[day.month - 1],
        dd,
        random.choice(LETTERS[:13]),
        some(3),
    )


def curp():
    day = some_date()
    states = "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS".split()
    return "%s%s%s%s%s%s%s%s" % (
        some(1, LETTERS),
        some(1, "AEIOU"),
        some(2, LETTERS),
        day.strftime("%y%m%d"),
        random.choice("HM"),
        random.choice(states),
        some(3, "BCDFGHJKLMNPQRSTVWXYZ"),
        random.choice(DIGITS if day.year < 2000 else LETTERS),
    )


def rfc():
    return some(random.choice((3, 4)), LETTERS) + some_date().strftime("%y%m%d") + some(2, ALL)


def hetu():
    day = some_date(1850)
    sign = {18: "+", 19: "-", 20: "A"}[day.year // 100]
    return day.strftime("%d%m") + "%02d%s%03d" % (day.year % 100, sign, random.randrange(2, 900))


def personnummer():
    return some_date(1930).strftime("%y%m%d") + random.choice("-+") + some(3)


def nir():
    department = random.choice(["%02d" % random.randrange(1, 96), "2A", "2B"])
    return "%s%s%02d%s%s" % (random.choice("12"), some(2), random.randrange(1, 13), department, some(6))


def spanish_account():
    value = some(20)
    return value[:8] + stdnum.es.ccc.calc_check_digits(value) + value[10:]


def account_number(size):
    return some(size, ALL if random.random() < 0.3 else DIGITS)


def rib():
    bank, branch, account = some(5), some(5), account_number(11)
    return bank + branch + account + FRENCH.compute([bank, branch, account])


def cin():
    bank, branch, account = some(5), some(5), account_number(12)
    return ITALIAN.compute([bank, branch, account]) + bank + branch + account


def national(module, **arguments):
    return lambda value: module.is_valid(value, **arguments)


CHECKS = [
    # check, what the other side says, a maker of valid values
    ("luhn", national(stdnum.luhn), finish(stdnum.luhn.is_valid, lambda: some(random.randrange(8, 19)), 1)),
    ("us_ssn", national(stdnum.us.ssn), finish(stdnum.us.ssn.is_valid, lambda: some(9), 0)),
    ("us_itin", national(stdnum.us.itin), finish(stdnum.us.itin.is_valid, lambda: "9" + some(8), 0)),
    ("us_npi", luhn_npi, finish(luhn_npi, lambda: random.choice("12") + some(8), 1)),
    ("ca_sin", national(stdnum.ca.sin), finish(stdnum.ca.sin.is_valid, lambda: some(8), 1)),
    ("ca_phn", national(stdnum.ca.bc_phn), finish(stdnum.ca.bc_phn.is_valid, lambda: "9" + some(8), 1)),
    ("uk_nhs", national(stdnum.gb.nhs), finish(stdnum.gb.nhs.is_valid, lambda: some(9), 1)),
    ("uk_utr", national(stdnum.gb.utr), finish(stdnum.gb.utr.is_valid, lambda: some(9), 1)),
    ("fr_nir", national(stdnum.fr.nir), ended(stdnum.fr.nir.is_valid, nir, stdnum.fr.nir.calc_check_digits)),
    ("fr_spi", national(stdnum.fr.nif), ended(stdnum.fr.nif.is_valid, lambda: random.choice("0123") + some(9), stdnum.fr.nif.calc_check_digits)),
    ("fr_rib", french_account, rib),
    ("de_idnr", national(stdnum.de.idnr), finish(stdnum.de.idnr.is_valid, lambda: some(10), 1)),
    ("it_codice_fiscale", national(stdnum.it.codicefiscale), finish(stdnum.it.codicefiscale.is_valid, codice, 1, LETTERS)),
    ("it_partita_iva", national(stdnum.it.iva), finish(stdnum.it.iva.is_valid, lambda: some(7) + "%03d" % random.randrange(1, 122), 1)),
    ("it_cin", italian_account, cin),
    ("es_letter", es_letter, any_of(finish(es_letter, lambda: some(8), 1, LETTERS), finish(es_letter, lambda: some(1, "XYZKLM") + some(7), 1, LETTERS))),
    ("es_cif", national(stdnum.es.cif), finish(stdnum.es.cif.is_valid, lambda: some(1, "ABCDEFGHJNPQRSUVW") + some(7), 1, DIGITS + "ABCDEFGHIJ")),
    ("es_ccc", national(stdnum.es.ccc), spanish_account),
    ("br_cpf", national(stdnum.br.cpf), ended(stdnum.br.cpf.is_valid, lambda: some(9), stdnum.br.cpf._calc_check_digits)),
    ("br_cnpj", national(stdnum.br.cnpj), ended(stdnum.br.cnpj.is_valid, lambda: some(12, random.choice((DIGITS, ALL))), stdnum.br.cnpj.calc_check_digits)),
    ("ar_cuit", national(stdnum.ar.cuit), finish(stdnum.ar.cuit.is_valid, lambda: random.choice(("20", "23", "24", "27", "30", "33", "34")) + some(8), 1)),
    ("cl_rut", national(stdnum.cl.rut), finish(stdnum.cl.rut.is_valid, lambda: some(random.choice((7, 8))), 1, DIGITS + "K")),
    ("co_nit", national(stdnum.co.nit), finish(stdnum.co.nit.is_valid, lambda: some(random.randrange(7, 11)), 1)),
    ("mx_curp", national(stdnum.mx.curp), finish(stdnum.mx.curp.is_valid, curp, 1)),
    ("mx_rfc", lambda value: stdnum.mx.rfc.is_valid(value, validate_check_digits=True), finish(lambda value: stdnum.mx.rfc.is_valid(value, validate_check_digits=True), rfc, 1, DIGITS + "A")),
    ("mx_rfc_date", national(stdnum.mx.rfc), finish(stdnum.mx.rfc.is_valid, rfc, 1, DIGITS + "A")),
    ("in_aadhaar", national(stdnum.in_.aadhaar), finish(stdnum.in_.aadhaar.is_valid, lambda: some(11), 1)),
    ("in_pan", national(stdnum.in_.pan), finish(stdnum.in_.pan.is_valid, lambda: some(3, LETTERS) + some(1, "ABCFGHJLPT") + some(1, LETTERS) + some(4) + some(1, LETTERS), 0)),
    ("au_tfn", national(stdnum.au.tfn), finish(stdnum.au.tfn.is_valid, lambda: some(8), 1)),
    ("fi_hetu", national(stdnum.fi.hetu), finish(stdnum.fi.hetu.is_valid, hetu, 1, "0123456789ABCDEFHJKLMNPRSTUVWXY")),
    ("se_personnummer", national(stdnum.se.personnummer), finish(stdnum.se.personnummer.is_valid, personnummer, 1)),
    ("udi_gs1", gtin, finish(gtin, lambda: "(01)" + some(13), 1)),
]

PHONES = {
    # region: identifier, one of its keywords
    "BR": ("BRAZIL_PHONE_NUMBER", "telefone"),
    "DE": ("GERMANY_PHONE_NUMBER", "phone"),
    "ES": ("SPAIN_PHONE_NUMBER", "phone"),
    "FR": ("FRANCE_PHONE_NUMBER", "phone"),
    "GB": ("UK_PHONE_NUMBER", "telephone"),
    "IT": ("ITALY_PHONE_NUMBER", "phone"),
    "US": ("PHONE_NUMBER", "phone"),
    "CA": ("PHONE_NUMBER", "phone"),
}


def iban_countries():
    """Country codes and identifiers, as the catalogue has them."""
    path = pathlib.Path(__file__).parents[2] / "identifiers" / "catalogue" / "bank_accounts.json"
    definitions = json.loads(path.read_text())
    return {d["recogniser"]["variant"]: d["id"] for d in definitions if "recogniser" in d}


# --- differences that have a reason ---------------------------------------------------------------------------

def codice_day(value):
    return int("".join(str("LMNPQRSTUV".find(c)) if c in "LMNPQRSTUV" else c for c in value[9:11]))


def stdnum_cuit_tpes():
    return stdnum.ar.cuit._cuit_tpes


def letters_only(value):
    return value[:12].isalpha()


# check, when, why
EXPLAINED = [
    (
        "us_itin",
        lambda value, theirs: not theirs and "50" <= value[3:5] <= "65",
        "groups 50 to 65 have been issued since 2013 (IRS Publication 1915); stdnum knows those from 70 only",
    ),
    (
        "ca_phn",
        lambda value, theirs: not theirs and stdnum.luhn.is_valid(value),
        "stdnum knows British Columbia; the check takes Ontario's numbers (Luhn) too",
    ),
    (
        "it_codice_fiscale",
        lambda value, theirs: theirs and codice_day(value) > 71,
        "stdnum takes the day of birth modulo 40; there is none above 71",
    ),
    (
        "br_cnpj",
        lambda value, theirs: theirs and letters_only(value),
        "twelve letters without a digit are a word rather than a CNPJ",
    ),
    (
        "ar_cuit",
        lambda value, theirs: not theirs and value[:2] not in stdnum_cuit_tpes(),
        "the two first digits are the regexes' business: they tell people from organizations",
    ),
    (
        "co_nit",
        lambda value, theirs: not theirs and len(value) == 7,
        "cédulas of six digits exist, with their check digit seven; stdnum wants eight",
    ),
    (
        "mx_rfc",
        lambda value, theirs: not theirs and not re.fullmatch("[1-9A-V][1-9A-Z][0-9A]", value[-3:]),
        "stdnum limits the letters of the serial; SAT's rule does not say so, and the check character holds",
    ),
    (
        "se_personnummer",
        lambda value, theirs: not theirs and int(re.sub("[^0-9]", "", value)[-6:-4]) > 60,
        "coordination numbers, whose day is 60 higher (SKV 707), are taken too",
    ),
    (
        "phone",
        lambda value, theirs: theirs and re.search("(US|CA) .*11[ -]?[0-9]{4}$", value),
        "no exchange is N11 (North American Numbering Plan); libphonenumber does not look at it",
    ),
    (
        "mx_rfc_date",
        lambda value, theirs: not theirs and not re.fullmatch("[1-9A-V][1-9A-Z][0-9A]", value[-3:]),
        "this check asks for the date only; the regex says what the last three may be",
    ),
]

# --- the comparison -------------------------------------------------------------------------------------------


def spoil(value):
    characters = list(value)
    kind = random.randrange(4)
    at = random.randrange(len(characters))
    if kind == 0:
        characters[at] = random.choice(DIGITS if characters[at].isdigit() else LETTERS if characters[at].isalpha() else characters[at])
    elif kind == 1 and at + 1 < len(characters):
        characters[at], characters[at + 1] = characters[at + 1], characters[at]
    elif kind == 2:
        characters = [random.choice(DIGITS) if c.isdigit() else random.choice(LETTERS) if c.isalpha() else c for c in characters]
    else:
        del characters[at]
    return "".join(characters)


def ask(program, questions):
    lines = "".join("%s\t%s\t%s\n" % question for question in questions)
    answers = subprocess.run([program], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.split()
    if len(answers) != len(questions):
        raise SystemExit("check_values gave %d answers to %d questions" % (len(answers), len(questions)))
    return [answer == b"1" for answer in answers]


def values_of(make, count):
    values = [make() for _ in range(count)]
    return values + [spoil(random.choice(values)) for _ in range(count)]


class Tally:
    """What was compared, and what differed without a reason."""

    def __init__(self):
        self.compared = 0
        self.valid = 0
        self.unexplained = []
        self.explained = 0

    def note(self, name, value, theirs, ours):
        self.compared += 1
        self.valid += theirs
        if theirs == ours:
            return
        for check, says, _ in EXPLAINED:
            if check == name and says(value, theirs):
                self.explained += 1
                return
        self.unexplained.append((name, value, theirs))


def compare_checks(program, count, tally):
    for name, says, make in CHECKS:
        values = values_of(make, count)
        answers = ask(program, [("check", name, value) for value in values])
        for value, ours in zip(values, answers):
            tally.note(name, value, bool(says(value)), ours)


def is_iban(value):
    try:
        schwifty.IBAN(value)
        return True
    except Exception:
        return False


def grouped(value):
    """The value with single separators at random places, or in one of the usual groupings."""
    separator = random.choice((" ", " ", "-", "."))
    if random.random() < 0.5:
        size = random.randrange(2, 7)
        return separator.join(value[i : i + size] for i in range(0, len(value), size))
    return value[:2] + "".join(random.choice(("", "", "", separator)) + c for c in value[2:])


def compare_ibans(program, countries, count, tally):
    for country, identifier in sorted(countries.items()):
        values = values_of(lambda: str(schwifty.IBAN.random(country_code=country)), count)
        texts = [grouped(value) if random.random() < 0.7 else value for value in values]
        texts = [text.lower() if random.random() < 0.2 else text for text in texts]
        answers = ask(program, [("found", identifier, "pay to " + text + ", please") for text in texts])
        for value, ours in zip(values, answers):
            theirs = value[:2] == country and is_iban(value)
            tally.note("iban", value, theirs, ours)


def some_phone(region):
    kinds = (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    while True:
        example = phonenumbers.example_number_for_type(region, random.choice(kinds))
        digits = str(example.national_number)
        kept = random.randrange(2, 5)
        national = digits[:kept] + some(len(digits) - kept)
        if region in ("US", "CA"):
            national = some(1, "23456789") + some(2) + some(1, "23456789") + some(6)
        lead = "0" * (example.number_of_leading_zeros or 0) if example.italian_leading_zero else ""
        try:
            number = phonenumbers.parse(lead + national, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(number, region):
            return number


def compare_phones(program, phones, count, tally):
    """Every valid number is found as its country writes it: with the country code, or behind a keyword."""
    formats = phonenumbers.PhoneNumberFormat
    for region, (identifier, keyword) in phones.items():
        texts = []
        for _ in range(count):
            number = some_phone(region)
            texts.append("call " + phonenumbers.format_number(number, formats.INTERNATIONAL))
            texts.append("call " + phonenumbers.format_number(number, formats.E164))
            texts.append(keyword + ": " + phonenumbers.format_number(number, formats.NATIONAL))
            texts.append(keyword + " " + phonenumbers.national_significant_number(number))
            if region in ("FR", "DE", "GB"):
                texts[-1] = texts[-1].replace(" ", " 0", 1)
        answers = ask(program, [("found", identifier, text) for text in texts])
        for text, ours in zip(texts, answers):
            tally.note("phone", region + " " + text, True, ours)


def main(program, count=1000, seed=1):
    random.seed(int(seed))
    count = int(count)
    tally = Tally()
    compare_checks(program, count, tally)
    compare_ibans(program, iban_countries(), max(count // 10, 5), tally)
    compare_phones(program, PHONES, max(count // 4, 5), tally)
    for name, value, theirs in tally.unexplained[:40]:
        print("%s: %s is %s elsewhere, but not here" % (name, value, "valid" if theirs else "invalid"))
    print(
        "%d values compared, %d of them valid; %d differences explained, %d not"
        % (tally.compared, tally.valid, tally.explained, len(tally.unexplained))
    )
    return 1 if tally.unexplained else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
