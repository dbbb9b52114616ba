# The queue over SIGKILL at random moments, with the disk full, and with the clock set back and forth.
. "$SOURCE/tests/cli/lib.sh"
# crash MODE KILLS: prints what it counted.
crash() {
    mkdir "$1" && cd "$1" || exit 1
    run 0 "$TOOLS/crash_notifier" "$MAGPIE" "$TOOLS/scripted_http" --mode "$1" --kills "$2" --seed "${CRASH_SEED:-1}"
    cat out
    has out 'integrity_check: ok'
    cd ..
}
crash plain "${CRASH_KILLS:-300}"
crash full "${CRASH_KILLS:-100}"
crash clock "${CRASH_KILLS:-100}"
finish
