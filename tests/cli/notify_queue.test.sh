# magpie notify --queue: what is kept, sent again, held back, given up and put back; events from folders and from files
# that grow; metrics, log, signals. Against a server that answers as told.
. "$SOURCE/tests/cli/lib.sh"
token=token-$$-of-this-test
export QUEUE_TOKEN=$token MAGPIE_RETRY_BASE_MS=1 no_proxy='*'
server=
notifier=
stop() { [ -z "$server" ] || { kill "$server"; wait "$server"; server=; }; }
trap 'stop; [ -z "$notifier" ] || kill "$notifier" 2>/dev/null' EXIT
# start [OPTION...] -- [SCRIPT-LINE...]: a new server; rules of two destinations, a and b, for all events.
start() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    stop
    rm -rf port log q events
    : >log
    printf '%s\n' "$@" >script
    "$TOOLS/scripted_http" --port-file port --log log --script script "${options[@]}" &
    server=$!
    for _ in $(seq 200); do [ -s port ] && break; sleep 0.05; done
    rules a
}
# rules RATE-OR-MORE NAME...: rules.json, each destination with its own path on the server.
rules() {
    local name comma='' targets='' destinations=''
    for name; do
        targets+="$comma{\"Id\":\"t-$name\",\"Arn\":\"magpie:destination/$name\"}"
        destinations+="$comma\"$name\":{\"Type\":\"slack\",\"Token\":\"env:QUEUE_TOKEN\",\"Channel\":\"#c\",\"ApiUrl\":\"http://127.0.0.1:$(cat port)/$name\",\"RatePerSecond\":${rate:-1000},\"Digest\":${digest:-false}}"
        comma=,
    done
    printf '{"Rules":[{"Name":"all","EventPattern":{"source":["aws.macie"]},"Targets":[%s]}],"Destinations":{%s}}' "$targets" "$destinations" >rules.json
}
# events FROM TO: one a line.
events() {
    local i
    for i in $(seq "$1" "$2"); do
        printf '{"id":"event-%d","source":"aws.macie","detail-type":"Macie Finding","detail":{"id":"number-%d-","type":"SensitiveData:S3Object/Personal","category":"CLASSIFICATION","severity":{"description":"High"},"resourcesAffected":{"s3Bucket":{"name":"bucket"},"s3Object":{"key":"k%d"}}}}\n' "$i" "$i" "$i"
    done
}
notify() { "$MAGPIE" notify --rules rules.json --queue q "$@"; }
# arrived NAME: the numbers that were answered with 200, in order.
arrived() { grep -a '"status":200' log | grep -a "\"path\":\"/$1/" | grep -ao 'number-[0-9]*-' | tr -dc '0-9\n' | uniq | tr '\n' ' '; }
# end SIGNAL STATUS WHAT: ends the notifier that runs, which is to have this status then.
end() { kill "-$1" "$notifier"; wait "$notifier"; is "$2" $? "$3"; notifier=; }
wait_for() { for _ in $(seq 200); do eval "$1" && return; sleep 0.05; done; fail "waited in vain for: $1"; }

# What was delivered is not sent again; what is new is.
start --
events 1 5 >events
run 0 notify --events events
events 1 6 >events
run 0 notify --events events
has err '5 known already'
is '1 2 3 4 5 6 ' "$(arrived a)" 'each once, in order'
rules a b
run 0 notify --events events
is '1 2 3 4 5 6 ' "$(arrived b)" 'a target that is new gets all'
is '1 2 3 4 5 6 ' "$(arrived a)" 'the other nothing again'
run 0 "$MAGPIE" notify queue --queue q
has out 'Nothing waits.'

# Without --queue nothing is remembered, and SQLite is not loaded.
start --
events 1 1 >events
run 0 env LD_DEBUG=files LD_DEBUG_OUTPUT=loaded "$MAGPIE" notify --rules rules.json --events events
run 0 "$MAGPIE" notify --rules rules.json --events events
is 2 "$(grep -c '"status":200' log)" 'sent twice'
cat loaded.* >loaded
has loaded libcurl
lacks loaded libsqlite3

