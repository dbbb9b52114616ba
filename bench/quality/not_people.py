"""What looks like a person or an address and is none: places, companies, products, months, headings, code; and places
with a postal code of another state."""

from values_people import places, street

NO_NAMES = {
    "place": ("New York", "Los Angeles", "San Francisco", "Santa Barbara", "Lake Michigan", "Mount Everest",
              "Hong Kong", "Cape Town",
              "Buenos Aires", "Rio Grande", "Saint Petersburg", "South Carolina", "Costa Rica", "Sierra Nevada",
              "Monte Carlo",
              "Kuala Lumpur", "San Jose", "Baden-Baden", "North Holland", "Nova Scotia", "Virginia Beach",
              "Jackson Hole"),
    "company": ("General Motors", "Morgan Stanley", "Wells Fargo", "Home Depot", "Deutsche Bank", "Credit Suisse",
                "Ernst & Young",
                "Procter & Gamble", "Rolls-Royce", "Harley-Davidson", "Red Hat", "Texas Instruments", "Pizza Hut",
                "Goldman Sachs",
                "British Airways", "Standard Chartered", "Warner Brothers", "Johnson Controls", "Baker Hughes",
                "Lloyd's Bank"),
    "product": ("Visual Studio", "Google Chrome", "Windows Server", "Apache Kafka", "Ruby on Rails", "Amazon Macie",
                "Java Virtual Machine",
                "Mac Mini", "Android Auto", "Swift Package", "Crystal Reports", "Python Package Index", "Scala Native",
                "Julia Language",
                "Jupyter Notebook", "Maven Central", "Gatling Gun", "Dolby Digital"),
    "time": ("Monday Morning", "Good Friday", "March April May", "Next August", "Summer Term", "New Year", "Early June",
             "Black Friday",
             "April Fools", "Winter Break"),
    "heading": ("Table Of Contents", "Getting Started", "Release Notes", "Known Issues", "Frequently Asked Questions",
                "Terms And Conditions",
                "Quick Start", "Grant Program", "Mark Complete", "Will Call", "Summer Camp", "Field Guide",
                "Page Layout", "Power Supply",
                "Rose Garden", "Art Gallery", "Faith Community", "Grace Period", "Bill Payment", "Rich Text",
                "Dean of Students"),
    "code": ("Array Buffer", "Hash Map", "Null Pointer", "String Builder", "Event Loop", "Base Class", "Linked List",
             "Binary Tree",
             "Foreign Key", "Primary Key", "Taylor Series", "Newton Method", "Gray Code", "Young Generation",
             "Cooper Pair", "Miller Index"),
    "office": ("Prime Minister", "Vice President", "Attorney General", "Chief Engineer", "Project Manager",
               "Sales Department",
               "Dear Customer", "Dear Sir or Madam", "Team Lead", "Human Resources"),
}
SENTENCES = ("The plan of {v} was put off once more.", "{v}", "We heard about {v} only yesterday.",
             "See {v} for all the rest.",
             "Nothing has changed at {v} since then.", "This part is about {v}, as before.", "- {v}: to be done")


def no_name(r):
    """(kind, text) of something that is written like a name."""
    kind = r.choice(list(NO_NAMES))
    return kind, r.choice(NO_NAMES[kind])


def no_address(r):
    """(kind, text) of something like an address: a code of another state, no place, no code, or just figures."""
    place, _, state = r.choice(places("US"))
    _, code, other = r.choice(places("US"))
    while other == state:
        _, code, other = r.choice(places("US"))
    number = r.randint(1, 999)
    return r.choice((
        ("wrong code", f"{number} {street('en_US', r)}, {place}, {state} {code}"),
        ("no code", f"{number} {street('en_US', r)}, on the way to {place}"),
        ("no place", f"{number} {street('en_US', r)} {r.randint(10000, 99999)} times"),
        ("figures", f"Table {number}, Section {r.randint(1, 9)}, {r.randint(10000, 99999)} rows"),
        ("figures", f"Release {number} Build {r.randint(10000, 99999)} Stable")))
