"""Bytes on a socket, for what no well-behaved client sends."""

import http.client
import io
import socket

from client import Answer, TIMEOUT_SECONDS


class _Bytes:
    def __init__(self, data):
        self.data = data

    def makefile(self, *_):
        return io.BytesIO(self.data)


def parse(data):
    """The first answer in what a server sent."""
    assert data, "the server closed the connection without an answer"
    answer = http.client.HTTPResponse(_Bytes(data))
    answer.begin()
    return Answer(answer.status, answer.headers, answer.read())


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), TIMEOUT_SECONDS)


def head(method, target, token=None, **headers):
    """A request's head. Headers as in Client.call."""
    lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def read_all(connection):
    """What comes until the server closes, or resets after it has answered."""
    data = b""
    try:
        while piece := connection.recv(65536):
            data += piece
    except ConnectionResetError:
        assert data, "the server reset the connection without an answer"
    return data


def exchange(server, data):
    """Sends bytes as they are and answers what came back. The server must close."""
    with connect(server) as connection:
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it may refuse early: what it said is still there to read
        return parse(read_all(connection))


class Events:
    """A live feed (text/event-stream). Iterating yields (id, event, data); None for a heartbeat.
    It ends when the server does, in order or not."""

    def __init__(self, server, target, token, **headers):
        self.connection = connect(server)
        self.connection.sendall(head("GET", target, token, Accept="text/event-stream", **headers))
        self.answer = http.client.HTTPResponse(self.connection)
        self.answer.begin()
        self.status, self.headers = self.answer.status, self.answer.headers

    def __iter__(self):
        fields = {}
        while line := self.line():
            line = line.decode("utf-8").rstrip("\r\n")
            if line.startswith(":"):
                yield None
            elif line:
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
            else:
                if "data" in fields:
                    yield int(fields["id"]), fields["event"], fields["data"]
                fields = {}

    def line(self):
        try:
            line = self.answer.readline()
            return line if line.endswith(b"\n") else b""
        except (OSError, ValueError, http.client.HTTPException):
            return b""

    def take(self, count):
        """The next events, heartbeats left out."""
        taken = []
        for event in self:
            if event is not None:
                taken.append(event)
            if len(taken) >= count:
                break
        return taken

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.answer.close()
        self.connection.close()
