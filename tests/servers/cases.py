"""The cases. Each makes its own bucket and compares findings with what was put there. What a server does not know,
refuses or alters is an expectation of that server (expected.py)."""
import hashlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor

import yaml

import proxy
import servers
from world import (NOW, SOURCE, SSN, TOOLS, bucket_of, case, code_of, comparable, keys_of, need, object_of, put_folder)

# Keys.

LONG_SEGMENTS = "/".join(["s" * 200] * 5) + "/" + "t" * 19
KEYS = ["plain.txt", " leading", "trailing ", "a  b", "a+b%20c%2Fd&e#f?g=h", "<i>'\"\\*:~()!$,;@", "tab\tkey", "cr\rkey",
        "line\nkey", "é/日本/🙂.txt", "dir/", "a//b", "/lead", "../up", "x/../y", "./dot", "ctl\x01key", LONG_SEGMENTS,
        "l" * 1024, "same", "same/sub", "%41", "semi;colon", "quote\"s", ".hidden", "ends.", "-", "q=1&w=2",
        "\u00a0nbsp", "e\u0301", "ZZZ", "zzz", "\ufffd", "\U0010ffff"]


@case
def keys_of_every_shape(world):
    bucket, s3 = world.bucket(), world.client(parameter_validation=False)
    quirks, stored = world.quirks, {}
    for number, key in enumerate(KEYS):
        body = ("%s, number %d\n" % (SSN, number)).encode()
        code = code_of(s3.put_object, Bucket=bucket, Key=key, Body=body)
        wanted = key in quirks["refused_keys"]
        need(bool(code) == wanted, "key %r was %s" % (key[:40], "refused: " + code if code else "taken"))
        if not code:
            stored[quirks["altered_keys"].get(key, key)] = body
    for key in quirks["hidden_keys"]:
        stored.pop(key)
    found = world.findings("s3://" + bucket)
    need(keys_of(found) == sorted(stored, key=str.encode), "keys:", keys_of(found), sorted(stored, key=str.encode))
    for finding in found:
        thing = object_of(finding)
        body = stored[thing["key"]]
        need(thing["eTag"] == hashlib.md5(body).hexdigest(), "ETag of", thing)
        need(thing["size"] == len(body) and thing["bucketArn"] == "arn:aws:s3:::" + bucket, "size or bucket of", thing)
    _, err = world.scan(1, "s3://" + bucket)
    need("\n" * 2 not in err.strip() and "\x01" not in err and "\r" not in err, "a control character was printed", err)


@case
def prefixes_are_plain_strings(world):
    names = ["a+b/1", "a+b/2", "a+bc", "a b/1", "é%/x"]
    bucket = world.bucket([(key, SSN) for key in names])
    for prefix in ("a+b", "a+b/", "a b", "é%", "a"):
        found = world.findings("s3://%s/%s" % (bucket, prefix))
        need(keys_of(found) == sorted((key for key in names if key.startswith(prefix)), key=str.encode), prefix,
             keys_of(found))
    need(world.findings("s3://%s/none" % bucket, status=0) == [], "a prefix without keys")


@case
def many_pages(world):
    bucket, s3 = world.bucket(), world.client()
    names = ["%s/%04d" % ("abc"[number % 3], number) for number in range(1050)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: s3.put_object(Bucket=bucket, Key=key, Body=SSN + " of " + key), names))
    found = world.findings("s3://" + bucket)
    need(keys_of(found) == sorted(names), "%d keys of %d" % (len(found), len(names)))
    out, _ = world.scan(0, "s3://" + bucket, "--dry-run")
    need(b"Would read 1050 objects" in out, "dry run:", out)


@case
def folders_and_empty_objects(world):
    bucket = world.bucket([("folder/x.txt", SSN), ("folder/empty", b""), ("folder/", b"")])
    out, err = world.scan(1, "s3://" + bucket, "--format", "jsonl")
    need(len(out.splitlines()) == 1 and "Scanned 3 objects" in err, "empty ones count:", err)


# Contents.

