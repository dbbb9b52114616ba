# magpie pattern test
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
has err 'Parameter Event is not valid.'
run 2 "$MAGPIE" pattern test --pattern pattern
run 2 "$MAGPIE" pattern
run 0 "$MAGPIE" pattern --help
finish
