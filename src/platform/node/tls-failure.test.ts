import assert from "node:assert/strict";
import { test } from "node:test";
import { tlsFailure } from "./tls-failure.ts";

const failure = (code: string, established: boolean, cut = false) =>
  tlsFailure(Object.assign(new Error("why"), code === "" ? {} : { code }), { established, cut });

test("of a handshake: OpenSSL's own errors are about the protocol, others about the certificate", () => {
  assert.equal(failure("ERR_SSL_WRONG_VERSION_NUMBER", false).kind, "protocol");
  assert.equal(failure("ECONNRESET", false).kind, "protocol");
  for (const code of [
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
  ])
    assert.equal(failure(code, false).kind, "verification", code);
});

test("once it stands nothing is about the certificate any more", () =>
  assert.equal(failure("CERT_HAS_EXPIRED", true).kind, "protocol"));

test("X25: the end of the bytes without close_notify is told apart, in the handshake and after it", () => {
  assert.equal(failure("", true, true).kind, "truncated");
  assert.match(failure("ECONNRESET", false, true).message, /cut the handshake off/);
  assert.equal(failure("ERR_SSL_BAD_RECORD", true, true).kind, "protocol");
});

test("it says what OpenSSL says, by its code, and keeps the original", () => {
  const cause = Object.assign(new Error("long"), { code: "ERR_SSL_X", reason: "short" });
  const error = tlsFailure(cause, { established: true, cut: false });
  assert.deepEqual([error.code, error.message, error.cause], ["ERR_SSL_X", "short", cause]);
});
