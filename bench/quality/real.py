"""False alarms on real clean text of a Debian machine: documentation, changelogs, headers, Python, Perl, time zone and
locale data, package lists. Prints hits per MB for each identifier; who judges by hand gets a sample.

    bench/quality/run real [--megabytes N] [--seed N] [--magpie PATH] [--matcher fast|reference] [--json FILE]
                           [--details FILE] [--sample COUNT --sample-file FILE] [--at-most HITS_PER_MB] [--keep FOLDER]

A sample is a table of tab-separated columns: verdict (to fill in: y, n), identifier, file, text before, hit, text
after. bench/quality/judged.tsv holds the verdicts given so far (verdict, identifier, file, hit); precision is told for
the hits that stand there."""

import argparse
import codecs
import collections
import gzip
import hashlib
import json
import os
import random
import sys
import tempfile

import corpus
import measure

KINDS = (
    ("documentation", ("/usr/share/doc", "/usr/share/common-licenses", "/usr/share/info", "/usr/share/man")),
    ("changelogs", ("/usr/share/doc",)),
    ("headers", ("/usr/include", "/usr/lib/gcc", "/usr/lib/llvm-14/lib/clang")),
    ("python", ("/usr/lib/python3", "/usr/lib/python3.11", "/usr/share/python3")),
    ("perl", ("/usr/share/perl", "/usr/share/perl5", "/usr/lib/x86_64-linux-gnu/perl",
              "/usr/lib/x86_64-linux-gnu/perl-base")),
    ("time and locale", ("/usr/share/zoneinfo", "/usr/share/i18n", "/usr/share/X11/locale", "/usr/share/iso-codes")),
    ("package lists", ("/var/lib/apt/lists", "/var/lib/dpkg/info", "/var/lib/dpkg/status", "/var/lib/dpkg/available")),
    ("other sources", ("/usr/share/cmake-3.25", "/usr/share/vim", "/usr/share/mime", "/usr/share/bash-completion",
                       "/etc")))
PRIVATE = ("ssl/private", "ssl/certs", "ssh/", "shadow", "passwd", "machine-id")
LARGEST = 4 << 20
UNDEFINED_IN_1252 = b"\x81\x8d\x8f\x90\x9d"
MOST_OF_A_FILE = 3  # in a sample to judge: long lists of authors are all alike
JUDGED = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judged.tsv")


