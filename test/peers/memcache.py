"""Twisted's MemCacheProtocol, three ways.

`memcache.py scripts`: scripts on standard input, each {asks, chunks} with bytes as hex; what was sent and what became of each.
`memcache.py ask PORT`: the asks on standard input, all at once, to a server on PORT; what became of each.
`memcache.py serve`: a small memcached; prints its port, and ends with its input.
"""
import json
import sys

from twisted.internet import protocol, reactor, stdio
from twisted.internet.defer import DeferredList
from twisted.internet.error import ConnectionDone
from twisted.internet.testing import StringTransport
from twisted.protocols.basic import LineReceiver
from twisted.protocols.memcache import (
    ClientError,
    MemCacheProtocol,
    NoSuchCommand,
    ServerError,
)
from twisted.python.failure import Failure


def plain(value):
    """As the test writes it: bytes as hex, numbers of any size as digits."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return sorted([key.hex(), plain(item)] for key, item in value.items())
    return [plain(item) for item in value]


def ask(client, verb, *args):
    """Bytes are hex; `gets` is Twisted's `get` with an identifier."""
    args = [bytes.fromhex(a) if isinstance(a, str) else a for a in args]
    if verb == "getMultiple":
        return client.getMultiple([bytes.fromhex(key) for key in args[0]])
    if verb == "gets":
        return client.get(args[0], True)
    return getattr(client, verb)(*args)


def outcome(result):
    if not isinstance(result, Failure):
        return ["result", plain(result)]
    kind = result.check(ClientError, ServerError, NoSuchCommand, ConnectionDone)
    return ["failure", kind.__name__ if kind else result.type.__name__]


def run(script):
    client = MemCacheProtocol()
    client.callLater = lambda *args: type("Call", (), {"cancel": lambda s: None, "reset": lambda s, t: None})()
    transport = StringTransport()
    client.makeConnection(transport)
    log = [None] * len(script["asks"])
    for i, words in enumerate(script["asks"]):
        d = ask(client, *words)
        d.addBoth(lambda result, i=i: log.__setitem__(i, outcome(result)))
    for chunk in script["chunks"]:
        client.dataReceived(bytes.fromhex(chunk))
    client.connectionLost(Failure(ConnectionDone()))
    return {"sent": transport.value().hex(), "log": log}


class Fake(LineReceiver):
    """The same as the test's own: a change of one is a change of both."""

    items = {}
    cas = 0

    def keep(self, key, value, flags):
        Fake.cas += 1
        self.items[key] = (value, flags, Fake.cas)

    def lineReceived(self, line):
        words = line.split(b" ")
        if words[0] in (b"set", b"add", b"replace", b"append", b"prepend", b"cas"):
            self.storing, self.value = words, b""
            self.setRawMode()
        else:
            self.sendLine(self.answer(words[0], words[1:]))

    def rawDataReceived(self, data):
        self.value += data
        length = int(self.storing[4])
        if len(self.value) >= length + 2:
            self.sendLine(self.store(self.storing, self.value[:length]))
            self.setLineMode(self.value[length + 2 :])

    def store(self, words, value):
        verb, key, flags, expires = words[:4]
        there = self.items.get(key)
        if verb == b"cas":
            if there is None:
                return b"NOT_FOUND"
            if b"%d" % there[2] != words[5]:
                return b"EXISTS"
        elif verb != b"set" and (verb == b"add") != (there is None):
            return b"NOT_STORED"
        if verb == b"append":
            value, flags = there[0] + value, there[1]
        elif verb == b"prepend":
            value, flags = value + there[0], there[1]
        self.keep(key, value, flags)
        if expires.startswith(b"-"):
            del self.items[key]
        return b"STORED"

    def answer(self, verb, words):
        key = words[0] if words else b""
        if verb in (b"get", b"gets"):
            lines = []
            for key in words:
                if key in self.items:
                    value, flags, cas = self.items[key]
                    head = b"VALUE %s %s %d" % (key, flags, len(value))
                    lines += [head + (b" %d" % cas if verb == b"gets" else b""), value]
            return b"\r\n".join(lines + [b"END"])
        if verb in (b"incr", b"decr"):
            if key not in self.items:
                return b"NOT_FOUND"
            value, flags, cas = self.items[key]
            if not value.isdigit():
                return b"CLIENT_ERROR cannot increment or decrement non-numeric value"
            amount = int(words[1]) if verb == b"incr" else -int(words[1])
            result = b"%d" % (max(0, int(value) + amount) % 2**64)
            self.keep(key, result, flags)
            return result
        if verb == b"delete":
            return b"DELETED" if self.items.pop(key, None) else b"NOT_FOUND"
        if verb == b"stats":
            about = b" ".join(words)
            return b"STAT items %d\r\nSTAT about %s\r\nEND" % (len(self.items), about)
        if verb == b"version":
            return b"VERSION fake 1.0"
        if verb == b"flush_all":
            self.items.clear()
            Fake.cas = 0
            return b"OK"
        return b"ERROR"


class EndsWithInput(protocol.Protocol):
    def connectionLost(self, reason):
        reactor.stop()


def serve():
    factory = protocol.ServerFactory()
    factory.protocol = Fake
    factory.noisy = False
    port = reactor.listenTCP(0, factory, interface="127.0.0.1")
    print(port.getHost().port, flush=True)
    stdio.StandardIO(EndsWithInput())
    reactor.run()


def ask_server(port):
    asks = json.load(sys.stdin)

    def connected(client):
        all = DeferredList([ask(client, *words).addBoth(outcome) for words in asks])
        return all.addCallback(lambda results: print(json.dumps([r for _, r in results])))

    creator = protocol.ClientCreator(reactor, MemCacheProtocol)
    d = creator.connectTCP("127.0.0.1", port).addCallback(connected)
    d.addErrback(lambda failure: failure.printTraceback())
    d.addBoth(lambda _: reactor.stop())
    reactor.run()


if sys.argv[1] == "scripts":
    print(json.dumps([run(script) for script in json.load(sys.stdin)]))
elif sys.argv[1] == "ask":
    ask_server(int(sys.argv[2]))
else:
    serve()
