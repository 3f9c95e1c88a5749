/** What must and must not type-check of policies, and of what goes between an endpoint and a protocol. */
import type { Deferred } from "torsion/deferred";
import {
  AdoptedStreamClientEndpoint,
  type IReactorAdopting,
  MemoryClientEndpoint,
  MemoryServerEndpoint,
  ProcessEndpoint,
  SOCKSClientEndpoint,
  StandardIOEndpoint,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import type {
  IReactorProcess,
  IReactorSocket,
  IReactorStandardIO,
  IReactorTCP,
  IReactorTime,
} from "torsion/net";
import {
  DeadlineFactory,
  LimitBytesFactory,
  LimitTotalConnectionsFactory,
  LineReceiver,
  Protocol,
  type ProtocolWrapper,
  ThrottlingFactory,
  TimeoutFactory,
  TimeoutMixin,
  type TimeoutProtocol,
  unwrap,
} from "torsion/protocols";
import {
  HAProxyWrappingFactory,
  proxyClientEndpoint,
  proxyEndpoint,
} from "torsion/protocols/haproxy";
import { MemCacheProtocol } from "torsion/protocols/memcache";
import { SOCKSServerFactory } from "torsion/protocols/socks";
import { openConnection, type PulledConnection, serveConnections } from "torsion/streams";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";

declare const reactor: IReactorTCP & IReactorTime;
declare const adopting: IReactorAdopting;
declare const whole: IReactorAdopting & IReactorProcess & IReactorSocket & IReactorStandardIO;

class Chat extends Protocol {
  nick = "";
}

// Policies go around whatever can stand for a factory, and around each other: first what is wrapped, then the time.
const timed = new TimeoutFactory(Chat, reactor, { seconds: 5 });
const limited = new LimitTotalConnectionsFactory(timed, reactor, { connectionLimit: 5 });
new ThrottlingFactory(() => new Chat(), reactor, { readLimit: 1000 });
new DeadlineFactory(limited, reactor, { firstByteSeconds: 5 });
new LimitBytesFactory(Chat, reactor, { buffered: 1000 });
new HAProxyWrappingFactory(Chat, reactor, { trusted: ["10.0.0.0/8"] });
// @ts-expect-error the time is an argument
new TimeoutFactory(Chat);
// @ts-expect-error … and how many connections there may be has no default
new LimitTotalConnectionsFactory(Chat, reactor, {});
// @ts-expect-error there is no such deadline
new DeadlineFactory(Chat, reactor, { lastByteSeconds: 5 });
// @ts-expect-error what is wrapped has to build protocols
new TimeoutFactory(() => 7, reactor);

// The type of the protocol comes out again, however often it was wrapped.
const tcp = new TCPClientEndpoint(reactor, "example.org", 80);
const wrapped: Deferred<TimeoutProtocol<Chat>> = tcp.connect(timed);
const twice: Deferred<ProtocolWrapper<TimeoutProtocol<Chat>>> = tcp.connect(limited);
const inside: Deferred<Chat> = twice.addCallback((protocol) => unwrap(protocol));
const itself: Chat = unwrap(new Chat());
void [wrapped, inside, itself];

class Timed extends TimeoutMixin(LineReceiver) {
  override connectionMade(): void {
    this.setTimeout(5);
    // @ts-expect-error seconds are a number
    this.setTimeout("5");
  }
  lineReceived(line: Uint8Array): void {
    this.resetTimeout();
    this.sendLine(line);
  }
}
new TimeoutFactory(Timed, reactor);
// @ts-expect-error it is for protocols
TimeoutMixin(Date);

// Behind a proxy and through one: endpoints around endpoints.
proxyEndpoint(new TCPServerEndpoint(reactor, 80), reactor, { trusted: ["10.0.0.0/8"] }).listen(
  Chat,
);
// @ts-expect-error the time is an argument
proxyEndpoint(new TCPServerEndpoint(reactor, 80));
// @ts-expect-error there are two versions
proxyClientEndpoint(tcp, { version: "v3" });
const through: Deferred<Chat> = new SOCKSClientEndpoint(proxyClientEndpoint(tcp), "db", 80, {
  clock: reactor,
}).connect(Chat);
void through;
new SOCKSServerFactory({ clock: reactor, connect: () => tcp, allow: async () => true });
// @ts-expect-error how anything is connected to is an argument
new SOCKSServerFactory({ clock: reactor });

// What opens no socket needs a reactor that adopts.
const near: Deferred<Chat> = new MemoryClientEndpoint(adopting, "chat").connect(Chat);
const overWeb: Deferred<Chat> = new WebSocketClientEndpoint(adopting, "ws://db", {
  endpoint: new MemoryClientEndpoint(adopting, "chat"),
}).connect(Chat);
new WebSocketServerEndpoint(adopting, new MemoryServerEndpoint(adopting, "chat")).listen(Chat);
const child: Deferred<Chat> = new ProcessEndpoint(whole, "/bin/cat").connect(Chat);
const given: Deferred<Chat> = new AdoptedStreamClientEndpoint(whole, 3).connect(Chat);
const own: Deferred<Chat> = new StandardIOEndpoint(whole).connect(Chat);
void [near, overWeb, child, given, own];
// @ts-expect-error a reactor that only has sockets adopts nothing
new MemoryClientEndpoint(reactor, "chat");
// @ts-expect-error … and runs no child processes
new ProcessEndpoint(adopting, "/bin/cat");

// Pulling, and memcached.
const pulled: Deferred<PulledConnection> = openConnection(tcp);
serveConnections(new TCPServerEndpoint(reactor, 80), async (connection) => {
  const line: Uint8Array | null = await connection.readLine();
  void line;
});
const cache = new MemCacheProtocol(reactor, { seconds: 5 });
const found: Deferred<Uint8Array | null> = cache.get("key").addCallback(({ value }) => value);
const many: Deferred<Map<"a" | "b", { readonly value: Uint8Array | null }>> = cache.getMultiple([
  "a",
  "b",
] as const);
// @ts-expect-error a value is bytes, or text
cache.set("key", 5);
void [pulled, found, many];