# A refused message is a dead letter, and comes back by redrive; a refused body is sent once more as plain text.
start -- 'body={"ok":false,"error":"channel_not_found"}' 'body={"ok":false,"error":"invalid_blocks"}' 'body={"ok":true}' \
    'body={"ok":false,"error":"invalid_blocks"}' 'body={"ok":false,"error":"msg_too_long"}'
events 1 3 >events
run 2 notify --events events
is 2 "$(wc -l <q/dead-letters.ndjson)" 'dead letters'
has q/dead-letters.ndjson '"ERROR_MESSAGE":"channel_not_found"'
has q/dead-letters.ndjson '"ERROR_CODE":"INVALID_PARAMETER"'
is 5 "$(wc -l <log)" 'requests'
run 0 "$MAGPIE" notify queue --queue q
has out '2 dead letters'
run 0 "$MAGPIE" notify redrive --queue q
is no "$([ -e q/dead-letters.ndjson ] && echo yes || echo no)" 'the file is gone'
run 0 "$MAGPIE" notify queue --queue q --format json
has out '"waiting": 2'
run 0 notify --events events
has err '3 known already'
run 0 "$MAGPIE" notify queue --queue q
has out 'Nothing waits.'
is 2 "$(tail -n 2 log | grep -c '"status":200')" 'both arrived'

# Retries are exhausted: the dead letter says so. The event may come again.
start -- 'repeat=6 status=503'
events 1 1 >events
run 2 notify --events events
has q/dead-letters.ndjson '"EXHAUSTED_RETRY_CONDITION":"MaximumRetryAttempts"'
has q/dead-letters.ndjson '"ERROR_MESSAGE":"HTTP 503"'
run 0 notify --events events
is '1 ' "$(arrived a)" 'what was given up came again'
run 0 "$MAGPIE" notify redrive --queue q
has err '1 not needed any more'

# The target's own policy counts; without one a service is as patient as EventBridge (185 attempts in a day).
start -- 'repeat=9 status=503'
events 1 1 >events
sed 's|"Id":"t-a"|"RetryPolicy":{"MaximumRetryAttempts":2},&|' rules.json >impatient.json
run 2 "$MAGPIE" notify --rules impatient.json --queue q --events events
is 3 "$(wc -l <log)" 'the first attempt and two more'
has q/dead-letters.ndjson '"RETRY_ATTEMPTS":2'
start -- 'repeat=9 status=503'
events 1 1 >grows
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
wait_for '[ "$(arrived a)" = "1 " ]'
end TERM 0 'a service that was told to stop'
is 10 "$(wc -l <log)" 'nine attempts in vain did not end it'
rm -f grows

# A bad token stops the destination, loudly, and keeps everything.
start -- 'body={"ok":false,"error":"invalid_auth"}'
events 1 4 >events
run 2 notify --events events
has err invalid_auth
has err 'is stopped'
is 1 "$(wc -l <log)" 'one request, no more'
run 0 "$MAGPIE" notify queue --queue q
has out 'stopped: invalid_auth'
run 0 notify --events /dev/null
is '1 2 3 4 ' "$(arrived a)" 'all of it, once the token is right'
run 0 "$MAGPIE" notify queue --queue q
lacks out stopped

# A server that asks for a longer pause than a command may wait is asked once, and all is kept.
start -- 'status=429 header=Retry-After:7200'
events 1 3 >events
run 2 notify --events events
has err 'the server asks for a longer pause than the event may wait'
has err 'told to wait 7200 s'
is 1 "$(wc -l <log)" 'one request, no more'
run 0 "$MAGPIE" notify queue --queue q
has out 'stopped: told to wait 7200 s'
run 0 notify --events /dev/null
is '1 2 3 ' "$(arrived a)" 'all of it, by the next one'
start -- 'status=429 header=Retry-After:7200'
events 1 3 >events
run 2 "$MAGPIE" notify --rules rules.json --events events
is 1 "$(wc -l <log)" 'one request without a queue'
has err '3 of 3 messages could not be delivered'
# A service gives up the one that may not be so old, and holds those behind it back for as long.
start -- 'status=429 header=Retry-After:100000'
events 1 3 >grows
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
wait_for '[ -s q/dead-letters.ndjson ]'
sleep 0.5
is 1 "$(wc -l <log)" 'one request of a service'
run 0 "$MAGPIE" notify queue --queue q
has out 'the server asked to wait'
kill "$notifier"; wait "$notifier"; notifier=
has q/dead-letters.ndjson '"EXHAUSTED_RETRY_CONDITION":"MaximumEventAgeInSeconds"'
rm grows

