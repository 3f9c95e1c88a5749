/** A client whose resolver follows a script, and hosts that accept, refuse or do not answer: for what connects to names. */
import { type Deferred, Failure } from "../deferred/index.ts";
import {
  hostAddress,
  type IHostnameResolver,
  type IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../net/index.ts";
import { MemoryNetwork, type MemoryPlatform } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { type ReactorOn, reactorOn } from "../reactor/index.ts";
import { HostnameEndpoint, type HostnameEndpointOptions } from "./hostname-endpoint.ts";
import { TCPServerEndpoint } from "./tcp-server-endpoint.ts";

/** What the resolver does, and when: an address, the end, or an exception. */
export type Step = readonly [seconds: number, told: string];

export const V6: readonly string[] = ["fd00::1", "fd00::2", "fd00::3"];
export const V4: readonly string[] = ["10.0.0.1", "10.0.0.2", "10.0.0.3"];

export interface HostnameWorld {
  readonly network: MemoryNetwork;
  readonly reactor: ReactorOn<MemoryPlatform>;
  /** The protocols of the hosts. */
  readonly accepted: readonly Protocol[];
  /** What the resolver was asked. */
  readonly asked: readonly ResolveHostNameOptions[];
  /** Milliseconds since the beginning, and what was tried. */
  readonly attempts: readonly string[];
  /** How often the resolver was told to stop. */
  cancelled(): number;
  endpoint(options?: HostnameEndpointOptions): HostnameEndpoint;
}

/**
 * A client whose resolver follows a script, and one host for each address: what is in `open` accepts, what is in `silent`
 * does not answer, the rest refuses.
 */
export function world(
  script: readonly Step[],
  { open = [], silent = [] }: { open?: readonly string[]; silent?: readonly string[] },
): HostnameWorld {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("me", { addresses: ["10.0.0.99", "fd00::99"] }));
  const accepted: Protocol[] = [];
  for (const address of [...V6, ...V4]) {
    const host = reactorOn(network.host(address.replaceAll(":", "-"), { addresses: [address] }));
    class Accepted extends Protocol {
      override connectionMade(): void {
        accepted.push(this);
      }
    }
    const at = address.includes(":") ? "::" : "0.0.0.0";
    if (open.includes(address)) new TCPServerEndpoint(host, 80, { interface: at }).listen(Accepted);
    if (silent.includes(address)) network.partition("me", address.replaceAll(":", "-"));
  }
  const asked: ResolveHostNameOptions[] = [];
  let cancelled = 0;
  const resolver: IHostnameResolver = {
    resolveHostName: (receiver: IResolutionReceiver, name, options = {}) => {
      asked.push(options);
      const calls: { readonly active: boolean; cancel(): void }[] = [];
      const resolution = {
        name,
        cancel: () => {
          cancelled += 1;
          for (const call of calls) if (call.active) call.cancel();
        },
      };
      receiver.resolutionBegan(resolution);
      const tell = (told: string): void => {
        if (told === "end") receiver.resolutionComplete();
        else if (told === "throw") throw new Error("broken resolver");
        else receiver.addressResolved(hostAddress("TCP", told, options.portNumber ?? 0));
      };
      for (const [seconds, told] of script)
        if (seconds === 0) tell(told);
        else calls.push(reactor.callLater(seconds, () => tell(told)));
      return resolution;
    },
  };
  reactor.installNameResolver(resolver);
  network.advance(1);
  const start = Math.round(reactor.seconds() * 1000);
  const attempts: string[] = [];
  const connectTCP = reactor.connectTCP.bind(reactor);
  reactor.connectTCP = (host, ...rest) => {
    attempts.push(`${Math.round(reactor.seconds() * 1000) - start} ${host}`);
    return connectTCP(host, ...rest);
  };
  return {
    network,
    reactor,
    accepted,
    asked,
    attempts,
    cancelled: () => cancelled,
    endpoint: (options?: HostnameEndpointOptions) =>
      new HostnameEndpoint(reactor, "server.example", 80, options),
  };
}

export function outcomes(connecting: Deferred<unknown>): unknown[] {
  const seen: unknown[] = [];
  connecting.addBoth((result) => {
    seen.push(result instanceof Failure ? result.value : result);
  });
  return seen;
}
export const peerOf = (protocol: unknown): string =>
  String((protocol as Protocol).transport.getPeer());
