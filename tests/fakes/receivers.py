"""Servers that alerts go to, on real sockets of this computer: what they were sent is taken from a queue."""

import base64
import json
import queue
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Any

_PATIENCE_S = 30.0
_HANGS_S = 300.0  # longer than any test looks on


@dataclass
class Posted:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Running:
    """A server on a thread of its own, until `close`."""

    def __init__(self, handler: type[socketserver.BaseRequestHandler]) -> None:
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class HookServer(_Running):
    """Answers each post with the next of `answers` (status, text), then with 200. 0 is no answer."""

    def __init__(self) -> None:
        posted: queue.Queue[Posted] = queue.Queue()
        self._posted = posted
        self.answers: list[tuple[int, str]] = []
        self.go_on = threading.Event()  # while it is not set, nothing is answered
        self.go_on.set()
        hooks = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                posted.put(Posted(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                hooks.go_on.wait(_HANGS_S)
                status, text = hooks.answers.pop(0) if hooks.answers else (200, "ok")
                if not status:
                    return
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", text)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *args: object, **_: object) -> None: ...

        super().__init__(Answer)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    def take(self) -> Posted:
        return self._posted.get(timeout=_PATIENCE_S)

    @property
    def has_more(self) -> bool:
        return not self._posted.empty()

    def close(self) -> None:
        self.go_on.set()
        super().close()


@dataclass
class Mail:
    sender: str
    receivers: list[str]
    message: EmailMessage
    user: str | None
    secure: bool


@dataclass
class MailRules:
    """What a server asks for, and what it refuses."""

    tls: ssl.SSLContext | None = None  # offered as STARTTLS; with `at_once` from the first byte on
    at_once: bool = False
    users: dict[str, str] = field(default_factory=dict[str, str])
    codes: dict[str, int] = field(default_factory=dict[str, int])  # of a command, in place of 250


class MailServer(_Running):
    """An SMTP server that is small and strict."""

    def __init__(self, rules: MailRules) -> None:
        mails: queue.Queue[Mail] = queue.Queue()
        self._mails = mails
        self.refused = threading.Event()
        server = self

        class Session(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                self.sock: Any = self.request
                self.secure = rules.at_once
                self.user: str | None = None
                try:
                    if rules.at_once and rules.tls is not None:
                        self.sock = rules.tls.wrap_socket(self.sock, server_side=True)
                    self._talk()
                except (OSError, ValueError):
                    return
                finally:
                    self.sock.close()

            def _talk(self) -> None:
                lines = self.sock.makefile("rb")

                def say(text: str) -> None:
                    self.sock.sendall(f"{text}\r\n".encode())

                sender, receivers = "", list[str]()
                say("220 here")
                while line := lines.readline():
                    text = line.decode().strip()
                    word, _, rest = text.partition(" ")
                    word = word.upper()
                    if word in rules.codes:
                        server.refused.set()
                        say(f"{rules.codes[word]} no: {rest}")
                    elif word == "EHLO":
                        offers = ["AUTH PLAIN LOGIN"] if rules.users and self.secure else []
                        offers += ["STARTTLS"] if rules.tls and not self.secure else []
                        say("\r\n".join(["250-here", *(f"250-{offer}" for offer in offers), "250 8BITMIME"]))
                    elif word == "STARTTLS" and rules.tls is not None:
                        say("220 go")
                        lines.close()
                        self.sock = rules.tls.wrap_socket(self.sock, server_side=True)
                        lines = self.sock.makefile("rb")
                        self.secure = True
                    elif word == "AUTH":
                        _, user, password = base64.b64decode(rest.split()[-1]).decode().split("\0")
                        if rules.users.get(user) == password:
                            self.user = user
                            say("235 in")
                        else:
                            say(f"535 not {password}")
                    elif word == "MAIL":
                        sender = rest
                        say("250 ok")
                    elif word == "RCPT":
                        receivers.append(rest.partition("<")[2].partition(">")[0])
                        say("250 ok")
                    elif word == "DATA":
                        say("354 go on")
                        data = b""
                        while (part := lines.readline()) not in {b".\r\n", b""}:
                            data += part.removeprefix(b".") if part.startswith(b"..") else part
                        message = message_from_bytes(data, policy=policy.default)
                        assert isinstance(message, EmailMessage)
                        sent_by = sender.partition("<")[2].partition(">")[0]
                        mails.put(Mail(sent_by, receivers, message, self.user, self.secure))
                        say("250 taken")
                    elif word == "QUIT":
                        say("221 bye")
                        return
                    else:
                        say("250 ok")

        super().__init__(Session)

    def take(self) -> Mail:
        return self._mails.get(timeout=_PATIENCE_S)

    @property
    def has_more(self) -> bool:
        return not self._mails.empty()
