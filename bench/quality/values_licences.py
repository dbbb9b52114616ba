"""Driving licences: shapes without a check. Germany, Finland, Spain, Sweden and the UK have one: values_europe.py."""

from stdnum.es import dni, nie

from making import DIGITS, UPPER, Value, compact, checked, digits, grouped, letters, maker

# Identifier to its shapes: 9 stands for a digit, A for a letter, # for either, a for A; else each for itself.
SHAPES = {
    "AUSTRIA_DRIVERS_LICENSE": ("99999999",),
    "BELGIUM_DRIVERS_LICENSE": ("9999999999",),
    "BULGARIA_DRIVERS_LICENSE": ("999999999",),
    "CROATIA_DRIVERS_LICENSE": ("99999999",),
    "CYPRUS_DRIVERS_LICENSE": ("999999999999",),
    "CZECHIA_DRIVERS_LICENSE": ("EA 999999", "EB999999", "EL 999999"),
    "DENMARK_DRIVERS_LICENSE": ("99999999",),
    "ESTONIA_DRIVERS_LICENSE": ("ET999999",),
    "FRANCE_DRIVERS_LICENSE": ("999999999999", "99AA99999"),
    "GREECE_DRIVERS_LICENSE": ("999999999",),
    "HUNGARY_DRIVERS_LICENSE": ("AA999999",),
    "IRELAND_DRIVERS_LICENSE": ("999999AAAA",),
    "ITALY_DRIVERS_LICENSE": ("Aa9999999A", "AV9999999A", "U19A99A99A"),
    "LATVIA_DRIVERS_LICENSE": ("ATA999999", "LVB999999", "AAA999999"),
    "LITHUANIA_DRIVERS_LICENSE": ("99999999",),
    "LUXEMBOURG_DRIVERS_LICENSE": ("999999",),
    "MALTA_DRIVERS_LICENSE": ("AA 999 999", "#A999999", "AA999999"),
    "NETHERLANDS_DRIVERS_LICENSE": ("9999999999",),
    "POLAND_DRIVERS_LICENSE": ("99999/99/9999", "99999/99/9999999"),
    "PORTUGAL_DRIVERS_LICENSE": ("AA-999999 9", "AA-99999 9", "A-999999 9", "A-99999999 9"),
    "ROMANIA_DRIVERS_LICENSE": ("A99999999", "999999999"),
    "SLOVAKIA_DRIVERS_LICENSE": ("A9999999", "99999999"),
    "SLOVENIA_DRIVERS_LICENSE": ("999999999",),
    "AUSTRALIA_DRIVERS_LICENSE": ("99999999", "999999999", "9999999", "A99999", "AA9999", "AA999999"),
    # Alberta, British Columbia, Quebec, Ontario twice, Nova Scotia, Newfoundland, Manitoba
    "CANADA_DRIVERS_LICENSE": ("999999999", "9999999", "A999999999999", "A9999-99999-99999", "A9999 99999 99999",
                               "AAAAA999999999", "A999999999", "AAAAAA999A9A"),
    # California, Texas, Florida, New Jersey, Illinois, Michigan, Idaho, Iowa, Vermont, Missouri, Kentucky, Ohio,
    # Pennsylvania, Washington since 2018, New Hampshire, North Dakota, New York
    "DRIVERS_LICENSE": ("A9999999", "99999999", "A999999999999", "A99999999999999", "A99999999999", "A9999999999",
                        "AA999999A", "999AA9999", "9999999A", "A999999R", "A99999999", "AA999999", "WDLAA99A9A99",
                        "99AAA99999", "AAA999999", "999999999"),
}
INDIAN_STATES = """AP AR AS BR CG CH DL GA GJ HP HR JH JK KA KL
                   MH ML MN MP MZ NL OD PB PY RJ SK TN TR TS UK UP WB""".split()


def from_shape(r, shape):
    return "".join({"9": lambda: r.choice(DIGITS), "A": lambda: r.choice(UPPER),
                    "#": lambda: r.choice(DIGITS + UPPER), "a": lambda: "A"}.get(c, lambda: c)() for c in shape)


def shaped(r, identifier):
    shape = r.choice(SHAPES[identifier])
    text = from_shape(r, shape)
    return Value(r.choice("123456789") + text[1:] if shape[0] == "9" else text, shape)


for name in SHAPES:
    maker(name)(lambda r, name=name: shaped(r, name))


@maker("INDIA_DRIVERS_LICENSE")
def india(r):
    number = r.choice(INDIAN_STATES) + "%02d" % r.randint(1, 60) + str(r.randint(1985, 2024)) + digits(r, 7)
    form, text = r.choice((("plain", number), ("hyphens", grouped(number, (2, 2, 4, 7), "-")),
                           ("blank", grouped(number, (4, 11), " ")), ("hyphen and blank", number[:2] + "-" +
                                                                     number[2:4] + " " + number[4:])))
    return Value(text, form)


@maker("SPAIN_DRIVERS_LICENSE")
def spain(r):
    if r.random() < 0.3:
        number = r.choice("XYZ") + digits(r, 7)
        text = number + nie.calc_check_digit(number)
        return checked(text, "NIE", lambda text: nie.is_valid(compact(text)))
    number = digits(r, 8, "12345678")
    form, separator = r.choice((("plain", ""), ("hyphen", "-"), ("blank", " ")))
    return checked(number + separator + dni.calc_check_digit(number), form, lambda text: dni.is_valid(compact(text)))
