"""Cards and bank accounts. Luhn: python-stdnum; IBAN and BBAN: schwifty; RIB and CIN: digits.py."""

import random

from schwifty import IBAN
from stdnum import luhn
from stdnum.es import ccc
from stdnum.iso7064 import mod_97_10

import digits as check
from making import DIGITS, LOWER, UPPER, Value, checked, compact, digits, grouped, letters, maker, until

MONTHS = "January February March April May June July August September October November December".split()
# The first ones are common, the last ones rare (see card_number): Visa has given out no 13 digits for decades.
BRANDS = (("visa", ("4",), 16), ("visa", ("4",), 16), ("mastercard", ("51", "52", "53", "54", "55"), 16),
          ("mastercard", ("2221", "2300", "2500", "2720"), 16), ("amex", ("34", "37"), 15),
          ("discover", ("6011", "65", "644"), 16),
          ("jcb", ("3528", "3540", "3589"), 16), ("diners", ("36", "38", "300", "305"), 14), ("unionpay", ("62",), 16),
          ("unionpay 19", ("62",), 19), ("dankort", ("5019",), 16))
RARE = (("visa 13", ("4",), 13), ("visa 19", ("4",), 19))
IBANS = dict(
    ALBANIA="AL", ANDORRA="AD", BOSNIA_AND_HERZEGOVINA="BA", BRAZIL="BR", BULGARIA="BG", COSTA_RICA="CR", CROATIA="HR",
    CYPRUS="CY", CZECH_REPUBLIC="CZ", DENMARK="DK", DOMINICAN_REPUBLIC="DO", EGYPT="EG", ESTONIA="EE",
             FAROE_ISLANDS="FO",
    FINLAND="FI", GEORGIA="GE", GREECE="GR", GREENLAND="GL", HUNGARY="HU", ICELAND="IS", IRELAND="IE", JORDAN="JO",
    KOSOVO="XK", LIECHTENSTEIN="LI", LITHUANIA="LT", MALTA="MT", MAURITANIA="MR", MAURITIUS="MU", MONACO="MC",
    MONTENEGRO="ME", NETHERLANDS="NL", NORTH_MACEDONIA="MK", POLAND="PL", PORTUGAL="PT", SAN_MARINO="SM", SENEGAL="SN",
    SERBIA="RS", SLOVAKIA="SK", SLOVENIA="SI", SWEDEN="SE", SWITZERLAND="CH", TIMOR_LESTE="TL", TUNISIA="TN",
             TURKIYE="TR",
    UKRAINE="UA", UNITED_ARAB_EMIRATES="AE", VIRGIN_ISLANDS="VG",
    FRANCE="FR", GERMANY="DE", ITALY="IT", SPAIN="ES", UK="GB")


def in_fours(text, separator):
    return separator.join(text[i:i + 4] for i in range(0, len(text), 4))


def iban_valid(text):
    try:
        return bool(IBAN(compact(text).upper()))
    except ValueError:
        return False


def brazilian_iban(r):
    """The package draws letters where ISO 13616 has digits: 23!n1!a1!c."""
    bban = digits(r, 23) + letters(r, 1) + letters(r, 1, UPPER + DIGITS)
    return "BR" + mod_97_10.calc_check_digits(bban + "BR") + bban


def iban(r, code):
    text = brazilian_iban(r) if code == "BR" else str(IBAN.random(country_code=code,
                                                                  random=random.Random(r.getrandbits(64))))
    form = r.choice(("plain", "fours", "fours", "hyphens", "lower", "dots", "after code"))
    written = {"plain": text, "fours": in_fours(text, " "), "hyphens": in_fours(text, "-"), "lower": text.lower(),
               "dots": in_fours(text, "."), "after code": text[:2] + " " + text[2:]}[form]
    value = checked(written, "IBAN " + form, iban_valid, alone=True)
    if form not in ("plain", "lower"):
        # In groups a wrong IBAN still shows a right BBAN: only the compact forms are traps.
        value.damage = None
    return value


def french_rib(r):
    bank, branch, account = digits(r, 5), digits(r, 5), digits(r, r.choice((11, 10)))
    account = (account + letters(r, 1))[:11]
    key = check.rib(bank, branch, account)
    form, separator = r.choice((("RIB", ""), ("RIB blanks", " ")))
    text = separator.join((bank, branch, account, key))

    def valid(text):
        number = compact(text)
        return check.rib(number[:5], number[5:10], number[10:21]) == number[21:]
    return checked(text, form, valid)


def german_account(r):
    bank = until(r, lambda r: digits(r, 8, "12345678"), lambda text: text[3] != "0")
    account = digits(r, 10, "0123456789")
    form, separator = r.choice((("BLZ and account", ""), ("BLZ and account blank", " ")))
    return Value(bank + separator + account, form)


