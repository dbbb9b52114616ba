# magpie notify and magpie scan --notify against the receiver in Slack's place.
. "$SOURCE/tests/cli/lib.sh"
token=token-$$-of-this-test
receiver=
stop() { [ -z "$receiver" ] || { kill "$receiver"; wait "$receiver"; receiver=; }; }
trap stop EXIT
# start [SCRIPT-LINE...]: a new receiver that answers so first.
start() {
    stop
    rm -f port posted shown
    printf '%s\n' "$@" >script
    "$TOOLS/slack_receiver" --port-file port --token "$token" --channel '#c' --script script --log posted --show >shown &
    receiver=$!
    for _ in $(seq 100); do [ -s port ] && break; sleep 0.05; done
    : >>posted
    export SLACK_TOKEN=$token SLACK_CHANNEL='#c' SLACK_API_URL="http://127.0.0.1:$(cat port)/api" MAGPIE_RETRY_BASE_MS=1
    sed "s|API|$SLACK_API_URL|" >rules.json <<'EOF'
{"Rules": [{"Name": "macie", "EventPattern": {"source": ["aws.macie"], "detail": {"category": ["POLICY"]}},
            "Targets": [{"Id": "t", "Arn": "magpie:destination/d"}]}],
 "Destinations": {"d": {"Type": "slack", "Token": "env:SLACK_TOKEN", "Channel": "#c", "ApiUrl": "API", "RatePerSecond": 100}}}
EOF
}
posted() { is "$1" "$(wc -l <posted)" "messages posted ($2)"; }
fixtures=$SOURCE/fixtures/notifier
policy=$fixtures/finding-policy.event.json
classification=$fixtures/finding-classification.event.json

# Both kinds, both layouts, from the bare environment.
start
for layout in default classic; do
    run 0 "$MAGPIE" notify --events "$policy" --layout $layout
    run 0 "$MAGPIE" notify --events "$classification" --layout $layout
done
posted 4 'two events in two layouts'
has posted 'PutBucketPolicy'
has posted 'The S3 object contains multiple categories of sensitive data'
has shown 'Visit object'
has shown 'Visit policy'
has shown 'Policy:IAMUser/S3BucketPublic'
lacks out "$token"
lacks err "$token"
lacks posted "$token"

# A rule that matches one of two; from standard input, one event a line.
start
tr -d '\n' <"$policy" >events
printf '\n' >>events
tr -d '\n' <"$classification" >>events
"$MAGPIE" notify --rules rules.json <events >out 2>err
is 0 $? 'events from standard input'
posted 1 'only the policy finding matches'

# Standard input that is closed is an error, and nothing that is opened later is taken for it.
timeout 20 "$MAGPIE" notify --rules rules.json <&- >out 2>err
is 2 $? 'standard input is closed'
has err 'standard input: Bad file descriptor'

# A destination that no rule uses is a warning, in the log.
start
sed 's|"Destinations": {|&"idle": {"Type": "file", "Path": "never"}, |' rules.json >idle.json
run 0 "$MAGPIE" notify --events "$policy" --rules idle.json
has err '"level":"WARNING","message":"idle.json:3:27: no rule uses the destination \"idle\""'
has err 'magpie: 1 event, 1 matched, 1 message delivered, 0 not delivered'
run 0 "$MAGPIE" notify --events "$policy" --rules idle.json --quiet
has err 'no rule uses the destination'

# A broken line is reported with its number; the rest goes on.
start
{ cat events; printf '\n{"a":\n'; tr -d '\n' <"$policy"; printf '\n'; } >broken
run 2 "$MAGPIE" notify --events broken --rules rules.json
has err 'broken:3'
posted 2 'around a broken line'
run 2 "$MAGPIE" notify --events no-such-file
has err no-such-file

# What Slack refuses is a failure, named and counted.
start 'ok:false channel_not_found'
run 2 "$MAGPIE" notify --events "$policy" --rules rules.json
has err channel_not_found
posted 0 'a refused message'
start
SLACK_TOKEN=wrong run 2 "$MAGPIE" notify --events "$policy"
has err invalid_auth
lacks err '"wrong"'
start
SLACK_CHANNEL='#other' run 2 "$MAGPIE" notify --events "$policy"
has err channel_not_found

