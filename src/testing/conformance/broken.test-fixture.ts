/**
 * The simulated platform, on purpose not as the port wants it: for proving that the suite finds out.
 *
 * Each meddling changes a few methods of the sockets, their sinks or the capability; the rest is as it was.
 */
import assert from "node:assert/strict";
import type {
  Platform,
  Socket,
  SocketAddress,
  SocketSink,
  TCPPlatform,
} from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { ConformanceCase } from "./case.ts";
import { type TCPConformanceSetup, TCPWorld } from "./tcp.ts";

type TCPSocket = Socket<SocketAddress>;

export interface Meddling {
  socket?(inner: TCPSocket): Partial<TCPSocket>;
  sink?(inner: SocketSink, socket: TCPSocket): Partial<SocketSink>;
  tcp?(inner: TCPPlatform): Partial<TCPPlatform>;
}

/** `inner`, but for the changes. */
function over<T extends object>(inner: T, changes: Partial<T>): T {
  return new Proxy(inner, {
    get(_target, name) {
      if (name in changes) return changes[name as keyof T];
      const value: unknown = Reflect.get(inner, name);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
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

/** The names of the cases that fail. */
export async function failures(
  cases: readonly ConformanceCase<TCPWorld>[],
  meddling: Meddling = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    const world = new TCPWorld(memorySetup(meddling));
    try {
      await run(world);
      await world.close();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

/** At least one case fails, of those whose name matches. */
export async function assertFound(
  cases: readonly ConformanceCase<TCPWorld>[],
  meddling: Meddling,
  by: RegExp,
): Promise<void> {
  const failed = await failures(
    cases.filter(({ name }) => by.test(name)),
    meddling,
  );
  assert.ok(failed.length > 0, `no case ${by} has found it`);
}
