"""United States, Canada, Australia and India: national, tax, passport and health numbers."""

import string

from stdnum import luhn, verhoeff
from stdnum.au import tfn
from stdnum.ca import bc_phn, sin
from stdnum.in_ import pan
from stdnum.iso7064 import mod_37_2
from stdnum.us import itin, ssn

import digits as check
from making import Value, checked, compact, digits, grouped, letters, maker, until

SEPARATORS = (("plain", ""), ("hyphens", "-"), ("blanks", " "))
MEDICARE_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
ALNUM = string.digits + string.ascii_uppercase


def social_security(r):
    return until(r, lambda r: "%03d" % r.randint(1, 772) + digits(r, 6, "123456789"),
                 lambda text: ssn.is_valid(text) and text[3:5] != "00" and text[5:] != "0000")


@maker("USA_SOCIAL_SECURITY_NUMBER")
def usa_ssn(r):
    form, separator = r.choice(SEPARATORS)
    number = social_security(r)

    def damage(r):
        area, group, serial = r.choice((("000", number[3:5], number[5:]), ("666", number[3:5], number[5:]),
                                        (number[:3], "00", number[5:]), (number[:3], number[3:5], "0000")))
        return separator.join((area, group, serial))
    return Value(grouped(number, (3, 2, 4), separator), form, damage=damage)


@maker("USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER")
def usa_itin(r):
    number = until(r, lambda r: "9" + digits(r, 2) + "%02d" % r.randint(70, 99) + digits(r, 4), itin.is_valid)
    form, separator = r.choice(SEPARATORS)

    def damage(r):
        return grouped(number[:3] + r.choice(("00", "11", "49", "66", "69", "89", "93")) + number[5:], (3, 2, 4),
                       separator)
    return Value(grouped(number, (3, 2, 4), separator), form, damage=damage)


@maker("USA_PASSPORT_NUMBER")
def usa_passport(r):
    return Value(*r.choice(((digits(r, 9, "123456789"), "book"), (letters(r, 1) + digits(r, 8), "next generation"))))


@maker("USA_HEALTHCARE_PROCEDURE_CODE")
def usa_procedure(r):
    text, form = r.choice(((r.choice("ABCEGHJKLMPQRSTV") + digits(r, 4), "level II"), (digits(r, 5, "9"), "CPT"),
                           (digits(r, 5, "1234567"), "CPT"), (digits(r, 4, "0") + "T", "category III"),
                           (digits(r, 4) + "F", "category II")))
    return Value(text, form)


@maker("USA_HEALTH_INSURANCE_CLAIM_NUMBER")
def usa_claim(r):
    form, separator = r.choice((("plain", ""), ("hyphens", "-")))
    number = grouped(social_security(r), (3, 2, 4), separator)
    if r.random() < 0.2:
        return Value(r.choice(("WA", "MA", "WCA", "WD", "CA", "PA")) + separator + number, "railroad " + form)
    return Value(number + separator + r.choice(("A", "B", "B6", "C1", "D", "D1", "M", "T", "W")), form)


@maker("USA_MEDICARE_BENEFICIARY_IDENTIFIER")
def usa_mbi(r):
    one = MEDICARE_LETTERS
    mixed = one + string.digits
    number = (digits(r, 1, "123456789") + letters(r, 1, one) + letters(r, 1, mixed) + digits(r, 1) +
              letters(r, 1, one) + letters(r, 1, mixed) + digits(r, 1) + letters(r, 2, one) + digits(r, 2))
    form, text = r.choice((("plain", number), ("hyphens", grouped(number, (4, 3, 4), "-")), ("lower", number.lower())))

    def damage(r):
        return number[0] + r.choice("SLOIBZ") + number[2:]
    return Value(text, form, damage=damage)


@maker("USA_NATIONAL_DRUG_CODE")
def usa_drug(r):
    sizes = r.choice(((4, 4, 2), (5, 3, 2), (5, 4, 1), (5, 4, 2)))
    return Value("-".join(digits(r, size) for size in sizes), "-".join(map(str, sizes)))


@maker("USA_NATIONAL_PROVIDER_IDENTIFIER")
def usa_npi(r):
    base = digits(r, 9, "12")
    return checked(base + luhn.calc_check_digit("80840" + base), "plain", lambda text: luhn.is_valid("80840" + text))


@maker("US_DRUG_ENFORCEMENT_AGENCY_NUMBER")
def usa_dea(r):
    head = r.choice("ABFGMPRX") + r.choice(string.ascii_uppercase + "9")
    base = digits(r, 6)
    form, text = r.choice((("plain", head + base), ("suffix", head + base)))
    text += check.dea(base)
    if form == "suffix":
        return Value(text + "-" + r.choice(("012", "A13", "4")), form)
    return checked(text, form, lambda text: check.dea(text[2:8]) == text[8] and text[2:].isdigit())


