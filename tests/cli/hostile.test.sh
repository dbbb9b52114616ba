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
small=2 large=6
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
    below $(($(cat peak.small) + 2048)) "$large MiB of $kind, after $(cat peak.small) KiB for $small MiB,"
    rm "big.$kind"
done
# One line of 128 MiB, of one word: it is never held.
if [ "$limit" != 0 ]; then
    { printf '%s ' "$value"; head -c 128M /dev/zero | tr '\0' 'x'; } >long.txt
    peak "$MAGPIE" scan long.txt --managed USA_SOCIAL_SECURITY_NUMBER --format hits
    is 1 $? 'a long line'
    is 1 "$(wc -l <out)" 'the value at its beginning'
    below 12288 'a long line'
    rm long.txt
fi
# A gzip bomb: 32 MiB of blanks, in half of that at most.
if [ "$limit" != 0 ]; then
    head -c 32M /dev/zero | tr '\0' ' ' | gzip -1n >bomb.gz
    peak "$MAGPIE" scan bomb.gz --managed USA_SOCIAL_SECURITY_NUMBER
    is 0 $? 'a gzip bomb'
    below 16384 'a gzip bomb'
fi

# Objects that change while they are read. The scanner is stopped as soon as it has the object open, and goes on when the
# change is made; it must not have read all of it then, else nothing is shown and a larger object is tried.
# change_while_read IDENTIFIER COMMAND...: changes the file object.txt, which is made anew
change_while_read() {
    local scanner size identifier=$1
    shift
    for size in 4 16 64 256; do
        "$TOOLS/make_corpus" text "$size" 1 >object.txt
        "$MAGPIE" scan object.txt --threads 1 --format jsonl --managed "$identifier" >out 2>err &
        scanner=$!
        until reads_object "$scanner" || ! kill -0 "$scanner" 2>/dev/null; do :; done
        kill -STOP "$scanner" 2>/dev/null
        reads_object "$scanner" && break
        kill -CONT "$scanner" 2>/dev/null
        wait "$scanner"
    done
    checks=$((checks + 1))
    reads_object "$scanner" || fail "the object was read before it could be changed: $*"
    "$@"
    kill -CONT "$scanner"
    wait "$scanner"
}
# reads_object PID: has it the file open, and not read as many bytes as it has?
reads_object() {
    local link read
    for link in /proc/"$1"/fd/*; do
        [[ $(readlink "$link") = */object.txt* ]] || continue
        read=$(sed -n 's/^rchar: //p' "/proc/$1/io" 2>/dev/null)
        [ -n "$read" ] && [ "$read" -lt "$(stat -c %s object.txt)" ]
        return
    done
    return 1
}
for change in 'truncate -s +1' 'truncate -s 1M' 'truncate -s 0' 'touch -d @1'; do
    change_while_read AWS_CREDENTIALS $change object.txt
    is 3 $? "status after: $change"
    has err OBJECT_VERSION_MISMATCH
    is 0 "$(wc -c <out)" "findings after: $change"
done
# What was found up to there is reported all the same, and so is the reason.
change_while_read USA_SOCIAL_SECURITY_NUMBER truncate -s +1 object.txt
is 1 $? 'status beside findings in the object itself'
has err OBJECT_VERSION_MISMATCH
# What is removed can still be read whole, as it was when it was opened; but a finding's ETag cannot be computed.
change_while_read AWS_CREDENTIALS rm -f object.txt
is 0 $? 'status of an object that was removed while it was read'
change_while_read USA_SOCIAL_SECURITY_NUMBER rm -f object.txt
is 1 $? 'status of an object with findings that was removed while it was read'
has err SOURCE_OBJECT_NO_LONGER_AVAILABLE

# An object that is listed and gone when its turn comes. The writer waits at a pipe with the many hits of the first
# object; the scanner is then at most 256 objects ahead, and the last one is far from being looked at.
mkdir -p vanishing/b
for ((i = 0; i < 3000; i++)); do echo "$value"; done >vanishing/b/000
for ((i = 100; i < 1000; i++)); do echo nothing >"vanishing/b/$i"; done
mkfifo gate
# vanish STATUS OPTION...: scans them, and removes b/999 meanwhile
vanish() {
    local scanner wanted=$1
    shift
    echo nothing >vanishing/b/999
    "$MAGPIE" scan --mirror vanishing --threads 1 --format hits -o gate "$@" 2>err &
    scanner=$!
    exec 3<gate
    read -r _ <&3
    rm vanishing/b/999
    is 2999 "$(wc -l <&3)" 'hits beside an object that vanished'
    exec 3<&-
    wait "$scanner"
    is "$wanted" $? "status beside an object that vanished: $*"
    has err SOURCE_OBJECT_NO_LONGER_AVAILABLE
    has err 999
}
vanish 1
vanish 3 --fail-on never
vanish 0 --fail-on never --allow-incomplete
finish
