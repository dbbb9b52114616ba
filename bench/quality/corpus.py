"""Labelled documents: running text, CSV, TSV, JSON, JSON Lines and forms with values, and traps that are none.

A label says where a value stands, whose it is and how it is written; with a reason ("trap") it says that nothing may
be found there."""

import dataclasses
import json
import os
import re

import documented
import language
import not_people
import values_credentials  # noqa: F401 (each registers its makers)
import values_europe  # noqa: F401
import values_financial  # noqa: F401
import values_latin_america  # noqa: F401
import values_licences  # noqa: F401
import values_north_america  # noqa: F401
import values_people  # noqa: F401
import values_personal  # noqa: F401
from making import make

REACH = 30  # characters between a keyword and its value, inclusive
MULTILINE = ("PKCS", "OPENSSH_PRIVATE_KEY", "PGP_PRIVATE_KEY", "PUTTY_PRIVATE_KEY")
PEOPLE = ("NAME", "ADDRESS")


@dataclasses.dataclass
class Label:
    identifier: str
    form: str
    kind: str
    keyword: str = ""
    trap: str = ""
    also: tuple = ()
    file: str = ""
    offset: int = 0
    length: int = 0


class Document:
    """Text with marks where values belong; write() puts them in, escaped, and notes their places."""

    def __init__(self, key):
        self.key = key
        self.parts = []
        self.values = []

    def mark(self, value, label):
        self.values.append((value, label))
        return f"\ue000{len(self.values) - 1}\ue001"

    def add(self, text):
        self.parts.append(text)

    def write(self, folder, escape=lambda text: text):
        """The labels, with file, offset and length in bytes."""
        out = bytearray()
        labels = []
        for piece in re.split("(\ue000\\d+\ue001)", "".join(self.parts)):
            if piece.startswith("\ue000"):
                value, label = self.values[int(piece[1:-1])]
                written = escape(value).encode()
                label.file, label.offset, label.length = self.key, len(out), len(written)
                labels.append(label)
                out += written
            else:
                out += piece.encode()
        path = os.path.join(folder, self.key)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(out)
        return labels


def check_sentences():
    """Every filler, and every word of the sentences around values, speaks for nothing."""
    texts = [text for group in language.FILLER.values() for text in group]
    for group in list(language.SENTENCES.values()) + [language.COMMON, language.ALONE]:
        texts += [text.replace("{k}", "; ; ;").replace("{v}", "; ; ;") for text in group]
    for text in texts:
        for identifier in documented.identifiers():
            assert not documented.speaks_for(text, identifier), (identifier, text)


def needs_keyword(identifier, value):
    return not value.alone and bool(documented.identifiers()[identifier]["keywords"])


def tongue(r, identifier):
    own = language.COUNTRY_LANGUAGES.get(identifier.split("_")[0], "en")
    return own if r.random() < 0.7 else "en"


def filler(r, own):
    return r.choice(language.FILLER[own])


def keyword_for(r, identifier, value, field=False):
    """One of the documented keywords that goes with this value and, for a field's name, makes a name."""
    words = value.keywords or documented.identifiers()[identifier]["keywords"]
    if field:
        words = [word for word in words if not re.search(r"[:#.'°]", word) and "- " not in word] or words
    return r.choice(words)


FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789"}
TYPESET = (("no-break blank", {ord(" "): "\u00a0"}), ("narrow no-break blank", {ord(" "): "\u202f"}),
           ("no-break hyphen", {ord("-"): "\u2011"}), ("en dash", {ord("-"): "\u2013"}), ("full width", FULL_WIDTH))
AS_TYPED = PEOPLE + MULTILINE + ("AWS_CREDENTIALS", "GCP_API_KEY", "HTTP_BASIC_AUTH_HEADER", "JSON_WEB_TOKEN",
                                 "STRIPE_CREDENTIALS",
                                 "HTTP_COOKIE", "CREDIT_CARD_MAGNETIC_STRIPE", "MEDICAL_DEVICE_UDI")


def typeset(r, identifier, value):
    """Now and then the value as a word processor or a Japanese keyboard writes it."""
    if identifier in AS_TYPED or r.random() > 0.06:
        return value
    form, characters = r.choice(TYPESET)
    text = value.text.translate(characters)
    return value if text == value.text else dataclasses.replace(value, text=text, form=f"{value.form} {form}")


