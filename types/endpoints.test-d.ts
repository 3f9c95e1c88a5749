/** What must and must not type-check of endpoints and services. */
import { ClientService, StreamServerEndpointService } from "torsion/application";
import type { Deferred } from "torsion/deferred";
import {
  clientFromString,
  connectProtocol,
  FallbackEndpoint,
  HostnameEndpoint,
  RetryEndpoint,
  SSLServerEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
  UNIXClientEndpoint,
  UNIXServerEndpoint,
  wrapClientTLS,
  wrapServerTLS,
} from "torsion/endpoints";
import {
  CertificateOptions,
  type IReactorCore,
  type IReactorPluggableNameResolver,
  type IReactorRandom,
  type IReactorSSL,
  type IReactorTCP,
  type IReactorTime,
  type IReactorUNIX,
  optionsForClientTLS,
} from "torsion/net";
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

// Names, UNIX sockets and TLS each need what they need of the reactor.
declare const whole: typeof reactor & IReactorPluggableNameResolver & IReactorUNIX & IReactorSSL;
const named = new HostnameEndpoint(whole, "example.org", 443, { seconds: 5, attemptDelay: 0.1 });
const server = new CertificateOptions({ privateKey: "", certificate: "" });
const options = optionsForClientTLS("example.org");
const secret: Deferred<Chat> = wrapClientTLS(options, named).connect(Chat);
const again: Deferred<Chat> = new RetryEndpoint(
  whole,
  new FallbackEndpoint(whole, [named, new UNIXClientEndpoint(whole, "/run/chat")], { delay: 1 }),
  { attempts: 3 },
).connect(() => new Chat());
wrapServerTLS(server, new UNIXServerEndpoint(whole, "/run/chat", { mode: 0o600 })).listen(Chat);
new SSLServerEndpoint(whole, 443, { tls: server, backlog: 5 }).listen(Chat);
void [secret, again];

// @ts-expect-error a reactor that knows no names cannot look one up
new HostnameEndpoint(reactor, "example.org", 443);
// @ts-expect-error a reactor without UNIX sockets has no such endpoints
new UNIXClientEndpoint(reactor, "/run/chat");
// @ts-expect-error … nor can it listen on one
new UNIXServerEndpoint(reactor, "/run/chat");
// @ts-expect-error a reactor without TLS cannot listen with it
new SSLServerEndpoint(reactor, 443, { tls: server });
// @ts-expect-error without time there is no waiting between attempts
new RetryEndpoint({}, named);
// @ts-expect-error what a client is configured with serves no one
wrapServerTLS(options, new TCPServerEndpoint(reactor, 443));
// @ts-expect-error … and a server's options verify no one's name
wrapClientTLS(server, named);
