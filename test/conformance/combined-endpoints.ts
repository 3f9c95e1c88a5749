/** Endpoints inside of endpoints, in the ways that programs have them: a table for tests. */
import type { Deferred } from "torsion/deferred";
import {
  FallbackEndpoint,
  HostnameEndpoint,
  MemoryClientEndpoint,
  MemoryNames,
  MemoryServerEndpoint,
  RetryEndpoint,
  SOCKSClientEndpoint,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
  UNIXClientEndpoint,
  UNIXServerEndpoint,
  wrapClientTLS,
  wrapServerTLS,
} from "torsion/endpoints";
import {
  CertificateOptions,
  type IListeningPort,
  type IStreamClientEndpoint,
  type IStreamServerEndpoint,
  optionsForClientTLS,
} from "torsion/net";
import { MemoryNetwork, type MemoryPlatform } from "torsion/platform/memory";
import { nodeTLS } from "torsion/platform/node";
import { proxyClientEndpoint, proxyEndpoint } from "torsion/protocols/haproxy";
import { SOCKSServerFactory } from "torsion/protocols/socks";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { WebSocketClientEndpoint, WebSocketServerEndpoint } from "torsion/websocket";

const { authority, server: certified } = testCertificates;

type Host = ReturnType<
  typeof reactorOn<MemoryPlatform & { readonly tls: ReturnType<typeof nodeTLS> }>
>;

export interface World {
  readonly network: MemoryNetwork;
  readonly server: Host;
  readonly client: Host;
}

export function world(): World {
  const network = new MemoryNetwork();
  const host = (name: string): Host => reactorOn({ ...network.host(name), tls: nodeTLS() });
  const [server, client] = [host("server"), host("client")];
  network.host("gone");
  network.partition("client", "gone");
  return { network, server, client };
}

/** Something that goes around an endpoint, on both sides. */
interface Layer {
  server(world: World, inner: IStreamServerEndpoint): IStreamServerEndpoint;
  client(world: World, inner: IStreamClientEndpoint): IStreamClientEndpoint;
}

type LayerName = "tls" | "proxy" | "websocket" | "retry" | "fallback";

const LAYERS: Readonly<Record<LayerName, Layer>> = {
  tls: {
    server: (_world, inner) => wrapServerTLS(new CertificateOptions(certified), inner),
    client: (_world, inner) =>
      wrapClientTLS(optionsForClientTLS("server", { trustRoot: authority }), inner),
  },
  proxy: {
    server: ({ server }, inner) => proxyEndpoint(inner, server),
    client: (_world, inner) => proxyClientEndpoint(inner),
  },
  websocket: {
    server: ({ server }, inner) => new WebSocketServerEndpoint(server, inner),
    client: ({ client }, inner) =>
      new WebSocketClientEndpoint(client, "ws://server/", { endpoint: inner }),
  },
  retry: {
    server: (_world, inner) => inner,
    client: ({ client }, inner) => new RetryEndpoint(client, inner, { attempts: 2 }),
  },
  fallback: {
    server: (_world, inner) => inner,
    client: ({ client }, inner) =>
      new FallbackEndpoint(client, [new TCPClientEndpoint(client, "server", 9), inner]),
  },
};

/** What all the rest goes around. */
export interface Carrier {
  readonly server: IStreamServerEndpoint;
  readonly client: IStreamClientEndpoint;
  readonly nobody?: IStreamClientEndpoint;
  readonly silent?: IStreamClientEndpoint;
}

type CarrierName = "unix" | "memory" | "socks" | "name";

const CARRIERS: Readonly<Record<CarrierName, (world: World) => Carrier>> = {
  unix: ({ server }: World) => ({
    server: new UNIXServerEndpoint(server, "/run/s"),
    client: new UNIXClientEndpoint(server, "/run/s"),
  }),
  memory: ({ server, client }: World) => {
    const names = new MemoryNames();
    return {
      server: new MemoryServerEndpoint(server, "s", { names }),
      client: new MemoryClientEndpoint(client, "s", { names }),
      nobody: new MemoryClientEndpoint(client, "none", { names }),
    };
  },
  /** Through a proxy, which listens on a UNIX socket. */
  socks: ({ server, client }: World) => {
    const factory = new SOCKSServerFactory({ ...socksThrough(client), allow: () => true });
    factory.noisy = false;
    const proxy = new UNIXServerEndpoint(client, "/run/socks");
    const through = (port: number) =>
      new SOCKSClientEndpoint(new UNIXClientEndpoint(client, "/run/socks"), "server", port, {
        clock: client,
      });
    return {
      server: both(new TCPServerEndpoint(server, 7), () => proxy.listen(factory)),
      client: through(7),
    };
  },
  name: ({ server, client }: World) => ({
    server: new TCPServerEndpoint(server, 7),
    client: new HostnameEndpoint(client, "server", 7),
    nobody: new HostnameEndpoint(client, "server", 8),
    silent: new HostnameEndpoint(client, "gone", 7),
  }),
};

/** Two ports that are one: the proxy's is open while the other is. */
function both(
  server: IStreamServerEndpoint,
  proxy: () => Deferred<IListeningPort>,
): IStreamServerEndpoint {
  return {
    listen: (factory, options) =>
      server.listen(factory, options).addCallback((port) =>
        proxy().addCallback((proxyPort): IListeningPort => {
          const stopListening = () =>
            proxyPort.stopListening().addCallback(() => port.stopListening());
          const getHost = () => port.getHost();
          return { getHost, stopListening, [Symbol.asyncDispose]: stopListening };
        }),
      ),
  } satisfies IStreamServerEndpoint as IStreamServerEndpoint;
}

/** What carries, and what is around it from the outermost in. */
export type Combination = readonly [CarrierName, ...LayerName[]];
export const COMBINATIONS: readonly Combination[] = [
  ["name", "tls", "proxy"],
  ["name", "proxy", "tls"],
  ["name", "websocket", "tls"],
  ["name", "tls", "websocket"],
  ["name", "websocket", "websocket"],
  ["name", "proxy", "proxy"],
  ["name", "proxy", "websocket"],
  ["name", "websocket", "proxy"],
  ["name", "retry", "fallback", "websocket", "proxy"],
  ["name", "tls", "retry", "fallback"],
  ["memory", "tls"],
  ["memory", "websocket", "tls"],
  ["memory", "proxy"],
  ["memory", "tls", "websocket", "proxy"],
  ["unix", "tls"],
  ["unix", "websocket"],
  ["unix", "proxy", "tls"],
  ["socks", "tls"],
  ["socks", "proxy", "websocket"],
  ["socks", "tls", "websocket"],
  ["socks", "retry", "tls"],
];

/** `combination` in `here`. */
export function combined(here: World, [carrier, ...layers]: Combination): Carrier {
  const inner: Carrier = CARRIERS[carrier](here);
  const around = (endpoint: IStreamClientEndpoint): IStreamClientEndpoint =>
    layers.reduceRight<IStreamClientEndpoint>(
      (below, layer) => LAYERS[layer].client(here, below),
      endpoint,
    );
  const server = layers.reduceRight<IStreamServerEndpoint>(
    (below, layer) => LAYERS[layer].server(here, below),
    inner.server,
  );
  return {
    server,
    client: around(inner.client),
    ...(inner.nobody && { nobody: around(inner.nobody) }),
    ...(inner.silent && { silent: around(inner.silent) }),
  };
}