def sentence(r, identifier, own, value):
    """A sentence with {v} for the value, and the keyword in it as written."""
    if not needs_keyword(identifier, value):
        return r.choice(language.ALONE), ""
    keyword = documented.typed(r, keyword_for(r, identifier, value))
    if r.random() < 0.04:
        return language.AT_REACH.replace("{k}", keyword), keyword
    pool = language.COMMON if r.random() < 0.6 or own not in language.SENTENCES else language.SENTENCES[own]
    while True:
        text = r.choice(pool).replace("{k}", keyword)
        before, after = text.split("{v}")
        place = text.index(keyword)
        gap = len(before) - place - len(keyword) if place < len(before) else place - len(before) - 3
        if gap <= REACH:
            return text, keyword


def running_text(r, identifier, count):
    document = Document(f"text/{identifier}.txt")
    for _ in range(count):
        own = tongue(r, identifier)
        value = typeset(r, identifier, make(identifier, r))
        text, keyword = sentence(r, identifier, own, value)
        label = Label(identifier, value.form, "text", keyword, also=value.also)
        join = "\n" if identifier in MULTILINE else r.choice(("\n", " ", "\n\n"))
        document.add(filler(r, own) + join + text.replace("{v}", document.mark(value.text, label)) + join)
    document.add(filler(r, "en") + "\n")
    return document


def people_text(r, identifier, count):
    document = Document(f"text/{identifier}.txt")
    for _ in range(count):
        value = make(identifier, r)
        own = value.form[:2] if identifier == "NAME" and value.form[:2] in language.NAME_SENTENCES else "en"
        pool = language.NAME_SENTENCES[own] if identifier == "NAME" else language.ADDRESS_SENTENCES
        if value.form.endswith(("surname, given", "upper case")):
            pool = language.NAME_LINES
        label = Label(identifier, value.form, "text")
        text = r.choice(pool).replace("{v}", document.mark(value.text, label))
        document.add(filler(r, own) + r.choice(("\n", " ", "\n\n")) + text + r.choice(("\n", " ")))
        document.add(filler(r, own) + "\n")
    return document


PEOPLE_FIELDS = {"NAME": ("name", "full_name", "fullName", "author", "assignee", "employee_name", "Customer Name"),
                 "ADDRESS": ("address", "shipping_address", "billingAddress", "location", "home_address", "Address")}


def field_for(r, identifier, values):
    """A column's name that speaks for all these values."""
    if identifier in PEOPLE:
        return r.choice(PEOPLE_FIELDS[identifier]), ""
    if not any(needs_keyword(identifier, value) for value in values):
        return r.choice(("content", "field_3", "raw", "entry", "payload")), ""
    keyword = keyword_for(r, identifier, next(value for value in values if needs_keyword(identifier, value)),
                          field=True)
    return documented.as_field(r, keyword), keyword


def some_values(r, identifier, count):
    """Values of one identifier that go with the same keywords."""
    first = make(identifier, r)
    found = [first]
    while len(found) < count:
        value = make(identifier, r)
        if value.keywords == first.keywords:
            found.append(value)
    return found


def neutral(r, row):
    """Cells that stand for nothing: a counter, an article, a quantity, an amount, a time."""
    return (str(row), r.choice("ABCDEFGH") + "-" + str(r.randint(10, 99)), str(r.randint(1, 40)),
            f"{r.uniform(1, 900):.2f}",
            f"2024-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}T{r.randint(0, 23):02d}:15:00Z")


NEUTRAL = ("row", "article", "quantity", "amount", "updated_at")


