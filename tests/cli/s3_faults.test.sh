# A server of S3 that misbehaves: what can be mended is, what cannot is told, and one object never ends the scan.
. "$SOURCE/tests/cli/lib.sh"
. "$SOURCE/tests/cli/s3_lib.sh"
export MAGPIE_STALL=2

mkdir -p root/b
for name in a c d; do printf 'ssn 536-90-4399 of %s\n' $name >root/b/$name.txt; done
{ head -c 9000000 /dev/zero | tr '\0' 'x'; printf '\nssn 536-90-4399\n'; } >root/b/big.txt
rules() { printf '%s\n' "$@" >rules; serve --root root --rules rules; }

serve --root root
s3scan 1 s3://b --format json --now 2026-01-01T00:00:00Z
mv out good.json

# Mended: the findings are as without the fault.
mended() {
    rules "$@"
    s3scan 1 s3://b --format json --now 2026-01-01T00:00:00Z
    same out good.json
    lacks err skipped
    lacks err partial
}
mended 'GET /b/a.txt 2 status 503:SlowDown' 'GET list-type 1 status 503:SlowDown'
mended 'GET /b/c.txt 1 status 500:InternalError' 'GET /b/d.txt 1 status 429:TooManyRequests:0'
mended 'GET /b/a.txt 2 reset' 'GET list-type 1 reset'
mended 'GET /b/big.txt 3 truncate 1000000'
mended 'GET /b/a.txt 1 truncate 3'
mended 'GET /b/big.txt 1 stall'
mended 'GET /b/a.txt 1 lie'
mended 'GET /b/a.txt 9 ignore-range'
mended 'GET /b 9 region eu-central-1'
is 1 "$(requests '^301')" 'the region is found out once'
mended 'GET /b 9 malformed eu-south-2'
is 1 "$(requests '^400')" 'a region that the error names is taken'
mended 'GET /b/d.txt 1 expired'

# The object was replaced since it was listed: it is scanned as it is now.
rules 'GET /b/a.txt 1 changed'
s3scan 1 s3://b/a.txt --format json
lacks err skipped
# ... and in the middle: it is read again from its start, and nothing of the older one is reported.
rules '* /b/big.txt 1 ignore-me' 'GET /b/big.txt 1 changed'
s3scan 1 s3://b/big.txt --format json
lacks err OBJECT_VERSION_MISMATCH
is 2 "$(requests 'GET /b/big.txt bytes=0-')" 'it is read from its start again'
# ... again and again: told.
rules 'GET /b/big.txt 99 changed'
s3scan 3 s3://b/big.txt --format json
has err OBJECT_VERSION_MISMATCH

# What the server does not know of a bucket is UNKNOWN.
rules 'GET /b?encryption 9 status 501:NotImplemented' 'GET /b?acl 9 status 501:NotImplemented'
s3scan 1 s3://b --format json
has out '"encryptionType": "UNKNOWN"'
has out '"effectivePermission": "UNKNOWN"'

# The account's switches are asked for where the account is named and the server has a control plane.
open='<AccessControlPolicy><Owner><ID>o</ID></Owner><AccessControlList><Grant><Grantee><URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>'
closed='<PublicAccessBlockConfiguration><BlockPublicAcls>false</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>false</BlockPublicPolicy><RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>'
rules "GET /b?acl 9 xml $open" "GET /v20180820/configuration/publicAccessBlock 1 xml $closed" \
    'GET /v20180820 1 status 404:NoSuchPublicAccessBlockConfiguration' 'GET /v20180820 1 status 403:AccessDenied'
export AWS_ENDPOINT_URL_S3_CONTROL=${url/127.0.0.1/localhost}
effective() { sed -n 's/.*"effectivePermission": "\(.*\)".*/\1/p' out; }
s3scan 1 s3://b/a.txt --format json
is PUBLIC "$(effective)" 'an open ACL'
is 0 "$(requests v20180820)" 'no account was named'
s3scan 1 s3://b/a.txt --format json --account-id 111122223333
is NOT_PUBLIC "$(effective)" 'the account ignores ACLs'
has out '"ignorePublicAcls": true'
s3scan 1 s3://b/a.txt --format json --account-id 111122223333
is PUBLIC "$(effective)" 'the account has no switches'
is 2 "$(grep -c '"ignorePublicAcls": false' out)" 'both levels are known'
s3scan 1 s3://b/a.txt --format json --account-id 111122223333
is 1 "$(grep -c '"ignorePublicAcls": null' out)" 'unknown switches'
unset AWS_ENDPOINT_URL_S3_CONTROL

# Clocks that differ: the server's is taken.
serve --root root --skew 7200
s3scan 1 s3://b --format json --now 2026-01-01T00:00:00Z
same out good.json

# Told: other objects are scanned all the same.
told() {
    local reason=$1
    shift
    rules "$@"
    s3scan 1 s3://b --format jsonl
    has err "$reason"
    has err 's3://b/a.txt'
    is 3 "$(wc -l <out)" "the others are found ($reason)"
    s3scan 3 s3://b/a.txt
}
told PERMISSION_DENIED 'GET /b/a.txt 99 status 403:AccessDenied'
told SOURCE_OBJECT_NO_LONGER_AVAILABLE 'GET /b/a.txt 99 status 404:NoSuchKey'
told INVALID_OBJECT_STATE 'GET /b/a.txt 99 status 403:InvalidObjectState'
told INVALID_ENCRYPTION 'GET /b/a.txt 99 status 400:InvalidRequest'
told INVALID_KMS_KEY 'GET /b/a.txt 99 status 400:KMS.DisabledException'
told 'connection ended' 'GET /b/a.txt 99 reset'
told 's3://b/a.txt' 'GET /b/a.txt 99 status 503:SlowDown:0'

# A named target that cannot be listed ends the run; one that breaks later makes the scan incomplete.
rules 'GET list-type 99 status 403:AccessDenied'
s3scan 2 s3://b
has err AccessDenied
s3scan 3 s3://
has err 'cannot be listed'
rules 'GET list-type 9 root SomethingElse'
s3scan 2 s3://b
has err 'no ListBucketResult'
rules 'GET list-type 9 xml <!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult>&b;</ListBucketResult>'
s3scan 2 s3://b
has err 'document type'
rules 'GET list-type 9 xml <ListBucketResult><Contents>'
s3scan 2 s3://b
rules 'GET continuation-token 99 reset'
serve --root root --rules rules --page 2
s3scan 1 s3://b
has err 'the listing ends after big.txt'
s3scan 3 s3://b --include nothing
rules 'GET max-keys=1000 99 token'
s3scan 1 s3://b
has err 'same continuation token'
finish
