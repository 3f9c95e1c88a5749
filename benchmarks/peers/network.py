"""The servers that are measured, on Python's Twisted: `network.py NAME` prints its port, and ends with its input."""
import sys

from twisted.internet import epollreactor

epollreactor.install()

from twisted.internet import reactor, stdio  # noqa: E402
from twisted.internet.protocol import Factory, Protocol  # noqa: E402
from twisted.protocols.basic import Int32StringReceiver, LineReceiver, NetstringReceiver  # noqa: E402


class Echo(Protocol):
    def connectionMade(self):
        self.transport.setTcpNoDelay(True)

    def dataReceived(self, data):
        self.transport.write(data)


class Lines(LineReceiver):
    def lineReceived(self, line):
        self.sendLine(b"OK")


class Netstrings(NetstringReceiver):
    def stringReceived(self, string):
        self.sendString(b"OK")


class Int32Strings(Int32StringReceiver):
    def stringReceived(self, string):
        self.sendString(b"OK")


class UntilTheEnd(Protocol):
    def connectionLost(self, reason):
        reactor.stop()


SERVERS = {"echo": Echo, "lines": Lines, "netstrings": Netstrings, "int32": Int32Strings}
factory = Factory.forProtocol(SERVERS[sys.argv[1].split("/")[0]])
factory.noisy = False
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print(port.getHost().port, flush=True)
stdio.StandardIO(UntilTheEnd())
reactor.run()