def table(r, identifier, count, number):
    separator, extension = (",", "csv") if number % 4 else ("\t", "tsv")
    document = Document(f"table/{identifier}.{number}.{extension}")
    end, all_quoted = r.choice(("\n", "\n", "\r\n")), r.random() < 0.2
    values = some_values(r, identifier, count)
    field, keyword = field_for(r, identifier, values)
    place = r.randint(1, 5)
    head = list(NEUTRAL)
    head.insert(place, field)
    document.add(separator.join(quoted(cell, separator, all_quoted) for cell in head) + end)
    for row, value in enumerate(values):
        cells = list(neutral(r, row + 1))
        label = Label(identifier, value.form, extension, keyword and field, also=value.also)
        mark = document.mark(value.text, label)
        cells = [quoted(cell, separator, all_quoted) for cell in cells]
        cells.insert(place, f'"{mark}"' if quoted(value.text, separator, all_quoted) != value.text else mark)
        document.add(separator.join(cells) + end)
    return document


def quoted(text, separator=",", always=False):
    needed = always or any(c in text for c in (separator, '"', "\n", "\r"))
    return '"' + text.replace('"', '""') + '"' if needed else text


def double_quotes(text):
    return text.replace('"', '""')


def as_json(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]


def record(r, field, take):
    """An object with a value below the field: itself, within an object, in a list or with the field as its parent."""
    shape = r.choice(("flat", "nested", "parent", "list"))
    body = {"row": r.randint(1, 9999), "article": r.choice("ABCDEFGH") + "-12", "amount": round(r.uniform(1, 900), 2)}
    if shape == "flat":
        body[field] = take()
    elif shape == "nested":
        body["entry"] = {"updated_at": "2024-05-17T08:15:00Z", field: take()}
    elif shape == "parent":
        body[field] = {"value": take(), "valid": True}
    else:
        body[field] = [take(), take()]
    body["quantity"] = r.randint(1, 40)
    return body


def records(r, identifier, count, number):
    kind = "jsonl" if number % 3 else "json"
    document = Document(f"records/{identifier}.{number}.{kind}")
    values = some_values(r, identifier, count + 1)
    field, keyword = field_for(r, identifier, values)
    bare = set()

    def take():
        value = typeset(r, identifier, values.pop())
        number = re.fullmatch("[1-9][0-9]{2,14}", value.text) and r.random() < 0.5
        form = value.form + (" as a number" if number else "")
        mark = document.mark(value.text, Label(identifier, form, kind, keyword and field, also=value.also))
        if number:
            bare.add(mark)
        return mark
    found = []
    while len(values) > 1:
        found.append(record(r, field, take))
    indent = r.choice((2, None))
    if kind == "jsonl":
        text = "".join(json.dumps(body, ensure_ascii=False) + "\n" for body in found)
    else:
        text = json.dumps({"items": found}, ensure_ascii=False, indent=indent) + "\n"
    for mark in bare:
        text = text.replace(f'"{mark}"', mark)
    document.add(text)
    return document


FORMS = (
    ("Name", "NAME"), ("Date of birth", "DATE_OF_BIRTH"), ("SSN", "USA_SOCIAL_SECURITY_NUMBER"),
    ("Passport", "USA_PASSPORT_NUMBER"), ("Driver's license", "DRIVERS_LICENSE"), ("Address", "ADDRESS"),
    ("Phone", "PHONE_NUMBER"), ("Credit card", "CREDIT_CARD_NUMBER"), ("Expiry", "CREDIT_CARD_EXPIRATION"),
    ("CVV", "CREDIT_CARD_SECURITY_CODE"), ("IBAN", "NETHERLANDS_BANK_ACCOUNT_NUMBER"), ("NHS", "UK_NHS_NUMBER"),
    ("Savings account", "BANK_ACCOUNT_NUMBER"), ("NPI", "USA_NATIONAL_PROVIDER_IDENTIFIER"),
    ("VIN", "VEHICLE_IDENTIFICATION_NUMBER"),
    ("ITIN", "USA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER"), ("MBI", "USA_MEDICARE_BENEFICIARY_IDENTIFIER"),
    ("NINO", "UK_NATIONAL_INSURANCE_NUMBER"))


def one_line(r, identifier):
    while True:
        value = make(identifier, r)
        if "\n" not in value.text:
            return value


def forms(r, count):
    """Close to each other, each value under its own title: the nearest title speaks."""
    document = Document("form/forms.txt")
    for _ in range(count):
        document.add(r.choice(("Record\n", "Application\n", "---\n")))
        for title, identifier in r.sample(FORMS, r.randint(4, 7)):
            value = one_line(r, identifier)
            label = Label(identifier, value.form, "form", title, also=value.also)
            document.add(f"{title}{r.choice((': ', ':  ', ' ', ' = '))}{document.mark(value.text, label)}\n")
        document.add("\n" + filler(r, "en") + "\n")
    return document


