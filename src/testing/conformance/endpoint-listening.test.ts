import assert from "node:assert/strict";
import { test } from "node:test";
import { succeed } from "../../deferred/index.ts";
import type { IListeningPort, IProtocolFactory } from "../../net/index.ts";
import { assertFound, failures, type Meddling } from "./endpoint-broken.test-fixture.ts";
import { endpointListening as cases } from "./endpoint-listening.ts";
import { over } from "./meddling.test-fixture.ts";

test("the endpoints of TCP pass, on a simulated network", async () => {
  assert.deepEqual(await failures(cases), []);
});

/** A port that is not as it should be. */
function port(change: (inner: IListeningPort) => Partial<IListeningPort>): Meddling {
  return {
    server: (inner) => ({
      listen: (factory: IProtocolFactory) =>
        inner.listen(factory).addCallback((opened) => over(opened, change(opened))),
    }),
  };
}

test("found: a port that never closes", () =>
  assertFound(
    cases,
    port(() => ({ stopListening: () => succeed(undefined) })),
    /^a port that is closed can be opened again/,
  ));

test("found: a port that forgets where it was", () => {
  let asked = 0;
  return assertFound(
    cases,
    port(() => ({
      getHost: () => {
        asked += 1;
        return { equals: () => false, toString: () => `place ${asked}` };
      },
    })),
    /^listen fires with the port/,
  );
});

test("found: an endpoint that does not start the factory", () =>
  assertFound(
    cases,
    {
      server: (inner) => ({
        listen: (factory) => inner.listen(over(factory, { doStart() {}, doStop() {} })),
      }),
    },
    /^X19/,
  ));

test("found: an endpoint that listens on when it was cancelled", () =>
  assertFound(
    cases,
    {
      server: (inner) => ({
        listen: (factory, options) => {
          inner.listen(factory).addErrback(() => null as never);
          return inner.listen(factory, options);
        },
      }),
    },
    /^listening that is cancelled/,
  ));
