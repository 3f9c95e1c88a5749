/** What must and must not type-check of endpoints and services. */
import { ClientService, StreamServerEndpointService } from "torsion/application";
import type { Deferred } from "torsion/deferred";
import {
  clientFromString,
  connectProtocol,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import type { IReactorCore, IReactorRandom, IReactorTCP, IReactorTime } from "torsion/net";
import { Protocol } from "torsion/protocols";

declare const reactor: IReactorCore & IReactorTime & IReactorRandom & IReactorTCP;
declare const browser: IReactorCore & IReactorTime & IReactorRandom;

class Chat extends Protocol {
  nick = "";
}

class Named extends Chat {
  constructor(nick: string) {
    super();
    this.nick = nick;
  }
}

// The type of the protocol comes out where it went in, whatever builds it.
const tcp = new TCPClientEndpoint(reactor, "example.org", 80, { seconds: 5 });
const fromClass: Deferred<Chat> = tcp.connect(Chat);
const fromFunction: Deferred<Chat> = tcp.connect(() => new Chat());
const fromText: Deferred<Chat> = clientFromString(reactor, "tcp:example.org:80").connect(Chat);
const ready: Deferred<Chat> = connectProtocol(tcp, new Chat());
const served: Deferred<Chat> = new ClientService(tcp, Chat, {
  clock: reactor,
  prepareConnection: (chat) => chat.nick,
}).whenConnected();
new StreamServerEndpointService(new TCPServerEndpoint(reactor, 80), Chat);
void [fromClass, fromFunction, fromText, ready, served];

// @ts-expect-error a reactor without TCP has no TCP endpoints
new TCPServerEndpoint(browser, 80);
// @ts-expect-error what is built has to be a protocol
tcp.connect(() => ({ nick: "" }));
// @ts-expect-error a class that takes arguments has to be given them, by a function
tcp.connect(Named);
tcp.connect(() => new Named("ada"));
// @ts-expect-error the time and the chance of a client service are arguments
new ClientService(tcp, Chat, {});
