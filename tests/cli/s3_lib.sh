# What the tests of S3 share: a scripted server on a port of its own.
unset "${!AWS_@}"
export AWS_ACCESS_KEY_ID=AKSCRIPTED AWS_SECRET_ACCESS_KEY=scripted-secret AWS_EC2_METADATA_DISABLED=true
export AWS_CONFIG_FILE=$PWD/config AWS_SHARED_CREDENTIALS_FILE=$PWD/credentials NO_PROXY='*'
server=
# serve [OPTIONS]: (re)starts the server; sets url, and empties the file log.
serve() {
    [ -z "$server" ] || { kill "$server"; wait "$server" 2>/dev/null; }
    rm -f port log
    "$TOOLS/scripted_s3" --port-file port --log log "$@" &
    server=$!
    for _ in $(seq 200); do [ -s port ] && break; sleep 0.02; done
    url=http://127.0.0.1:$(cat port)
}
stop_server() { [ -z "$server" ] || kill "$server" 2>/dev/null; }
trap stop_server EXIT
s3scan() { local status=$1; shift; run "$status" timeout 120 "$MAGPIE" scan --endpoint-url "$url" "$@"; }
requests() { grep -c -- "$1" log; }