def large_content():
    """20 MB with values at the start, across the borders of parts, and at the end."""
    filler, part, text = b"The quick brown fox jumps over it.\n", 8 << 20, bytearray()
    value = (SSN + "\n").encode()
    for border in (0, part, 2 * part, 20000000):
        while len(text) < border - len(value) // 2 - len(filler):
            text += filler
        text += b" " * max(0, border - len(value) // 2 - len(text)) + value
    return bytes(text)


@case
def large_objects_in_parts(world):
    content = large_content()
    bucket, s3 = world.bucket(), world.client()
    s3.put_object(Bucket=bucket, Key="one.txt", Body=content)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts.txt")["UploadId"]
    parts = []
    for number in range(4):
        piece = content[number * 6000000:(number + 1) * 6000000] if number < 3 else content[18000000:]
        answer = s3.upload_part(Bucket=bucket, Key="parts.txt", UploadId=upload, PartNumber=number + 1, Body=piece)
        parts.append({"ETag": answer["ETag"], "PartNumber": number + 1})
    s3.complete_multipart_upload(Bucket=bucket, Key="parts.txt", UploadId=upload, MultipartUpload={"Parts": parts})
    local = world.write("large/one.txt", content)
    def places(target):
        out, _ = world.scan(1, target, "--format", "hits")
        return [(hit["offset"], hit["length"], hit["place"]) for hit in map(json.loads, out.splitlines())]

    wanted = places(local)
    for key in ("one.txt", "parts.txt"):
        got = places("s3://%s/%s" % (bucket, key))
        need(got == wanted and len(got) == 4, key, got)
    found = world.findings("s3://%s/parts.txt" % bucket)
    need("-" in object_of(found[0])["eTag"] or world.server.name == "versitygw", "ETag of parts", found)


@case
def mirror_and_bucket_agree(world):
    fixture = os.path.join(SOURCE, "fixtures", "mirror", "demo-macie-detection-bucket")
    bucket = world.bucket()
    put_folder(world.client(), bucket, fixture)
    mirror = os.path.join(world.folder, "mirror")
    shutil.copytree(fixture, os.path.join(mirror, bucket))
    local = world.findings("--mirror", mirror)
    for arguments in ((), ("--threads", "1"), ("--threads", "5")):
        remote = world.findings("s3://" + bucket, *arguments)
        need([comparable(one) for one in remote] == [comparable(one) for one in local], "findings differ", arguments)
    need(len(local) >= 3, "the fixture has findings")
    # Ahead of an upload: the same ids.
    ahead = world.findings("--as", "s3://%s/" % bucket, os.path.join(mirror, bucket))
    ids = [(one["id"], object_of(one)["key"], object_of(one)["eTag"]) for one in ahead]
    need(ids == [(one["id"], object_of(one)["key"], object_of(one)["eTag"]) for one in remote], "ids differ", ids)


@case
def changed_while_it_is_read(world):
    """The object is replaced when the second part is asked for: If-Match fails, and it is read again as it is then."""
    old = (SSN + " old\n").encode() + b"x" * 9000000 + b"\n"
    new = b"y" * 9000000 + ("\n%s new\n" % SSN).encode() + b"z" * 50
    s3, refused = world.client(), []
    bucket = world.bucket([("big.txt", old)])

    def replace(method, target, headers, seen):
        if method == "GET" and "big.txt" in target and "range" in headers and "bytes=0-" not in headers["range"]:
            if seen["replaced"] == 0:
                seen["replaced"] = 1
                s3.put_object(Bucket=bucket, Key="big.txt", Body=new)
        return None

    with proxy.Proxy(hook=replace, on_status=lambda target, status: refused.append(status)) as way:
        found = world.findings("s3://" + bucket, NO_PROXY=None, http_proxy=way.url)
    need(412 in refused, "the server refused no part", refused)
    need(len(found) == 1, "one finding", found)
    thing = object_of(found[0])
    need(thing["eTag"] == hashlib.md5(new).hexdigest() and thing["size"] == len(new), "it is the new one", thing)
    lines = found[0]["classificationDetails"]["result"]["sensitiveData"][0]["detections"][0]
    need(lines["count"] == 1 and lines["occurrences"]["lineRanges"][0]["start"] == 2, "findings were mixed", lines)


# Versions, tags, and what is said of a bucket.

@case
def versions_and_delete_markers(world):
    bucket, s3 = world.bucket(), world.client()
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="cleaned.txt", Body=SSN)
    s3.put_object(Bucket=bucket, Key="cleaned.txt", Body="nothing")
    s3.put_object(Bucket=bucket, Key="deleted.txt", Body=SSN)
    s3.delete_object(Bucket=bucket, Key="deleted.txt")
    s3.put_object(Bucket=bucket, Key="dirty.txt", Body="nothing")
    version = s3.put_object(Bucket=bucket, Key="dirty.txt", Body=SSN)["VersionId"]
    found = world.findings("s3://" + bucket)
    need(keys_of(found) == ["dirty.txt"], "latest versions only", keys_of(found))
    need(object_of(found[0])["versionId"] == version, "version", object_of(found[0]))
    _, err = world.scan(1, "s3://" + bucket)
    need("Scanned 2 objects" in err, "delete markers are passed over", err)


