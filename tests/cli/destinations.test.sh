# Every type of destination at once, each to a server in the real one's place; and what a rules file may not say.
. "$SOURCE/tests/cli/lib.sh"
pids=()
stop() { for pid in "${pids[@]}"; do kill "$pid" && wait "$pid"; done 2>/dev/null; pids=(); }
trap stop EXIT
# start PROGRAM NAME ARGUMENT...: its port is then in NAME.port.
start() {
    local program=$1 name=$2
    shift 2
    "$TOOLS/$program" --port-file "$name.port" --log "$name.log" "$@" &
    pids+=($!)
    for _ in $(seq 200); do [ -s "$name.port" ] && break; sleep 0.05; done
    : >>"$name.log"
}
secret=never-to-be-shown
start scripted_http json --answer 'body={"ok":true,"ts":"1.2","MessageId":"m","FailedEntryCount":0,"Entries":[{"EventId":"e"}]}'
start scripted_http xml --answer 'body=<PublishResponse><MessageId>m</MessageId></PublishResponse>'
start scripted_http word --answer 'body=ok'
start scripted_smtp mail --user magpie --password "$secret-password"
json=http://127.0.0.1:$(cat json.port) xml=http://127.0.0.1:$(cat xml.port) word=http://127.0.0.1:$(cat word.port)
export TOKEN=$secret-token HOOK_URL=$word/services/$secret-address TEAMS_URL=$json/teams/$secret-address
export DISCORD_URL=$json/discord/$secret-address KEY=$secret-routing-key SIGNING=$secret-signing PASSWORD=$secret-password
export AWS_ACCESS_KEY_ID=$secret-id AWS_SECRET_ACCESS_KEY=$secret-key AWS_SESSION_TOKEN=$secret-session LOG_LEVEL=DEBUG
unset AWS_REGION AWS_DEFAULT_REGION
sed "s|JSON|$json|; s|XML|$xml|; s|MAILPORT|$(cat mail.port)|" >rules.json <<'END'
{"Rules": [{"Name": "one", "EventPattern": {"source": ["aws.macie"]}, "Targets": [
    {"Id": "a", "Arn": "magpie:destination/slack"}, {"Id": "b", "Arn": "magpie:destination/slack-hook"},
    {"Id": "c", "Arn": "magpie:destination/webhook"}, {"Id": "d", "Arn": "magpie:destination/teams"},
    {"Id": "e", "Arn": "magpie:destination/discord"}]},
  {"Name": "two", "EventPattern": {"source": ["aws.macie"]}, "Targets": [
    {"Id": "a", "Arn": "magpie:destination/pagerduty"}, {"Id": "b", "Arn": "magpie:destination/mail"},
    {"Id": "c", "Arn": "magpie:destination/sns"}, {"Id": "d", "Arn": "magpie:destination/sqs"},
    {"Id": "e", "Arn": "magpie:destination/bus"}]},
  {"Name": "three", "EventPattern": {"source": ["aws.macie"]}, "Targets": [
    {"Id": "a", "Arn": "magpie:destination/file"}]}],
 "Destinations": {
    "slack": {"Type": "slack", "Token": "env:TOKEN", "Channel": "#c", "ApiUrl": "JSON/api"},
    "slack-hook": {"Type": "slack", "WebhookUrl": "env:HOOK_URL"},
    "webhook": {"Type": "webhook", "Url": "JSON/hook", "SigningSecret": "env:SIGNING", "Token": "env:TOKEN"},
    "teams": {"Type": "teams", "WebhookUrl": "env:TEAMS_URL"},
    "discord": {"Type": "discord", "WebhookUrl": "env:DISCORD_URL"},
    "pagerduty": {"Type": "pagerduty", "RoutingKey": "env:KEY", "Url": "JSON/v2/enqueue"},
    "mail": {"Type": "smtp", "Url": "smtp://127.0.0.1:MAILPORT", "From": "magpie@example.com", "To": "soc@example.com",
             "UserName": "magpie", "Password": "env:PASSWORD", "Tls": "none"},
    "sns": {"Type": "sns", "TopicArn": "arn:aws:sns:eu-west-1:111122223333:t", "Endpoint": "XML"},
    "sqs": {"Type": "sqs", "QueueUrl": "JSON/000000000000/q"},
    "bus": {"Type": "eventbridge", "Endpoint": "JSON"},
    "file": {"Type": "file", "Path": "findings.jsonl"}}}
