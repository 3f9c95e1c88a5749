"""What Twisted makes of descriptions of endpoints: for each line [side, text], the calls of the reactor, or an error."""
import json
import sys

from twisted.internet.endpoints import clientFromString, serverFromString
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock as MemoryReactor


def calls(side, text):
    reactor = MemoryReactor()
    factory = Factory.forProtocol(object)
    if side == "server":
        serverFromString(reactor, text).listen(factory)
    else:
        clientFromString(reactor, text).connect(factory)
    found = []
    for port, _, backlog, interface in reactor.tcpServers:
        found.append(["listenTCP", port, interface, backlog])
    for host, port, _, timeout, bind in reactor.tcpClients:
        found.append(["connectTCP", host, port, timeout, bind and bind[0]])
    for address, _, backlog, mode, lock in reactor.unixServers:
        found.append(["listenUNIX", address, backlog, mode, bool(lock)])
    for address, _, timeout, lock in reactor.unixClients:
        found.append(["connectUNIX", address, timeout, bool(lock)])
    return found


for line in sys.stdin:
    side, text = json.loads(line)
    try:
        answer = {"calls": calls(side, text)}
    except Exception as error:
        answer = {"error": type(error).__name__ + ": " + str(error)}
    print(json.dumps(answer), flush=True)
