/** Memory with TLS, on purpose not as the port wants it: for proving that the suite finds out. */
import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { TLSEngine, TLSEngineSink, TLSPlatform } from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { ConformanceCase } from "./case.ts";
import { TLSWorld } from "./tls-world.ts";

export interface TLSMeddling {
  engine?(inner: TLSEngine): Partial<TLSEngine>;
  sink?(inner: TLSEngineSink): Partial<TLSEngineSink>;
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

function meddled({ engine, sink }: TLSMeddling): TLSPlatform {
  const contexts = nodeTLS();
  return {
    context(configuration) {
      const inner = contexts.context(configuration);
      // SNI chooses among the contexts of the engine's own kind, so they stay what they are.
      return new Proxy(inner, {
        get: (_target, name) =>
          name === "engine"
            ? (told: TLSEngineSink) => {
                const made = inner.engine(sink ? over(told, sink(told)) : told);
                return engine ? over(made, engine(made)) : made;
              }
            : (Reflect.get(inner, name) as unknown),
      });
    },
  };
}

export function tlsWorld(meddling: TLSMeddling = {}): TLSWorld {
  const network = new MemoryNetwork();
  const tls = meddled(meddling);
  return new TLSWorld({
    server: reactorOn({ ...network.host("server"), tls }),
    client: reactorOn({ ...network.host("client"), tls }),
    host: "server",
    pass: async () => {
      network.advance(0.05);
      await turn();
    },
  });
}

/** The names of the cases that fail. */
export async function tlsFailures(
  cases: readonly ConformanceCase<TLSWorld>[],
  meddling: TLSMeddling = {},
): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of cases) {
    const world = tlsWorld(meddling);
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
export async function assertFoundInTLS(
  cases: readonly ConformanceCase<TLSWorld>[],
  meddling: TLSMeddling,
  by: RegExp,
): Promise<void> {
  const failed = await tlsFailures(
    cases.filter(({ name }) => by.test(name)),
    meddling,
  );
  assert.ok(failed.length > 0, `no case ${by} has found it`);
}
