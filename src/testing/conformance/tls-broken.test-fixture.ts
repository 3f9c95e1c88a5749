/** Memory with TLS, on purpose not as the port wants it: for proving that the suite finds out. */
import { setImmediate as turn } from "node:timers/promises";
import type { TLSEngine, TLSEngineSink, TLSPlatform } from "../../platform/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { nodeTLS } from "../../platform/node/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { over, Proof } from "./meddling.test-fixture.ts";
import { TLSWorld } from "./tls-world.ts";

export interface TLSMeddling {
  engine?(inner: TLSEngine): Partial<TLSEngine>;
  sink?(inner: TLSEngineSink): Partial<TLSEngineSink>;
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

const proof: Proof<TLSWorld, TLSMeddling> = new Proof(tlsWorld);
export const tlsFailures: typeof proof.failures = proof.failures;
export const assertFoundInTLS: typeof proof.assertFound = proof.assertFound;
