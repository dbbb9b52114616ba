"""National, tax, passport and card numbers of European countries. Check digits: python-stdnum and digits.py."""

from stdnum import luhn
from stdnum.de import idnr
from stdnum.es import cif, dni, nie, nif
from stdnum.fi import hetu
from stdnum.fr import nif as spi
from stdnum.fr import nir
from stdnum.gb import nhs, utr
from stdnum.it import codicefiscale, iva

import digits as check
from making import Value, birth_date, checked, compact, digits, grouped, letters, maker, until

MIXED = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
ICAO_GERMAN = "CFGHJKLMNPRTVWXYZ0123456789"


@maker("SPAIN_DNI_NUMBER")
def spain_dni(r):
    number = digits(r, 8, "12345678")
    last = dni.calc_check_digit(number)
    form = r.choice(("plain", "hyphen", "blank", "dots"))
    text = {"plain": number + last, "hyphen": f"{number}-{last}", "blank": f"{number} {last}",
            "dots": f"{number[:2]}.{number[2:5]}.{number[5:]}-{last}"}[form]
    return checked(text, form, lambda text: dni.is_valid(compact(text)))


@maker("SPAIN_NIE_NUMBER")
def spain_nie(r):
    number = r.choice("XYZ") + digits(r, 7)
    last = nie.calc_check_digit(number)
    form = r.choice(("plain", "hyphens", "blanks"))
    text = {"plain": number + last, "hyphens": f"{number[0]}-{number[1:]}-{last}",
            "blanks": f"{number[0]} {number[1:]} {last}"}[form]
    return checked(text, form, lambda text: nie.is_valid(compact(text)))


@maker("SPAIN_NIF_NUMBER")
def spain_nif(r):
    form = r.choice(("citizen", "citizen hyphen", "KLM"))
    if form == "KLM":
        number = r.choice("KLM") + digits(r, 7)
        text = number + dni.calc_check_digit(number[1:])
    else:
        number = digits(r, 8, "12345678")
        text = number + ("-" if "hyphen" in form else "") + dni.calc_check_digit(number)
    return checked(text, form, lambda text: nif.is_valid(compact(text)))


@maker("SPAIN_TAX_IDENTIFICATION_NUMBER")
def spain_cif(r):
    def attempt(r):
        number = r.choice("ABCDEFGHJNPQRSUVW") + digits(r, 7)
        both = cif.calc_check_digits(number)
        return number + (both[1] if number[0] in "PQRSNW" else both[0])
    number = until(r, attempt, cif.is_valid)
    form = r.choice(("plain", "hyphens", "hyphen"))
    text = {"plain": number, "hyphen": number[0] + "-" + number[1:],
            "hyphens": f"{number[0]}-{number[1:8]}-{number[8]}"}[form]
    return checked(text, form, lambda text: cif.is_valid(compact(text)))


@maker("SPAIN_SOCIAL_SECURITY_NUMBER")
def spain_nss(r):
    province = "%02d" % r.randint(1, 52)
    sequence = digits(r, 8, "12345678")
    form, separator = r.choice((("plain", ""), ("slashes", "/"), ("blanks", " "), ("hyphens", "-")))
    text = separator.join((province, sequence, check.spanish_nss(province, sequence)))

    def valid(text):
        number = compact(text)
        return check.spanish_nss(number[:2], number[2:-2]) == number[-2:]
    return checked(text, form, valid)


@maker("SPAIN_PASSPORT_NUMBER")
def spain_passport(r):
    return Value(letters(r, r.choice((2, 3, 3))) + digits(r, 6))


@maker("FRANCE_NATIONAL_IDENTIFICATION_NUMBER")
def france_nir(r):
    year, month, _ = birth_date(r, 1930, 1999)
    department = r.choice(["%02d" % r.randint(1, 95)] * 8 + ["2A", "2B"])
    if department == "20":
        department = "2A"
    base = f"{r.choice('12')}{year % 100:02d}{month:02d}{department}{r.randint(1, 990):03d}{r.randint(1, 990):03d}"
    number = base + nir.calc_check_digits(base)
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("key apart", None)))
    text = number[:13] + " " + number[13:] if separator is None else grouped(number, (1, 2, 2, 2, 3, 3, 2), separator)
    corsica = " of Corsica" if department in ("2A", "2B") else ""
    return checked(text, form + corsica, lambda text: nir.is_valid(compact(text)))


