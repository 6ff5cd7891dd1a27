"""Stands between the command line client and a server, and keeps what the one asked the other."""

import http.client
import http.server
import ssl
import threading

HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}


class Recorder:
    """`with Recorder(server) as recorder:` listens at recorder.url; recorder.requests are (method, target, body).

    before(method, target), where it is set, runs before a request is passed on: what somebody else does meanwhile.
    """

    def __init__(self, server, tls=None):
        requests = self.requests = []
        self.before, recorder = None, self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                requests.append((self.command, self.path, body))
                if recorder.before:
                    recorder.before(self.command, self.path)
                onward = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
                onward.request(self.command, self.path, body or None,
                               {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP})
                answer = onward.getresponse()
                content = answer.read()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    if name.lower() not in HOP_BY_HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)
                onward.close()

            do_GET = do_PUT = do_POST = do_DELETE = pass_on

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        if tls:  # (file of the certificate, file of its key): as a proxy in front of a server has them
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
            self.url = self.url.replace("http:", "https:")

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()
