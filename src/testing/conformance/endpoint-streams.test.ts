import assert from "node:assert/strict";
import { test } from "node:test";
import type { IProtocol, IProtocolFactory, IStreamTransport } from "../../net/index.ts";
import { assertFound, failures, type Meddling } from "./endpoint-broken.test-fixture.ts";
import { endpointStreams as cases } from "./endpoint-streams.ts";
import { over } from "./meddling.test-fixture.ts";

test("the endpoints of TCP pass, on a simulated network", async () => {
  assert.deepEqual(await failures(cases), []);
});

/** An endpoint whose clients are given a transport that is not as it should be. */
function transport(change: (inner: IStreamTransport) => Partial<IStreamTransport>): Meddling {
  return {
    client: (inner) => ({
      connect: <P extends IProtocol>(factory: IProtocolFactory<P>) =>
        inner.connect(
          over(factory, {
            buildProtocol: (peer) => {
              const built = factory.buildProtocol(peer);
              if (built === null) return null;
              const { makeConnection } = built;
              built.makeConnection = (inner) =>
                makeConnection.call(
                  built,
                  over(inner as IStreamTransport, change(inner as IStreamTransport)),
                );
              return built;
            },
          }),
        ),
    }),
  };
}

test("X1: found: what loses a write", () => {
  let writes = 0;
  return assertFound(
    cases,
    transport((inner) => ({
      write: (data) => {
        writes += 1;
        if (writes !== 100) inner.write(data);
      },
    })),
    /^X1/,
  );
});

test("X3: found: what does not flush", () =>
  assertFound(
    cases,
    transport((inner) => ({ loseConnection: () => inner.abortConnection() })),
    /^X3/,
  ));

test("X9: found: what closes in order where it should abort", () =>
  assertFound(
    cases,
    transport((inner) => ({ abortConnection: () => inner.loseConnection() })),
    /^X9/,
  ));

test("X11: found: what closes both directions where one was meant", () =>
  assertFound(
    cases,
    transport((inner) => ({ loseWriteConnection: () => inner.loseConnection() })),
    /^X11/,
  ));

test("X4: found: what takes no producer", () =>
  assertFound(
    cases,
    transport(() => ({ registerProducer() {}, unregisterProducer() {} })),
    /^X4/,
  ));
