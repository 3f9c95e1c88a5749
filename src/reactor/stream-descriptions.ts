/** Ports, connections and attempts to connect of one reactor, as data. */
import {
  type AttemptDescription,
  type ConnectionDescription,
  type ConnectionOrder,
  figuresOf,
  type PortDescription,
} from "../net/index.ts";
import { Connector } from "./connector.ts";
import { type DescribedThings, described, first, foremost, unwrapped } from "./described-things.ts";
import { ListeningPort } from "./listening-port.ts";
import type { StreamTransport } from "./stream-transport.ts";
import type { AllStreams } from "./streams.ts";
import { safeClassOf } from "./user-code.ts";

export interface StreamDescriptions {
  readonly ports: PortDescription[];
  readonly connections: ConnectionDescription[];
  readonly attempts: AttemptDescription[];
}

/** `null`: as they come. */
const SIZE: Readonly<Record<ConnectionOrder, ((transport: StreamTransport) => number) | null>> = {
  ageSeconds: null,
  bytesIn: ({ bytesIn }) => bytesIn,
  bytesOut: ({ bytesOut }) => bytesOut,
  bufferedBytes: ({ bufferedBytes }) => bufferedBytes,
};

/** Of what there is, what is to be told. */
export interface ChosenStreams {
  readonly ports: readonly ListeningPort[];
  readonly connections: readonly StreamTransport[];
  readonly attempts: readonly Connector[];
  /** All there are, to see what of it has ended. */
  readonly all: AllStreams;
}

export function chooseStreams(all: AllStreams, most: number, by: ConnectionOrder): ChosenStreams {
  const size = SIZE[by];
  return {
    all,
    ports: first(all.ports, most),
    // They are kept in the order in which they were made.
    connections:
      size === null
        ? first(all.transports, most)
        : foremost(all.transports, most, (a, b) => size(b) - size(a)),
    attempts: first(all.connectors, most),
  };
}

export function* describeStreams(
  things: DescribedThings,
  { ports, connections, attempts, all }: ChosenStreams,
  now: number,
): Generator<void, StreamDescriptions> {
  return {
    ports: yield* described(ports, (port) =>
      all.ports.has(port)
        ? { ...things.of(port), ...port.status, connections: port.connections }
        : null,
    ),
    connections: yield* described(connections, (transport) =>
      all.transports.has(transport) ? connection(things, transport, now) : null,
    ),
    attempts: yield* described(attempts, (connector) =>
      all.connectors.has(connector) ? { ...things.of(connector), ...connector.status } : null,
    ),
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