def wide_table(r, count):
    """All of the forms' fields as the columns of one table."""
    document = Document("form/people.csv")
    document.add(",".join(title for title, _ in FORMS) + "\n")
    for _ in range(count):
        cells = []
        for title, identifier in FORMS:
            value = one_line(r, identifier)
            mark = document.mark(value.text, Label(identifier, value.form, "wide csv", title, also=value.also))
            cells.append(f'"{mark}"' if quoted(value.text) != value.text else mark)
        document.add(",".join(cells) + "\n")
    return document


def far(r, own, keyword, mark):
    """The keyword, 31 to 50 characters of filler without a stop, and the value."""
    if r.random() < 0.3:
        return language.BEYOND_REACH.replace("{k}", keyword).replace("{v}", mark)
    rest = filler(r, own).rstrip(".").replace(keyword, "")
    return f"{keyword} {rest[:r.randint(REACH - 1, 48)].rstrip()}, x {mark}"


def trap(r, identifier, document):
    """(sentence with a mark) for something that must not be reported, or None where that trap does not fit."""
    value = make(identifier, r)
    own = tongue(r, identifier)
    needed = needs_keyword(identifier, value)
    text, keyword = sentence(r, identifier, own, value)
    kind = r.choice(("no keyword", "far keyword", "wrong check", "wrong check", "longer number",
                     "keyword within a word"))
    also = value.also + (value.within if "keyword" in kind else ())
    label = Label(identifier, value.form, "trap", keyword, kind, also=also)
    if kind == "wrong check":
        return value.damage and text.replace("{v}", document.mark(value.damage(r), label))
    if kind == "longer number":
        longer = r.choice((r.choice("3456789") + value.text, value.text + r.choice("3456789")))
        if not value.text.isdigit() or documented.has_shape(longer, identifier):
            return None
        return text.replace("{v}", document.mark(longer, label))
    if not needed:
        return None
    label.keyword = ""
    if kind == "no keyword":
        return None if documented.speaks_for(value.text, identifier) else r.choice(language.ALONE).replace(
            "{v}", document.mark(value.text, label))
    if kind == "far keyword":
        return far(r, own, keyword, document.mark(value.text, label))
    if not keyword.replace(" ", "").isalpha():
        return None
    around = "un" + keyword.replace(" ", "").lower() + "ish"
    return f"{around} {document.mark(value.text, label)}"


def traps(r, identifier, count):
    document = Document(f"trap/{identifier}.txt")
    made = 0
    for _ in range(count * 4):
        text = trap(r, identifier, document)
        if text:
            document.add(filler(r, "en") + "\n" + text + "\n")
            made += 1
        if made == count:
            break
    document.add(filler(r, "en") + "\n")
    return document


def people_traps(r, identifier, count):
    document = Document(f"trap/{identifier}.txt")
    for _ in range(count):
        kind, text = (not_people.no_name if identifier == "NAME" else not_people.no_address)(r)
        label = Label(identifier, kind, "trap", trap=kind)
        document.add(filler(r, "en") + "\n" +
                     r.choice(not_people.SENTENCES).replace("{v}", document.mark(text, label)) + "\n")
    return document


def documents(r, count):
    """All labelled documents, with their escaping; count is the number of values of an identifier in running text."""
    for identifier in documented.identifiers():
        people = identifier in PEOPLE
        size = count * 4 if people else count
        yield (people_text if people else running_text)(r, identifier, size), lambda text: text
        for number in range(max(1, size // 20)):
            yield table(r, identifier, 10, number), double_quotes
            yield records(r, identifier, 10, number), as_json
        yield (people_traps if people else traps)(r, identifier, size // 2 if people else count), lambda text: text
    yield forms(r, count), lambda text: text
    yield wide_table(r, count), double_quotes


def write(r, folder, count):
    check_sentences()
    labels = []
    for document, escape in documents(r, count):
        labels += document.write(folder, escape)
    return labels
