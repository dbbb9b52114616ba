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

# 2,000 small files, and large ones, in less than 64 MiB, which do not take more memory than smaller ones. (Sanitizers
# need more: then only the result counts.) One identifier does for the large ones: what all of them take is measured
# on the small ones and on a text.
mkdir many
for ((i = 1; i <= 2000; i++)); do echo "file $i" >"many/$i.txt"; done
printf '%s' "$value" >many/1999.txt
limit=65536
small=4 large=16
if grep -qa -e __asan_init -e __tsan_init "$MAGPIE"; then limit=0 small=1 large=2; fi
# peak COMMAND...: its greatest resident size in KiB, in the file peak
peak() {
    checks=$((checks + 1))
    "$TOOLS/peak_memory" peak "$@" >out 2>err </dev/null
}
# below KIB WHAT: the last peak is below it
below() {
    checks=$((checks + 1))
    [ "$limit" = 0 ] || [ "$(cat peak)" -lt "$1" ] || fail "$2 took $(cat peak) KiB, not less than $1"
}
peak "$MAGPIE" scan many
is 1 $? 'many small files'
has err 'Scanned 2000 objects'
below $limit 'many small files'
"$TOOLS/make_corpus" text 1 7 >all.text
peak "$MAGPIE" scan all.text --format hits
is 1 $? 'a text, with all identifiers'
below $limit 'a text, with all identifiers'
for kind in text csv jsonl line json; do
    for size in $small $large; do
        "$TOOLS/make_corpus" $kind $size 7 >"big.$kind"
        peak "$MAGPIE" scan "big.$kind" --format hits --managed USA_SOCIAL_SECURITY_NUMBER
        is 1 $? "big $kind"
        [ "$(wc -l <out)" -gt "$size" ] || fail "big $kind: $(wc -l <out) hits"
        if [ $size = $small ]; then cp peak peak.small; fi
    done
    below $limit "big $kind"
    below $(($(cat peak.small) + 4096)) "$large MiB of $kind, after $(cat peak.small) KiB for $small MiB,"
    rm "big.$kind"
done
# A gzip bomb: 100 MiB of blanks.
if [ "$limit" != 0 ]; then
    head -c 100M /dev/zero | tr '\0' ' ' | gzip -1n >bomb.gz
    peak "$MAGPIE" scan bomb.gz --managed USA_SOCIAL_SECURITY_NUMBER
    is 0 $? 'a gzip bomb'
    below $limit 'a gzip bomb'
fi

# Objects that change while they are read. The scanner is stopped as soon as it has the object open, and goes on when the
# change is made; it must have hold of the object still then, else nothing was shown.
# change_while_read COMMAND...: changes the file object.txt, which is made anew
change_while_read() {
    "$TOOLS/make_corpus" text 4 1 >object.txt
    "$MAGPIE" scan object.txt --threads 1 --format jsonl --managed USA_SOCIAL_SECURITY_NUMBER >out 2>err &
    local scanner=$!
    until holds_object "$scanner" || ! kill -0 "$scanner" 2>/dev/null; do :; done
    kill -STOP "$scanner"
    checks=$((checks + 1))
    holds_object "$scanner" || fail "the object was read before it could be changed: $*"
    "$@"
    kill -CONT "$scanner"
    wait "$scanner"
}
# holds_object PID: has it the file open?
holds_object() {
    local link
    for link in /proc/"$1"/fd/*; do
        [[ $(readlink "$link") = */object.txt* ]] && return
    done
    return 1
}
for change in 'truncate -s +1' 'truncate -s 1M' 'truncate -s 0' 'touch -d @1'; do
    change_while_read $change object.txt
    is 3 $? "status after: $change"
    has err OBJECT_VERSION_MISMATCH
    has err '1 object'
    is 0 "$(wc -c <out)" "findings after: $change"
done
# What is removed or replaced can still be read whole, as it was when it was opened.
change_while_read rm -f
is 1 $? 'status of an object that was removed while it was read'
lacks err OBJECT_VERSION_MISMATCH

# Objects that are listed and gone when their turn comes. The writer waits at a pipe with the many hits of the first
# object; the scanner is then at most 16 objects ahead, and the last one is far from being looked at.
mkdir -p vanishing/b
for ((i = 0; i < 3000; i++)); do printf 'ssn 536-90-4399\n'; done >vanishing/b/000
for ((i = 100; i < 200; i++)); do printf 'nothing' >"vanishing/b/$i"; done
mkfifo gate
"$MAGPIE" scan --mirror vanishing --threads 1 --format hits -o gate >out 2>err &
scanner=$!
exec 3<gate
read -r line <&3
rm vanishing/b/198
printf 'something else' >vanishing/b/new
mv vanishing/b/new vanishing/b/199
hits=$(cat <&3 | wc -l)
exec 3<&-
wait "$scanner"
is 1 $? 'status beside findings'
is 3000 $((hits + 1)) 'hits beside an object that vanished'
has err SOURCE_OBJECT_NO_LONGER_AVAILABLE
has err 198
finish
