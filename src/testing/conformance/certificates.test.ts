import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { test } from "node:test";
import { testCertificates } from "./certificates.ts";

const { authority, ...pairs } = testCertificates;
const root = new X509Certificate(authority);

test("each key is that of its certificate", async () => {
  const { createPrivateKey } = await import("node:crypto");
  for (const [name, { privateKey, certificate }] of Object.entries(pairs))
    assert.ok(new X509Certificate(certificate).checkPrivateKey(createPrivateKey(privateKey)), name);
});

test("all but one are of the authority; all but one are valid, and for long", () => {
  for (const [name, { certificate }] of Object.entries(pairs)) {
    const parsed = new X509Certificate(certificate);
    assert.equal(parsed.checkIssued(root), name !== "selfSigned", name);
    const ends = Date.parse(parsed.validTo);
    assert.equal(ends < Date.now(), name === "expired", name);
    if (name !== "expired") assert.ok(ends > Date.parse("2100-01-01"), name);
  }
});

test("the server's is for the names that tests use, the other one for none of them", () => {
  const server = new X509Certificate(pairs.server.certificate);
  const other = new X509Certificate(pairs.otherName.certificate);
  for (const name of ["localhost", "server"]) {
    assert.equal(server.checkHost(name), name);
    assert.equal(other.checkHost(name), undefined);
  }
  for (const ip of ["127.0.0.1", "::1"]) assert.equal(server.checkIP(ip), ip);
});
