import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CertificateOptions,
  INegotiated,
  ISSLTransport,
  ITLSTransport,
  optionsForClientTLS,
} from "./tls.ts";
import { IStreamTransport } from "./transport.ts";

const PAIR = { privateKey: "key", certificate: "certificate" };

test("X28: TLS 1.2 is the least, and a handshake takes a minute at the most, unless one says otherwise", () => {
  for (const options of [new CertificateOptions(PAIR), optionsForClientTLS("example.com")])
    assert.deepEqual([options.minimumVersion, options.handshakeSeconds], ["TLSv1.2", 60]);
  const strict = optionsForClientTLS("example.com", {
    minimumVersion: "TLSv1.3",
    handshakeSeconds: 5,
  });
  assert.deepEqual([strict.minimumVersion, strict.handshakeSeconds], ["TLSv1.3", 5]);
});

test("X28: a client cannot leave out whom it wants to speak with", () => {
  assert.throws(() => optionsForClientTLS(""), RangeError);
  assert.equal(optionsForClientTLS("example.com").hostname, "example.com");
});

test("one root, in either form, and many; none is the platform's choice", () => {
  const bytes = new Uint8Array(3);
  const rootsOf = (trustRoot: string | Uint8Array | string[]) =>
    optionsForClientTLS("example.com", { trustRoot }).trustRoots;
  assert.deepEqual(rootsOf("a"), ["a"]);
  assert.deepEqual(rootsOf(bytes), [bytes]);
  assert.deepEqual(rootsOf(["a", "b"]), ["a", "b"]);
  assert.equal(optionsForClientTLS("example.com").trustRoots, undefined);
  assert.deepEqual(new CertificateOptions({ ...PAIR, trustRoot: "a" }).trustRoots, ["a"]);
});

test("what speaks TLS is a stream; what negotiates speaks TLS", () => {
  assert.ok(ITLSTransport.isOrExtends(IStreamTransport));
  assert.ok(INegotiated.isOrExtends(ISSLTransport));
});
