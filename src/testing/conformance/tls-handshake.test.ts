import assert from "node:assert/strict";
import { test } from "node:test";
import { assertFoundInTLS, tlsFailures } from "./tls-broken.test-fixture.ts";
import { tlsHandshake } from "./tls-handshake.ts";

test("TLS over the simulated network passes", async () =>
  assert.deepEqual(await tlsFailures(tlsHandshake), []));

test("found: an engine that never says that the handshake is done", () =>
  assertFoundInTLS(tlsHandshake, { sink: () => ({ handshakeCompleted: () => {} }) }, /^X23/));

test("found: an engine that says nothing of ALPN", () =>
  assertFoundInTLS(
    tlsHandshake,
    {
      sink: (sink) => ({
        handshakeCompleted: (details) =>
          sink.handshakeCompleted({
            ...details,
            peerCertificate: () => details.peerCertificate(),
            negotiatedProtocol: null,
          }),
      }),
    },
    /^X27: ALPN/,
  ));

test("found: an engine that delivers while paused", () =>
  assertFoundInTLS(tlsHandshake, { engine: () => ({ pauseReading: () => {} }) }, /^X12/));
