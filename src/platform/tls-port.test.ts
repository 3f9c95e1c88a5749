import assert from "node:assert/strict";
import { test } from "node:test";
import { IReactorSSL, optionsForClientTLS } from "../net/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { MemoryNetwork } from "./memory/index.ts";
import type { TLSPlatform } from "./tls-port.ts";

/** Any engine joins any platform, whose streams carry what it sends. */
const xor: TLSPlatform = {
  context: () => ({
    engine: (sink) => ({
      receive: (bytes) => sink.data(bytes.map((byte) => byte ^ 1)),
      receiveEnd: () => sink.ended(),
      sent: () => sink.drained(),
      write: (bytes) => sink.send(bytes.map((byte) => byte ^ 1)),
      pauseReading: () => {},
      resumeReading: () => {},
      finish: () => sink.finished(),
      destroy: () => {},
    }),
  }),
};

test("a platform with TCP and an engine has a reactor that speaks TLS; without, it does not", () => {
  const host = new MemoryNetwork().host("a");
  const reactor = reactorOn({ ...host, tls: xor });
  assert.ok(IReactorSSL.providedBy(reactor));
  const plain = reactorOn(host);
  assert.ok(!IReactorSSL.providedBy(plain as unknown));
  // @ts-expect-error the compiler knows as much
  assert.throws(() => plain.connectSSL("b", 1, {}, optionsForClientTLS("b")));
});
