"""Makes the labelled and the clean corpus, scans them, and prints how good each identifier is.

    bench/quality/run measure [--seed N] [--values N] [--clean MB] [--magpie PATH] [--matcher fast|reference]
                              [--json FILE] [--details FILE] [--keep FOLDER] [--at-least RECALL:PRECISION]
                              [--people-at-least RECALL:PRECISION] [--docs FILE]"""

import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile

import clean
import corpus
import documented
import score as scoring

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def scan(magpie, folder, out, extra=()):
    """Runs the scan of a folder and returns its hits by key. Findings (status 1) are what one expects."""
    command = [magpie, "scan", folder, "--format", "hits", "-o", out, "--quiet", "--allow-incomplete", *extra]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"quality: {' '.join(command)}: exit status {done.returncode}\n{done.stderr}")
    return scoring.read_hits(out)


def options():
    parser = argparse.ArgumentParser(prog="bench/quality/run measure")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--values", type=int, default=60,
                        help="values of each identifier in running text; as many in tables and records")
    parser.add_argument("--clean", type=float, default=5.0, help="megabytes of clean text")
    parser.add_argument("--magpie", default=None)
    parser.add_argument("--matcher", default=None)
    parser.add_argument("--json", default=None)
    parser.add_argument("--details", default=None, help="write examples of what was missed and of false alarms")
    parser.add_argument("--docs", default=None, help="put the table into this Markdown file, between its two marks")
    parser.add_argument("--keep", default=None, help="keep the corpus in this folder")
    parser.add_argument("--at-least", default=None, metavar="RECALL:PRECISION",
                        help="fail if an identifier is below; not NAME, ADDRESS")
    parser.add_argument("--people-at-least", default=None, metavar="RECALL:PRECISION",
                        help="the same for NAME and ADDRESS")
    arguments = parser.parse_args()
    if arguments.values < 1 or arguments.clean < 0:
        parser.error("--values is at least 1, --clean at least 0")
    return arguments


def find_magpie(given):
    for path in [given] if given else [os.path.join(ROOT, "build", name, "magpie") for name in ("release", "dev")]:
        if path and os.access(path, os.X_OK):
            return path
    sys.exit("quality: no magpie: build the preset release or dev, or give --magpie")


def rows(score, false_clean, megabytes):
    for identifier in documented.identifiers():
        found, missed, false = score.found[identifier], score.missed[identifier], score.false[identifier]
        yield {"identifier": identifier, "values": found + missed, "found": found,
               "recall": found / (found + missed) if found + missed else None,
               "precision": found / (found + false) if found + false else None,
               "exact": score.exact[identifier] / found if found else None, "false": false,
               "beside": score.beside[identifier],
               "clean_false": false_clean[identifier],
               "clean_false_per_mb": false_clean[identifier] / megabytes if megabytes else None}


def share(number):
    return "    -" if number is None else f"{number:5.3f}"


def table(found):
    lines = [f"{'identifier':52} {'values':>6} {'recall':>6} {'precis':>6} {'exact':>5} {'false':>5} {'clean/MB':>8}"]
    for row in found:
        per_mb = "-" if row["clean_false_per_mb"] is None else f"{row['clean_false_per_mb']:.2f}"
        lines.append(f"{row['identifier']:52} {row['values']:6} {share(row['recall']):>6} {share(row['precision']):>6} "
                     f"{share(row['exact']):>5} {row['false']:5} {per_mb:>8}")
    return "\n".join(lines)


def summary(found, megabytes, goals=(0.98, 0.95)):
    plain = [row for row in found if row["identifier"] not in corpus.PEOPLE]
    low_recall = [row["identifier"] for row in plain if (row["recall"] or 0) < goals[0]]
    low_precision = [row["identifier"] for row in plain if (row["precision"] or 0) < goals[1]]
    false = sum(row["clean_false"] for row in plain)
    values, right = sum(row["values"] for row in plain), sum(row["found"] for row in plain)
    wrong = sum(row["false"] for row in plain)
    lines = [f"{len(plain)} identifiers without NAME and ADDRESS: recall {right / values:.4f}, "
             f"precision {right / (right + wrong):.4f}, "
             f"{false / megabytes if megabytes else 0:.2f} false alarms per MB of made clean text",
             f"below recall {goals[0]}: {len(low_recall)} {' '.join(low_recall)}",
             f"below precision {goals[1]}: {len(low_precision)} {' '.join(low_precision)}"]
    return "\n".join(lines)


def shares(forms, identifier):
    """Found of all, by the first word of the written form (the language or country) and by the rest of it."""
    groups = collections.defaultdict(lambda: [0, 0])
    for (name, form), count in forms.items():
        if name == identifier:
            first, _, rest = form.partition(" ")
            for group in (first, rest) if rest else (first,):
                groups[group][0] += count[0]
                groups[group][1] += count[1]
    return (f"{group} {right}/{all_of}" for group, (right, all_of) in sorted(groups.items()))


def people_summary(score):
    """NAME and ADDRESS in running text alone, and by the language or country that the form begins with."""
    lines = []
    for identifier in corpus.PEOPLE:
        right, all_of = score.kinds[identifier, "text"]
        alarms = [reason for reason, key, _ in score.alarms[identifier] if key.startswith(("text/", "trap/"))]
        streets = sum(1 for reason in alarms if reason == "over ADDRESS")
        wrong = len(alarms) - streets
        addresses = score.kinds["ADDRESS", "text"][1]
        lines.append(f"{identifier} in running text: recall {right / all_of:.3f}, "
                     f"precision {right / max(1, right + wrong):.3f}" +
                     (f"; not counted: {streets} streets of {addresses} addresses that bear a name" if streets else ""))
        for title, forms in (("in running text", score.forms_in_text), ("everywhere", score.forms)):
            lines.append(f"    {title}: " + ", ".join(shares(forms, identifier)))
    return "\n".join(lines)


