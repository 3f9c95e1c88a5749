/** UDP in memory, on purpose not as the port wants it: for proving that the suite finds out. */
import assert from "node:assert/strict";
import type { DatagramSink, DatagramSocket, UDPPlatform } from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { ConformanceCase } from "./case.ts";
import { MulticastWorld } from "./multicast.ts";

export interface DatagramMeddling {
  socket?(inner: DatagramSocket): Partial<DatagramSocket>;
  sink?(inner: DatagramSink): Partial<DatagramSink>;
}

function over<T extends object>(inner: T, changes: Partial<T>): T {
  return new Proxy(inner, {
    get(_target, name) {
      if (name in changes) return changes[name as keyof T];
      const value: unknown = Reflect.get(inner, name);
      return typeof value === "function" ? value.bind(inner) : value;
    },
  });
}

function meddled(udp: UDPPlatform, { socket, sink }: DatagramMeddling): UDPPlatform {
  return {
    bind: (at, options, told) =>
      udp
        .bind(at, options, over(told, sink?.(told) ?? {}))
        .addCallback((made) => over(made, socket?.(made) ?? {})),
  };
}

export function datagramWorld(meddling: DatagramMeddling = {}): MulticastWorld {
  const network = new MemoryNetwork();
  const reactor = (name: string) => {
    const platform = network.host(name);
    return reactorOn({ ...platform, udp: meddled(platform.udp, meddling) });
  };
  return new MulticastWorld({
    server: reactor("server"),
    client: reactor("client"),
    host: "server",
    clientHost: "client",
    everywhere: "0.0.0.0",
    group: "239.0.0.1",
    pass: () => network.advance(0.1),
  });
}

/** The names of the cases that fail. */
export async function datagramFailures(
  cases: readonly ConformanceCase<MulticastWorld>[],
  meddling: DatagramMeddling = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    const world = datagramWorld(meddling);
    try {
      await run(world);
      await world.close();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

/** A case fails whose name matches. */
export async function assertFoundInUDP(
  cases: readonly ConformanceCase<MulticastWorld>[],
  meddling: DatagramMeddling,
  by: RegExp,
): Promise<void> {
  const failed = await datagramFailures(
    cases.filter(({ name }) => by.test(name)),
    meddling,
  );
  assert.ok(failed.length > 0, `no case ${by} has found it`);
}
