# From disk to window: the same findings with any number of threads, and files that are not as they should be.
. "$SOURCE/tests/cli/lib.sh"
hits() { "$MAGPIE" scan --quiet --format hits --managed USA_SOCIAL_SECURITY_NUMBER "$@"; }

# Long objects are cut into pieces, which threads share; nothing may depend on it.
for kind in text csv jsonl json; do
    mkdir -p "long/$kind"
    "$TOOLS/make_corpus" "$kind" 4 7 >"long/$kind/a.$kind"
done
gzip -n <long/text/a.text >long/text/b.gz
for kind in text csv jsonl json; do
    hits "long/$kind" --threads 1 >one
    checks=$((checks + 1))
    [ "$(wc -l <one)" -gt 5 ] || fail "$kind has findings"
    for threads in 2 8; do
        hits "long/$kind" --threads $threads >many
        same one many
    done
done

# The ETag of a long object with findings is computed while others go on with it.
etag=$(md5sum <long/text/a.text | cut -d ' ' -f 1)
for threads in 1 2 8; do
    run 1 "$MAGPIE" scan long/text/a.text --format jsonl --managed USA_SOCIAL_SECURITY_NUMBER --threads $threads
    has out "\"eTag\":\"$etag\""
done

# From 8 MiB on it is that of an upload in parts: the MD5 of their MD5s, and their number.
"$TOOLS/make_corpus" text 9 7 | head -c 8388609 >large.txt
head -c 8388607 large.txt >whole.txt
run 1 "$MAGPIE" scan whole.txt --format jsonl --managed USA_SOCIAL_SECURITY_NUMBER
has out "\"eTag\":\"$(md5sum <whole.txt | cut -d ' ' -f 1)\""
md5_bytes() { printf '%b' "$(md5sum | cut -d ' ' -f 1 | sed 's/../\\x&/g')"; }
etag=$({ head -c 8388608 large.txt | md5_bytes; tail -c 1 large.txt | md5_bytes; } | md5sum | cut -d ' ' -f 1)
run 1 "$MAGPIE" scan large.txt --format jsonl --managed USA_SOCIAL_SECURITY_NUMBER
has out "\"eTag\":\"$etag-2\""
rm large.txt whole.txt

# Many small objects with a long one among them: object order, nothing lost.
mkdir -p mixed/small
for ((i = 0; i < 300; i++)); do printf 'ssn 536-90-%04d\n' $((1000 + i)) >"mixed/small/$i.txt"; done
cp long/text/a.text mixed/b.txt
cp long/csv/a.csv mixed/z.csv
hits mixed --threads 1 >one
is 300 "$(grep -c small/ one)" 'a hit in each small object'
for threads in 2 8; do
    hits mixed --threads $threads >many
    same one many
done

# The ETags of small files are computed for many at a time; each has its own.
for ((i = 0; i < 300; i += 7)); do head -c $((i * i)) long/text/a.text >>"mixed/small/$i.txt"; done
for threads in 1 2 8; do
    run 1 "$MAGPIE" scan mixed/small --format jsonl --managed USA_SOCIAL_SECURITY_NUMBER --threads $threads
    sed 's/.*"eTag":"\([0-9a-f-]*\)".*"key":"\([^"]*\)".*/\1  \2/' out | sort -k 2 >etags
    md5sum mixed/small/*.txt | sort -k 2 >wanted
    same wanted etags
done

# A terabyte of nothing is no text, which its beginning tells.
truncate -s 1T sparse.txt
run 0 timeout 60 "$MAGPIE" scan sparse.txt
has err 'binary'
run 3 timeout 60 "$MAGPIE" scan sparse.txt --strict
rm sparse.txt
# A hole in the middle of a text is read as the NULs that it stands for.
{ for ((i = 0; i < 3000; i++)); do echo 'a line of text before the hole'; done; } >hole.txt
truncate -s 5M hole.txt
printf '\nssn 536-90-4399\n' >>hole.txt
for threads in 1 2; do
    run 1 "$MAGPIE" scan hole.txt --format hits --threads $threads
    has out $((5 * 1048576 + 5))
done

# One line of megabytes, with values at both ends and over the border of what is read at a time.
{ printf 'ssn 536-90-4399 '; head -c 65510 /dev/zero | tr '\0' 'x'; printf ' ssn 536-90-4398 '
    head -c 4000000 /dev/zero | tr '\0' 'x'; printf ' ssn 536-90-4397'; } >line.txt
for threads in 1 2; do
    hits line.txt --threads $threads >out
    is 3 "$(wc -l <out)" "values in one long line, $threads threads"
done

# NULs and broken UTF-8 between a keyword and its value: each byte is a character, the value is found.
printf 'ssn \377\376\200 536-90-4399\n' >broken.txt
run 1 "$MAGPIE" scan broken.txt --format hits
has out USA_SOCIAL_SECURITY_NUMBER
{ for ((i = 0; i < 3000; i++)); do echo 'a line of text before the hole'; done; printf 'ssn \0\0 536-90-4399\n'; } >nul.txt
run 1 "$MAGPIE" scan nul.txt --format hits
has out USA_SOCIAL_SECURITY_NUMBER
# More than 30 characters are out of reach, however many bytes they are; 30 are not.
{ printf 'ssn '; for ((i = 0; i < 14; i++)); do printf '\351 '; done; printf '536-90-4399\n'; } >near.txt
run 1 "$MAGPIE" scan near.txt --format hits
{ printf 'ssn '; for ((i = 0; i < 16; i++)); do printf '\351 '; done; printf '536-90-4399\n'; } >far.txt
run 0 "$MAGPIE" scan far.txt --format hits
finish