@case
def tags_of_objects(world):
    bucket, s3 = world.bucket(), world.client()
    s3.put_object(Bucket=bucket, Key="tagged", Body=SSN)
    pairs = [("stage", "x  y"), ("team", "a+b=c:d")]
    s3.put_object_tagging(Bucket=bucket, Key="tagged",
                          Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in pairs]})
    s3.put_object(Bucket=bucket, Key="untagged", Body=SSN)
    found = world.findings("s3://" + bucket)
    tags = sorted((one["key"], one["value"]) for one in object_of(found[0])["tags"])
    need(tags == pairs, "tags", tags)
    need(object_of(found[1])["tags"] == [], "no tags", object_of(found[1]))


def policy(bucket, *actions, principal="*", **condition):
    statements = []
    for action in actions:
        on_bucket = action == "s3:ListBucket"
        statements.append({"Effect": "Allow", "Principal": {"AWS": [principal]}, "Action": [action],
                           "Resource": ["arn:aws:s3:::%s%s" % (bucket, "" if on_bucket else "/*")], **condition})
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@case
def settings_of_a_bucket_have_three_outcomes(world):
    """Unset, then set where the server can; what it does not know is UNKNOWN or null, never a default."""
    bucket = world.bucket([("a.txt", SSN)])
    said = bucket_of(world.findings("s3://" + bucket)[0])
    wanted = world.quirks["unset"]
    levels = said["publicAccess"]["permissionConfiguration"]
    got = {"encryption": said["defaultServerSideEncryption"]["encryptionType"], "tags": said["tags"],
           "effective": said["publicAccess"]["effectivePermission"],
           "block": levels["bucketLevelPermissions"]["blockPublicAccess"]["blockPublicAcls"],
           "account": levels["accountLevelPermissions"]["blockPublicAccess"]["blockPublicAcls"],
           "policy_read": levels["bucketLevelPermissions"]["bucketPolicy"]["allowsPublicReadAccess"],
           "acl_read": levels["bucketLevelPermissions"]["accessControlList"]["allowsPublicReadAccess"]}
    need(got == wanted, "unset:", got, "wanted", wanted)
    need(said["createdAt"] and said["arn"] == "arn:aws:s3:::" + bucket, "creation and arn", said)


