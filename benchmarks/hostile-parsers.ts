/**
 * Every parser that there is, ready for its first bytes: with limits so wide that 64 KiB do not end at them, where there
 * is such a limit, and with user code that does nothing.
 */
import { implementer } from "torsion/components";
import { Deferred } from "torsion/deferred";
import {
  hostAddress,
  type IProtocol,
  type IProtocolFactory,
  type IStreamServerEndpoint,
  ISwitchableTransport,
} from "torsion/net";
import { MemoryNetwork } from "torsion/platform/memory";
import {
  fixedPrefix,
  Int8StringReceiver,
  Int16StringReceiver,
  Int32StringReceiver,
  JSONLinesReceiver,
  LengthPrefixedReceiver,
  LineOnlyReceiver,
  LineReceiver,
  NetstringReceiver,
  Protocol,
  StatefulProtocol,
  varintPrefix,
} from "torsion/protocols";
import { Finger, finger } from "torsion/protocols/finger";
import { HAProxyWrappingFactory } from "torsion/protocols/haproxy";
import { IdentClient, IdentServer } from "torsion/protocols/ident";
import { MemCacheProtocol } from "torsion/protocols/memcache";
import {
  SOCKSClientHandshake,
  type SOCKSClientOptions,
  SOCKSServer,
} from "torsion/protocols/socks";
import { Chargen, Discard, Echo } from "torsion/protocols/wire";
import { reactorOn } from "torsion/reactor/core";
import { StringTransport } from "torsion/testing";
import { Clock } from "torsion/time";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";

/** Forgets what is written, and can be handed over, as a socket's. */
export class Sink extends StringTransport implements ISwitchableTransport {
  static {
    implementer(ISwitchableTransport)(this);
  }
  protocol!: IProtocol;
  /** What was put back. */
  rest: Uint8Array | null = null;
  override write(): void {}
  override writeSequence(): void {}
  setProtocol(protocol: IProtocol): void {
    this.protocol = protocol;
  }
  unread(data: Uint8Array): void {
    if (data.length > 0) this.rest = data;
  }
}

const nothing = (): void => {};
const LIMIT = { maxLength: 65_536 };

class Lines extends LineReceiver {
  override lineReceived = nothing;
}
class OnlyLines extends LineOnlyReceiver {
  override lineReceived = nothing;
}
class JSONLines extends JSONLinesReceiver {
  override jsonReceived = nothing;
}
class ForgivingJSONLines extends JSONLines {
  override invalidLineReceived = nothing;
}
class Netstrings extends NetstringReceiver {
  override stringReceived = nothing;
}
class Int8 extends Int8StringReceiver {
  override stringReceived = nothing;
}
class Int16 extends Int16StringReceiver {
  override stringReceived = nothing;
}
class Int32 extends Int32StringReceiver {
  override stringReceived = nothing;
}
class Varint extends LengthPrefixedReceiver {
  override readonly prefix = varintPrefix();
  override stringReceived = nothing;
}
class Fixed64 extends LengthPrefixedReceiver {
  override readonly prefix = fixedPrefix(8, { littleEndian: true });
  override stringReceived = nothing;
}
class Stateful extends StatefulProtocol {
  override getInitialState() {
    return [(): undefined => undefined, 1] as const;
  }
}
class Ident extends IdentServer {
  override lookup() {
    return { system: "UNIX", user: "somebody" };
  }
}

const network = new MemoryNetwork();
const reactor = reactorOn(network.host("here"));
const peer = hostAddress("TCP", "192.0.2.1", 1);
const nobody: IStreamServerEndpoint = { listen: () => new Deferred() };

function socksClient(options: Partial<SOCKSClientOptions>): IProtocol {
  const asked = { version: 5, host: "192.0.2.1", port: 80, ...options } as const;
  const handshake = new SOCKSClientHandshake(asked, {
    connected: () => (handshake.transport as Sink).setProtocol(new Discard()),
    failed: nothing,
  });
  return handshake;
}

