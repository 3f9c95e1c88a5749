import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, utf8 } from "../../bytes/index.ts";
import { ProxyInfo, parseSSL } from "./proxy-info.ts";
import { encodeTLVs, ProxyTLVType } from "./tlv.ts";

const none = new Uint8Array(0);

test("known TLVs have names; the first of a type counts", () => {
  const info = new ProxyInfo(none, null, null, [
    { type: ProxyTLVType.ALPN, value: utf8("h2") },
    { type: ProxyTLVType.AUTHORITY, value: utf8("bücher.example") },
    { type: ProxyTLVType.UNIQUE_ID, value: Uint8Array.of(1, 2) },
    { type: ProxyTLVType.ALPN, value: utf8("http/1.1") },
  ]);
  assert.equal(info.alpn, "h2");
  assert.equal(info.authority, "bücher.example");
  assert.deepEqual(info.uniqueId, Uint8Array.of(1, 2));
  assert.deepEqual(info.value(0xe0), null);
  const bare = new ProxyInfo(none, null, null);
  assert.deepEqual([bare.alpn, bare.authority, bare.uniqueId, bare.ssl], [null, null, null, null]);
});

test("what the client's TLS is like", () => {
  const details = encodeTLVs([
    { type: ProxyTLVType.SSL_VERSION, value: utf8("TLSv1.3") },
    { type: ProxyTLVType.SSL_CN, value: utf8("example.com") },
    { type: ProxyTLVType.SSL_CIPHER, value: utf8("ECDHE-RSA-AES128-GCM-SHA256") },
    { type: ProxyTLVType.SSL_SIG_ALG, value: utf8("RSA-SHA256") },
    { type: ProxyTLVType.SSL_KEY_ALG, value: utf8("RSA2048") },
    { type: 0x2f, value: utf8("unknown") },
  ]);
  const value = concat([Uint8Array.of(7, 0, 0, 0, 0), details]);
  const info = new ProxyInfo(none, null, null, [{ type: ProxyTLVType.SSL, value }]);
  assert.deepEqual(info.ssl, {
    usesTLS: true,
    showedCertificate: true,
    verified: true,
    version: "TLSv1.3",
    commonName: "example.com",
    cipher: "ECDHE-RSA-AES128-GCM-SHA256",
    signatureAlgorithm: "RSA-SHA256",
    keyAlgorithm: "RSA2048",
  });
});

test("a client without a certificate is not verified, whatever the field says", () => {
  const facts = (client: number, verify: number): boolean[] => {
    const ssl = parseSSL(Uint8Array.of(client, 0, 0, 0, verify));
    return [ssl.usesTLS, ssl.showedCertificate, ssl.verified];
  };
  assert.deepEqual(facts(0, 0), [false, false, false]);
  assert.deepEqual(facts(1, 0), [true, false, false]);
  assert.deepEqual(facts(1 | 4, 0), [true, true, true]);
  assert.deepEqual(facts(1 | 2, 18), [true, true, false]);
  assert.throws(() => parseSSL(new Uint8Array(4)), RangeError);
  assert.throws(() => parseSSL(Uint8Array.of(0, 0, 0, 0, 0, 1)), { name: "InvalidProxyHeader" });
});
