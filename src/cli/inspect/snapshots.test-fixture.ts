/** Snapshots of a program that does not exist, for tests of what is made of them. */
import type { ConnectionDescription, ReactorDescription } from "../../net/index.ts";
import type { Snapshot } from "./snapshot.ts";

export function connection(more: Partial<ConnectionDescription> = {}): ConnectionDescription {
  return {
    id: 1,
    place: null,
    kind: "TCP",
    tls: false,
    negotiated: null,
    host: "10.0.0.1:7",
    peer: "10.0.0.2:40000",
    state: "open",
    origin: "accepted",
    port: 9,
    protocol: "Echo",
    wrappers: [],
    figures: null,
    ageSeconds: 5,
    bytesIn: 0,
    bytesOut: 0,
    bufferedBytes: 0,
    paused: false,
    producer: null,
    ...more,
  };
}

export interface SnapshotParts {
  readonly seconds?: number;
  readonly pid?: number;
  readonly connections?: readonly ConnectionDescription[];
  readonly reactor?: Partial<ReactorDescription>;
  readonly more?: Partial<Snapshot>;
}

/** Of a program that has run since 0 s. */
export function snapshotOf({
  seconds = 100,
  pid = 7,
  connections = [],
  reactor = {},
  more = {},
}: SnapshotParts = {}): Snapshot {
  return {
    torsion: 1,
    seconds,
    program: { name: "shop", pid, memory: { resident: 50 * 1024 * 1024, heapUsed: 1024 } },
    services: [
      {
        ...{ path: "shop", name: "shop", class: "MultiService", depth: 0 },
        ...{ running: true, figures: null },
      },
      {
        ...{ path: "shop/db", name: "db", class: "ClientService", depth: 1, running: true },
        figures: { state: "waiting", retrySeconds: 3.25, failures: 2 },
      },
    ],
    reactor: {
      platform: "node",
      host: null,
      state: "running",
      upSeconds: seconds,
      turns: null,
      counts: {
        ports: 1,
        connections: connections.length,
        attempts: 0,
        udpPorts: 0,
        lookups: 0,
        delayedCalls: 0,
        processes: 0,
        connectionsSoFar: connections.length,
      },
      ports: [
        {
          ...{ id: 9, place: null, address: "10.0.0.1:7", kind: "TCP", tls: false },
          ...{ factory: "Factory", state: "open", connections: connections.length },
        },
      ],
      connections,
      attempts: [],
      udpPorts: [],
      lookups: [],
      delayedCalls: [],
      processes: [],
      threads: null,
      watched: { readers: 0, writers: 0 },
      ...reactor,
    },
    facts: {},
    ...more,
  };
}

/** What `steps` give in the end. */
export function drained<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
