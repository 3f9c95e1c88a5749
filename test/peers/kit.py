"""Does to Twisted's test kit what test/kit-differential.test.ts does to ours.

Reads a program a line, as JSON, and writes what could be seen after each of its steps, as JSON, a line for each.
"""
import json
import sys

from twisted.internet.protocol import ClientFactory, Protocol
from twisted.internet.testing import (
    MemoryReactorClock,
    StringTransport,
    StringTransportWithDisconnection,
)
from twisted.test.iosim import connectedServerAndClient


class Producer:
    def pauseProducing(self):
        pass

    def resumeProducing(self):
        pass

    def stopProducing(self):
        pass


def transport(ops, lenient):
    t = StringTransport(lenient=lenient)
    trace = []
    for op, *args in ops:
        # Ours drops these, or ends the producer: those are differences, and not looked at.
        if op in ("write", "writeSequence") and t.disconnecting:
            continue
        if op == "abort" and t.producer is not None:
            continue
        if op in ("register", "unregister") and t.disconnected:
            continue
        raised = False
        try:
            if op == "write":
                t.write(args[0].encode())
            elif op == "writeText":
                t.write("text")
            elif op == "writeSequence":
                t.writeSequence([each.encode() for each in args[0]])
            elif op == "clear":
                t.clear()
            elif op == "lose":
                t.loseConnection()
            elif op == "abort":
                t.abortConnection()
            elif op == "register":
                t.registerProducer(Producer(), args[0])
            elif op == "unregister":
                t.unregisterProducer()
            else:
                getattr(t, op)()
        except Exception:
            raised = True
        trace.append(
            [
                raised,
                t.value().decode(),
                t.disconnecting,
                t.disconnected,
                t.producerState,
                t.producer is not None,
                t.streaming,
            ]
        )
    return trace


class Lost(Protocol):
    def __init__(self):
        self.reasons = []

    def connectionLost(self, reason):
        self.reasons.append(type(reason.value).__name__)


def disconnecting(ops):
    protocol = Lost()
    t = StringTransportWithDisconnection()
    t.protocol = protocol
    protocol.makeConnection(t)
    trace = []
    for op, *args in ops:
        if op == "lose":
            t.loseConnection()
        elif t.connected:
            t.write(args[0].encode())
        trace.append([t.value().decode(), t.connected, protocol.reasons[:]])
    return trace


def reactor(ops):
    r = MemoryReactorClock()
    factories = []

    def factory():
        factories.append(ClientFactory())
        return factories[-1]

    def hook():
        pass

    for op, *args in ops:
        if op == "listenTCP":
            port, more = args
            r.listenTCP(port, factory(), **more)
        elif op == "connectTCP":
            host, port, more = args
            if "bindAddress" in more:
                more["bindAddress"] = tuple(more["bindAddress"])
            r.connectTCP(host, port, factory(), **more)
        elif op == "listenUNIX":
            path, more = args
            r.listenUNIX(path, factory(), **more)
        elif op == "connectUNIX":
            path, more = args
            r.connectUNIX(path, factory(), **more)
        elif op == "trigger":
            r.addSystemEventTrigger(args[0], args[1], hook)
        elif op == "whenRunning":
            r.callWhenRunning(hook)

    index = factories.index
    return [
        [[port, index(f), backlog, host] for port, f, backlog, host in r.tcpServers],
        [
            [host, port, index(f), timeout, list(bind) if bind else None]
            for host, port, f, timeout, bind in r.tcpClients
        ],
        [
            [path, index(f), backlog, mode, bool(pid)]
            for path, f, backlog, mode, pid in r.unixServers
        ],
        [[path, index(f), timeout, bool(pid)] for path, f, timeout, pid in r.unixClients],
        [destination(c.getDestination()) for c in r.connectors],
        sorted(
            [phase, event, len(triggers)]
            for phase, events in r.triggers.items()
            for event, triggers in events.items()
        ),
        len(r.whenRunningHooks),
    ]


def destination(address):
    if hasattr(address, "host"):
        return [address.host, address.port]
    return [address.name.decode() if isinstance(address.name, bytes) else address.name]


class Side(Protocol):
    def __init__(self, greeting):
        self.greeting = greeting
        self.pieces = []
        self.reasons = []

    def connectionMade(self):
        if self.greeting:
            self.transport.write(self.greeting.encode())

    def dataReceived(self, data):
        self.pieces.append(data.decode())
        if data.startswith(b"?"):
            self.transport.write(b"!" + data)

    def connectionLost(self, reason):
        self.reasons.append(type(reason.value).__name__)


def wires(ops, greetings, greet):
    client, server, pump = connectedServerAndClient(
        lambda: Side(greetings[0]), lambda: Side(greetings[1]), greet=greet
    )
    sides = {"client": client, "server": server}
    trace = []
    for op, *args in ops:
        moved = None
        if op == "write":
            sides[args[0]].transport.write(args[1].encode())
        elif op == "pump":
            moved = pump.pump()
        elif op == "flush":
            moved = pump.flush()
        elif op == "lose":
            pump.flush()
            sides[args[0]].transport.loseConnection()
            pump.flush()
        trace.append([moved, client.pieces[:], server.pieces[:], client.reasons[:], server.reasons[:]])
    return trace


KINDS = {"transport": transport, "disconnecting": disconnecting, "reactor": reactor, "wires": wires}

for line in sys.stdin:
    kind, *args = json.loads(line)
    print(json.dumps(KINDS[kind](*args)), flush=True)
