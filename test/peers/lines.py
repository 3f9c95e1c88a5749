"""Run scripts through Twisted's LineReceiver: a JSON list of them in, the list of their event logs out.

A script is {delimiter, max, closing, chunks, actions}; bytes are hex. An action is for the n-th callback
of any kind, counted from 0; see `Scripted.act` for what there is.
"""
import json
import sys

from twisted.internet.testing import StringTransport
from twisted.protocols.basic import LineReceiver


class Scripted(LineReceiver):
    def __init__(self, script):
        self.delimiter = bytes.fromhex(script["delimiter"])
        self.MAX_LENGTH = script["max"]
        self.closing = script["closing"]
        self.actions = script["actions"]
        self.log = []
        self.calls = 0
        self.raw_left = 0

    def lineReceived(self, line):
        self.log.append(["line", line.hex()])
        self.act()

    def rawDataReceived(self, data):
        self.log.append(["raw", data.hex()])
        if len(data) >= self.raw_left:
            self.setLineMode(data[self.raw_left :])
            self.raw_left = 0
        else:
            self.raw_left -= len(data)
        self.act()

    def lineLengthExceeded(self, line):
        self.log.append(["exceeded", line.hex()])
        if self.closing:
            super().lineLengthExceeded(line)
        self.act()

    def act(self):
        action = self.actions.get(str(self.calls))
        self.calls += 1
        if action is None:
            return
        what, value = action
        if what == "raw":
            self.raw_left = value
            self.setRawMode()
        elif what == "pause":
            self.pauseProducing()
        elif what == "resume":
            self.resumeProducing()
        elif what == "lose":
            self.transport.loseConnection()
        elif what == "max":
            self.MAX_LENGTH = value
        elif what == "delimiter":
            self.delimiter = bytes.fromhex(value)
        elif what == "extra":
            self.setLineMode(bytes.fromhex(value))
        elif what == "feed":
            self.dataReceived(bytes.fromhex(value))
        elif what == "clear":
            self.log.append(["cleared", self.clearLineBuffer().hex()])
        elif what == "throw":
            raise ValueError("as the script says")
        else:
            raise SystemExit(f"unknown action {what}")

    def attempt(self, call):
        try:
            call()
        except ValueError:
            self.log.append(["threw"])


def run(script):
    lines = Scripted(script)
    lines.makeConnection(StringTransport(lenient=True))
    for chunk in script["chunks"]:
        if lines.transport.disconnecting:
            break
        lines.attempt(lambda: lines.dataReceived(bytes.fromhex(chunk)))
        if lines.paused and script["resumes"]:
            lines.attempt(lines.resumeProducing)
        lines.log.append(["chunk", lines.transport.disconnecting, lines.paused])
    lines.log.append(["left", lines.clearLineBuffer().hex()])
    return lines.log


json.dump([run(script) for script in json.load(sys.stdin)], sys.stdout)