# Without a queue too each that is not delivered is a dead letter, where the target names a file.
letters() { sed "s|\"Id\":\"t-a\"|\"DeadLetterConfig\":{\"Arn\":\"file:$1\"},&|" rules.json >letters.json; }
start -- 'body={"ok":false,"error":"invalid_auth"}'
letters letters
rm -f letters
events 1 3 >events
run 2 "$MAGPIE" notify --rules letters.json --events events
is 3 "$(grep -c '"ERROR_CODE":"NO_PERMISSIONS"' letters)" 'letters of a stopped destination'
start --delay 300 --
letters letters
rm -f letters
events 1 3 >events
"$MAGPIE" notify --rules letters.json --events events >out 2>err &
notifier=$!
wait_for '[ "$(wc -l <log)" -ge 1 ]'
end TERM 2 'stopped without a queue'
is 3 $(($(grep -c '"status":200' log) + $(grep -c '"ERROR_CODE":"UNKNOWN"' letters))) 'each was sent, or is a letter'
has letters 'the notifier was stopped before it was sent'
# A file for them that cannot be written: told at the start; where that shows later, nothing else is lost by it.
letters nowhere/letters
run 2 "$MAGPIE" notify --rules letters.json --events events
has err 'the file of DeadLetterConfig of target t-a, nowhere/letters: No such file or directory'
if [ -w /dev/full ]; then
    start -- 'repeat=2 body={"ok":false,"error":"channel_not_found"}'
    letters /dev/full
    events 1 3 >events
    run 2 "$MAGPIE" notify --rules letters.json --events events
    has err '/dev/full: No space left on device'
    is 3 "$(wc -l <log)" 'what came behind two letters that could not be written'
fi

# SIGTERM: the message in flight is finished, the rest is kept, and the status says so.
start --delay 300 --
events 1 8 >events
"$MAGPIE" notify --rules rules.json --queue q --events events >out 2>err &
notifier=$!
wait_for '[ "$(wc -l <log)" -ge 2 ]'
end TERM 3 'stopped before all was delivered'
has err 'kept in the queue'
sent=$(wc -l <log)
run 0 notify --events /dev/null
is 8 "$(wc -l <log)" "none twice, none lost (after $sent)"
is '1 2 3 4 5 6 7 8 ' "$(arrived a)" 'in order'
# A terminal that is closed is the same, unless nohup has it ignored.
start --delay 100 --
events 1 5 >events
"$MAGPIE" notify --rules rules.json --queue q --events events >out 2>err &
notifier=$!
wait_for '[ "$(wc -l <log)" -ge 2 ]'
end HUP 3 'the terminal was closed'
(trap '' HUP; exec "$MAGPIE" notify --rules rules.json --queue q --events events) >out 2>err &
notifier=$!
wait_for '[ "$(wc -l <log)" -ge 4 ]'
end HUP 0 'the terminal was closed under nohup'
is 5 "$(wc -l <log)" 'none twice'
# Without a queue the rest is lost, and that is an error.
start --delay 300 --
events 1 8 >events
"$MAGPIE" notify --rules rules.json --events events >out 2>err &
notifier=$!
wait_for '[ "$(wc -l <log)" -ge 1 ]'
end TERM 2 'stopped without a queue'

