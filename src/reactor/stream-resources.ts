/** What streams are to those who look for what is alive. */
import type { ResourceOwner, ResourceType } from "../resources/index.ts";
import type { Connector } from "./connector.ts";
import type { ListeningPort } from "./listening-port.ts";
import type { StreamTransport } from "./stream-transport.ts";

/** All streams of one reactor. */
export interface StreamsThatLive {
  readonly ports: ReadonlySet<ListeningPort>;
  readonly connectors: ReadonlySet<Connector>;
  readonly transports: ReadonlySet<StreamTransport>;
  readonly owner?: ResourceOwner | undefined;
}

export interface StreamResources {
  readonly connection: ResourceType<StreamTransport>;
  readonly attempt: ResourceType<Connector>;
  /** Of one port, which is not among the others before it is open. */
  port(isOpening: () => boolean, at: string): ResourceType<ListeningPort>;
}

export function streamResources({
  ports,
  connectors,
  transports,
  owner,
}: StreamsThatLive): StreamResources {
  const own = owner === undefined ? {} : { owner };
  return {
    connection: {
      kind: "connection",
      describe: (transport) => `connection ${transport.getHost()} to ${transport.getPeer()}`,
      isLive: (transport) => transports.has(transport),
      isClosing: ({ disconnecting }) => disconnecting,
      end: (transport) => transport.abortConnection(),
      ...own,
    },
    attempt: {
      kind: "connecting attempt",
      describe: (connector) => `attempt to connect to ${connector.getDestination()}`,
      isLive: (connector) => connectors.has(connector),
      end: (connector) => connector.stopConnecting(),
      secondsLeft: ({ secondsLeft }) => secondsLeft,
      ...own,
    },
    port: (isOpening, at) => ({
      kind: "listening port",
      describe: (port) => (isOpening() ? `port being opened at ${at}` : `port ${port.getHost()}`),
      isLive: (port) => ports.has(port) || isOpening(),
      isClosing: ({ stopping }) => stopping,
      end: (port) => void (isOpening() || port.stopListening()),
      ...own,
    }),
  };
}
