# What `magpie scan` prints and returns when all goes well.
. "$SOURCE/tests/cli/lib.sh"
scan() { "$MAGPIE" scan --now 2026-01-02T03:04:05Z "$@"; }

mkdir -p mirror/alpha/sub mirror/beta empty
printf 'ssn 536-90-4399\n' >mirror/alpha/sub/a.txt
printf 'nothing here\n' >mirror/alpha/b.txt
printf 'name,ssn\nJo,536-90-4399\n' >mirror/beta/c.csv
printf '{"ssn":"536-90-4399"}\n{"x":1}\n' >mirror/beta/d.jsonl

# A mirror: buckets, keys, places.
run 1 scan --mirror mirror --format json
has out '"name": "alpha"'
has out '"path": "alpha/sub/a.txt"'
has out '"jsonPath": "$.ssn"'
has out '"columnName": "ssn"'
has out '"startColumn": 5'
has out '"eTag": "'
lacks out '"etag"'
lacks out 536-90
lacks err 536-90
has err 'Scanned 4 objects'

run 1 scan --mirror mirror --format events
is 3 "$(wc -l <out)" 'events, one a line'
has out '"detail-type":"Macie Finding"'
has out '"etag":"'
lacks out '"eTag"'
run 1 scan --mirror mirror --format jsonl
is 3 "$(wc -l <out)" 'findings, one a line'
run 1 scan --mirror mirror --format hits
is 3 "$(wc -l <out)" 'hits, one a line'
lacks out 536-90
run 1 scan --mirror mirror
has out USA_SOCIAL_SECURITY_NUMBER
lacks out 536-90
cp out table

# The same bytes with one worker or eight, again and again, and in small windows.
for format in json jsonl events hits table; do
    run 1 scan --mirror mirror --format "$format" --threads 1
    cp out one
    run 1 scan --mirror mirror --format "$format" --threads 8
    same out one
    for window in 1 7 64 4096; do
        MAGPIE_WINDOW=$window run 1 scan --mirror mirror --format "$format"
        same out one
    done
done
run 1 env SOURCE_DATE_EPOCH=1767323045 "$MAGPIE" scan --mirror mirror --format json
cp out epoch
run 1 scan --mirror mirror --format json
same out epoch

# All fixtures, the same way.
"$MAGPIE" scan --now 2026-01-02T03:04:05Z --quiet --format json --threads 1 "$SOURCE/fixtures" >whole 2>err
for window in 64 4096; do
    MAGPIE_WINDOW=$window "$MAGPIE" scan --now 2026-01-02T03:04:05Z --quiet --format json --threads 8 "$SOURCE/fixtures" >parts 2>err
    same whole parts
done

# Several outputs at once; -o appears whole.
run 1 scan --mirror mirror --format json -o f.json --format events -o e.jsonl --format table
same out table
is 3 "$(wc -l <e.jsonl)" 'events in a file'
has f.json '"findings"'
run 1 scan --mirror mirror -o t.txt
is 0 "$(wc -c <out)" 'nothing on standard output'
has t.txt USA_SOCIAL_SECURITY_NUMBER
run 1 scan --mirror mirror --format json -o /dev/null
is '' "$(ls -A | grep 'part$')" 'no file is left aside'

# Standard input and --as.
printf 'ssn 536-90-4399' | "$MAGPIE" scan - --as s3://drop/in/box.txt --format json >out 2>err
is 1 $? 'status for standard input'
has out '"path": "drop/in/box.txt"'
printf 'ssn 536-90-4399' | "$MAGPIE" scan - --format json >out 2>err
has out '"path": "stdin/stdin"'
run 1 scan mirror/alpha --as s3://up/2026/ --format json
has out '"path": "up/2026/sub/a.txt"'
run 1 scan mirror/beta/c.csv --as s3://up/one.csv --format json
has out '"key": "one.csv"'

# Which identifiers.
run 0 scan mirror --managed recommended --exclude-managed USA_SOCIAL_SECURITY_NUMBER --quiet
is 0 "$(wc -c <err)" '--quiet is quiet'
run 1 scan mirror --managed USA_SOCIAL_SECURITY_NUMBER,PHONE_NUMBER
run 0 scan mirror --managed PHONE_NUMBER
printf '{"name":"Team \\"A\\"","regex":"Jo|nothing"}' >custom.json
run 1 scan mirror --managed none --custom custom.json --format json
has out '"name": "Team \"A\""'
has out 'SensitiveData:S3Object/CustomIdentifier'
has out '"description": "Medium"'