# Two processes on one queue: each event once, in order.
start --delay 5 --
events 1 60 >events
"$MAGPIE" notify --rules rules.json --queue q --events events >/dev/null 2>&1 &
one=$!
"$MAGPIE" notify --rules rules.json --queue q --events events >/dev/null 2>&1 &
two=$!
wait "$one"; is 0 $? 'the first of two'
wait "$two"; is 0 $? 'the second of two'
is 60 "$(wc -l <log)" 'messages of two processes'
is "$(seq 60 | tr '\n' ' ')" "$(arrived a)" 'in order'

# One destination that is slow does not hold up another.
start -- 
rules a
cat >slow <<'X'
repeat=2 trickle=30 body={"ok":true}
X
"$TOOLS/scripted_http" --port-file slow.port --script slow --log slow.log &
slow=$!
wait_for '[ -s slow.port ]'
rules a b
sed -i "s|:[0-9]*/b\"|:$(cat slow.port)/b\"|" rules.json
events 1 20 >events
"$MAGPIE" notify --rules rules.json --queue q --events events >/dev/null 2>&1 &
notifier=$!
wait_for '[ "$(wc -l <log)" = 20 ]'
is yes "$([ "$(wc -l <slow.log)" -lt 3 ] && echo yes)" 'the slow one was not done'
kill "$notifier"; wait "$notifier"; notifier=
kill "$slow"; wait "$slow"

# Rate: a server that takes 50 a second, at that rate (Slack's one a second, fifty times as fast): of 500 none is lost,
# at most one in ten is told to wait.
rate=50 start --rate 50 --
events 1 500 >events
run 0 notify --events events
is "$(seq 500 | tr '\n' ' ')" "$(arrived a)" 'all, in order'
throttled=$(grep -c '"status":429' log)
is yes "$([ "$throttled" -le 50 ] && echo yes)" "429 at most once in ten ($throttled)"
printf '500 events at 50 a second: %d answers of 429\n' "$throttled"

# A digest: many events in few messages; the next one replies in the thread of the first.
digest='{"WindowSeconds":1,"Above":5}' start --
events 1 100 >events
run 0 notify --events events
has err '100 events in digests'
is 1 "$(wc -l <log)" 'one message for a hundred events'
lacks log thread_ts
events 101 200 >>events
run 0 notify --events events
is 2 "$(wc -l <log)" 'and one more'
has log 'thread_ts\":\"1700000000.000001'
digest='{"WindowSeconds":1,"Above":5}' start -- 'body={"ok":false,"error":"invalid_blocks"}'
events 1 100 >events
run 0 notify --events events
is 2 "$(wc -l <log)" 'a digest that was refused goes out once more'
is 1 "$(grep -c blocks log)" 'as plain text'
has err '100 events in digests'
digest='{"WindowSeconds":1,"Above":5}' start --
events 1 5 >events
run 0 notify --events events
is 5 "$(wc -l <log)" 'few events go one by one'

digest='{"WindowSeconds":3,"Above":5}' start --
: >grows
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
for i in $(seq 12); do events "$i" "$i" >>grows; sleep 0.03; done
wait_for '"$MAGPIE" notify queue --queue q | grep -q "Nothing waits" && grep -q event-12 err'
kill "$notifier"; wait "$notifier"; notifier=
has err 'in digests'
is yes "$([ "$(wc -l <log)" -le 7 ] && echo yes)" "events that come one by one: $(wc -l <log) messages for 12"

# More than a queue in memory holds: the digest does not wait for its window, which would hold up whoever gives events.
digest='{"WindowSeconds":3600,"Above":5}' start --
padding=$(head -c 900000 /dev/zero | tr '\0' x)
for i in $(seq 45); do printf '{"id":"event-%d","source":"aws.macie","x":"%s"}\n' "$i" "$padding"; done >events
run 0 timeout 120 "$MAGPIE" notify --rules rules.json --events events
has err ' events in digests'
is 45 "$(grep -ao 'message":"event received' err | wc -l)" 'all were taken'
rm events

