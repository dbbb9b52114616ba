"""Compares hits with labels.

A hit is right if it shares at least half of the union of its bytes with a value of its identifier. Any other is a false
alarm, unless docs/overlaps.md lets it stand beside the value that it touches: the keyword that is there speaks for the
hit's identifier, too, the bytes have a shape of it, and it is not the weaker one (no check digit against one)."""

import bisect
import collections
import json
import os

import documented


def read_hits(path):
    by_file = collections.defaultdict(list)
    with open(path, encoding="utf-8") as file:
        for line in file:
            hit = json.loads(line)
            by_file[hit["key"]].append((hit["offset"], hit["length"], hit["identifier"]))
    return by_file


def union_share(a, a_length, b, b_length):
    common = min(a + a_length, b + b_length) - max(a, b)
    return common / (max(a + a_length, b + b_length) - min(a, b)) if common > 0 else 0


class Score:
    def __init__(self):
        self.found = collections.Counter()
        self.missed = collections.Counter()
        self.exact = collections.Counter()
        self.false = collections.Counter()
        self.forms = collections.defaultdict(lambda: [0, 0])  # found and all, by identifier and written form
        self.forms_in_text = collections.defaultdict(lambda: [0, 0])
        self.kinds = collections.defaultdict(lambda: [0, 0])
        self.misses = collections.defaultdict(list)
        self.alarms = collections.defaultdict(list)
        self.beside = collections.Counter()


def may_stand(identifier, label, bytes_of_hit):
    """Whether a hit of another identifier over this value is a claim that documents and overlaps.md allow."""
    if identifier in label.also:
        return True
    own, other = documented.identifiers()[label.identifier], documented.identifiers()[identifier]
    if not other["keywords"] or not label.keyword:
        return False
    if own["checked"] and not label.trap and not other["checked"]:
        return False
    text = bytes_of_hit.decode("utf-8", "replace")
    return documented.speaks_for(label.keyword, identifier) and documented.has_shape(text, identifier)


def excerpt(data, offset, length, around=48):
    end = offset + length
    text = data[max(0, offset - around):offset] + b"[[" + data[offset:min(end, offset + 80)] + b"]]" + data[end:end +
                                                                                                            around]
    return text.decode("utf-8", "replace").replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def compare_file(score, key, data, labels, hits, companions=True):
    values = [label for label in labels if not label.trap]
    used = set()
    starts = [hit[0] for hit in hits]
    for label in values:
        found = None
        at = bisect.bisect_left(starts, label.offset - 4096)
        while at < len(hits) and hits[at][0] < label.offset + label.length:
            offset, length, identifier = hits[at]
            share = union_share(offset, length, label.offset, label.length)
            if identifier == label.identifier and at not in used and share >= 0.5:
                found = at
                break
            at += 1
        counts = [score.forms[label.identifier, label.form], score.kinds[label.identifier, label.kind]]
        if label.kind == "text":
            counts.append(score.forms_in_text[label.identifier, label.form])
        for count in counts:
            count[1] += 1
        if found is None:
            score.missed[label.identifier] += 1
            score.misses[label.identifier].append((label.form, label.kind, key,
                                                   excerpt(data, label.offset, label.length)))
            continue
        used.add(found)
        for count in counts:
            count[0] += 1
        score.found[label.identifier] += 1
        score.exact[label.identifier] += hits[found][:2] == (label.offset, label.length)
    for at, (offset, length, identifier) in enumerate(hits):
        if at in used:
            continue
        touched = [label for label in labels if union_share(offset, length, label.offset, label.length) > 0]
        if any(may_stand(identifier, label, data[offset:offset + length]) and
               not (label.trap and label.identifier == identifier)
               for label in touched):
            score.beside[identifier] += 1
            continue
        reason = "clean"
        if touched:
            reason = f"trap: {touched[0].trap}" if touched[0].trap else f"over {touched[0].identifier}"
        score.false[identifier] += 1
        score.alarms[identifier].append((reason, key, excerpt(data, offset, length)))


def compare(folder, labels, hits):
    """Score of all hits of a corpus; every file of the folder is looked at."""
    by_file = collections.defaultdict(list)
    for label in labels:
        by_file[label.file].append(label)
    score = Score()
    for key in sorted(set(by_file) | set(hits)):
        with open(os.path.join(folder, key), "rb") as file:
            compare_file(score, key, file.read(), by_file[key], sorted(hits[key]))
    return score
