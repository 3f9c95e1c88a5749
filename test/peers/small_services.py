"""Twisted's ident, finger and wire protocols.

`small_services.py serve`: one port for each, printed as JSON; ends with its input.
`small_services.py ask PORTS`: the other way round; prints what each said.
"""
import json
import sys

from twisted.internet import protocol, reactor, stdio
from twisted.internet.defer import Deferred, DeferredList
from twisted.protocols import finger, ident, wire
from twisted.python.failure import Failure


class InText:
    """Twisted's ident was not brought to Python 3: it reads and writes strings where lines are bytes."""

    def lineReceived(self, line):
        super().lineReceived(line.decode())

    def sendLine(self, line):
        super().sendLine(line.encode())


class IdentServer(InText, ident.IdentServer):
    def lookup(self, server, client):
        if client[1] == 1:
            raise ident.NoUser()
        if client[1] == 2:
            raise ident.HiddenUser()
        if client[1] == 3:
            raise ident.IdentError()
        return "UNIX", "user-%d-%d" % (server[1], client[1])


class IdentClient(InText, ident.IdentClient):
    pass


class Finger(finger.Finger):
    def getUser(self, slash_w, user):
        self._refuseMessage((b"verbose " if slash_w else b"") + user)


SERVERS = {
    "echo": wire.Echo,
    "discard": wire.Discard,
    "chargen": wire.Chargen,
    "qotd": wire.QOTD,
    "who": wire.Who,
    "time": wire.Time,
    "ident": IdentServer,
    "finger": Finger,
}


class EndsWithInput(protocol.Protocol):
    def connectionLost(self, reason):
        reactor.stop()


def serve():
    ports = {}
    for name, server in SERVERS.items():
        factory = protocol.ServerFactory.forProtocol(server)
        factory.noisy = False
        ports[name] = reactor.listenTCP(0, factory, interface="127.0.0.1").getHost().port
    print(json.dumps(ports), flush=True)
    stdio.StandardIO(EndsWithInput())
    reactor.run()


class Say(protocol.Protocol):
    """Sends `what`; fires with all that came, or with the first `limit` bytes of it."""

    def __init__(self, what, limit):
        self.what, self.limit, self.heard, self.all = what, limit, b"", Deferred()

    def connectionMade(self):
        self.transport.write(self.what)

    def dataReceived(self, data):
        self.heard += data
        if len(self.heard) >= self.limit:
            self.transport.loseConnection()

    def connectionLost(self, reason):
        self.all.callback(self.heard[: self.limit].decode("latin-1"))


def ask(ports):
    results = {}

    def say(name, port, what=b"", limit=100000):
        d = protocol.ClientCreator(reactor, Say, what, limit).connectTCP("127.0.0.1", ports[port])
        d.addCallback(lambda say: say.all)
        return d.addCallback(lambda heard: results.__setitem__(name, heard))

    def lookups(client):
        queries = [(6193, 23), (6193, 1), (6193, 2), (6193, 3), (22, 40000)]
        done = DeferredList([client.lookup(*query).addBoth(plain) for query in queries])

        def finished(all):
            results["ident"] = [result for _, result in all]
            client.transport.loseConnection()

        return done.addCallback(finished)

    def plain(result):
        return type(result.value).__name__ if isinstance(result, Failure) else list(result)

    done = DeferredList(
        [
            say("echo", "echo", b"anybody there?", 14),
            say("chargen", "chargen", b"", 10000),
            say("qotd", "qotd"),
            say("who", "who"),
            say("daytime", "daytime"),
            say("time", "time"),
            say("finger", "finger", b"/W ada\r\n"),
            say("nobody", "finger", b"\r\n"),
            say("forward", "finger", b"ada@elsewhere\r\n"),
            protocol.ClientCreator(reactor, IdentClient)
            .connectTCP("127.0.0.1", ports["ident"])
            .addCallback(lookups),
        ]
    )
    done.addCallback(lambda _: print(json.dumps(results)))
    done.addBoth(lambda _: reactor.stop())
    reactor.run()


if sys.argv[1] == "serve":
    serve()
else:
    ask(json.loads(sys.argv[2]))