# A scan with a queue: what was delivered is not sent again; what a scan could not deliver, the next one does.
start -- 'body={"ok":false,"error":"invalid_auth"}'
mkdir scanned
for i in 1 2 3; do printf 'ssn 536-90-439%d\n' "$i" >"scanned/f$i.txt"; done
run 2 "$MAGPIE" scan scanned --notify --rules rules.json --queue q
has err 'a destination is stopped'
has out USA_SOCIAL_SECURITY_NUMBER
run 0 "$MAGPIE" notify queue --queue q --format json
has out '"waiting": 3'
run 1 "$MAGPIE" scan scanned --notify --rules rules.json --queue q
is 4 "$(wc -l <log)" 'a refusal, and each finding'
run 1 "$MAGPIE" scan scanned --notify --rules rules.json --queue q
is 4 "$(wc -l <log)" 'nothing new, nothing sent'
printf 'ssn 536-90-4394\n' >>scanned/f1.txt
run 1 "$MAGPIE" scan scanned --notify --rules rules.json --queue q
is 5 "$(wc -l <log)" 'one that changed'
lacks log 536-90
run 2 "$MAGPIE" scan scanned --queue q
has err '--queue belongs to --notify'
run 2 "$MAGPIE" scan scanned --notify --rules rules.json --queue ''
has err 'name of a folder'
run 2 "$MAGPIE" scan scanned --notify --rules rules.json --queue scanned
has err 'scanned'

# A folder of events.
start --
mkdir in
events 1 2 >in/b.jsonl
{ events 3 3; echo broken; events 4 4; } >in/a.jsonl
run 2 notify --events in --once
has err 'in/a.jsonl:2:1'
is '3 4 1 2 ' "$(arrived a)" 'in the order of names'
is 'a.jsonl' "$(ls in/failed)" 'the one with a fault'
is 'b.jsonl' "$(ls in/done)" 'the other'
"$MAGPIE" notify --rules rules.json --queue q --events in --metrics metrics >out 2>err &
notifier=$!
sleep 0.2
events 5 6 >in/.new
mv in/.new in/c.jsonl
wait_for '[ -e in/done/c.jsonl ]'
wait_for '[ "$(arrived a)" = "3 4 1 2 5 6 " ]'
end TERM 0 'a service that was told to stop'
has metrics 'magpie_notify_sent_total{sink="a"} 2'
has metrics 'magpie_notify_queue_length{sink="a"} 0'

# A file that grows: lines, rotation, and where it left off.
start --
events 1 2 >grows
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
wait_for '[ "$(arrived a)" = "1 2 " ]'
events 3 3 | head -c 50 >>grows
sleep 0.5
events 3 3 | tail -c +51 >>grows
wait_for '[ "$(arrived a)" = "1 2 3 " ]'
mv grows grows.1
events 4 4 >>grows.1
events 5 5 >grows
wait_for '[ "$(arrived a)" = "1 2 3 4 5 " ]'
kill -KILL "$notifier"
wait "$notifier" 2>/dev/null
events 6 6 >>grows
mv grows grows.2
events 7 7 >grows
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
wait_for '[ "$(arrived a)" = "1 2 3 4 5 6 7 " ]'
end TERM 0 'a service that was told to stop'
is 7 "$(wc -l <log)" 'no line was read twice'

# A line of it that is no event is named by its place; the others are taken.
start --
{ events 1 1; echo broken; events 2 2; } >grows
broken_end=$(($(events 1 1 | wc -c) + 7))
"$MAGPIE" notify --rules rules.json --queue q --follow grows >out 2>err &
notifier=$!
wait_for '[ "$(arrived a)" = "1 2 " ]'
end TERM 2 'a service that met a line that is no event'
has err "grows: the line that ends at byte $broken_end: not a JSON event"
rm grows

