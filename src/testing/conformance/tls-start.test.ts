import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInTLS, tlsFailures } from "./tls-broken.test-fixture.ts";
import { startTLSCases } from "./tls-start.ts";

test("TLS over the simulated network passes", async () =>
  assert.deepEqual(await tlsFailures(startTLSCases), []));

test("found: an engine that loses what is written to it", () =>
  assertFoundInTLS(
    startTLSCases,
    { engine: () => ({ write: () => true }) },
    /^startTLS: what comes/,
  ));

test("found: an engine that never says that there is room again", () =>
  assertFoundInTLS(startTLSCases, { sink: () => ({ drained: () => {} }) }, /^X26/));