# Rate limits, server errors, broken connections and a proxy's page are tried again.
start '429 Retry-After=1'
began=$SECONDS
run 0 "$MAGPIE" notify --events "$policy" --rules rules.json
is 1 "$([ $((SECONDS - began)) -ge 1 ] && echo 1)" 'Retry-After was obeyed'
posted 1 'after 429'
start 500 reset 500
run 0 "$MAGPIE" notify --events "$policy" --rules rules.json
posted 1 'after 500 and a reset'
start 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500 500
run 2 "$MAGPIE" notify --events "$policy" --rules rules.json
posted 0 'given up'
stop
run 2 "$MAGPIE" notify --events "$policy" --rules rules.json
lacks err "$token"

# A dry run sends nothing and masks the token.
start
run 0 "$MAGPIE" notify --events "$policy" --dry-run
has out 'POST http://127.0.0.1:'
has out '"blocks"'
lacks out "$token"
posted 0 'a dry run'

# A scan hands its events over.
printf 'ssn 536-90-4399\n' >found.txt
run 1 "$MAGPIE" scan found.txt --notify
posted 1 'from a scan'
has posted found.txt
lacks posted 536-90
lacks err 536-90
start 'ok:false channel_not_found'
run 2 "$MAGPIE" scan found.txt --notify
has err 'could not be delivered'
has out USA_SOCIAL_SECURITY_NUMBER

# Hostile keys arrive as text.
start
name=$'<!channel> `x` \e[31m \u202e.<https:|evil>'
mkdir "$(dirname "h/$name")" 2>/dev/null
printf 'ssn 536-90-4399\n' >"${name//\//_}" 2>/dev/null
printf 'ssn 536-90-4399\n' | "$MAGPIE" scan - --as "s3://b/$name" --notify >out 2>err
is 1 $? 'a hostile key'
posted 1 'a hostile key'
lacks shown $'\e'

# Bad rules.
printf '{"Rules": [}' >bad.json
run 2 "$MAGPIE" notify --rules bad.json --events "$policy"
has err 'bad.json:1:12'
sed 's/"Targets"/"Target"/' rules.json >bad.json
run 2 "$MAGPIE" notify --rules bad.json --events "$policy"
has err Targets
sed 's/env:SLACK_TOKEN/literal-secret/' rules.json >bad.json
run 2 "$MAGPIE" notify --rules bad.json --events "$policy"
lacks err literal-secret
sed 's/\["aws.macie"\]/"aws.macie"/' rules.json >bad.json
run 2 "$MAGPIE" notify --rules bad.json --events "$policy"
has err 'Event pattern is not valid. Reason: "source" must be an object or an array'
run 2 "$MAGPIE" notify --rules gone.json --events "$policy"
has err gone.json
unset SLACK_TOKEN
run 2 "$MAGPIE" notify --events "$policy"
has err 'the environment variable SLACK_TOKEN is not set: it holds the token of destination slack; set it, or give a file of rules'
run 2 "$MAGPIE" notify --events "$policy" --rules rules.json
has err 'rules.json:3:51: the environment variable SLACK_TOKEN is not set: it holds the token of destination d; set it where'
run 2 "$MAGPIE" scan found.txt --notify --rules rules.json
has err 'rules.json:3:51: the environment variable SLACK_TOKEN is not set'
lacks out USA_SOCIAL_SECURITY_NUMBER
SLACK_TOKEN= run 2 "$MAGPIE" notify --events "$policy" --rules rules.json
has err 'SLACK_TOKEN is not set'
sed 's|env:SLACK_TOKEN|file:no-such-file|' rules.json >bad.json
run 2 "$MAGPIE" notify --events "$policy" --rules bad.json
has err 'bad.json:3:51: the token of destination d cannot be read: cannot open no-such-file'
run 2 "$MAGPIE" notify --evnts x
has err 'did you mean --events?'
run 0 "$MAGPIE" notify --help
has out Examples
finish
