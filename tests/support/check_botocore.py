#!/usr/bin/env python3
"""Checks that findings are what Macie's own client understands.

usage: check_botocore.py FILE...

A FILE holds what `magpie scan` writes as json ({"findings": [...]}), jsonl or events. Every member must be one
that the service model of macie2 knows, with the right type and a known word where the model has a list of words;
null may stand anywhere. Then botocore's own parser must read all of it without losing a value.

Exit status: 0 all is well, 1 something is not, 77 botocore is not installed.
"""
import datetime
import json
import sys

try:
    import botocore.parsers
    import botocore.session
    from dateutil.parser import isoparse
except ImportError as error:
    print(f"check_botocore: skipped, botocore cannot be imported: {error}", file=sys.stderr)
    sys.exit(77)

MODEL = botocore.session.get_session().get_service_model("macie2")
OUTPUT = MODEL.operation_model("GetFindings").output_shape
FINDING = OUTPUT.members["findings"].member
TYPES = {"string": str, "boolean": bool, "long": int, "integer": int, "double": (int, float), "float": (int, float),
         "timestamp": str, "structure": dict, "list": list}
ENVELOPE = {"version": str, "id": str, "detail-type": str, "source": str, "account": str, "time": str,
            "region": str, "resources": list, "detail": dict}


def check(value, shape, path, problems):
    """Adds to problems what is wrong with value, and below it."""
    if value is None:
        return
    kind = shape.type_name
    if not isinstance(value, TYPES[kind]) or (kind != "boolean" and isinstance(value, bool)):
        problems.append(f"{path}: {type(value).__name__} where the model has {kind}")
    elif kind == "structure":
        for name, member in value.items():
            if name in shape.members:
                check(member, shape.members[name], f"{path}.{name}", problems)
            else:
                problems.append(f"{path}.{name}: no such member in the model's {shape.name}")
    elif kind == "list":
        for index, item in enumerate(value):
            check(item, shape.member, f"{path}[{index}]", problems)
    elif kind == "timestamp":
        try:
            isoparse(value)
        except ValueError:
            problems.append(f"{path}: no ISO 8601 time: {value!r}")
    elif getattr(shape, "enum", None) and value not in shape.enum:
        problems.append(f"{path}: {value!r} is none of {', '.join(shape.enum)}")


def same(written, read):
    """Did a value come through botocore's parser? It drops members that are null."""
    if isinstance(written, dict):
        present = {name: value for name, value in written.items() if value is not None}
        return (isinstance(read, dict) and present.keys() == read.keys()
                and all(same(value, read[name]) for name, value in present.items()))
    if isinstance(written, list):
        return isinstance(read, list) and len(written) == len(read) and all(map(same, written, read))
    if isinstance(read, datetime.datetime):
        return isoparse(written) == read
    return type(written) is type(read) and written == read


def from_event(event, path, problems):
    """The finding in an event, with the object's etag as GetFindings spells it."""
    for name, kind in ENVELOPE.items():
        if not isinstance(event.get(name), kind):
            problems.append(f"{path}.{name}: must be a {kind.__name__}")
    for name in event.keys() - ENVELOPE.keys():
        problems.append(f"{path}.{name}: no such member in an event")
    detail = event.get("detail")
    s3_object = detail.get("resourcesAffected", {}).get("s3Object")
    if s3_object is not None:
        if "etag" not in s3_object or "eTag" in s3_object:
            problems.append(f"{path}.detail.resourcesAffected.s3Object: an event spells it etag")
        s3_object["eTag"] = s3_object.pop("etag", None)
    return detail


def findings_of(text, problems):
    """All findings of a file in any of the three formats."""
    try:
        document = json.loads(text)
        documents = document["findings"] if set(document) == {"findings"} else [document]
    except json.JSONDecodeError:
        documents = [json.loads(line) for line in text.split("\n") if line]
    return [from_event(document, f"event {number}", problems) if "detail" in document else document
            for number, document in enumerate(documents)]


def check_file(path):
    problems = []
    try:
        with open(path, encoding="utf-8", newline="") as file:
            findings = findings_of(file.read(), problems)
    except (OSError, ValueError) as error:
        return [str(error)], 0
    for number, finding in enumerate(findings):
        check(finding, FINDING, f"finding {number}", problems)
    parser = botocore.parsers.create_parser("rest-json")
    body = json.dumps({"findings": findings}).encode()
    answer = parser.parse({"status_code": 200, "headers": {}, "body": body}, OUTPUT)
    for number, (finding, read) in enumerate(zip(findings, answer["findings"], strict=True)):
        if not same(finding, read):
            problems.append(f"finding {number}: botocore does not read it whole")
    return problems, len(findings)


def main(paths):
    if not paths:
        print(__doc__, file=sys.stderr)
        return 1
    failed = False
    for path in paths:
        problems, count = check_file(path)
        for problem in problems:
            print(f"{path}: {problem}", file=sys.stderr)
        print(f"{path}: {count} findings, {len(problems)} problems")
        failed |= bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
