/** Ports, connections and attempts to connect of one reactor, as data. */
import {
  type AttemptDescription,
  type ConnectionDescription,
  type ConnectionOrder,
  figuresOf,
  type PortDescription,
} from "../net/index.ts";
import { Connector } from "./connector.ts";
import {
  type DescribedThings,
  first,
  foremost,
  safeClassOf,
  unwrapped,
} from "./described-things.ts";
import { ListeningPort } from "./listening-port.ts";
import type { StreamTransport } from "./stream-transport.ts";
import type { AllStreams } from "./streams.ts";

export interface StreamsChoice {
  readonly now: number;
  readonly most: number;
  readonly by: ConnectionOrder;
}

export interface StreamDescriptions {
  readonly ports: PortDescription[];
  readonly connections: ConnectionDescription[];
  readonly attempts: AttemptDescription[];
}

const SIZE: Readonly<Record<ConnectionOrder, (transport: StreamTransport) => number>> = {
  // The one that was made first is the oldest.
  ageSeconds: ({ since }) => -since,
  bytesIn: ({ bytesIn }) => bytesIn,
  bytesOut: ({ bytesOut }) => bytesOut,
  bufferedBytes: ({ bufferedBytes }) => bufferedBytes,
};

export function describeStreams(
  things: DescribedThings,
  { ports, connectors, transports }: AllStreams,
  { now, most, by }: StreamsChoice,
): StreamDescriptions {
  const cameBy = new Map<unknown, number>();
  for (const { origin } of transports) cameBy.set(origin, (cameBy.get(origin) ?? 0) + 1);
  const size = SIZE[by];
  return {
    ports: first(ports, most).map((port) => ({
      ...things.of(port),
      ...port.status,
      connections: cameBy.get(port) ?? 0,
    })),
    connections: foremost(transports, most, (a, b) => size(b) - size(a)).map((transport) =>
      connection(things, transport, now),
    ),
    attempts: first(connectors, most).map((connector) => ({
      ...things.of(connector),
      ...connector.status,
    })),
  };
}

function connection(
  things: DescribedThings,
  transport: StreamTransport,
  now: number,
): ConnectionDescription {
  const { origin, protocol, since } = transport;
  const { inner, around } = unwrapped(protocol);
  return {
    ...things.of(transport),
    host: String(transport.getHost()),
    peer: String(transport.getPeer()),
    origin:
      origin instanceof ListeningPort
        ? "accepted"
        : origin instanceof Connector
          ? "connected"
          : "adopted",
    port: origin instanceof ListeningPort ? things.idOf(origin) : null,
    protocol: safeClassOf(inner),
    wrappers: around,
    figures: figuresOf(inner),
    ageSeconds: now - since,
    ...transport.status,
  };
}