def options():
    parser = argparse.ArgumentParser(prog="bench/quality/run real")
    parser.add_argument("--megabytes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    for name in ("magpie", "matcher", "json", "details", "sample-file", "keep"):
        parser.add_argument("--" + name, default=None)
    parser.add_argument("--sample", type=int, default=0, help="hits of NAME and ADDRESS to judge by hand")
    parser.add_argument("--at-most", type=float, default=None,
                        help="fail above these hits per MB, NAME and ADDRESS not counted")
    return parser.parse_args()


def paths(roots, kind):
    """The regular files below the roots, each once, in an order that has nothing to do with their names."""
    found = set()
    for root in roots:
        if os.path.isfile(root):
            found.add(root)
        for folder, _, names in os.walk(root):
            found.update(os.path.join(folder, name) for name in names)
    found = {path for path in found if not os.path.islink(path)}
    is_changelog = {path: os.path.basename(path).lower().startswith(("changelog", "news")) for path in found}
    if kind in ("documentation", "changelogs"):
        found = {path for path in found if is_changelog[path] == (kind == "changelogs")}
    return sorted(found, key=lambda path: hashlib.sha256(path.encode()).digest())


def text_of(path):
    """The bytes of a text file, unpacked, or None: binary, unreadable, empty, or what a machine keeps to itself."""
    if path.startswith("/etc/") and any(part in path for part in PRIVATE):
        return None
    try:
        with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
            data = file.read(LARGEST)
    except (OSError, EOFError):
        return None
    return None if not data or b"\0" in data[:65536] else data


def collect(folder, total):
    """Copies up to total bytes, of each kind the same share as far as there is as much. Returns {key: kind}, bytes."""
    kinds = {name: iter(paths(roots, name)) for name, roots in KINDS}
    sizes, keys, seen, copied = collections.Counter(), {}, set(), 0
    while kinds and copied < total:
        name = min(kinds, key=lambda kind: sizes[kind])
        path = next(kinds[name], None)
        if path is None:
            del kinds[name]
            continue
        data = text_of(path)
        digest = data and hashlib.sha256(data).digest()
        if data is None or digest in seen:
            continue
        seen.add(digest)
        key = path.lstrip("/")
        target = os.path.join(folder, key[:-3] if key.endswith(".gz") else key)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
        keys[os.path.relpath(target, folder)] = name
        sizes[name] += len(data)
        copied += len(data)
    return keys, sizes


def judged():
    """{(identifier, file, hit): verdict} of the verdicts given so far."""
    if not os.path.exists(JUDGED):
        return {}
    with open(JUDGED, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return {(row[1], row[2], row[3]): row[0] for row in rows if row[0] in ("y", "n")}


def one_line(data):
    return data.decode("utf-8", "replace").replace("\t", " ").replace("\r", " ").replace("\n", " / ")


def as_scanned(data):
    """The text in which offsets count: UTF-8, a byte that is not UTF-8 being its Windows-1252 character."""
    def replace(error):
        byte = error.object[error.start:error.start + 1]
        return chr(byte[0]) if byte in UNDEFINED_IN_1252 else byte.decode("cp1252"), error.start + 1
    codecs.register_error("as_scanned", replace)
    return data.decode("utf-8", "as_scanned").encode()


def rows_of(folder, hits):
    """(identifier, file, before, hit, after) of all hits."""
    for key in sorted(hits):
        with open(os.path.join(folder, key), "rb") as file:
            data = as_scanned(file.read())
        for offset, length, identifier in sorted(hits[key]):
            yield (identifier, key, one_line(data[max(0, offset - 60):offset]),
                   one_line(data[offset:offset + min(length, 200)]),
                   one_line(data[offset + length:offset + length + 40]))


def report(rows, keys, sizes):
    megabytes = sum(sizes.values()) / 1e6
    count = collections.Counter(row[0] for row in rows)
    by_kind = collections.Counter((row[0], keys[row[1]]) for row in rows)
    print(f"{megabytes:.1f} MB: " + ", ".join(f"{kind} {size / 1e6:.1f}" for kind, size in sizes.items()))
    for identifier, hits in count.most_common():
        places = ", ".join(f"{kind} {by_kind[identifier, kind]}" for kind in sizes if by_kind[identifier, kind])
        print(f"{identifier:50} {hits:6} {hits / megabytes:8.3f} per MB   {places}")
    plain = sum(hits for identifier, hits in count.items() if identifier not in corpus.PEOPLE)
    print(f"without NAME and ADDRESS: {plain} hits, {plain / megabytes:.3f} per MB")
    return plain / megabytes, count


def report_judged(rows):
    """The share of right ones among the hits of NAME and ADDRESS that somebody has judged, each once in its file."""
    verdicts = judged()
    found = collections.Counter()
    for row in {(row[0], row[1], row[3]): row for row in rows}.values():
        verdict = verdicts.get((row[0], row[1], row[3]))
        if verdict:
            found[row[0], verdict] += 1
    result = {}
    for identifier in corpus.PEOPLE:
        right, wrong = found[identifier, "y"], found[identifier, "n"]
        if right + wrong:
            result[identifier] = (right, right + wrong)
            print(f"{identifier}: {right} of {right + wrong} judged hits are right: "
                  f"precision {right / (right + wrong):.3f}")
    return result


def write_sample(path, rows, count, seed):
    chosen = list({(row[0], row[1], row[3]): row for row in rows if row[0] in corpus.PEOPLE}.values())
    random.Random(seed).shuffle(chosen)
    taken = collections.Counter()
    spread = []
    for row in chosen:
        taken[row[1]] += 1
        if taken[row[1]] <= MOST_OF_A_FILE:
            spread.append(row)
    chosen = spread
    verdicts = judged()
    with open(path, "w", encoding="utf-8") as file:
        for row in chosen[:count]:
            file.write("\t".join((verdicts.get((row[0], row[1], row[3]), "?"), *row)) + "\n")


def run(arguments, folder):
    magpie = measure.find_magpie(arguments.magpie)
    text = os.path.join(folder, "text")
    keys, sizes = collect(text, int(arguments.megabytes * 1e6))
    extra = ("--matcher", arguments.matcher) if arguments.matcher else ()
    rows = list(rows_of(text, measure.scan(magpie, text, os.path.join(folder, "hits"), extra)))
    per_mb, count = report(rows, keys, sizes)
    report_judged(rows)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as file:
            json.dump({"megabytes": sum(sizes.values()) / 1e6, "hits": count, "per_mb_without_people": per_mb}, file,
                      indent=1)
    if arguments.details:
        with open(arguments.details, "w", encoding="utf-8") as file:
            for row in rows:
                if row[0] not in corpus.PEOPLE:
                    file.write(f"{row[0]} | {row[1]} | {row[2]}[[{row[3]}]]{row[4]}\n")
    if arguments.sample:
        write_sample(arguments.sample_file or "sample.tsv", rows, arguments.sample, arguments.seed)
    if arguments.at_most is not None and per_mb > arguments.at_most:
        sys.exit(f"quality: {per_mb:.3f} hits per MB, more than {arguments.at_most}")


def main():
    arguments = options()
    if arguments.keep:
        run(arguments, arguments.keep)
    else:
        with tempfile.TemporaryDirectory(prefix="magpie-quality-") as folder:
            run(arguments, folder)


if __name__ == "__main__":
    main()
