"""Twisted's framings on real connections: commands come as lines of JSON on standard input, what happened goes out as lines.

{"do": "receive", "framing", "max", "total", "sizes"}: the next connection to the port that was printed first is of that
framing; what comes is given to it in pieces of `sizes`, over and over, or all at once where there are none and all
`total` bytes have come. When the connection is over its log is printed.

{"do": "send", "framing", "port", "items"}: connect, and send: `["message", hex]` by the framing's own method, `["raw", hex]`
as it is; then close. Bytes are hex.
"""
import json
import sys

from twisted.internet import reactor, stdio
from twisted.internet.protocol import Factory, Protocol, connectionDone
from twisted.internet.endpoints import TCP4ClientEndpoint, TCP4ServerEndpoint, connectProtocol
from twisted.protocols import basic


def say(**what):
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Received:
    """What all framings write down."""

    def begin(self):
        self.log = []

    def got(self, message):
        self.log.append(["message", message.hex()])

    lineReceived = stringReceived = got

    def lineLengthExceeded(self, line):
        self.log.append(["exceeded"])
        return self.transport.loseConnection()

    def lengthLimitExceeded(self, length):
        self.log.append(["exceeded"])
        return self.transport.loseConnection()


FRAMINGS = {
    "LineReceiver": basic.LineReceiver,
    "LineOnlyReceiver": basic.LineOnlyReceiver,
    "NetstringReceiver": basic.NetstringReceiver,
    "Int8StringReceiver": basic.Int8StringReceiver,
    "Int16StringReceiver": basic.Int16StringReceiver,
    "Int32StringReceiver": basic.Int32StringReceiver,
}
RECEIVERS = {name: type("Receiving" + name, (Received, base), {}) for name, base in FRAMINGS.items()}


class Recut(Protocol):
    """Between the connection and a framing: cuts what comes into other pieces."""

    def __init__(self, order):
        self.order = order
        self.waiting = b""
        self.fed = 0
        self.pieces = 0
        self.framing = RECEIVERS[order["framing"]]()
        self.framing.MAX_LENGTH = order["max"]
        self.framing.begin()

    def connectionMade(self):
        self.framing.makeConnection(self.transport)

    def dataReceived(self, data):
        self.waiting += data
        sizes = self.order["sizes"]
        while self.waiting and not self.transport.disconnecting:
            left = self.order["total"] - self.fed
            size = sizes[self.pieces % len(sizes)] if sizes else left
            size = min(size, left)
            if len(self.waiting) < size:
                return
            piece, self.waiting = self.waiting[:size], self.waiting[size:]
            self.pieces += 1
            self.fed += size
            self.framing.dataReceived(piece)
            if self.transport.disconnecting:
                self.framing.log.append(["closes", self.fed])

    def connectionLost(self, reason=connectionDone):
        self.framing.connectionLost(reason)
        self.framing.log.append(["lost", reason.type.__name__])
        say(log=self.framing.log)


class RecutFactory(Factory):
    noisy = False
    orders = []

    def buildProtocol(self, addr):
        return Recut(self.orders.pop(0))


class Orders(basic.LineReceiver):
    delimiter = b"\n"
    MAX_LENGTH = 10_000_000

    def lineReceived(self, line):
        order = json.loads(line)
        getattr(self, order["do"])(order)

    def receive(self, order):
        RecutFactory.orders.append(order)
        say(ready=True)

    def send(self, order):
        class Sender(FRAMINGS[order["framing"]]):
            def connectionMade(self):
                send = getattr(self, "sendString", None) or self.sendLine
                for kind, data in order["items"]:
                    data = bytes.fromhex(data)
                    if kind == "raw":
                        self.transport.write(data)
                    else:
                        send(data)
                self.transport.loseConnection()

            def dataReceived(self, data):
                pass

        connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", order["port"]), Sender())

    def connectionLost(self, reason=connectionDone):
        if reactor.running:
            reactor.stop()


def listening(port):
    say(port=port.getHost().port)
    stdio.StandardIO(Orders())


TCP4ServerEndpoint(reactor, 0, interface="127.0.0.1").listen(RecutFactory()).addCallback(listening)
reactor.run()
