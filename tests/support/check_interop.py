"""Are the notifier's requests right to code that others wrote? Usage: check_interop.py MAGPIE SCRIPTED_HTTP EVENT...

- moto checks the signatures of SNS, SQS and PutEvents requests (it does so once its free calls are used up), and what
  it then holds is compared with the event; a wrong secret must be refused.
- The library "standardwebhooks" verifies the signatures of a webhook, by each of two secrets, and not by a third.
- Python's own mail reader takes the mails of a dry run apart without a defect.
"""
import base64
import email
import email.policy
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

import boto3
from standardwebhooks import Webhook

magpie, scripted_http, events = sys.argv[1], sys.argv[2], sys.argv[3:]
REGION = "eu-west-1"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port):
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("a server is not ready within 30 s")


def rules(destinations):
    targets = [{"Id": name, "Arn": "magpie:destination/" + name} for name in destinations]
    rule = {"Name": "r", "EventPattern": {"account": [{"exists": True}]}, "Targets": targets}
    with open("rules.json", "w") as file:
        json.dump({"Rules": [rule], "Destinations": destinations}, file)


def notify(event, *arguments, **variables):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    environment.update(variables)
    return subprocess.run([magpie, "notify", "--rules", "rules.json", "--events", event, *arguments],
                          env=environment, capture_output=True, text=True)


def check_aws(event):
    port = free_port()
    endpoint = "http://127.0.0.1:%d" % port
    server = subprocess.Popen([os.path.join(os.path.dirname(sys.executable), "moto_server"), "-H", "127.0.0.1",
                               "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              env=dict(os.environ, INITIAL_NO_AUTH_ACTION_COUNT="9"))

    def client(name, key="x", secret="y"):
        return boto3.client(name, endpoint_url=endpoint, region_name=REGION, aws_access_key_id=key,
                            aws_secret_access_key=secret)

    try:
        wait_for(port)
        iam, sqs, bus = client("iam"), client("sqs"), client("events")
        iam.create_user(UserName="u")
        key = iam.create_access_key(UserName="u")["AccessKey"]
        everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        iam.put_user_policy(UserName="u", PolicyName="p", PolicyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [everything]}))
        queue = sqs.create_queue(QueueName="q")["QueueUrl"]
        fifo = sqs.create_queue(QueueName="s.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        topic = client("sns").create_topic(Name="t")["TopicArn"]
        queue_arn = "arn:aws:sqs:%s:123456789012:q" % REGION
        client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)
        bus.put_rule(Name="r", EventPattern=json.dumps({"account": [{"exists": True}]}))
        bus.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": queue_arn}])

        place = {"Region": REGION, "Endpoint": endpoint}
        rules({"sns": dict(place, Type="sns", TopicArn=topic), "sqs": dict(place, Type="sqs", QueueUrl=fifo),
               "bus": dict(place, Type="eventbridge")})
        result = notify(event, AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY=key["SecretAccessKey"])
        assert result.returncode == 0, result.stderr
        result = notify(event, AWS_ACCESS_KEY_ID=key["AccessKeyId"], AWS_SECRET_ACCESS_KEY="wrong")
        assert result.returncode == 2 and result.stderr.count("SignatureDoesNotMatch") >= 3, result.stderr

        sqs = client("sqs", key["AccessKeyId"], key["SecretAccessKey"])
        sent = json.load(open(event))
        [direct] = sqs.receive_message(QueueUrl=fifo, MaxNumberOfMessages=10)["Messages"]
        assert json.loads(direct["Body"]) == sent, "SQS holds another event"
        bodies = [json.loads(m["Body"]) for m in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]]
        [published] = [b for b in bodies if "TopicArn" in b]
        [forwarded] = [b for b in bodies if "TopicArn" not in b]
        assert json.loads(published["Message"]) == sent, "SNS published another event"
        assert len(published["Subject"]) < 100
        for name in ("detail", "detail-type", "source", "time", "resources"):
            assert forwarded[name] == sent[name], "the bus forwarded another " + name
    finally:
        server.terminate()
        server.wait()


def check_webhook(event):
    server = subprocess.Popen([scripted_http, "--port-file", "port", "--log", "log"])
    try:
        for _ in range(300):
            if os.path.exists("port"):
                break
            time.sleep(0.1)
        keys = [b"the-first-of-two-keys-..", b"the-second-of-two-keys-."]
        secrets = ["whsec_" + base64.b64encode(key).decode() for key in keys]
        rules({"hook": {"Type": "webhook", "Url": "http://127.0.0.1:%s/x" % open("port").read().strip(),
                        "SigningSecret": ["env:FIRST", "env:SECOND"]}})
        result = notify(event, FIRST=secrets[0], SECOND=secrets[1])
        assert result.returncode == 0, result.stderr
        request = json.loads(open("log").readline())
        headers = {name.lower(): value for name, value in request["headers"].items()}
        for secret in secrets:
            assert Webhook(secret).verify(request["body"], headers) == json.load(open(event))
        try:
            Webhook("whsec_" + base64.b64encode(b"neither of them").decode()).verify(request["body"], headers)
        except Exception:
            return
        sys.exit("a signature by another key passes")
    finally:
        server.terminate()
        server.wait()


def check_mail(event):
    rules({"mail": {"Type": "smtp", "Url": "smtp://127.0.0.1", "From": "magpie@example.com",
                    "To": ["soc@example.com", "audit@example.com"]}})
    result = notify(event, "--dry-run")
    assert result.returncode == 0, result.stderr
    text = result.stdout.split("\n\n", 1)[1].replace("Date: (time)", "Date: Tue, 17 Mar 2026 08:41:27 +0000")
    mail = email.message_from_string(text, policy=email.policy.default)
    assert not mail.defects and not any(value.defects for value in mail.values()), mail.defects
    assert mail["Subject"].startswith("[Magpie] ") and mail["To"] == "soc@example.com, audit@example.com"
    assert sorted(mail.keys()) == sorted(["Date", "Message-ID", "From", "To", "Subject", "MIME-Version", "Content-Type",
                                          "Content-Transfer-Encoding", "Auto-Submitted"]), mail.keys()
    assert len(mail.get_content()) > 100


events = [os.path.abspath(event) for event in events]
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    check_aws(events[0])
    check_webhook(events[-1])
    for event in events:
        check_mail(event)
    os.chdir("/")
print("moto, standardwebhooks and the mail reader agree")
