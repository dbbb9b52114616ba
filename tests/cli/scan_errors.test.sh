# What goes wrong has one clear line, the right status, and loses nothing.
. "$SOURCE/tests/cli/lib.sh"
one_line() { is 1 "$(grep -c . err)" "one line of error ($1)"; }

printf 'ssn 536-90-4399\n' >a.txt
run 2 "$MAGPIE"
run 2 "$MAGPIE" scna a.txt
has err 'did you mean scan?'
run 2 "$MAGPIE" scan
has err 'what is to be scanned?'
run 2 "$MAGPIE" scan a.txt --fromat json
has err 'did you mean --format?'
run 2 "$MAGPIE" scan a.txt --format jsno
has err 'did you mean json?'
run 2 "$MAGPIE" scan a.txt --format
has err 'needs a value'
run 2 "$MAGPIE" scan a.txt --quiet=1
has err 'takes no value'
run 2 "$MAGPIE" scan a.txt --managed USA_SOCIAL_SECURITY_NUMBR
has err 'did you mean USA_SOCIAL_SECURITY_NUMBER?'
one_line 'unknown identifier'
run 2 "$MAGPIE" scan a.txt --format json --format events
has err 'standard output'
run 2 "$MAGPIE" scan a.txt -o x -o y
run 2 "$MAGPIE" scan a.txt --threads 0
run 2 "$MAGPIE" scan a.txt --fail-on severe
run 2 "$MAGPIE" scan a.txt --now yesterday
run 2 "$MAGPIE" scan a.txt --account-id 12
run 2 "$MAGPIE" scan a.txt --rules r.json
run 2 "$MAGPIE" scan --mirror . --as s3://b/
run 2 env MAGPIE_WINDOW=x "$MAGPIE" scan a.txt
run 2 env MAGPIE_CPU=abacus "$MAGPIE" scan a.txt
has err 'MAGPIE_CPU=abacus: this processor has no such kernels; here there are '
one_line 'unknown kernel'
run 1 env MAGPIE_CPU=portable "$MAGPIE" scan a.txt
run 1 env MAGPIE_CPU= "$MAGPIE" scan a.txt

run 2 "$MAGPIE" scan nowhere.txt
has err nowhere.txt
one_line 'missing target'
run 2 "$MAGPIE" scan a.txt --as s3:/x
run 2 "$MAGPIE" scan . --as s3://b/key

# Custom identifiers.
printf '{"name":"a",\n "regex":"(a"}' >bad.json
run 2 "$MAGPIE" scan a.txt --custom bad.json
has err 'bad.json:2:10'
has err 'offset 0'
printf '{"name":"a",\n "regex":}' >bad.json
run 2 "$MAGPIE" scan a.txt --custom bad.json
has err 'bad.json:2:10'
run 2 "$MAGPIE" scan a.txt --custom gone.json
has err gone.json

# A bucket file that is broken: said, with line and column; the findings come all the same.
mkdir -p mirror/b
cp a.txt mirror/b/
printf '{"bucketName":"b",\n"tags":[}' >mirror/b.bucket.json
run 2 "$MAGPIE" scan --mirror mirror --format json
has err 'b.bucket.json:2:9'
has out '"findings"'
has out '"key": "a.txt"'

# Writing fails.
run 2 "$MAGPIE" scan a.txt --format json -o /dev/full
has err '/dev/full'
run 2 "$MAGPIE" scan a.txt --format json -o no/such/folder/f
has err 'no/such/folder/f'
"$MAGPIE" scan a.txt --format json >/dev/full 2>err
is 2 $? 'standard output is full'
"$MAGPIE" scan a.txt --format json --threads 1 2>err | true
is 2 "${PIPESTATUS[0]}" 'a reader that closes the pipe'
printf old >kept.json
(ulimit -f 0; trap '' XFSZ; "$MAGPIE" scan a.txt --format json -o kept.json) >out 2>/dev/null
is old "$(cat kept.json)" 'a failed output leaves the old file'
is '' "$(ls | grep part)" 'nothing is left aside'

# Objects that cannot be read are reported, and the others still scanned.
mkdir tree
cp a.txt tree/good.txt
printf 'ssn 536-90-4399\n' | gzip -n >tree/whole.gz
head -c 20 tree/whole.gz >tree/cut.gz
rm tree/whole.gz
ln -s /etc tree/out
mkfifo tree/fifo
run 1 "$MAGPIE" scan tree
has err 'MALFORMED_FILE'
has err 'FIFO'
rm tree/good.txt
run 3 "$MAGPIE" scan tree
run 0 "$MAGPIE" scan tree --allow-incomplete
mkdir locked
printf 'ssn 536-90-4399\n' >locked/x.txt
chmod 000 locked/x.txt
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
    chmod 755 . locked
    setpriv --reuid=65534 --regid=65534 --clear-groups "$MAGPIE" scan locked >out 2>err
    status=$?
    if grep -q 'ermission denied' err && [ -x "$MAGPIE" ] && [ $status -ne 126 ]; then
        is 3 $status 'a file that may not be read'
        has err PERMISSION_DENIED
    fi
fi

# JSON nested too deeply is not analysed at all, and that is said.
{ printf '{"ssn":"536-90-4399","a":'; head -c 300 /dev/zero | tr '\0' '['; head -c 300 /dev/zero | tr '\0' ']'; printf '}'; } >deep.json
run 3 "$MAGPIE" scan deep.json
has err JSON_NESTING_LEVEL_OVER_LIMIT
# Broken JSON and CSV are text.
printf '{"ssn":"536-90-4399",}' >broken.json
run 1 "$MAGPIE" scan broken.json --format json
has out startColumn
printf 'a,b\n1,"ssn 536-90-4399\n' >broken.csv
run 1 "$MAGPIE" scan broken.csv --format json
has out startColumn
lacks err 536-90
finish
