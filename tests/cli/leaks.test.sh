# find_leaks, which looks for secrets in the logs of all tests, notices one wherever it stands.
. "$SOURCE/tests/cli/lib.sh"
find_leaks() { "$SOURCE/tests/support/find_leaks" "$MAGPIE" "$@"; }
# planted TEXT: status 1, the place, and not the text itself.
planted() {
    mkdir -p logs/deep
    printf 'one line\nbefore %s behind\n' "$1" >logs/deep/test.log
    run 1 find_leaks logs
    has out 'logs/deep/test.log:2: a secret of the tests'
    ! grep -qaF -- "$1" out err || fail 'it repeats what it found'
    rm -r logs
}
mkdir logs
printf 'USA_SOCIAL_SECURITY_NUMBER\t1\temployee.txt\n\0binary\n' >logs/test.log
run 0 find_leaks logs
has out 'values and the tokens'
mirror=$SOURCE/fixtures/mirror/demo-macie-detection-bucket
planted "$(grep -aoE -m 1 '[0-9]{3}-[0-9]{2}-[0-9]{4}' "$mirror/employee.txt")"
planted "$(grep -aoE -m 1 '[0-9]{3}-[0-9]{2}-[0-9]{4}' "$mirror/payroll.csv")"
planted "536-90-$((4000 + 399))"
planted "token-$$-of-this-test"
planted "$(printf 'never-to-be-%s' shown)"
run 2 "$SOURCE/tests/support/find_leaks" /nonexistent logs
finish
