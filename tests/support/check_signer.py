#!/usr/bin/env python3
"""Compares our signer with botocore's for thousands of random requests to S3.

usage: check_signer.py SIGN_LINES [COUNT]

Exit status: 0 all signatures are equal, 1 some are not, 77 botocore is not installed.
"""
import datetime
import random
import subprocess
import sys
import urllib.parse

try:
    import botocore.auth
    import botocore.awsrequest
    import botocore.compat
    import botocore.credentials
except ImportError as error:
    print(f"check_signer: skipped, botocore cannot be imported: {error}", file=sys.stderr)
    sys.exit(77)

LETTERS = "abzAZ019-._~ +%/&=?#:;,@!$'()*\"<>\\^`{|}[]\u00e9\u65e5\U0001f600\t"


def text(most, letters=LETTERS):
    return "".join(random.choice(letters) for _ in range(random.randint(1, most)))


def request():
    names = {text(8) for _ in range(random.randint(0, 4))}
    headers = {f"x-amz-{text(6, 'abcz09-')}x": text(12, "ab 12  /,=").strip() or "v" for _ in range(random.randint(0, 3))}
    if random.random() < 0.5:
        headers["Range"] = f"bytes=0-{random.randint(0, 999)}"
    return {"time": datetime.datetime(2015, 1, 1) + datetime.timedelta(seconds=random.randint(0, 10**9)),
            "method": random.choice(["GET", "HEAD", "PUT", "DELETE"]), "path": "/" + text(30),
            "token": text(20, "abcXYZ019/+=") if random.random() < 0.3 else None,
            "query": [(name, random.choice(["", text(12)])) for name in names], "headers": headers}


def line(one):
    fields = [one["time"].strftime("%Y-%m-%dT%H:%M:%SZ"), one["method"], one["path"]]
    words = [field.encode().hex() for field in fields] + [(one["token"] or "").encode().hex() or "-"]
    for kind, pairs in (("q", one["query"]), ("h", one["headers"].items())):
        for name, value in pairs:
            words += [kind, name.encode().hex() or "-", value.encode().hex() or "-"]
    return " ".join(words)


def wanted(one):
    keys = botocore.credentials.Credentials("AKSCRIPTED", "scripted-secret", one["token"])
    signer = botocore.auth.S3SigV4Auth(keys, "s3", "eu-west-1")
    path = urllib.parse.quote(one["path"], safe="/-._~")
    query = "&".join(f"{urllib.parse.quote(name, safe='-._~')}={urllib.parse.quote(value, safe='-._~')}"
                     for name, value in one["query"])
    url = f"http://127.0.0.1:9000{path}" + (f"?{query}" if query else "")
    prepared = botocore.awsrequest.AWSRequest(method=one["method"], url=url, headers=dict(one["headers"]))
    prepared.context["timestamp"] = one["time"].strftime("%Y%m%dT%H%M%SZ")
    moment = one["time"].replace(tzinfo=datetime.timezone.utc)
    botocore.auth.get_current_datetime = lambda *_, **__: moment
    signer.add_auth(prepared)
    return prepared.headers["Authorization"]


def main(program, count):
    random.seed(6)
    requests = [request() for _ in range(count)]
    lines = "".join(line(one) + "\n" for one in requests)
    got = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()
    bad = [(one, mine, theirs) for one, mine, theirs in zip(requests, got, map(wanted, requests), strict=True)
           if mine != theirs]
    for one, mine, theirs in bad[:5]:
        print(f"{one}\n  ours:   {mine}\n  theirs: {theirs}", file=sys.stderr)
    print(f"{count} requests, {len(bad)} signatures that differ")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3000))
