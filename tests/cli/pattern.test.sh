# magpie pattern test and magpie pattern check
. "$SOURCE/tests/cli/lib.sh"
event=$SOURCE/fixtures/notifier/finding-classification.event.json
try() { printf '%s' "$2" >pattern; run "$1" "$MAGPIE" pattern test --pattern pattern --event "$event"; }
try 0 '{"source":["aws.macie"],"detail":{"severity":{"description":["High"]}}}'
is true "$(cat out)" 'a match'
try 1 '{"source":["aws.s3"]}'
is false "$(cat out)" 'no match'
try 0 '{"detail":{"resourcesAffected":{"s3Object":{"extension":[{"prefix":"json"}],"size":[{"numeric":[">",1000]}]}}}}'
try 1 '{"detail":{"resourcesAffected":{"effectivePermission":["PUBLIC"]}}}'
try 0 '{"detail.type":[{"prefix":"SensitiveData:"}]}'
try 2 '{"source":"aws.macie"}'
has err 'Event pattern is not valid. Reason: "source" must be an object or an array'
try 2 '{"source":[{"startswith":"a"}]}'
has err 'Unrecognized match type startswith'
try 2 '{"source":['
printf '{"source":["x"]}' >event
printf '{"source":["x"]}' >pattern
run 2 "$MAGPIE" pattern test --pattern pattern --event event
has err 'event: Parameter Event is not valid. It lacks id'
run 2 "$MAGPIE" pattern test --pattern pattern
run 2 "$MAGPIE" pattern
run 0 "$MAGPIE" pattern --help
run 2 "$MAGPIE" pattern test --pattern missing --event event
has err 'missing: '
run 2 "$MAGPIE" pattern test --pattern pattern --event missing
has err 'missing: '
run 2 "$MAGPIE" pattern test --pattern . --event event
run 2 "$MAGPIE" pattern test --pattern - --event -
has err 'only one of --pattern and --event'
run 2 "$MAGPIE" pattern test --pattern pattern --event event surplus
has err "unexpected argument 'surplus'"
printf '[1]' >array
run 2 "$MAGPIE" pattern test --pattern pattern --event array
has err 'array: Parameter Event is not valid. It must be a JSON object'
: >empty
run 2 "$MAGPIE" pattern test --pattern empty --event "$event"
has err 'empty:1:1: Event pattern is not valid. Reason: '
run 2 "$MAGPIE" pattern test --pattern pattern --event empty
has err 'empty:1:1: '
printf '{"source":["aws.macie"],\n "detail": {"a": [{"numeric": [">", 5, "<", 1]}]}}' >bad
run 2 "$MAGPIE" pattern test --pattern bad --event "$event"
has err 'bad:2:31: Event pattern is not valid. Reason: Bottom must be less than top'
# Nesting to 1,000 levels in pattern and event.
{ printf '{"a":%.0s' {1..1000}; printf '["x"]'; printf '}%.0s' {1..1000}; } >deep
{ printf '{"id":"1","account":"1","source":"s","time":"t","region":"r","resources":[],"detail-type":"d"'
  printf ',"a":{"a":'; printf '{"a":%.0s' {1..998}; printf '"x"'; printf '}%.0s' {1..998}; printf '}}'; } >deep.event
run 0 "$MAGPIE" pattern test --pattern deep --event deep.event
is true "$(cat out)" '1,000 levels'

rule() { printf '{"Name":"%s","EventPattern":%s,"Targets":[{"Id":"t","Arn":"magpie:destination/d"}]}' "$1" "$2"; }
rules() { printf '{"Rules":[\n%s\n],\n"Destinations":{"d":{"Type":"slack","Token":"env:SLACK_TOKEN","Channel":"#c"}%s}}' "$1" "${2:-}" >rules; }
rules "$(rule fine '{"source":["aws.macie"],"detail":{"severity":{"description":["High"]}}}')"
run 0 "$MAGPIE" pattern check rules
has out 'rules: 1 rule, 0 warnings'
has out 'rules:4:45: note: the environment variable SLACK_TOKEN is not set here'
SLACK_TOKEN=x run 0 "$MAGPIE" pattern check rules
lacks out note
rules "$(rule trap '{"detail":{"resourcesAffected":{"effectivePermission":["PUBLIC"]}}}'),
$(rule other '{"source":["aws.s3"],"detail":{"eTag":[1]}}'),
$(rule text '"{\"source\":[\"aws.macie\"],\"detail-type\":[\"Macie Findings\"]}"')"
run 1 "$MAGPIE" pattern check rules
has out 'rules:2:85: rule trap: no Macie event has detail.resourcesAffected.effectivePermission: did you mean detail.resourcesAffected.s3Bucket.publicAccess.effectivePermission?'
has out 'rules:4:31: rule text: detail-type is never "Macie Findings": did you mean "Macie Finding"?'
has out 'rules: 3 rules, 2 warnings'
lacks out 'rule other'
rules "$(rule fine '{"source":["aws.macie"]}')" ',"e":{"Type":"slack","Token":"env:SLACK_TOKEN","Channel":"#c"}'
run 1 "$MAGPIE" pattern check rules
has out 'no rule uses the destination "e"'
rules "$(rule bad '{"source":"aws.macie"}')"
run 2 "$MAGPIE" pattern check rules
has err 'rules:2:40: Event pattern is not valid. Reason: "source" must be an object or an array'
run 2 "$MAGPIE" pattern check missing
has err 'missing: '
run 2 "$MAGPIE" pattern check
has err 'check needs a file of rules'
run 2 "$MAGPIE" pattern check rules rules
run 2 "$MAGPIE" pattern check rules --event x
run 2 "$MAGPIE" pattern wrong
has err 'there are test and check'
if [ -w /dev/full ]; then
    rules "$(rule fine '{"source":["aws.macie"]}')"
    "$MAGPIE" pattern check rules >/dev/full 2>err
    is 2 $? 'a full disk'
fi
finish
