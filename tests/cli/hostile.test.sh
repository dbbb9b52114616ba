# Hostile names and contents; large input in little memory.
. "$SOURCE/tests/cli/lib.sh"
mkdir -p m/b
value='ssn 536-90-4399'
names=($'new\nline.txt' $'tab\there.txt' $'esc\e[31m.txt' ' blank .txt' '-dash.txt' $'bad\xff\xfe.txt' 'quote".txt' "apo's.txt"
    $'rtl\u202e.txt' '<!channel>.txt' '$(x).txt' 'back\slash.txt' '*.txt' '.hidden')
for name in "${names[@]}"; do printf '%s' "$value" >"m/b/$name"; done
long=$(printf 'x%.0s' {1..200})
mkdir -p "m/b/$long/$long/$long/$long"
printf '%s' "$value" >"m/b/$long/$long/$long/$long/$(printf 'y%.0s' {1..220})"
count=$((${#names[@]} + 1))

run 1 "$MAGPIE" scan --mirror m
lacks out $'\e'
lacks out $'\u202e'
lacks err $'\e'
has out 'new\nline.txt'
run 1 "$MAGPIE" scan --mirror m --format jsonl
is "$count" "$(wc -l <out)" 'a finding for each name'
has out '"key":"new\nline.txt"'
has out '"key":"esc\u001b[31m.txt"'
has out '"key":"bad%FF%FE.txt"'
has out '"key":"quote\".txt"'
has out '"extension":"hidden"'
run 1 "$MAGPIE" scan --mirror m --format events
is "$count" "$(wc -l <out)" 'an event for each name'
run 2 "$MAGPIE" scan $'no\e[2Jsuch'
lacks err $'\e'
run 2 "$MAGPIE" scan $'--no\e[2Jsuch'
lacks err $'\e'

# Order: bytes of the whole key.
mkdir -p order/b/a
for key in a-b a.b a0 a/x b; do printf '%s' "$value" >"order/b/$key"; done
"$MAGPIE" scan --mirror order --format hits --quiet | sed 's/.*"key":"\([^"]*\)".*/\1/' >keys
printf 'a-b\na.b\na/x\na0\nb\n' >wanted
same keys wanted

# 2,000 small files, and large ones, in less than 64 MiB (sanitizers need more: then only the result counts).
mkdir many
for i in $(seq 2000); do printf 'file %d\n' "$i" >"many/$i.txt"; done
printf '%s' "$value" >many/1999.txt
limit=65536
size=24
if grep -qa -e __asan_init -e __tsan_init "$MAGPIE"; then limit=0 size=2; fi
# peak COMMAND...: its greatest resident size in KiB, in the file peak
peak() {
    checks=$((checks + 1))
    "$TOOLS/peak_memory" peak "$@" >out 2>err </dev/null
}
peak "$MAGPIE" scan many
is 1 $? 'many small files'
has err 'Scanned 2000 objects'
[ "$limit" = 0 ] || [ "$(cat peak)" -lt "$limit" ] || fail "many small files took $(cat peak) KiB"
for kind in text csv jsonl line json; do
    "$TOOLS/make_corpus" $kind $size 7 >"big.$kind"
    peak "$MAGPIE" scan "big.$kind" --format hits
    is 1 $? "big $kind"
    [ "$(wc -l <out)" -gt 3 ] || fail "big $kind: $(wc -l <out) hits"
    [ "$limit" = 0 ] || [ "$(cat peak)" -lt "$limit" ] || fail "big $kind took $(cat peak) KiB"
    rm "big.$kind"
done
# A gzip bomb: 300 MiB of blanks.
head -c 300M /dev/zero | tr '\0' ' ' | gzip -1n >bomb.gz
if [ "$limit" != 0 ]; then
    peak "$MAGPIE" scan bomb.gz --managed recommended
    is 0 $? 'a gzip bomb'
    [ "$(cat peak)" -lt "$limit" ] || fail "a gzip bomb took $(cat peak) KiB"
fi
# An object that changes while it is read, and one that vanishes.
mkfifo gate
"$TOOLS/make_corpus" text $((size * 2)) 1 >growing.txt
"$MAGPIE" scan growing.txt --threads 1 >out 2>err &
scanner=$!
for i in $(seq 100); do printf 'more\n' >>growing.txt; sleep 0.01; done
wait "$scanner"
status=$?
is 1 "$([ $status -eq 1 ] || [ $status -eq 3 ]; echo $((1 - $?)))" "status $status of an object that grew"
has err OBJECT_VERSION_MISMATCH
finish