@maker("FRANCE_TAX_IDENTIFICATION_NUMBER")
def france_spi(r):
    base = digits(r, 10, "0123")
    number = base + spi.calc_check_digits(base)
    form, separator = r.choice((("plain", ""), ("blanks", " ")))
    return checked(grouped(number, (2, 2, 3, 3, 3), separator), form, lambda text: spi.is_valid(compact(text)))


@maker("FRANCE_PASSPORT_NUMBER")
def france_passport(r):
    return Value(digits(r, 2) + letters(r, 2) + digits(r, 5))


@maker("FRANCE_HEALTH_INSURANCE_NUMBER")
def france_vitale(r):
    if r.random() < 0.5:
        value = france_nir(r)
        return Value(value.text, "NIR " + value.form)
    number = digits(r, 21, "12345678")
    form, separator = r.choice((("serial", ""), ("serial blanks", " ")))
    return Value(grouped(number, (10, 10, 1), separator), form)


@maker("GERMANY_TAX_IDENTIFICATION_NUMBER")
def germany_idnr(r):
    from stdnum.iso7064 import mod_11_10

    def attempt(r):
        chosen = r.sample("0123456789", 9)
        chosen.append(r.choice(chosen))
        r.shuffle(chosen)
        base = "".join(chosen)
        return base + mod_11_10.calc_check_digit(base)
    number = until(r, attempt, lambda text: text[0] != "0" and idnr.is_valid(text))
    form, separator = r.choice((("plain", ""), ("blanks", " ")))
    return checked(grouped(number, (2, 3, 3, 3), separator), form, lambda text: idnr.is_valid(compact(text)))


@maker("GERMANY_NATIONAL_IDENTIFICATION_NUMBER")
def germany_card(r):
    form = r.choice(("since 2010", "with check", "before 2010"))
    if form == "before 2010":
        number = digits(r, 9, "123456789")
        return Value(number + check.icao(number), form)
    number = r.choice("LMNPRTVWXY") + letters(r, 8, ICAO_GERMAN)
    return Value(number + (check.icao(number) if form == "with check" else ""), form)


@maker("GERMANY_PASSPORT_NUMBER")
def germany_passport(r):
    number = r.choice("CFGHJK") + letters(r, 8, ICAO_GERMAN)
    form = r.choice(("nine", "with check", "with check and D"))
    return Value(number + {"nine": "", "with check": check.icao(number),
                           "with check and D": check.icao(number) + "D"}[form], form)


@maker("GERMANY_DRIVERS_LICENSE")
def germany_licence(r):
    number = r.choice("ABCDEFGHJKLMN") + digits(r, 2) + letters(r, 6, MIXED)
    text = number + check.german_licence(number) + r.choice("0123456789")
    return checked(text, "plain", lambda text: check.german_licence(text[:9]) == text[9])


@maker("ITALY_NATIONAL_IDENTIFICATION_NUMBER")
def italy_fiscal(r):
    form = r.choice(("upper", "lower", "omocodia", "blanks", "partita IVA"))
    if form == "partita IVA":
        number = "0" + digits(r, 6) + "%03d" % r.randint(1, 99)
        text = number + luhn.calc_check_digit(number)
        return checked(text, form, iva.is_valid, keywords=["p. iva", "partita i.v.a."])
    year, month, day = birth_date(r)
    base = letters(r, 6, "BCDFGLMNPRSTVZ") + f"{year % 100:02d}" + "ABCDEHLMPRST"[month - 1]
    base += f"{day + (40 if r.random() < 0.5 else 0):02d}" + r.choice("ABCDEFGHIL") + "%03d" % r.randint(1, 999)
    if form == "omocodia":
        at = r.choice((14, 13, 12))
        base = base[:at] + "LMNPQRSTUV"[int(base[at])] + base[at + 1:]
    number = base + codicefiscale.calc_check_digit(base)
    text = {"lower": number.lower(), "blanks": grouped(number, (3, 3, 5, 5), " ")}.get(form, number)
    return checked(text, form, lambda text: codicefiscale.is_valid(compact(text).upper()),
                   keywords=["codice fiscal", "dati anagrafici", "personal data", "tax code", "tessera sanitaria"])


@maker("ITALY_PASSPORT_NUMBER")
def italy_passport(r):
    return Value(letters(r, 2) + digits(r, 7))


@maker("UK_NHS_NUMBER")
def uk_nhs(r):
    number = until(r, lambda r: digits(r, 10, "4679"), nhs.is_valid)
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-")))
    return checked(grouped(number, (3, 3, 4), separator), form, lambda text: nhs.is_valid(compact(text)))


