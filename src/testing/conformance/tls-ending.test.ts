import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInTLS, tlsFailures } from "./tls-broken.test-fixture.ts";
import { tlsEnding } from "./tls-ending.ts";

test("TLS over the simulated network passes", async () =>
  assert.deepEqual(await tlsFailures(tlsEnding), []));

test("found: an engine to which every end is in order", () =>
  assertFoundInTLS(
    tlsEnding,
    { sink: (sink) => ({ failed: () => sink.ended() }) },
    /^X25: FIN without/,
  ));

test("found: an engine that keeps it to itself when the bytes end", () =>
  assertFoundInTLS(tlsEnding, { sink: () => ({ failed: () => {}, ended: () => {} }) }, /^X25/));
