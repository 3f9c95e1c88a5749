/**
 * The simulated platform, on purpose not as the port wants it: for proving that the suite finds out.
 *
 * Each meddling changes a few methods of the sockets, their sinks or the capability; the rest is as it was.
 */
import type {
  Platform,
  Socket,
  SocketAddress,
  SocketSink,
  TCPPlatform,
} from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { type TCPConformanceSetup, TCPWorld } from "./tcp.ts";

type TCPSocket = Socket<SocketAddress>;

export interface Meddling {
  socket?(inner: TCPSocket): Partial<TCPSocket>;
  sink?(inner: SocketSink, socket: TCPSocket): Partial<SocketSink>;
  tcp?(inner: TCPPlatform): Partial<TCPPlatform>;
}

type WithTCP = Platform & Required<Pick<Platform, "tcp">>;

function meddled(platform: WithTCP, meddling: Meddling): WithTCP {
  const wrap = (inner: TCPSocket): TCPSocket =>
    over(inner, {
      start: (sink) => inner.start(over(sink, meddling.sink?.(sink, inner) ?? {})),
      ...meddling.socket?.(inner),
    });
  const wrapped: TCPPlatform = {
    listen: (at, options, accept) =>
      platform.tcp.listen(at, options, (socket) => accept(wrap(socket))),
    connect: (to, options) => platform.tcp.connect(to, options).addCallback(wrap),
  };
  return { ...platform, tcp: over(wrapped, meddling.tcp?.(wrapped) ?? {}) };
}

export function memorySetup(meddling: Meddling = {}): TCPConformanceSetup {
  const network = new MemoryNetwork();
  return {
    server: reactorOn(meddled(network.host("server"), meddling)),
    client: reactorOn(meddled(network.host("client"), meddling)),
    host: "server",
    pass: () => network.advance(0.05),
  };
}

const proof: Proof<TCPWorld, Meddling> = new Proof(
  (meddling) => new TCPWorld(memorySetup(meddling)),
);
export const failures: typeof proof.failures = proof.failures;
export const assertFound: typeof proof.assertFound = proof.assertFound;