/** What a client's endpoint would have an endpoint below it connect. */
function connected(
  begin: (below: { connect(source: unknown): Deferred<never> }) => unknown,
): IProtocol {
  let built: IProtocol | undefined;
  begin({
    connect(source) {
      built = (source as IProtocolFactory).buildProtocol(peer) ?? undefined;
      return new Deferred<never>();
    },
  });
  return built!;
}

function webSocketServer(): IProtocol {
  let listening: IProtocolFactory | undefined;
  const below: IStreamServerEndpoint = {
    listen(source) {
      listening = source as IProtocolFactory;
      return new Deferred();
    },
  };
  new WebSocketServerEndpoint(reactor, below).listen(Discard);
  return listening!.buildProtocol(peer)!;
}

function memcached(ask: (client: MemCacheProtocol) => Deferred<unknown>): () => IProtocol {
  return () => {
    const client = new MemCacheProtocol(new Clock());
    const made = client.makeConnection.bind(client);
    client.makeConnection = (transport) => {
      made(transport);
      ask(client).addErrback(nothing);
    };
    return client;
  };
}

function identClient(): IProtocol {
  const client = new IdentClient({ maxPending: 20_000 });
  const made = client.makeConnection.bind(client);
  client.makeConnection = (transport) => {
    made(transport);
    for (let n = 0; n < 10_000; n++) client.lookup(1, 1).addErrback(nothing);
  };
  return client;
}

/** By name: what makes one, not yet connected. */
export const parsers: Readonly<Record<string, () => IProtocol>> = {
  LineReceiver: () => Object.assign(new Lines(), LIMIT),
  LineOnlyReceiver: () => Object.assign(new OnlyLines(), LIMIT),
  JSONLinesReceiver: () => Object.assign(new JSONLines(), LIMIT),
  "JSONLinesReceiver that forgives": () => Object.assign(new ForgivingJSONLines(), LIMIT),
  NetstringReceiver: () => Object.assign(new Netstrings(), LIMIT),
  Int8StringReceiver: () => new Int8(),
  Int16StringReceiver: () => Object.assign(new Int16(), LIMIT),
  Int32StringReceiver: () => Object.assign(new Int32(), LIMIT),
  varint: () => Object.assign(new Varint(), LIMIT),
  "fixedPrefix(8)": () => Object.assign(new Fixed64(), LIMIT),
  StatefulProtocol: () => new Stateful(),
  PROXY: () =>
    new HAProxyWrappingFactory(Discard, new Clock(), { maxLength: 65_551 }).buildProtocol(peer)!,
  "SOCKS server": () =>
    new SOCKSServer({
      clock: new Clock(),
      connect: () => ({ connect: () => new Deferred() }),
      listen: () => nobody,
    }),
  "SOCKS server with authentication": () =>
    new SOCKSServer({
      clock: new Clock(),
      connect: () => ({ connect: () => new Deferred() }),
      authenticate: () => new Deferred<boolean>(),
    }),
  "SOCKS 4 client": () => socksClient({ version: 4 }),
  "SOCKS 5 client": () => socksClient({}),
  "memcached client, get": memcached((client) => client.get("k")),
  "memcached client, stats": memcached((client) => client.stats()),
  "memcached client, many keys": memcached((client) =>
    client.getMultiple(Array.from({ length: 5000 }, (_, n) => n.toString(36))),
  ),
  "ident server": () => new Ident(),
  "ident client": identClient,
  "finger server": () => new Finger(),
  "finger client": () => connected((below) => finger(below as never, "").addErrback(nothing)),
  discard: () => new Discard(),
  echo: () => new Echo(),
  chargen: () => new Chargen(),
  "WebSocket server": webSocketServer,
  "WebSocket client": () =>
    connected((below) =>
      new WebSocketClientEndpoint(reactor, "ws://there/", { endpoint: below as never })
        .connect(() => new Protocol())
        .addErrback(nothing),
    ),
};

/** Let what waits for another turn have it. */
export function nextTurns(): void {
  network.advance(0);
}