def italian_bban(r):
    rest = digits(r, 5, "0123") + digits(r, 5) + "0000" + digits(r, 8)
    form, separator = r.choice((("BBAN", ""), ("BBAN blanks", " ")))
    text = separator.join((check.cin(rest), rest[:5], rest[5:10], rest[10:]))

    def valid(text):
        return check.cin(compact(text)[1:]) == compact(text)[0]
    return checked(text, form, valid)


def spanish_ccc(r):
    bank, account = digits(r, 8), digits(r, 10)
    number = bank + ccc.calc_check_digits(bank + "00" + account) + account
    form, separator = r.choice((("CCC", ""), ("CCC blanks", " "), ("CCC hyphens", "-")))
    return checked(grouped(number, (4, 4, 2, 10), separator), form, lambda text: ccc.is_valid(compact(text)))


def british_account(r):
    sort = digits(r, 6, "0123456789")
    account = digits(r, 8)
    bank = r.choice(("NWBK", "BARC", "LOYD", "HBUK", "ABBY", "MIDL", "BUKB"))
    text, form = r.choice(((bank + sort + account, "BBAN"),
                           (grouped(sort, (2, 2, 2), "-") + " " + account, "sort code"),
                           (f"{bank} {sort} {account}", "BBAN blanks")))
    return Value(text, form)


NATIONAL = {"FR": french_rib, "DE": german_account, "IT": italian_bban, "ES": spanish_ccc, "GB": british_account}


def account(r, code):
    if code in NATIONAL and r.random() < 0.5:
        return NATIONAL[code](r)
    return iban(r, code)


for name, code in IBANS.items():
    maker(name + "_BANK_ACCOUNT_NUMBER")(lambda r, code=code: account(r, code))


@maker("BANK_ACCOUNT_NUMBER")
def us_account(r):
    # Not one that is a card by chance: under "checking account" that would be a card.
    return Value(until(r, lambda r: digits(r, r.choice((9, 10, 10, 12, 14)), "1789"),
                       lambda text: not luhn.is_valid(text)))


def card_number(r):
    brand, prefixes, count = r.choice(BRANDS if r.random() < 0.98 else RARE)
    prefix = r.choice(prefixes)
    base = prefix + digits(r, count - len(prefix) - 1)
    return brand, base + luhn.calc_check_digit(base)


def written_card(r):
    brand, number = card_number(r)
    sizes = {13: (4, 4, 5), 14: (4, 6, 4), 15: (4, 6, 5), 16: (4, 4, 4, 4), 19: (4, 4, 4, 4, 3)}[len(number)]
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-")))
    return checked(grouped(number, sizes, separator), f"{brand} {form}", lambda text: luhn.is_valid(compact(text)))


@maker("CREDIT_CARD_NUMBER")
def card(r):
    value = written_card(r)
    value.within = ("CREDIT_CARD_NUMBER_(NO_KEYWORD)",)
    return value


@maker("CREDIT_CARD_NUMBER_(NO_KEYWORD)")
def card_alone(r):
    value = written_card(r)
    value.alone = True
    return value


@maker("CREDIT_CARD_SECURITY_CODE")
def security_code(r):
    return Value(digits(r, r.choice((3, 3, 3, 4))))


@maker("CREDIT_CARD_EXPIRATION")
def expiration(r):
    month, year = r.randint(1, 12), r.randint(2024, 2033)
    text, form = r.choice(((f"{month:02d}/{year % 100}", "MM/YY"), (f"{month:02d}/{year}", "MM/YYYY"),
                           (f"{month:02d}-{year}", "MM-YYYY"), (f"{month:02d}-{year % 100}", "MM-YY"),
                           (f"{MONTHS[month - 1][:3]} {year}", "Mon YYYY"),
                           (f"{MONTHS[month - 1][:3]}-{year % 100}", "Mon-YY"),
                           (f"{MONTHS[month - 1]} {year}", "Month YYYY")))
    if r.random() < 0.1:
        text = r.choice((f"exp_month={month:02d}", f"expY={year}", f"expM: {month:02d}", f"exp_year = {year}"))
        return Value(text, "pair", alone=True)
    return Value(text, form, keywords=["exp d", "expiration", "expiry"])


@maker("CREDIT_CARD_MAGNETIC_STRIPE")
def stripe(r):
    _, number = card_number(r)
    expiry = f"{r.randint(26, 33)}{r.randint(1, 12):02d}"
    tail = expiry + r.choice(("101", "201", "121", "226")) + digits(r, r.choice((8, 10, 13)))
    name = letters(r, 1) + letters(r, 5, LOWER).upper() + "/" + letters(r, 5)
    text, form = r.choice(((f"%B{number}^{name}^{tail}?", "track 1"), (f";{number}={tail}?", "track 2"),
                           (f"{number}={tail}", "track 2 bare"), (f"B{number}^{name}^{tail}", "track 1 bare")))
    # A track without its keyword still holds a card number and a name.
    return Value(text, form, also=("NAME",), within=("CREDIT_CARD_NUMBER_(NO_KEYWORD)", "CREDIT_CARD_NUMBER"))
