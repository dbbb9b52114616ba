"""A proxy of HTTP on loopback for tests: forwards, tunnels (CONNECT), counts, and lets a hook look on."""
import http.client
import select
import socket
import threading
import urllib.parse
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        self.server.seen["CONNECT"] += 1
        host, port = self.path.rsplit(":", 1)
        with socket.create_connection((host, int(port))) as far:
            self.send_response(200)
            self.end_headers()
            ends = [self.connection, far]
            while True:
                for end in select.select(ends, [], [])[0]:
                    data = end.recv(65536)
                    if not data:
                        self.close_connection = True
                        return
                    (far if end is self.connection else self.connection).sendall(data)

    def forward(self):
        self.server.seen[self.command] += 1
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        with self.server.lock:
            if self.server.hook:
                self.server.hook(self.command, self.path, headers, self.server.seen)
        where = urllib.parse.urlsplit(self.path)
        far = http.client.HTTPConnection("127.0.0.1", where.port)
        target = self.path.split("://", 1)[1]
        far.putrequest(self.command, target[target.index("/"):], skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in ("proxy-connection", "connection"):
                far.putheader(name, value)
        far.endheaders(body or None)
        answer = far.getresponse()
        data = answer.read()
        if self.server.on_status:
            self.server.on_status(self.path, answer.status)
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length"):
                self.send_header(name, value)
        length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(data))
        self.send_header("Content-Length", length or "0")
        self.end_headers()
        self.wfile.write(data)
        far.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = forward


class Proxy:
    def __init__(self, hook=None, on_status=None):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.hook, self.server.on_status = hook, on_status
        self.server.seen, self.server.lock = Counter(), threading.Lock()
        self.seen = self.server.seen
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
