"""Runs the table of cases (cases.py) against a real server of S3 (servers.py).

    run.py MAGPIE TOOLS SOURCE NAME [CASE...]

Ends with 77, and says why, where the server cannot be had.
"""
import os
import shutil
import sys
import tempfile
import time

import cases  # pylint: disable=unused-import # fills the table
import servers
from expected import OF_VARIANTS, QUIRKS
from world import CASES, World

# Cases that a variant of a server runs; "plain" runs all.
VARIANTS = {
    "plain": None,
    "tls": {"mirror_and_bucket_agree", "objects_encrypted_with_a_customers_key", "wrong_keys_and_names", "own_authority"},
    "checked": {"wrong_keys_and_names", "permissions_that_end_somewhere", "mirror_and_bucket_agree"},
}


def run_case(world, function):
    begin = time.monotonic()
    try:
        function(world)
        text = "ok"
    except Exception as error:  # pylint: disable=broad-except # each case for itself
        text = "FAILED: %s: %s" % (type(error).__name__, error)
    print("%-18s %-42s %6.2f s  %s" % (world.server.title, function.__name__, time.monotonic() - begin, text), flush=True)
    return text == "ok"


def run_variant(kind, variant, only):
    failures = count = 0
    wanted = VARIANTS[variant]
    folder = tempfile.mkdtemp(prefix="magpie-" + kind.name)
    try:
        with kind(os.path.join(folder, "server"), variant) as server:
            os.makedirs(os.path.join(folder, "work"))
            world = World(server, dict(QUIRKS[kind.name], **OF_VARIANTS.get((kind.name, variant), {})),
                          os.path.join(folder, "work"))
            world.quirks.get("prepare", lambda world: None)(world)
            for function in CASES:
                name = function.__name__
                if (only and name not in only) or (wanted and name not in wanted):
                    continue
                count += 1
                failures += not run_case(world, function)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return count, failures


def main():
    kind, only = servers.SERVERS[sys.argv[4]], set(sys.argv[5:])
    try:
        kind.get()
    except servers.Missing as error:
        print("skipped: %s: %s" % (kind.name, error))
        return 77
    count = failures = 0
    for variant in kind.variants:
        ran, failed = run_variant(kind, variant, only)
        count, failures = count + ran, failures + failed
    print("%s: %d cases, %d failed" % (kind.name, count, failures))
    return 1 if failures or not count else 0


if __name__ == "__main__":
    sys.exit(main())