@maker("UK_NATIONAL_INSURANCE_NUMBER")
def uk_nino(r):
    def prefix(r):
        return letters(r, 1, "ABCEGHJKLMNOPRSTWXYZ") + letters(r, 1, "ABCEGHJKLMNPRSTWXYZ")
    head = until(r, prefix, lambda text: text not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"))
    number = head + digits(r, 6) + r.choice("ABCD")
    form, separator = r.choice((("plain", ""), ("blanks", " "), ("hyphens", "-"), ("lower", "")))
    text = grouped(number, (2, 2, 2, 2, 1), separator)

    def damage(r):
        return r.choice(("BG", "GB", "NK", "KN", "TN", "NT", "ZZ", "DA", "QQ", "AO")) + text[2:]
    return Value(text.lower() if form == "lower" else text, form, damage=damage)


@maker("UK_TAX_IDENTIFICATION_NUMBER")
def uk_utr(r):
    if r.random() < 0.2:
        number = digits(r, 2) + r.choice("ABCDEFGH") + digits(r, 5)
        return Value(*r.choice(((number, "TRN"), (grouped(number, (2, 2, 2, 2), " "), "TRN blanks"))))
    base = digits(r, 9)
    number = utr.calc_check_digit(base) + base
    text, form = r.choice(((number, "UTR"), (number[:5] + " " + number[5:], "UTR blank"), (number + "K", "UTR K")))
    return checked(text, form, lambda text: utr.is_valid(compact(text).rstrip("K")))


@maker("UK_PASSPORT_NUMBER")
def uk_passport(r):
    return Value(digits(r, 9, "123456789"))


@maker("UK_ELECTORAL_ROLL_NUMBER")
def uk_electoral(r):
    return Value(letters(r, 2) + digits(r, r.choice((3, 4, 4, 2)), "123456789"))


@maker("UK_DRIVERS_LICENSE")
def uk_licence(r):
    surname = r.choice((letters(r, 5), letters(r, 4) + "9", letters(r, 3) + "99"))
    _, month, day = birth_date(r)
    number = surname + r.choice("456789") + f"{month + (50 if r.random() < 0.5 else 0):02d}{day:02d}" + digits(r, 1)
    number += letters(r, 1) + r.choice(("9", letters(r, 1))) + r.choice("0123456789ABCD") + letters(r, 2)
    form = r.choice(("16", "16", "18", "lower"))
    text = {"18": number + " " + digits(r, 2), "lower": number.lower()}.get(form, number)

    def damage(r):
        return number[:6] + r.choice(("13", "00", "63", "49", "99")) + number[8:]
    return Value(text, form, damage=damage)


@maker("FINLAND_DRIVERS_LICENSE")
def finland_hetu(r):
    def attempt(r):
        year, month, day = birth_date(r, 1930, 2008)
        date = f"{day:02d}{month:02d}{year % 100:02d}"
        serial = "%03d" % r.randint(2, 899)
        return date + ("A" if year >= 2000 else "-") + serial + hetu._calc_checksum(date + serial)
    number = until(r, attempt, hetu.is_valid)
    return checked(number, "A" if number[6] == "A" else "hyphen", hetu.is_valid)


@maker("SWEDEN_DRIVERS_LICENSE")
def sweden_personnummer(r):
    def attempt(r):
        year, month, day = birth_date(r, 1930, 1999)
        base = f"{year % 100:02d}{month:02d}{day:02d}" + digits(r, 3)
        return base + luhn.calc_check_digit(base)
    number = until(r, attempt, lambda text: not hetu.is_valid(text[:6] + "-" + text[6:]))
    return Value(number[:6] + "-" + number[6:])


@maker("FINLAND_EUROPEAN_HEALTH_INSURANCE_NUMBER")
def finland_ehic(r):
    form, separator = r.choice((("plain", ""), ("blank", " "), ("hyphen", "-")))
    return Value("8024680246" + separator + digits(r, 10), form)


@maker("EUROPEAN_HEALTH_INSURANCE_CARD_NUMBER")
def ehic(r):
    number = "80" + r.choice(("040", "056", "203", "250", "276", "300", "372", "380", "528", "616", "620", "703",
                              "705", "724", "752")) + digits(r, 15)
    form, sizes = r.choice((("plain", (20,)), ("blanks", (5, 5, 10)), ("pairs", (10, 10))))

    def damage(r):
        return "80" + r.choice(("840", "156", "392", "036", "000", "999")) + number[5:]
    return Value(grouped(number, sizes, " "), form, damage=damage)
