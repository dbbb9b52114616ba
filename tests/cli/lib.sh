# What the command-line tests share. A test is a bash script that ctest runs in an empty folder of its
# own with MAGPIE (the program), TOOLS (the folder of the test programs) and SOURCE (the project) set.
# It sources this file, makes its checks, and ends with `finish`.
set -u
export LC_ALL=C.UTF-8
unset SLACK_TOKEN SLACK_CHANNEL SLACK_API_URL LOG_LEVEL SOURCE_DATE_EPOCH MAGPIE_WINDOW NO_COLOR
failures=0
checks=0

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
    shift
    if [ $# -gt 0 ]; then printf '    %s\n' "$@"; fi
}

# What the tests use for secrets. None may stand in anything that a command prints, whatever is being tested.
secrets='never-to-be-shown|token-[0-9]+-of-this-test|scripted-secret|wrong-secret|literal-secret'

# run STATUS COMMAND...: runs it with output in the files out and err, and checks its exit status.
run() {
    local wanted=$1 got
    shift
    checks=$((checks + 1))
    "$@" >out 2>err </dev/null
    got=$?
    [ "$got" -eq "$wanted" ] || fail "status $got, not $wanted: $*" "$(tail -n 5 err)"
    ! grep -qaE -- "$secrets" out err || fail "a secret of the tests stands in the output of $1 $2"
}

# has FILE TEXT / lacks FILE TEXT: the fixed text stands, or does not stand, in the file.
has() {
    checks=$((checks + 1))
    grep -qaF -- "$2" "$1" || fail "$1 lacks: $2" "$(head -c 1000 "$1")"
}
lacks() {
    checks=$((checks + 1))
    ! grep -qaF -- "$2" "$1" || fail "$1 has: $2" "$(grep -aF -- "$2" "$1" | head -c 1000)"
}
# same FILE FILE: equal to the byte.
same() {
    checks=$((checks + 1))
    cmp -s -- "$1" "$2" || fail "$1 and $2 differ" "$(diff -- "$1" "$2" | head -n 12)"
}
# is WANTED GOT WHAT
is() {
    checks=$((checks + 1))
    [ "$1" = "$2" ] || fail "$3: got '$2', wanted '$1'"
}

finish() {
    printf '%d checks, %d failed\n' "$checks" "$failures"
    [ "$failures" -eq 0 ]
    exit
}
