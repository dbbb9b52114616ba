"""What the cases share: a server with a client of it, runs of magpie, and what is read out of findings."""
import json
import os
import subprocess
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

import servers

MAGPIE, TOOLS, SOURCE = (os.path.abspath(path) for path in sys.argv[1:4])
SSN = "ssn 536-90-" + "4399"
NOW = ["--now", "2026-01-01T00:00:00Z"]
CASES = []


class Failed(Exception):
    pass


def case(function):
    CASES.append(function)
    return function


def need(condition, text, *more):
    if not condition:
        raise Failed(" ".join([text] + [str(one)[-1500:] for one in more]))


class World:
    """A server, a client of it, and what the cases share."""

    def __init__(self, server, quirks, folder):
        self.server, self.quirks, self.folder = server, quirks, folder
        self.access, self.secret, self.token = servers.ACCESS, servers.SECRET, None
        self.count = 0

    def client(self, access=None, secret=None, token=None, service="s3", **config):
        config.setdefault("retries", {"total_max_attempts": 3})
        if service == "s3":
            config.setdefault("s3", {"addressing_style": "path"})
        if self.server.name == "versitygw":
            # Over TLS it refuses now and then the chunks with a trailing checksum that this client sends by default.
            config = dict({"request_checksum_calculation": "when_required"}, **config)
        return boto3.client(service, endpoint_url=self.server.url, region_name="us-east-1",
                            aws_access_key_id=access or self.access, aws_secret_access_key=secret or self.secret,
                            aws_session_token=token, verify=self.server.ca,
                            config=Config(max_pool_connections=8, proxies={}, **config))

    def bucket(self, objects=(), **options):
        """A new bucket with these (key, content) pairs."""
        self.count += 1
        name = "b%d-%s" % (self.count, sys._getframe(1).f_code.co_name.replace("_", "-")[:40])
        s3 = self.client()
        s3.create_bucket(Bucket=name, **options)
        for key, body in objects:
            s3.put_object(Bucket=name, Key=key, Body=body)
        return name

    def environment(self, **changes):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("AWS_") and name.lower() not in ("http_proxy", "https_proxy", "all_proxy")}
        kept.update(AWS_ACCESS_KEY_ID=self.access, AWS_SECRET_ACCESS_KEY=self.secret, NO_PROXY="*",
                    AWS_ENDPOINT_URL=self.server.url, AWS_EC2_METADATA_DISABLED="true",
                    AWS_CONFIG_FILE=os.path.join(self.folder, "config"),
                    AWS_SHARED_CREDENTIALS_FILE=os.path.join(self.folder, "credentials"))
        if self.server.ca:
            kept["AWS_CA_BUNDLE"] = self.server.ca
        for name, value in changes.items():
            if value is None:
                kept.pop(name, None)
            else:
                kept[name] = value
        return kept

    def scan(self, status, *arguments, **environment):
        """Runs magpie scan, which has to end with status; returns its two outputs. No secret may stand in them."""
        done = subprocess.run([MAGPIE, "scan"] + list(arguments), stdin=subprocess.DEVNULL, capture_output=True,
                              env=self.environment(**environment), cwd=self.folder, timeout=170, check=False)
        out, err = done.stdout, done.stderr.decode(errors="replace")
        need(done.returncode == status, "status %d, not %d: scan %s:" % (done.returncode, status, arguments), err)
        for secret in (self.secret, environment.get("AWS_SECRET_ACCESS_KEY"), environment.get("AWS_SESSION_TOKEN")):
            need(not secret or (secret not in err and secret.encode() not in out), "a secret was printed")
        return out, err

    def findings(self, *arguments, status=1, **environment):
        out, _ = self.scan(status, *arguments, "--format", "jsonl", *NOW, **environment)
        return [json.loads(line) for line in out.splitlines()]

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
        return path


def object_of(finding):
    return finding["resourcesAffected"]["s3Object"]


def bucket_of(finding):
    return finding["resourcesAffected"]["s3Bucket"]


def keys_of(findings):
    return [object_of(finding)["key"] for finding in findings]


def code_of(call, **arguments):
    """The code of the error with which the call ends, "" if it does not."""
    try:
        call(**arguments)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return ""


def comparable(finding):
    """Without what only S3 knows, or only the server's clock."""
    finding = json.loads(json.dumps(finding))
    for name in ("lastModified", "tags", "publicAccess", "serverSideEncryption", "storageClass", "versionId"):
        object_of(finding).pop(name, None)
    kept = {name: bucket_of(finding)[name] for name in ("arn", "name")}
    finding["resourcesAffected"]["s3Bucket"] = kept
    for name in ("createdAt", "updatedAt"):
        finding.pop(name, None)
    return finding


def put_folder(s3, bucket, folder, prefix=""):
    for base, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(base, name)
            with open(path, "rb") as file:
                s3.put_object(Bucket=bucket, Key=prefix + os.path.relpath(path, folder), Body=file.read())