def details(score, clean_score, found):
    lines = []
    for row in found:
        identifier = row["identifier"]
        if not score.misses[identifier] and not score.alarms[identifier] and not clean_score.alarms[identifier]:
            continue
        lines.append(f"\n## {identifier}: recall {share(row['recall'])}, precision {share(row['precision'])}, "
                     f"missed {score.missed[identifier]}, false {row['false']}, in clean text {row['clean_false']}")
        weak = [(form, count) for (name, form), count in score.forms.items()
                if name == identifier and count[0] < count[1]]
        for form, (right, all_of) in sorted(weak, key=lambda item: item[1][0] - item[1][1])[:8]:
            lines.append(f"  form {form}: {right} of {all_of} found")
        for (name, kind), (right, all_of) in score.kinds.items():
            if name == identifier and right < all_of:
                lines.append(f"  in {kind}: {right} of {all_of} found")
        for form, kind, key, text in spread(score.misses[identifier], 6):
            lines.append(f"  MISS  {form} | {kind} | {key} | {text}")
        for reason, key, text in spread(score.alarms[identifier], 6) + spread(clean_score.alarms[identifier], 4):
            lines.append(f"  FALSE {reason} | {key} | {text}")
    return "\n".join(lines) + "\n"


def spread(items, count):
    """A few items, from different first members where there are any."""
    groups = {}
    for item in items:
        groups.setdefault(item[0], []).append(item)
    chosen = []
    while groups and len(chosen) < count:
        for name in list(groups):
            chosen.append(groups[name].pop(0))
            if not groups[name]:
                del groups[name]
    return chosen[:count]


def below(found, limits, people):
    """The identifiers that do not reach RECALL:PRECISION, with their figures."""
    if not limits:
        return []
    recall, precision = map(float, limits.split(":"))
    return [f"{row['identifier']} ({row['recall'] or 0:.3f}:{row['precision'] or 0:.3f})" for row in found
            if (row["identifier"] in corpus.PEOPLE) == people and
            ((row["recall"] or 0) < recall or (row["precision"] or 0) < precision)]


MARKS = ("<!-- measured: bench/quality/run measure --docs -->\n", "<!-- end of what was measured -->\n")


def markdown(found, text):
    """The figures as a Markdown table, and the summaries before it."""
    lines = ["```text", text, "```", "",
             "| Identifier | Values | Recall | Precision | Exact bounds | Beside others | Clean text, per MB |",
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for row in found:
        cells = [row["identifier"], str(row["values"]), share(row["recall"]), share(row["precision"]),
                 share(row["exact"]),
                 str(row["beside"]), share(row["clean_false_per_mb"])]
        lines.append("| " + " | ".join(cell.strip() for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def put_into_docs(path, text):
    with open(path, encoding="utf-8") as file:
        before, _, rest = file.read().partition(MARKS[0])
    _, mark, after = rest.partition(MARKS[1])
    if not mark:
        sys.exit(f"quality: {path}: the marks around the table are not there: "
                 f"{MARKS[0].strip()} ... {MARKS[1].strip()}")
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + MARKS[0] + text + MARKS[1] + after)


def run(arguments, folder):
    magpie = find_magpie(arguments.magpie)
    extra = ("--matcher", arguments.matcher) if arguments.matcher else ()
    r = random.Random(arguments.seed)
    labelled, plain = os.path.join(folder, "labelled"), os.path.join(folder, "plain")
    labels = corpus.write(r, labelled, arguments.values)
    megabytes = sum(clean.write(r, plain, int(arguments.clean * 1e6)).values()) / 1e6
    score = scoring.compare(labelled, labels, scan(magpie, labelled, os.path.join(folder, "labelled.hits"), extra))
    clean_score = scoring.compare(plain, [], scan(magpie, plain, os.path.join(folder, "plain.hits"), extra))
    found = list(rows(score, clean_score.false, megabytes))
    print(table(found))
    print(summary(found, megabytes))
    print(people_summary(score))
    if arguments.docs:
        put_into_docs(arguments.docs, markdown(found, summary(found, megabytes) + "\n" + people_summary(score)))
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"seed": arguments.seed, "values": arguments.values, "clean_mb": megabytes, "identifiers": found},
                      file, indent=1)
    if arguments.details:
        with open(arguments.details, "w", encoding="utf-8") as file:
            file.write(table(found) + "\n\n" + summary(found, megabytes) + "\n" + people_summary(score) + "\n" +
                       details(score, clean_score, found))
    return found


def main():
    arguments = options()
    if arguments.keep:
        os.makedirs(arguments.keep, exist_ok=True)
        found = run(arguments, arguments.keep)
    else:
        with tempfile.TemporaryDirectory(prefix="magpie-quality-") as folder:
            found = run(arguments, folder)
    low = below(found, arguments.at_least, False) + below(found, arguments.people_at_least, True)
    if low:
        sys.exit("quality: not good enough: " + " ".join(low))


if __name__ == "__main__":
    main()