# The log in a file; old ones are removed; no token, no address of a webhook.
start -- 'status=500 body=oops'
events 1 2 >events
mkdir logs
: >logs/notify.log.20200101T000000Z
: >logs/notify.log.note
LOG_LEVEL=DEBUG run 0 notify --events events --log-file logs/notify.log --log-retention-days 3
has logs/notify.log '"message":"event received"'
has logs/notify.log '"message":"delivered"'
lacks err '"level"'
is 'notify.log notify.log.note ' "$(ls logs | tr '\n' ' ')" 'the log of 2020 is gone'
lacks logs/notify.log "$token"
for file in out err log q/*; do [ "$file" = log ] || lacks "$file" "$token"; done

# A log that cannot be written goes to standard error.
if [ -w /dev/full ]; then
    start --
    events 1 1 >events
    run 0 notify --events events --log-file /dev/full
    has err '"message":"delivered"'
fi

# A service that is started on a full disk waits for room; metrics that find none hold up nothing. The thread
# sanitizer writes a file before the program can say that it ignores the signal of one that may not grow.
if command -v prlimit >/dev/null; then
    start --
    events 1 2 >grows
    limited() { ulimit -S -f 0; [ "${SANITIZER:-}" != thread ] || trap '' XFSZ; exec "$@"; }
    (limited "$MAGPIE" notify --rules rules.json --queue q --follow grows --metrics metrics) \
        > >(cat >out) 2> >(cat >err) &
    notifier=$!
    wait_for 'grep -q "the queue cannot be opened yet" err'
    has err 'the queue q: the disk is full'
    prlimit --pid "$notifier" --fsize=unlimited
    wait_for '[ "$(arrived a)" = "1 2 " ]'
    end TERM 0 'a service that waited for room'
    rm grows
    events 1 1 >events
    (limited "$MAGPIE" notify --rules rules.json --events events --metrics full.metrics) \
        > >(cat >out) 2> >(cat >err)
    is 2 $? 'metrics without room'
    is 3 "$(grep -c '"status":200' log)" 'they held up nothing'
fi
run 2 notify --events events --metrics nowhere/metrics
has err 'nowhere/metrics'

# Connections that fail in every way are tried again, or refused for good.
start -- reset=before reset=after 'partial=4 body={"ok":true}' 'body=<html>a proxy</html>'
events 1 1 >events
run 0 notify --events events
is 5 "$(wc -l <log)" 'tried until it went well'
start -- 'status=302 header=Location:http://127.0.0.1:1/'
events 1 1 >events
run 2 notify --events events
is 1 "$(wc -l <log)" 'a redirect is not followed'
has q/dead-letters.ndjson '"ERROR_MESSAGE":"HTTP 302'
start --tls --
sed -i 's|http://|https://|' rules.json
events 1 1 >events
run 2 notify --events events
is 0 "$(wc -l <log)" 'nothing is sent to a server that nobody vouches for'
has q/dead-letters.ndjson CONNECTION_FAILURE

# Bad input.
start --
mkdir mine
: >mine/file
events 1 1 >events
run 2 "$MAGPIE" notify --rules rules.json --queue mine --events events
has err 'not empty'
run 2 "$MAGPIE" notify --rules rules.json --queue mine/file --events events
has err 'mine/file'
run 2 "$MAGPIE" notify queue --queue nowhere
has err nowhere
run 2 "$MAGPIE" notify queue
has err --queue
run 2 "$MAGPIE" notify --queue q redrive
has err 'redrive comes first: magpie notify redrive --queue DIR'
run 2 "$MAGPIE" notify --events in
has err 'needs --queue'
run 2 "$MAGPIE" notify --rules rules.json --queue in --events in --once
has err 'cannot be the folder of events'
run 2 notify --events in --once --metrics in/metrics
has err 'taken for events'
run 2 notify --follow in
has err '--events'
run 2 notify --queue '' --events events
has err 'name of a folder'
run 2 notify --events events --follow grows
has err 'do not go together'
run 2 notify --events events --remember-days 0
has err 'number of days'
run 2 notify --events events --log-file mine
has err mine
{ events 1 1; printf '{"id":"big","source":"aws.macie","x":"%s"}\n' "$(head -c 1100000 /dev/zero | tr '\0' x)"; events 2 2; } >events
run 2 notify --events events
has err 'events:2:1: the event is longer than 1048576 bytes'
is '1 2 ' "$(arrived a)" 'around an event that is too long'
finish
