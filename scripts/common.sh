# What the scripts share. Sourced; sets root (the project's folder) and logs, and works from anywhere.
# The scripts need nothing but bash and what every Debian has.
set -u
export LC_ALL=C.UTF-8
root=$(cd -P -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/.." && pwd) || exit 1
logs=$root/build/logs
mkdir -p "$logs" || {
    printf 'cannot make %s: everything that is built goes there; give the project a folder you may write to\n' "$logs" >&2
    exit 1
}

say() {
    printf '%s\n' "$*"
}

# die TEXT...: says what went wrong, a line for each, and ends with 1.
die() {
    printf '%s\n' "$@" >&2
    exit 1
}

# end_of LOG: the last lines of a log, and where the rest is.
end_of() {
    tail -n "${2:-40}" -- "$1" | sed 's/^/    /'
    say "    (all of it: $1)"
}

cores() {
    nproc 2>/dev/null || say 2
}

# configure PRESET: unless it was done, or for a project that stood elsewhere, or with other presets.
configure() {
    local folder=$root/build/$1
    if [ -f "$folder/CMakeCache.txt" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        rm -rf -- "$folder"
    fi
    [ -f "$folder/build.ninja" ] && [ ! "$root/CMakePresets.json" -nt "$folder/build.ninja" ] && return
    (cd "$root" && cmake --preset "$1")
}

# build PRESET [TARGET...]: into build/PRESET; what the tools say goes to a log, which is shown on failure only.
build() {
    local preset=$1 log=$logs/build-$1.log
    shift
    if configure "$preset" >"$log" 2>&1 &&
        cmake --build "$root/build/$preset" --parallel "$(cores)" ${1+--target "$@"} >>"$log" 2>&1; then
        return 0
    fi
    say "building with the preset $preset failed:"
    end_of "$log"
    return 1
}