END
event=$SOURCE/fixtures/notifier/finding-classification.event.json

run 0 "$MAGPIE" notify --rules rules.json --events "$event"
is 7 "$(wc -l <json.log)" 'requests of JSON'
is 1 "$(wc -l <xml.log)" 'requests of SNS'
is 1 "$(wc -l <word.log)" "requests of Slack's webhook"
is 1 "$(wc -l <mail.log)" 'mails'
is 1 "$(wc -l <findings.jsonl)" 'lines in the file'
for path in /api/chat.postMessage /hook /teams/ /discord/ /v2/enqueue; do has json.log "\"path\":\"$path"; done
has json.log 'AmazonSQS.SendMessage'
has json.log 'AWSEvents.PutEvents'
has xml.log 'Action=Publish'
has mail.log 'contractors.jsonl'
has findings.jsonl '"id":"9c41d7e2b05f4a6d8e13f7a2c6094b58"'
for place in out err findings.jsonl mail.log; do lacks $place "$secret"; done

# A dry run shows all of them and sends nothing.
run 0 "$MAGPIE" notify --rules rules.json --events "$event" --dry-run
is 7 "$(wc -l <json.log)" 'requests after a dry run'
is 9 "$(grep -c '^POST ' out)" 'requests shown'
is 1 "$(grep -c '^MAIL ' out)" 'mails shown'
is 1 "$(grep -c '^APPEND ' out)" 'files shown'
lacks out "$secret"
lacks err "$secret"

# A secret that is missing ends it before anything is sent.
run 2 env -u KEY "$MAGPIE" notify --rules rules.json --events "$event"
place=$(grep -bo '"env:KEY"' rules.json | head -n 1 | cut -d: -f1)
line=$(head -c "$place" rules.json | tail -n +1 | wc -l)
column=$((place - $(head -n "$line" rules.json | wc -c) + 1))
has err "rules.json:$((line + 1)):$column: the environment variable KEY is not set: it holds the token of destination pagerduty; set it where"
has err 'name a file there ("file:PATH")'
is 1 "$(wc -l <mail.log)" 'mails after a secret was missing'

# Servers that refuse: what comes of it, without their repeating our secrets.
stop
start scripted_http refusing --answer "status=403 body={\"message\":\"no, not $secret-token at /teams/$secret-address\"}"
refusing=http://127.0.0.1:$(cat refusing.port)
export TEAMS_URL=$refusing/teams/$secret-address
printf '%s\n' '{"Rules": [{"Name": "r", "EventPattern": {"source": ["aws.macie"]}, "Targets": [
    {"Id": "a", "Arn": "magpie:destination/t"}, {"Id": "b", "Arn": "magpie:destination/w"}]}], "Destinations": {
    "t": {"Type": "teams", "WebhookUrl": "env:TEAMS_URL"},
    "w": {"Type": "webhook", "Token": "env:TOKEN", "Url": "'"$refusing"'/hook"}}}' >refused.json
run 2 "$MAGPIE" notify --rules refused.json --events "$event"
is 2 "$(wc -l <refusing.log)" 'requests that were refused'
has err 'stopped'
lacks err "$secret"

# What is wrong in a file is named with its place.
printf '{"Destinations": {"t": {"Type": "teams",\n "WebhokUrl": "env:X"}}, "Rules": []}' >wrong.json
run 2 "$MAGPIE" notify --rules wrong.json --events "$event"
has err 'wrong.json:2:'
has err 'did you mean "WebhookUrl"?'
printf '{"Destinations": {"t": {"Type": "teams", "WebhookUrl": "https://x/%s"}}, "Rules": []}' "$secret" >wrong.json
run 2 "$MAGPIE" notify --rules wrong.json --events "$event"
has err 'does not belong in a file'
lacks err "$secret"
finish
