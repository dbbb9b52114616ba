"""Identifiers of Argentina, Brazil, Chile, Colombia and Mexico. Check digits: python-stdnum, RG: digits.py."""

from stdnum import luhn
from stdnum.ar import cuit
from stdnum.br import cnpj, cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.mx import curp, rfc

import digits as check
from making import Value, birth_date, checked, compact, digits, grouped, letters, maker, until

CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"
STATES = "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ YN ZS".split()


def dotted(number):
    """Digits with a dot before each group of three from the right."""
    return f"{int(number):,}".replace(",", ".")


@maker("ARGENTINA_DNI_NUMBER")
def argentina_dni(r):
    number = digits(r, r.choice((8, 8, 8, 7)), "123456789")
    form = r.choice(("plain", "dots"))
    return Value(number if form == "plain" else dotted(number), form)


def argentina_cuit(r, prefixes):
    def attempt(r):
        base = r.choice(prefixes) + digits(r, 8, "1234567")
        return base + cuit.calc_check_digit(base)
    number = until(r, attempt, cuit.is_valid)
    form, separator = r.choice((("plain", ""), ("hyphens", "-"), ("blanks", " ")))
    return checked(grouped(number, (2, 8, 1), separator), form, lambda text: cuit.is_valid(compact(text)))


@maker("ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER")
def argentina_person(r):
    return argentina_cuit(r, ("20", "23", "24", "27"))


@maker("ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER")
def argentina_organization(r):
    return argentina_cuit(r, ("30", "33", "34"))


@maker("ARGENTINA_TARJETA_SUBE")
def sube(r):
    number = "6061" + digits(r, 11)
    number += luhn.calc_check_digit(number)
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-")))
    return checked(grouped(number, (4, 4, 4, 4), separator), form,
                   lambda text: luhn.is_valid(compact(text)) and text.startswith("6061"))


@maker("BRAZIL_CEP_CODE")
def brazil_cep(r):
    number = digits(r, 8, "123456789")
    return Value(*r.choice(((number, "plain"), (number[:5] + "-" + number[5:], "hyphen"),
                            (number[:2] + "." + number[2:5] + "-" + number[5:], "dot and hyphen"))))


@maker("BRAZIL_CNPJ_NUMBER")
def brazil_cnpj(r):
    form = r.choice(("punctuated", "plain", "punctuated", "letters"))
    alphabet = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ" if form == "letters" else "0123456789"

    def attempt(r):
        base = letters(r, 8, alphabet) + r.choice(("0001", "0002", "0117"))
        return base + cnpj.calc_check_digits(base)

    def wanted(text):
        return cnpj.is_valid(text) and text.isdigit() != (form == "letters") and any(c.isdigit() for c in text[:8])
    number = until(r, attempt, wanted)
    text = number
    if form != "plain":
        text = f"{number[:2]}.{number[2:5]}.{number[5:8]}/{number[8:12]}-{number[12:]}"
    return checked(text, form, lambda text: cnpj.is_valid(compact(text)))


@maker("BRAZIL_CPF_NUMBER")
def brazil_cpf(r):
    base = digits(r, 9, "12345678")
    number = base + cpf._calc_check_digits(base)
    form = r.choice(("punctuated", "plain", "hyphen"))
    text = {"plain": number, "hyphen": f"{number[:9]}-{number[9:]}",
            "punctuated": f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}"}[form]
    return checked(text, form, lambda text: cpf.is_valid(compact(text)))


@maker("BRAZIL_RG_NUMBER")
def brazil_rg(r):
    number = digits(r, 8, "12345")
    number += check.rg(number)
    form = r.choice(("punctuated", "plain", "hyphen"))
    return Value({"plain": number, "hyphen": f"{number[:8]}-{number[8:]}",
                  "punctuated": f"{number[:2]}.{number[2:5]}.{number[5:8]}-{number[8:]}"}[form], form)


@maker("CHILE_RUT_NUMBER")
def chile_rut(r):
    base = digits(r, 8, "12") if r.random() < 0.8 else digits(r, 7, "456789")
    last = rut.calc_check_digit(base)
    last = last.lower() if r.random() < 0.3 else last
    form = r.choice(("dots", "hyphen", "plain"))
    text = {"dots": f"{dotted(base)}-{last}", "hyphen": f"{base}-{last}", "plain": base + last}[form]
    return checked(text, form, lambda text: rut.is_valid(compact(text)))


@maker("COLOMBIA_CITIZENSHIP_CARD_NUMBER")
def colombia_card(r):
    number = digits(r, r.choice((8, 10, 10, 7)), "1")
    form = r.choice(("plain", "dots"))
    return Value(number if form == "plain" else dotted(number), form)


def colombia_nit(base, r):
    last = nit.calc_check_digit(base)
    form = r.choice(("dots", "hyphen", "plain", "blanks"))
    text = {"dots": f"{dotted(base)}-{last}", "hyphen": f"{base}-{last}", "plain": base + last,
            "blanks": f"{base} - {last}"}[form]
    return checked(text, form, lambda text: nit.is_valid(compact(text)))


@maker("COLOMBIA_INDIVIDUAL_NIT_NUMBER")
def colombia_person(r):
    return colombia_nit(digits(r, 10, "1") if r.random() < 0.5 else digits(r, 8, "12345679"), r)


@maker("COLOMBIA_ORGANIZATION_NIT_NUMBER")
def colombia_organization(r):
    return colombia_nit(digits(r, 9, "89"), r)


def six_digit_date(r):
    year, month, day = birth_date(r, 1935, 1999)
    return f"{year % 100:02d}{month:02d}{day:02d}"


@maker("MEXICO_CURP_NUMBER")
def mexico_curp(r):
    def attempt(r):
        base = (letters(r, 1, CONSONANTS) + r.choice("AEIOU") + letters(r, 2, CONSONANTS) + six_digit_date(r) +
                r.choice("HM") + r.choice(STATES) + letters(r, 3, CONSONANTS) + r.choice("0123456789"))
        return base + curp.calc_check_digit(base)
    number = until(r, attempt, curp.is_valid)
    form = r.choice(("upper", "upper", "lower"))
    return checked(number if form == "upper" else number.lower(), form, lambda text: curp.is_valid(text.upper()))


def mexico_rfc(r, count):
    def attempt(r):
        base = letters(r, 1, CONSONANTS) + r.choice("AEIOU") + letters(r, count - 2, CONSONANTS)
        base += six_digit_date(r) + letters(r, 2, "123456789ABCDEFGHIJKLMNPQRSTUVWXYZ")
        return base + rfc.calc_check_digit(base)
    number = until(r, attempt, lambda text: rfc.is_valid(text, validate_check_digits=True))
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-")))
    return Value(grouped(number, (count, 6, 3), separator), form)


@maker("MEXICO_INDIVIDUAL_RFC_NUMBER")
def mexico_person(r):
    return mexico_rfc(r, 4)


@maker("MEXICO_ORGANIZATION_RFC_NUMBER")
def mexico_organization(r):
    return mexico_rfc(r, 3)