@case
def tags_of_a_bucket(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": [{"Key": "owner", "Value": "a + b"}]})
    said = bucket_of(world.findings("s3://" + bucket)[0])
    need(said["tags"] == [{"key": "owner", "value": "a + b"}], "tags", said["tags"])


@case
def policies_are_evaluated(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    for actions, condition, public, reads, writes in (
            (["s3:GetObject"], {}, True, True, False),
            (["s3:GetObject", "s3:ListBucket", "s3:PutObject"], {}, True, True, True),
            (["s3:GetObject"], {"Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, False, False, False)):
        s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, *actions, **condition))
        access = bucket_of(world.findings("s3://" + bucket)[0])["publicAccess"]
        grants = access["permissionConfiguration"]["bucketLevelPermissions"]["bucketPolicy"]
        need((grants["allowsPublicReadAccess"], grants["allowsPublicWriteAccess"]) == (reads, writes), "grants", access)
        wanted = "PUBLIC" if public else "NOT_PUBLIC"
        need(access["effectivePermission"] == wanted, "effective permission", access)


@case
def public_by_acl(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    code = code_of(s3.put_bucket_acl, Bucket=bucket, ACL="public-read")
    need(bool(code) == (not world.quirks["acl"]), "ACL public-read", code)
    if code:
        return
    access = bucket_of(world.findings("s3://" + bucket)[0])["publicAccess"]
    grants = access["permissionConfiguration"]["bucketLevelPermissions"]["accessControlList"]
    need((grants["allowsPublicReadAccess"], grants["allowsPublicWriteAccess"]) == (True, False), "grants", access)
    need(access["effectivePermission"] == "PUBLIC", "effective permission", access)


@case
def block_public_access(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "s3:GetObject"))
    switches = {"BlockPublicAcls": False, "IgnorePublicAcls": True, "BlockPublicPolicy": False,
                "RestrictPublicBuckets": True}
    code = code_of(s3.put_public_access_block, Bucket=bucket, PublicAccessBlockConfiguration=switches)
    need(bool(code) == (not world.quirks["block"]), "public access block", code)
    if code:
        return
    access = bucket_of(world.findings("s3://" + bucket)[0])["publicAccess"]
    got = access["permissionConfiguration"]["bucketLevelPermissions"]["blockPublicAccess"]
    need(got == {"blockPublicAcls": False, "blockPublicPolicy": False, "ignorePublicAcls": True,
                 "restrictPublicBuckets": True}, "switches", got)
    need(access["effectivePermission"] == "NOT_PUBLIC", "a public policy that is restricted", access)


@case
def encryption(world):
    bucket, s3 = world.bucket(), world.client()
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    code = code_of(s3.put_bucket_encryption, Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})
    need(bool(code) == (not world.quirks["encryption"]), "bucket encryption", code)
    if code:
        return
    s3.put_object(Bucket=bucket, Key="a", Body=SSN)
    s3.put_object(Bucket=bucket, Key="k", Body=SSN, ServerSideEncryption="aws:kms", SSEKMSKeyId="mykey")
    found = world.findings("s3://" + bucket)
    need(bucket_of(found[0])["defaultServerSideEncryption"]["encryptionType"] == "AES256", "default", found[0])
    need(object_of(found[0])["serverSideEncryption"]["encryptionType"] == world.quirks["sse_s3"], "SSE-S3", found[0])
    said = object_of(found[1])["serverSideEncryption"]
    need(said["encryptionType"] == "aws:kms" and "mykey" in said["kmsMasterKeyId"], "SSE-KMS", said)


@case
def objects_encrypted_with_a_customers_key(world):
    if not world.server.tls and world.server.name != "moto":
        return  # these servers take such keys over TLS only
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    s3.put_object(Bucket=bucket, Key="c.txt", Body=SSN, SSECustomerAlgorithm="AES256", SSECustomerKey=b"k" * 32)
    out, err = world.scan(1, "s3://" + bucket, "--format", "jsonl")
    if world.quirks["sse_c_enforced"]:
        need(len(out.splitlines()) == 1 and "INVALID_ENCRYPTION" in err and "c.txt" in err, "it is told", err)
        world.scan(3, "s3://%s/c" % bucket)
    else:
        need(len(out.splitlines()) == 2, "the server gives it all the same", err)


@case
def archived_objects(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    code = code_of(s3.put_object, Bucket=bucket, Key="old.txt", Body=SSN, StorageClass="GLACIER")
    need(bool(code) == (world.quirks["archive"] == "refused"), "GLACIER", code)
    if world.quirks["archive"] == "kept":
        _, err = world.scan(1, "s3://" + bucket)
        need("INVALID_OBJECT_STATE" in err and "old.txt" in err, "archived", err)


# Who may what.

@case
def anonymous(world):
    bucket, s3 = world.bucket([("a.txt", SSN)]), world.client()
    if world.quirks["enforces"]:
        _, err = world.scan(2, "s3://" + bucket, "--no-sign-request", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
        need("AccessDenied" in err and err.count("\n") == 1, "a private bucket", err)
    s3.put_bucket_policy(Bucket=bucket, Policy=policy(bucket, "s3:GetObject", "s3:ListBucket"))
    found = world.findings("s3://" + bucket, "--no-sign-request", AWS_ACCESS_KEY_ID=None, AWS_SECRET_ACCESS_KEY=None)
    need(keys_of(found) == ["a.txt"], "a public bucket", found)


@case
def wrong_keys_and_names(world):
    bucket = world.bucket([("a.txt", SSN)])
    wrong = world.quirks["wrong_key"]
    for changes, code in (({"AWS_SECRET_ACCESS_KEY": "wrong" + "-secret-1"}, "SignatureDoesNotMatch"),
                          ({"AWS_ACCESS_KEY_ID": "unknown" + "key1"}, wrong)):
        if not wrong:
            continue  # it checks nothing
        _, err = world.scan(2, "s3://" + bucket, **changes)
        need(code in err and err.count("\n") == 1, code, err)
    _, err = world.scan(2, "s3://no-such-bucket-here")
    need("NoSuchBucket" in err and err.count("\n") == 1, "missing bucket", err)
    token = "AWS_SESSION_TOKEN"
    if world.quirks["token"]:
        _, err = world.scan(2, "s3://" + bucket, **{token: "bogus" + "-token"})
        need(world.quirks["token"] in err and err.count("\n") == 1, "wrong session token", err)


@case
def permissions_that_end_somewhere(world):
    """May list, and read one object of two: the other one is told, and the bucket's settings are unknown."""
    if not world.quirks["restrict"]:
        return
    bucket = world.bucket([("no.txt", SSN), ("yes/a.txt", SSN)])
    keys = world.quirks["restrict"](world, bucket, "yes/*")
    out, err = world.scan(1, "s3://" + bucket, "--format", "jsonl", **keys)
    found = [json.loads(line) for line in out.splitlines()]
    need(keys_of(found) == ["yes/a.txt"], "what may be read", keys_of(found))
    need("PERMISSION_DENIED" in err and "no.txt" in err, "what may not", err)
    said = bucket_of(found[0])
    need(said["publicAccess"]["effectivePermission"] == "UNKNOWN", "unknown, not private", said)
    world.scan(3, "s3://%s/no" % bucket, **keys)
    world.scan(2, "s3://" + world.bucket(), **keys)


@case
def clocks_that_differ(world):
    bucket = world.bucket([("a.txt", SSN)])
    shift = os.path.join(TOOLS, "libshift_clock.so")
    for seconds in ("3600", "-90000"):
        found = world.findings("s3://" + bucket, LD_PRELOAD=shift, SHIFT_CLOCK=seconds)
        need(keys_of(found) == ["a.txt"], "a clock that is off by %s s" % seconds, found)


# Targets and settings.

@case
def every_bucket(world):
    first, second = world.bucket([("a.txt", SSN)]), world.bucket([("b.txt", SSN)])
    names = [bucket["Name"] for bucket in world.client().list_buckets()["Buckets"]]
    found = world.findings("s3://", "--include", "a.txt", "--include", "b.txt")
    need({first, second} <= {bucket_of(one)["name"] for one in found} <= set(names), "buckets", found)


@case
def virtual_addressing(world):
    if not world.quirks["virtual"]:
        return
    bucket = world.bucket([("a b/é.txt", SSN)])
    url = world.server.url.replace("127.0.0.1", "localhost")
    targets = []
    with proxy.Proxy(hook=lambda method, target, headers, seen: targets.append(target)) as way:
        found = world.findings("s3://" + bucket, "--addressing", "virtual", AWS_ENDPOINT_URL=url, NO_PROXY=None,
                               http_proxy=way.url)
    need(keys_of(found) == ["a b/é.txt"], "by the bucket's host", found)
    need(any(target.startswith("http://%s.localhost:" % bucket) for target in targets), "hosts", targets)


@case
def settings_of_profiles(world):
    bucket = world.bucket([("a.txt", SSN)])
    world.write("config", "[profile dev]\nregion = eu-west-3\nservices = mine\n[services mine]\ns3 =\n"
                          "  endpoint_url = %s\n" % world.server.url)
    world.write("credentials", "[dev]\naws_access_key_id = %s\naws_secret_access_key = %s\n"
                % (world.access, world.secret))
    try:
        found = world.findings("s3://" + bucket, "--profile", "dev", AWS_ENDPOINT_URL=None, AWS_ACCESS_KEY_ID=None,
                               AWS_SECRET_ACCESS_KEY=None)
        need(keys_of(found) == ["a.txt"], "by a profile", found)
        out, _ = world.scan(0, "s3://" + bucket, "--profile", "dev", "--dry-run", AWS_ENDPOINT_URL=None)
        need(world.server.url.encode() in out and b"eu-west-3" in out and b"profile 'dev'" in out, "dry run", out)
    finally:
        os.remove(os.path.join(world.folder, "config"))
        os.remove(os.path.join(world.folder, "credentials"))


# The examples of docs/s3.md, as they stand there.

def document():
    with open(os.path.join(SOURCE, "docs", "s3.md"), encoding="utf-8") as file:
        return file.read()


def compose_file():
    block = document().split("# compose.yaml", 1)[1].split("docker compose run", 1)[0]
    return yaml.safe_load("\n".join(line[4:] for line in block.splitlines()))


@case
def example_of_a_compose_file(world):
    """Its settings are those that this server was started with; its command finds what was uploaded."""
    services = compose_file()["services"]
    minio, scan = services["minio"], services["scan"]
    need(minio["environment"] == {"MINIO_ROOT_USER": servers.ACCESS, "MINIO_ROOT_PASSWORD": servers.SECRET}, "keys", minio)
    need(minio["command"].split()[0] == "server" and scan["depends_on"] == ["minio"], "services", services)
    settings = scan["environment"]
    need(settings["AWS_ENDPOINT_URL"] == "http://minio:9000" and minio["ports"][0].endswith(":9000"), "port", settings)
    settings = dict(settings, AWS_ENDPOINT_URL=world.server.url)
    if world.server.name != "minio":
        settings.pop("AWS_ACCESS_KEY_ID"), settings.pop("AWS_SECRET_ACCESS_KEY")
    s3, words = world.client(), scan["command"].split()
    need(words[:2] == ["magpie", "scan"], "the command", words)
    s3.create_bucket(Bucket="uploads")
    s3.put_object(Bucket="uploads", Key="clean.txt", Body="nothing")
    world.scan(0, *words[2:], **settings)
    s3.put_object(Bucket="uploads", Key="in/dirty.txt", Body=SSN)
    world.scan(1, *words[2:], **settings)


@case
def example_of_settings_for_a_stand_in(world):
    bucket = world.bucket([("a.txt", SSN)])
    lines = [line for line in document().splitlines() if line.endswith(("# moto_server", "# LocalStack"))]
    need(len(lines) == 2, "the examples", lines)
    for line in lines:
        words = line.split("#")[0].split()
        settings = dict(word.split("=", 1) for word in words if "=" in word)
        command = words[words.index("magpie") + 2:]
        need(set(settings) == {"AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}, "settings", settings)
        settings["AWS_ENDPOINT_URL"] = world.server.url
        if world.server.title != "moto":
            settings = {"AWS_ENDPOINT_URL": world.server.url}
        found = world.findings(*command, "--include", "a.txt", **settings)
        need(bucket in [bucket_of(one)["name"] for one in found], "findings", found)


@case
def example_of_a_check_ahead_of_an_upload(world):
    """magpie scan --as ... DIR --fail-on medium && the upload: what is clean goes up, what is not stays."""
    command = [line for line in document().splitlines() if "--as s3://" in line and "&& aws s3 sync" in line][0]
    words = command.split("&&")[0].split()
    bucket, folder = world.bucket(), os.path.join(world.folder, "upload")
    target = "s3://%s/in/" % bucket
    words = [{"s3://bucket/prefix/": target, "DIR": folder}.get(word, word) for word in words]
    need(words[:2] == ["magpie", "scan"] and target in words and folder in words, "the command", words)
    world.write("upload/é a.txt", "nothing")
    world.scan(0, *words[2:])
    world.write("upload/b/c.txt", SSN)
    world.scan(1, *words[2:])
    ahead = world.findings(*words[2:])
    put_folder(world.client(), bucket, folder, "in/")
    after = world.findings(target)
    need([comparable(one) for one in ahead] == [comparable(one) for one in after], "findings differ", ahead, after)


# Outputs.

@case
def outputs_to_the_bucket(world):
    bucket, s3 = world.bucket(), world.client()
    local = os.path.join(world.folder, "local")
    few, many = world.write("few.txt", (SSN + "\n") * 20), world.write("many.txt", (SSN + "\n") * 16000)
    for name, arguments in (("out/a b+é.json", [few, "--format", "json"]),
                            ("big.txt", [many, "--as", "s3://b/" + LONG_SEGMENTS, "--format", "hits"])):
        world.scan(1, *arguments, "-o", local, *NOW)
        world.scan(1, *arguments, "-o", "s3://%s/%s" % (bucket, name), *NOW)
        got = s3.get_object(Bucket=bucket, Key=name)["Body"].read()
        with open(local, "rb") as file:
            wanted = file.read()
        need(got == wanted, "%s: %d bytes, not %d" % (name, len(got), len(wanted)))
    need(len(wanted) > 16 << 20, "the second one takes parts", len(wanted))
    need(s3.list_multipart_uploads(Bucket=bucket).get("Uploads", []) == [], "no upload is left behind")
    world.scan(2, few, "--format", "json", "-o", "s3://no-such-bucket-here/x")


@case
def own_authority(world):
    if not world.server.tls:
        _, err = world.scan(2, "s3://x1x", AWS_ENDPOINT_URL=world.server.url.replace("http:", "https:"))
        need("does the server speak https?" in err and err.count("\n") == 1, "https where http is served", err)
        return
    bucket, ca = world.bucket([("a.txt", SSN)]), world.server.ca
    _, err = world.scan(2, "s3://" + bucket, AWS_CA_BUNDLE=None)
    need("AWS_CA_BUNDLE" in err and "certificate" in err and err.count("\n") == 1, "an unknown authority", err)
    other = world.server.url.replace("127.0.0.1", "no.such.localhost")
    _, err = world.scan(2, "s3://" + bucket, AWS_ENDPOINT_URL=other)
    need("matches target host name 'no.such.localhost'" in err and err.count("\n") == 1, "for another host", err)
    need(len(world.findings("s3://" + bucket, "--ca-bundle", ca, AWS_CA_BUNDLE=None)) == 1, "--ca-bundle")
    world.write("config", "[default]\nca_bundle = %s\n" % ca)
    need(len(world.findings("s3://" + bucket, AWS_CA_BUNDLE=None)) == 1, "ca_bundle of the profile")
    os.remove(os.path.join(world.folder, "config"))
    _, err = world.scan(2, "s3://" + bucket, AWS_ENDPOINT_URL=world.server.url.replace("https:", "http:"))
    need("https" in err and err.count("\n") == 1, "http where https is served", err)
    with proxy.Proxy() as way:
        found = world.findings("s3://" + bucket, NO_PROXY=None, HTTPS_PROXY=way.url)
        need(len(found) == 1 and way.seen["CONNECT"] > 0, "through a proxy", way.seen)