@maker("MEDICAL_DEVICE_UDI")
def udi(r):
    kind = r.choice(("GS1", "GS1", "GS1 long", "HIBC", "ICCBBA"))
    if kind.startswith("GS1"):
        base = digits(r, 13)
        total = sum(int(c) * (3 if i % 2 == 0 else 1) for i, c in enumerate(base))
        gtin = base + str(-total % 10)
        rest = ""
        if kind == "GS1 long":
            rest = f"(11){r.randint(15, 26)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
            rest += f"(17){r.randint(27, 35)}{r.randint(1, 12):02d}{r.randint(1, 28):02d}"
        rest += "(10)" + letters(r, 2) + digits(r, 4) + r.choice(("", "(21)" + digits(r, 6)))

        def damage(r):
            return "(01)" + base + str((-total + r.randint(1, 9)) % 10) + rest
        return Value("(01)" + gtin + rest, kind, damage=damage)
    if kind == "HIBC":
        text = "+" + letters(r, 1) + letters(r, 3, ALNUM) + letters(r, r.randint(3, 10), ALNUM) + digits(r, 1)
        text += r.choice(("", "/$$7" + letters(r, 6, ALNUM)))
        last = until(r, lambda r: check.hibc(text), bool)
        if not last.isalnum():
            return udi(r)
        return Value(text + last, kind)
    facility = letters(r, 1) + digits(r, 4)
    donation = facility + digits(r, 2) + digits(r, 6)
    text = "=/" + facility + letters(r, 6, ALNUM) + letters(r, 1) + digits(r, 4)
    assert mod_37_2.calc_check_digit(donation)
    text += "=," + digits(r, 6) + "=" + donation + "00" + "=>" + "0" + digits(r, 2) + "%03d" % r.randint(1, 365)
    return Value(text, kind)


@maker("CANADA_SOCIAL_INSURANCE_NUMBER")
def canada_sin(r):
    base = digits(r, 8, "1234567")
    number = base + luhn.calc_check_digit(base)
    form, separator = r.choice(SEPARATORS)
    return checked(grouped(number, (3, 3, 3), separator), form, lambda text: sin.is_valid(compact(text)))


@maker("CANADA_PASSPORT_NUMBER")
def canada_passport(r):
    return Value(*r.choice(((letters(r, 2) + digits(r, 6), "plain"),
                            (letters(r, 1) + digits(r, 6) + letters(r, 2), "since 2023"))))


@maker("CANADA_NATIONAL_IDENTIFICATION_NUMBER")
def canada_resident(r):
    text, form = r.choice(((r.choice(("RA", "PA", "RB")) + digits(r, 7), "card"),
                           (letters(r, 2) + digits(r, 10), "old card"),
                           (digits(r, 4) + "-" + digits(r, 4), "UCI"),
                           (digits(r, 2) + "-" + digits(r, 4) + "-" + digits(r, 4), "UCI")))
    return Value(text, form)


@maker("CANADA_HEALTH_NUMBER")
def canada_health(r):
    form = r.choice(("BC", "BC blanks", "Ontario", "Alberta", "Quebec"))
    if form.startswith("BC"):
        def attempt(r):
            base = digits(r, 9, "9")
            return base + bc_phn.calc_check_digit(base)
        number = until(r, attempt, bc_phn.is_valid)
        return Value(grouped(number, (4, 3, 3), " ") if "blanks" in form else number, form)
    if form == "Ontario":
        base = digits(r, 9, "123456789")
        number = base + luhn.calc_check_digit(base)
        return Value(grouped(number, (4, 3, 3), r.choice("- ")), form)
    if form == "Alberta":
        return Value(digits(r, 5, "123456789") + "-" + digits(r, 4), form)
    month = r.randint(1, 12) + r.choice((0, 50))
    number = letters(r, 4) + f"{r.randint(30, 99)}{month:02d}{r.randint(1, 28):02d}" + digits(r, 2)
    return Value(grouped(number, (4, 4, 4), r.choice(("", " "))), form)


@maker("AUSTRALIA_TAX_FILE_NUMBER")
def australia_tfn(r):
    number = until(r, lambda r: digits(r, 9, "123456789"), tfn.is_valid)
    form, separator = r.choice(SEPARATORS)
    return checked(grouped(number, (3, 3, 3), separator), form, lambda text: tfn.is_valid(compact(text)))


@maker("INDIA_AADHAAR_NUMBER")
def india_aadhaar(r):
    base = digits(r, 11, "23456789")
    number = base + verhoeff.calc_check_digit(base)
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-")))
    return checked(grouped(number, (4, 4, 4), separator), form,
                   lambda text: verhoeff.is_valid(compact(text)) and compact(text)[0] not in "01")


@maker("INDIA_PERMANENT_ACCOUNT_NUMBER")
def india_pan(r):
    number = letters(r, 3) + r.choice("ABCFGHJLPT") + letters(r, 1) + "%04d" % r.randint(1, 9999) + letters(r, 1)
    form = r.choice(("upper", "upper", "lower"))

    def damage(r):
        return number[:3] + r.choice("DEIMNOQRSUVWXYZ") + number[4:]
    assert pan.is_valid(number)
    return Value(number if form == "upper" else number.lower(), form, damage=damage)
