"""What each server is expected to do: the keys that it refuses or alters, what it knows of a bucket, how a user with
few permissions is made. A server that changes makes a case fail."""
import json

import servers

# Restricted users, for each server in its own way.

def statement(bucket, objects):
    return {"Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": ["arn:aws:s3:::" + bucket]},
                          {"Effect": "Allow", "Action": ["s3:GetObject"],
                           "Resource": ["arn:aws:s3:::%s/%s" % (bucket, objects)]}]}


def environment_of(access, secret, token=None):
    return {"AWS_ACCESS_KEY_ID": access, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def restrict_by_session(world, bucket, objects):
    keys = world.client(service="sts").assume_role(RoleArn="arn:x:ignored:by:minio:", RoleSessionName="tests",
                                                   Policy=json.dumps(statement(bucket, objects)))["Credentials"]
    return environment_of(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


def restrict_by_policy(world, bucket, objects, access, secret, principal):
    rules = statement(bucket, objects)
    for rule in rules["Statement"]:
        rule["Principal"] = {"AWS": [principal]}
    world.client().put_bucket_policy(Bucket=bucket, Policy=json.dumps(rules))
    return environment_of(access, secret)


def restrict_radosgw(world, bucket, objects):
    return restrict_by_policy(world, bucket, objects, "othertest", "other" + "secret", "arn:aws:iam:::user/other")


def restrict_versitygw(world, bucket, objects):
    user, secret = "user%d" % world.count, "restricted" + "-1234"
    servers.run([world.server.get(), "admin", "--access", world.access, "--secret", world.secret, "--allow-insecure",
                 "--endpoint-url", world.server.url, "create-user", "--access", user, "--secret", secret, "--role",
                 "user"])
    return restrict_by_policy(world, bucket, objects, user, secret, user)


def make_moto_user(world, name, document):
    iam = world.client(service="iam")
    iam.create_user(UserName=name)
    keys = iam.create_access_key(UserName=name)["AccessKey"]
    iam.put_user_policy(UserName=name, PolicyName="tests", PolicyDocument=json.dumps(document))
    return keys["AccessKeyId"], keys["SecretAccessKey"]


def restrict_moto(world, bucket, objects):
    return environment_of(*make_moto_user(world, "user%d" % world.count, statement(bucket, objects)))


def prepare_moto(world):
    """The first user may do everything; from then on signatures and permissions are checked."""
    everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    world.access, world.secret = make_moto_user(world, "all", everything)


# What each server is known to do, as measured.

NOT_SET = {"encryption": "NONE", "tags": [], "effective": "NOT_PUBLIC", "block": False, "account": None,
           "policy_read": False, "acl_read": False}
QUIRKS = {
    "minio": {
        "refused_keys": {"a//b", "../up", "x/../y", "./dot", "l" * 1024}, "altered_keys": {"/lead": "lead"},
        "hidden_keys": {"same/sub"}, "unset": dict(NOT_SET, block=None), "acl": False, "block": False,
        "encryption": True, "sse_s3": "AES256", "sse_c_enforced": True, "archive": "refused", "enforces": True,
        "wrong_key": "InvalidAccessKeyId", "token": "InvalidTokenId", "restrict": restrict_by_session, "virtual": True,
    },
    "radosgw": {
        "refused_keys": set(), "altered_keys": {}, "hidden_keys": set(),
        "unset": dict(NOT_SET, encryption="UNKNOWN"), "acl": True, "block": True, "encryption": False,
        "sse_s3": None, "sse_c_enforced": True, "archive": "refused", "enforces": True,
        "wrong_key": "InvalidAccessKeyId", "token": None, "restrict": restrict_radosgw, "virtual": False,
    },
    "versitygw": {
        "refused_keys": {"dir/", "../up", "same/sub", "l" * 1024},
        "altered_keys": {"a//b": "a/b", "/lead": "lead", "./dot": "dot", "x/../y": "y", "ctl\x01key": "ctl\ufffdkey"},
        "hidden_keys": {"ctl\ufffdkey"}, "unset": dict(NOT_SET, encryption="UNKNOWN", block=None), "acl": False, "block": False,
        "encryption": False, "sse_s3": None, "sse_c_enforced": False, "archive": "ignored", "enforces": True,
        "wrong_key": "InvalidAccessKeyId", "token": "InvalidToken", "restrict": restrict_versitygw, "virtual": False,
    },
    "moto": {
        "refused_keys": {"line\nkey"}, "altered_keys": {}, "hidden_keys": set(), "unset": NOT_SET, "acl": True,
        "block": True, "encryption": True, "sse_s3": "AES256", "sse_c_enforced": False, "archive": "kept",
        "enforces": False, "wrong_key": None, "token": None, "restrict": None, "virtual": False,
    },
}
OF_VARIANTS = {("moto", "checked"): {"prepare": prepare_moto, "wrong_key": "InvalidAccessKeyId",
                                     "restrict": restrict_moto}}
