import assert from "node:assert/strict";
import { test } from "node:test";
import { PlatformError } from "../../platform/index.ts";
import { assertFoundInTLS, tlsFailures } from "./tls-broken.test-fixture.ts";
import { tlsFaults } from "./tls-faults.ts";

test("TLS over the simulated network passes", async () =>
  assert.deepEqual(await tlsFailures(tlsFaults), []));

test("found: an engine that hands on what it could not decrypt", () =>
  assertFoundInTLS(
    tlsFaults,
    {
      sink: (sink) => ({
        failed: (error) => {
          sink.data(new Uint8Array(7));
          sink.failed(error);
        },
      }),
    },
    /^a record that was changed/,
  ));

test("found: an engine whose failures are no failures of TLS", () =>
  assertFoundInTLS(
    tlsFaults,
    { sink: (sink) => ({ failed: () => sink.failed(new PlatformError("EPIPE", "broken")) }) },
    /^garbage/,
  ));
