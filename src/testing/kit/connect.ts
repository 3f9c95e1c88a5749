/**
 * A client and a server protocol that are connected, with nothing between them but what a test pumps.
 *
 * Both have production transports: what they can observe is what they observe over TCP.
 */
import type { CertificateOptions, ClientTLSOptions, IProtocol } from "../../net/index.ts";
import { hostAddress } from "../../net/index.ts";
import type { TLSPlatform } from "../../platform/index.ts";
import { factoryFrom, type ProtocolSource } from "../../protocols/index.ts";
import { Clock } from "../../time/index.ts";
import type { IOPump, PumpOptions } from "./io-pump.ts";
import { PumpedReactor } from "./pumped-reactor.ts";
import type { PumpedAttempt, PumpedListener } from "./pumped-streams.ts";
import { OneProtocolFactory } from "./watched-factory.ts";

export interface TLSOverWires {
  /** What encrypts, `nodeTLS()` of `torsion/platform/node` say; with it alone, protocols can `startTLS`. */
  readonly tls?: TLSPlatform;
  /** Both: TLS from the first byte. */
  readonly clientTLS?: ClientTLSOptions;
  readonly serverTLS?: CertificateOptions;
}

export interface ConnectOptions extends PumpOptions, TLSOverWires {
  /** Flush before it returns, so that greetings have been exchanged; `true` by default. */
  readonly greet?: boolean;
  /** The time of both transports; one of their own by default. */
  readonly clock?: Clock;
}

const SERVER = "10.0.0.1";
const PORT = 1234;

/** Connect two protocols. After `twisted.test.iosim.connect`. */
export function connect<C extends IProtocol, S extends IProtocol>(
  client: C,
  server: S,
  options: ConnectOptions = {},
): IOPump<C, S> {
  const { clock = new Clock(), greet = true, tls } = options;
  const pump = joinProtocols(new PumpedReactor({ clock, tls }), { client, server }, options);
  if (greet) pump.flush();
  return pump;
}

/**
 * Make and connect two protocols: `[client, server, pump]`. After `twisted.test.iosim.connectedServerAndClient`,
 * the server first here as there.
 */
export function connectedServerAndClient<S extends IProtocol, C extends IProtocol>(
  serverSource: ProtocolSource<S>,
  clientSource: ProtocolSource<C>,
  options: ConnectOptions = {},
): [client: C, server: S, pump: IOPump<C, S>] {
  const client = build(clientSource, "client");
  const server = build(serverSource, "server");
  return [client, server, connect(client, server, options)];
}

/** For this folder: on a reactor that is there. */
export function joinProtocols<C extends IProtocol, S extends IProtocol>(
  pumped: PumpedReactor,
  { client, server }: { readonly client: C; readonly server: S },
  { clientTLS, serverTLS, ...options }: PumpOptions & TLSOverWires = {},
): IOPump<C, S> {
  if ((clientTLS === undefined) !== (serverTLS === undefined) || (clientTLS && !pumped.hasTLS))
    throw new TypeError("TLS from the first byte needs all of tls, clientTLS and serverTLS");
  const { reactor, platform } = pumped;
  const servers = new OneProtocolFactory(server);
  const clients = new OneProtocolFactory(client);
  let listener: PumpedListener | undefined;
  let attempt: PumpedAttempt | undefined;
  const port = pumped.listen(
    () =>
      serverTLS ? reactor.listenSSL(PORT, servers, serverTLS) : reactor.listenTCP(PORT, servers),
    (asked) => {
      listener = asked;
    },
  );
  platform.enter(() =>
    pumped.connect(
      () =>
        clientTLS
          ? reactor.connectSSL(SERVER, PORT, clients, clientTLS)
          : reactor.connectTCP(SERVER, PORT, clients),
      (asked) => {
        attempt = asked;
      },
    ),
  );
  const pump = pumped.join<C, S>(
    { asked: attempt!, built: () => client },
    { asked: listener!, built: () => server },
    options,
  );
  // One connection is all that there will be.
  platform.enter(() => port.addCallback((listening) => listening.stopListening()));
  return pump;
}

function build<P extends IProtocol>(source: ProtocolSource<P>, role: string): P {
  const protocol = factoryFrom(source).buildProtocol(hostAddress("TCP", SERVER, PORT));
  if (protocol === null) throw new TypeError(`the factory of the ${role} refuses to build one`);
  return protocol;
}
