import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { testCertificates } from "../../testing/index.ts";
import { certificateDetails } from "./tls-certificate.ts";

test("what a certificate says, in plain types and in seconds", () => {
  const certificate = new X509Certificate(testCertificates.server.certificate);
  const details = certificateDetails(certificate)!;
  assert.equal(details.subject, "CN=localhost");
  assert.match(details.subjectAltName, /DNS:localhost.*IP Address:127\.0\.0\.1/);
  assert.match(details.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.deepEqual(new X509Certificate(details.der).raw, certificate.raw);
  assert.equal(details.der.constructor, Uint8Array);
  assert.ok(details.validTo - details.validFrom > 3600 * 24 * 365);
  assert.ok(details.validFrom < 2e9, "seconds, not milliseconds");
});

test("no certificate is none; one without other names has none", () => {
  assert.equal(certificateDetails(undefined), null);
  const authority = new X509Certificate(testCertificates.authority);
  assert.equal(certificateDetails(authority)!.subjectAltName, "");
});
