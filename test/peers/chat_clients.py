"""Twisted as clients of the chat: chat_clients.py PORT CLIENTS MESSAGES.

Each client joins, waits until all have, says its messages, and leaves when it has heard everything.
Prints what each of them heard, as JSON.
"""
import json
import sys

from twisted.internet import reactor
from twisted.internet.endpoints import TCP4ClientEndpoint, connectProtocol
from twisted.protocols.basic import LineReceiver

PORT, CLIENTS, MESSAGES = map(int, sys.argv[1:4])
heard = {}
done = set()


class Client(LineReceiver):
    delimiter = b"\n"

    def __init__(self, name):
        self.name = name
        heard[name] = []
        self.arrived = 0

    def lineReceived(self, line):
        text = line.decode()
        if text == "What is your name?":
            self.sendLine(self.name.encode())
            return
        heard[self.name].append(text)
        if text.endswith(" came in"):
            clients_in.add(text[: -len(" came in")])
            if len(clients_in) == CLIENTS and not talking:
                talking.append(True)
                reactor.callLater(0.05, everybody_talks)
        said = [line for line in heard[self.name] if ": " in line]
        if len(said) == CLIENTS * MESSAGES:
            done.add(self.name)
            if len(done) == CLIENTS:
                print(json.dumps(heard))
                reactor.stop()


clients = []
clients_in = set()
talking = []


def everybody_talks():
    for client in clients:
        for number in range(MESSAGES):
            client.sendLine(f"message {number}".encode())


for index in range(CLIENTS):
    client = Client(f"python{index}")
    clients.append(client)
    connectProtocol(TCP4ClientEndpoint(reactor, "127.0.0.1", PORT), client)
reactor.callLater(60, reactor.stop)
reactor.run()
