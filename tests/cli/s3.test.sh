# Buckets of S3: the same findings as from a mirror, odd keys, settings, credentials, outputs.
. "$SOURCE/tests/cli/lib.sh"
. "$SOURCE/tests/cli/s3_lib.sh"

mkdir -p root/b/dir root/c 'root/b/a b'
cp "$SOURCE"/fixtures/mirror/demo-macie-detection-bucket/* root/b/
printf 'ssn 536-90-4399\n' >'root/b/a b/x+y%2F&=?#é.txt'
printf 'ssn 536-90-4399\n' >'root/b/dir/.hidden'
: >root/b/empty
printf 'ssn 536-90-4399\n' >root/c/o.txt
{ head -c 20000000 /dev/zero | tr '\0' 'x'; printf '\nssn 536-90-4399\n'; } >root/c/big.txt
serve --root root

# A mirror and a bucket give the same, but for what only S3 knows.
s3scan 1 s3://b s3://c --format json --now 2026-01-01T00:00:00Z
mv out bucket.json
run 1 "$MAGPIE" scan --mirror root --format json --now 2026-01-01T00:00:00Z
plain() {
    grep -vE '"(createdAt|lastModified|displayName|id|encryptionType|effectivePermission|allowsPublic.*|allowsUnencrypted.*|block.*|ignorePublic.*|restrictPublic.*|key": "team|value|tags|updatedAt|storageClass)"|[]{}[],?$' "$1"
}
plain bucket.json >a
plain out >b
same a b
has bucket.json '"lastModified": "2026-01-02T03:04:05.000Z"'
has bucket.json '"value": "a & b"'
has bucket.json '"encryptionType": "AES256"'
has bucket.json '"effectivePermission": "NOT_PUBLIC"'
is 3 "$(grep -c '"restrictPublicBuckets": null' bucket.json | awk '{print ($1 > 0) ? 3 : 0}')" 'account switches are unknown'
for threads in 1 5; do
    s3scan 1 s3://c s3://b --format json --now 2026-01-01T00:00:00Z --threads $threads
    same out bucket.json
done
run 1 env MAGPIE_WINDOW=1000 timeout 120 "$MAGPIE" scan --endpoint-url "$url" s3:// --format json --now 2026-01-01T00:00:00Z
same out bucket.json

# Prefixes, globs, pages, several targets that overlap.
s3scan 1 s3://b/dir --format jsonl
is 1 "$(wc -l <out)" 'one object below the prefix'
s3scan 1 s3://b s3://b/dir --include '*.txt' --format jsonl
lacks out .hidden
serve --root root --page 2
s3scan 1 s3:// --format json --now 2026-01-01T00:00:00Z
same out bucket.json
s3scan 1 s3://c root/b/a\ b --format jsonl
is 3 "$(wc -l <out)" 'S3 and files in one command'
has err 'Scanned 3 objects'

# A large bucket is listed in ranges, several at a time: every key once, in order, whatever the folders are like.
ranges() {
    serve --many 5000 --bytes 16 --folders "$1" --page 100 "${@:2}"
    s3scan 0 s3://many --dry-run
    has out 'Would read 5000 objects, 80000 bytes'
    checks=$((checks + 1))
    [ "$(requests start-after)" -ge "$least" ] || fail "$1 folders: no ranges" "$(requests start-after)"
}
least=10
ranges 20
ranges 7
least=1
ranges 2
ranges 1000
ranges 5000
ranges 0
printf 'GET start-after 99 ignore-after\n' >rules
least=1
ranges 9 --rules rules
serve --many 3000 --bytes 16 --folders 10 --page 100
s3scan 0 s3://many/folder-0003/ --dry-run
has out 'Would read 300 objects'
mkdir -p root/deep
for folder in x/a x/b x/b/1 x/b/2 x/c y z/1/2/3 z/1/2/4; do
    mkdir -p root/deep/$folder
    for i in 1 2 3 4 5; do printf 'ssn 536-90-4399\n' >root/deep/$folder/$i.txt; done
    : >"root/deep/$folder.txt"
done
serve --root root --page 3
s3scan 1 s3://deep --format jsonl --now 2026-01-01T00:00:00Z
mv out ranged
serve --root root
s3scan 1 s3://deep --format jsonl --now 2026-01-01T00:00:00Z
same out ranged
is 38 "$(wc -l <out)" 'objects in folders'
rm -r root/deep
# ... in a bucket without folders, too: names of digests, of numbers and of words, some beyond ASCII.
mkdir -p root/flat
for ((i = 0; i < 300; i++)); do
    printf -v name '%03x' $((i * 37 % 4096))
    printf 'ssn 536-90-4399\n' >"root/flat/$name"
    [ $((i % 3)) -gt 0 ] || printf 'ssn 536-90-4399\n' >"root/flat/é$name ~"
    [ $((i % 5)) -gt 0 ] || printf 'ssn 536-90-4399\n' >"root/flat/n~$name%"
done
serve --root root --page 15
s3scan 1 s3://flat --format jsonl --now 2026-01-01T00:00:00Z
mv out ranged
checks=$((checks + 1))
[ "$(requests start-after)" -ge 16 ] || fail 'no ranges without folders' "$(requests start-after)"
serve --root root
s3scan 1 s3://flat --format jsonl --now 2026-01-01T00:00:00Z
same out ranged
is 460 "$(wc -l <out)" 'objects without folders'
rm -r root/flat

# What is held of objects is bounded, and used again: 480 MiB of the largest parts that are asked for take no more.
if ! grep -qa -e __asan_init -e __tsan_init "$MAGPIE"; then
    serve --many 60 --bytes 8388608 --no-verify
    checks=$((checks + 1))
    "$TOOLS/peak_memory" peak "$TOOLS/s3_fetch" "$url" many >out 2>err || fail 'large objects' "$(cat out err)"
    [ "$(cat peak)" -lt $((192 * 1024)) ] || fail "60 objects of 8 MiB took $(cat peak) KiB"
fi

# A small object is one request, a large one several, all of one version.
serve --root root
s3scan 1 s3://b/employee.txt
is 1 "$(requests 'GET /b/employee.txt bytes')" 'one GET of a small object'
s3scan 1 s3://c/big.txt
is 3 "$(requests 'GET /c/big.txt bytes=')" 'three parts of a large object'
s3scan 0 s3://b/empty
is 0 "$(requests 'GET /b/empty')" 'no GET of an empty object'

# Settings and credentials.
s3scan 0 s3://b --dry-run
has out 'Credentials: the environment'
has out "$url (--endpoint-url)"
has out 'Would read 10 objects'
has out 'Macie would charge about USD'
lacks out scripted-secret
run 0 env AWS_ENDPOINT_URL_S3="$url" AWS_ENDPOINT_URL=http://127.0.0.1:1 "$MAGPIE" scan s3://b/empty
printf '[default]\nregion = eu-west-3\nservices = mine\n[services mine]\ns3 =\n  endpoint_url = %s\n' "$url" >config
run 0 "$MAGPIE" scan s3://b --dry-run
has out 'Region: eu-west-3'
has out "the profile's services"
printf '[dev]\naws_access_key_id = AKSCRIPTED\naws_secret_access_key = scripted-secret\n' >credentials
run 0 env AWS_ACCESS_KEY_ID=x "$MAGPIE" scan s3://b --dry-run --profile dev --endpoint-url "$url"
has out "Credentials: profile 'dev' in"
printf '#!/bin/sh\necho "{\\"Version\\":1,\\"AccessKeyId\\":\\"AKSCRIPTED\\",\\"SecretAccessKey\\":\\"scripted-secret\\"}"\n' >give
chmod +x give
printf '[profile p]\ncredential_process = "%s/give" an "argument with blanks"\n' "$PWD" >config
s3scan 0 s3://b --dry-run --profile p
has out "credential_process of profile 'p'"
rm config credentials

# What is wrong is said in one line, and nothing secret ever.
one_line() { is 1 "$(grep -c . err)" "one line of error ($1)"; }
s3scan 2 s3://nobucket
has err 'NoSuchBucket'
has err 'REQ1'
one_line bucket
run 2 env AWS_SECRET_ACCESS_KEY=wrong-secret timeout 20 "$MAGPIE" scan --endpoint-url "$url" s3://b
has err 'SignatureDoesNotMatch'
lacks err wrong-secret
one_line secret
run 2 timeout 20 "$MAGPIE" scan --endpoint-url "$url" s3://b/in --no-sign-request
has err 'listing s3://b/in: 403 AccessDenied, request REQ1: allow s3:ListBucket'
run 2 timeout 20 "$MAGPIE" scan --endpoint-url "$url" s3:// --no-sign-request
has err 'listing s3://: 403 AccessDenied, request REQ1: allow s3:ListAllMyBuckets'
run 2 timeout 20 "$MAGPIE" scan --endpoint-url http://127.0.0.1:1 s3://b
has err "Couldn't connect"
one_line refused
run 2 timeout 20 "$MAGPIE" scan --endpoint-url "https${url#http}" s3://b
has err 'does the server speak https?'
run 2 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$MAGPIE" scan --endpoint-url "$url" s3://b
has err 'no credentials'
run 2 env -u AWS_SECRET_ACCESS_KEY "$MAGPIE" scan --endpoint-url "$url" s3://b
has err 'set both'
# ... keys that were copied with something beside them, before anything is sent.
: >log
for setting in AWS_ACCESS_KEY_ID=AKSCRIPTED$'\n' AWS_SECRET_ACCESS_KEY=scripted-secret$'\r' \
    AWS_SESSION_TOKEN=never-to-be-shown$'\r\n'X:1; do
    run 2 env "$setting" "$MAGPIE" scan --endpoint-url "$url" s3://b
    has err 'the environment gives a key with a line break'
    one_line "${setting%%=*}"
done
is 0 "$(wc -l <log)" 'nothing was asked with such keys'
# ... and a profile whose keys come by SSO.
printf '[default]\nsso_session = x\n' >config
run 2 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$MAGPIE" scan --endpoint-url "$url" s3://b
has err 'credential_process = aws configure export-credentials --profile default'
printf '[default]\ncredential_process = %s/is-not-there x\n' "$PWD" >config
run 2 env -u AWS_ACCESS_KEY_ID -u AWS_SECRET_ACCESS_KEY "$MAGPIE" scan --endpoint-url "$url" s3://b
has err 'cannot be started: check that its program is there'
one_line process
printf '[default\n' >config
s3scan 2 s3://b
has err 'config:1: a section without its closing ]'
rm config
s3scan 2 s3://b --profile gone
has err "profile 'gone'"
s3scan 2 s3://b/x --as s3://q/
s3scan 2 s3://b --mirror
s3scan 2 's3://b a d'
run 2 "$MAGPIE" scan s3://b --endpoint-url "http://user:pass-word@127.0.0.1:1"
lacks err pass-word
run 2 "$MAGPIE" scan s3://b --addressing sideways
s3scan 1 s3://b --log-level debug
has err 's3 request'
lacks err scripted-secret
lacks err Signature

# Outputs to S3, in one request and in parts.
s3scan 1 root/b --format json -o s3://c/out/f.json --now 2026-01-01T00:00:00Z
run 1 "$MAGPIE" scan root/b --format json --now 2026-01-01T00:00:00Z
mv out wanted
run 0 "$MAGPIE" scan --endpoint-url "$url" s3://c/out/ --dry-run
has out "1 objects, $(wc -c <wanted) bytes"
s3scan 2 root/b --format json -o s3://nobucket/f
has err NoSuchBucket
s3scan 2 root/b --format json -o s3://c

# Ahead of an upload: the findings are those of the bucket afterwards.
s3scan 1 s3://c/o.txt --format jsonl --now 2026-01-01T00:00:00Z
grep -o '"id": *"[0-9a-f]*","\|"eTag":"[^"]*"' out >after
run 1 "$MAGPIE" scan root/c/o.txt --as s3://c/o.txt --format jsonl --now 2026-01-01T00:00:00Z
grep -o '"id": *"[0-9a-f]*","\|"eTag":"[^"]*"' out >before
same before after
finish