# Which keys.
run 1 scan --mirror mirror --include '**/*.csv' --format jsonl
is 1 "$(wc -l <out)" 'one CSV'
run 0 scan --mirror mirror --exclude '*.csv' --exclude sub --exclude '*.jsonl'
has err 'Scanned 1 object'

# Severity and exit status.
run 1 scan mirror --fail-on high
run 0 scan mirror --fail-on never
printf 'phone +1 201-555-0123\n' >phone.txt
run 1 scan phone.txt
run 0 scan phone.txt --fail-on medium
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >x.png
run 0 scan x.png
has err 'PNG'
has err UNSUPPORTED_FILE_TYPE_EXCEPTION
run 3 scan x.png --strict
run 0 scan x.png --strict --allow-incomplete
printf '%%PDF-1.7\n\0\1\2' >x.pdf
run 3 scan x.pdf
run 0 scan x.pdf --allow-incomplete

# An empty directory is clean, and that is said.
run 0 scan empty
has err 'Scanned 0 objects'
: >zero.txt
run 0 scan zero.txt

# Bucket facts.
printf '{"bucketName":"alpha","allowsUnencryptedObjectUploads":"TRUE","serverSideEncryption":{"type":"AES256"},"tags":[{"key":"team","value":"x"}]}' >mirror/alpha.bucket.json
run 1 scan --mirror mirror --format json
has out '"encryptionType": "AES256"'
has out '"value": "x"'

# gzip: places in the table, none in the finding.
printf 'ssn 536-90-4399\n' | gzip -n >a.txt.gz
run 1 scan a.txt.gz --format json
has out '"mimeType": "application/gzip"'
has out '"additionalOccurrences": true'
lacks out startColumn
run 1 scan a.txt.gz
has out 'line 1'

# Help.
run 0 "$MAGPIE" --help
run 0 "$MAGPIE" scan --help
is 1 "$([ "$(wc -l <out)" -le 36 ] && echo 1)" 'help fits a screen'
has out Examples
run 0 "$MAGPIE" --version
has out magpie

# Allow lists
printf 'SSN 536-90-4399, SSN 536-90-4398 badge EMP-1234\n' >allow.txt
printf '{"name":"badge","regex":"EMP-[0-9]{4}"}' >badge.json
printf '536-90-4399\r\n\r\nemp-1234\r\n' >words.txt
printf '{"name":"ours","regex":"536-90-4[0-9]{3}"}' >regex.json
count() { # WANTED ARGUMENTS...
    local wanted=$1
    shift
    "$MAGPIE" scan allow.txt --managed USA_SOCIAL_SECURITY_NUMBER --custom badge.json --format hits "$@" >hits 2>err
    is "$wanted" "$(wc -l <hits)" "hits with $*"
}
count 3
count 1 --allow-list words.txt
count 1 --allow-list regex.json
count 0 --allow-list words.txt --allow-list regex.json
for matcher in fast reference; do
    count 1 --allow-list words.txt --matcher "$matcher"
done
run 0 "$MAGPIE" scan allow.txt --managed USA_SOCIAL_SECURITY_NUMBER --allow-list regex.json --format json
lacks out USA_SOCIAL_SECURITY_NUMBER
run 2 "$MAGPIE" scan allow.txt --allow-list none.txt
has err 'none.txt'
: >empty.txt
run 2 "$MAGPIE" scan allow.txt --allow-list empty.txt
has err 'empty.txt: the list holds no entry'
head -c $((35 * 1024 * 1024 + 1)) /dev/zero | tr '\0' 'a' >large.txt
run 2 "$MAGPIE" scan allow.txt --allow-list large.txt
has err 'large.txt'
has err '36700160'
printf '{"regexx":"a"}' >bad.json
run 2 "$MAGPIE" scan allow.txt --allow-list bad.json
has err 'bad.json:1:11: unknown member "regexx" (did you mean "regex"?)'
rm -f large.txt

# A custom regex that needs too much work ends, and says so.
head -c 20000 /dev/zero | tr '\0' 'a' >many.txt
printf '{"name":"greedy","regex":"(((a{1,30}){1,30}){1,9}b)*a*c?"}' >greedy.json
run 3 "$MAGPIE" scan many.txt --managed none --custom greedy.json
has err 'custom identifier "greedy" needs too much work'
finish
