"""Twisted's SOCKS server on a free port of 127.0.0.1, the number of which is printed; it ends with its standard input."""
from twisted.internet import reactor, stdio
from twisted.internet.protocol import Protocol
from twisted.protocols.socks import SOCKSv4Factory


class UntilClosed(Protocol):
    def connectionLost(self, reason):
        if reactor.running:
            reactor.stop()


port = reactor.listenTCP(0, SOCKSv4Factory(None), interface="127.0.0.1")
print(port.getHost().port, flush=True)
stdio.StandardIO(UntilClosed())
reactor.run()
