"""Twisted as a server: answers each line with its number and itself, and hangs up after every 100th.

Prints the port, and what it has received when a client says "report".
"""
import json

from twisted.internet import reactor
from twisted.internet.protocol import ServerFactory
from twisted.protocols.basic import LineReceiver


class Numberer(LineReceiver):
    delimiter = b"\n"

    def lineReceived(self, line):
        if line == b"report":
            print(json.dumps(self.factory.received), flush=True)
            reactor.stop()
            return
        self.factory.received.append(line.decode())
        self.sendLine(b"%d %s" % (len(self.factory.received), line))
        if len(self.factory.received) % 100 == 0:
            self.transport.loseConnection()


factory = ServerFactory()
factory.protocol = Numberer
factory.noisy = False
factory.received = []
port = reactor.listenTCP(0, factory, interface="127.0.0.1")
print(port.getHost().port, flush=True)
reactor.callLater(60, reactor.stop)
reactor.run()
