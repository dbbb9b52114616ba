#!/usr/bin/env bash
# valgrind.sh PROGRAM ARGUMENT...: fails on any read outside of memory or of memory never written, and on a leak. 77 where
# valgrind is not installed (Debian: valgrind). It does not know AVX-512, and tells programs that there is none.
command -v valgrind >/dev/null || { echo 'skipped: valgrind is not here'; exit 77; }
exec valgrind --quiet --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite "$@"
