"""A receiver of webhooks on a loopback port, which does what a test wants: takes, refuses, dawdles, is gone."""

import base64
import hashlib
import hmac
import http.server
import json
import ssl
import threading
import time

WAIT_SECONDS_MAX = 90


class Delivered:
    def __init__(self, path, headers, body):
        self.path, self.headers, self.body = path, headers, body

    @property
    def event(self):
        return json.loads(self.body)

    @property
    def position(self):
        return int(self.event["id"])

    def is_signed_with(self, secret):
        """As a receiver checks it, from the text of Standard Webhooks."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + self.body
        good = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        return good in self.headers["webhook-signature"].split(" ")


class Receiver:
    """`answer(delivered)` gives the status of each; nothing: 204."""

    def __init__(self, answer=None, certificate=None):
        self.answer, self.certificate, self.port = answer, certificate, 0
        self.got, self.server = [], None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()

    def start(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                delivered = Delivered(self.path, dict(self.headers.items()), body)
                outer.got.append(delivered)
                status = outer.answer(delivered) if outer.answer else 204
                status, headers = status if isinstance(status, tuple) else (status, {})
                try:
                    self.send_response(status or 204)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    pass  # the sender did not wait

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            def handle_error(self, *_):
                pass  # a sender that breaks the connection off

        self.server = Server(("127.0.0.1", self.port), Handler)
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*self.certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def stop(self):
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    def url(self, path="/hook", host="127.0.0.1"):
        return f"{'https' if self.certificate else 'http'}://{host}:{self.port}{path}"

    @property
    def positions(self):
        return [one.position for one in list(self.got)]


def wait_until(condition, what):
    """Polls: for what happens on its own. How long it takes is no part of any test."""
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.02)
    raise AssertionError(f"it did not come to pass: {what}")
