# Credentials that are fetched: a container, the instance's metadata, roles by STS. Each gives the keys that the
# scripted server of S3 knows; what it is asked is looked at, and nothing of it is ever told.
. "$SOURCE/tests/cli/lib.sh"
. "$SOURCE/tests/cli/s3_lib.sh"
unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EC2_METADATA_DISABLED
mkdir -p root/b
printf 'nothing\n' >root/b/a.txt
serve --root root
host=
trap 'stop_server; [ -z "$host" ] || kill "$host" 2>/dev/null' EXIT

# answer LINE...: starts a host that answers so, in that order.
answer() {
    [ -z "$host" ] || { kill "$host"; wait "$host" 2>/dev/null; }
    rm -f host_port asked
    printf '%s\n' "$@" >script
    "$TOOLS/scripted_http" --port-file host_port --script script --log asked --answer status=404 &
    host=$!
    for _ in $(seq 200); do [ -s host_port ] && break; sleep 0.02; done
    host_url=http://127.0.0.1:$(cat host_port)
}
later=2099-01-01T00:00:00Z
json="{\"AccessKeyId\":\"AKSCRIPTED\",\"SecretAccessKey\":\"scripted-secret\",\"Token\":\"tok-en\",\"Expiration\":\"$later\"}"
sts() {
    printf '<%sResponse><%sResult><Credentials><AccessKeyId>AKSCRIPTED</AccessKeyId>' "$1" "$1"
    printf '<SecretAccessKey>scripted-secret</SecretAccessKey><SessionToken>tok-en</SessionToken>'
    printf '<Expiration>%s</Expiration></Credentials></%sResult></%sResponse>' "$later" "$1" "$1"
}
scan() { s3scan 0 s3://b --dry-run --log-level debug "$@"; lacks out scripted-secret; lacks err scripted-secret; lacks err tok-en; }

answer "status=500 body=x" "body=$json"
export AWS_CONTAINER_CREDENTIALS_FULL_URI=$host_url/keys AWS_CONTAINER_AUTHORIZATION_TOKEN='Basic abc'
scan
has out "the container's endpoint"
has asked 'Basic abc'
# Keys that the server calls expired are fetched anew, by one thread for all; and those that expire soon, before it.
mkdir -p root/lots
for ((i = 0; i < 40; i++)); do printf 'nothing\n' >root/lots/$i; done
printf 'GET /lots/ 99 expired old-token\n' >rules
serve --root root --rules rules --delay 300
answer "body=${json/tok-en/old-token}" "body=$json" "body=$json"
AWS_CONTAINER_CREDENTIALS_FULL_URI=$host_url/keys s3scan 0 s3://lots
has err 'Scanned 40 objects'
lacks err skipped
is 2 "$(grep -c /keys asked)" 'one thread fetches keys for all'
checks=$((checks + 1))
[ "$(requests '^400')" -gt 1 ] || fail 'several threads were told that the keys expired'
serve --root root
answer "body=${json/$later/$(date -u -d '+20 seconds' +%FT%TZ)}" "body=$json"
AWS_CONTAINER_CREDENTIALS_FULL_URI=$host_url/keys s3scan 0 s3://b
is 2 "$(grep -c /keys asked)" 'keys that end soon are fetched anew before they do, once'
answer "body={\"AccessKeyId\":\"AKSCRIPTED\"}"
AWS_CONTAINER_CREDENTIALS_FULL_URI=$host_url/keys s3scan 2 s3://b
has err "the container's endpoint gave no keys"
unset AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN

answer 'body=session-of-imds' 'body=the-role' "body=$json"
export AWS_EC2_METADATA_SERVICE_ENDPOINT=$host_url
scan
has out "the instance's role the-role"
has asked '"method":"PUT","path":"/latest/api/token"'
has asked '"x-aws-ec2-metadata-token":"session-of-imds"'
has asked '/latest/meta-data/iam/security-credentials/the-role'
answer 'status=404 body=x'
AWS_EC2_METADATA_SERVICE_ENDPOINT=$host_url s3scan 2 s3://b
has err 'no credentials'
export AWS_EC2_METADATA_DISABLED=true

answer "body=$(sts AssumeRoleWithWebIdentity)"
printf 'a.web.token\n' >token
AWS_ENDPOINT_URL_STS=$host_url AWS_WEB_IDENTITY_TOKEN_FILE=token AWS_ROLE_ARN=arn:aws:iam::1:role/w scan
has out 'the role arn:aws:iam::1:role/w'
has asked 'WebIdentityToken=a.web.token'
lacks asked Authorization

printf '[profile r]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\nexternal_id = ext id\n' >config
printf '[base]\naws_access_key_id = BASE\naws_secret_access_key = base-secret\n' >credentials
answer "body=$(sts AssumeRole)"
AWS_ENDPOINT_URL_STS=$host_url scan --profile r
has out 'the role arn:aws:iam::1:role/r'
has asked 'Credential=BASE/'
has asked 'ExternalId=ext%20id'
lacks asked base-secret
answer 'status=403 body=<ErrorResponse><Error><Code>AccessDenied</Code></Error></ErrorResponse>'
AWS_ENDPOINT_URL_STS=$host_url s3scan 2 s3://b --profile r
has err 'STS does not give the role arn:aws:iam::1:role/r: status 403, AccessDenied'
finish
