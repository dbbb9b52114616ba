"""get.py [--only-look] NAME...: builds or finds servers of S3 for the tests; says which cannot be had, and why."""
import sys

import servers

failed, only_look = False, "--only-look" in sys.argv
for name in [word for word in sys.argv[1:] if word != "--only-look"]:
    try:
        servers.SERVERS[name].get(only_look)
    except servers.Missing as error:
        print("%s: %s" % (name, error))
        failed = True
if not only_look:
    servers.forget_build_files()
sys.exit(failed)
