import assert from "node:assert/strict";
import { test } from "node:test";
import { testCertificates } from "../../testing/index.ts";
import { PlatformError } from "../errors.ts";
import { EnginePair } from "./engine-pair.test-fixture.ts";
import { nodeTLS } from "./tls.ts";

const server = { role: "server", minimumVersion: "TLSv1.2" } as const;

test("a key or certificate that is none is an error when the context is made", () => {
  assert.throws(
    () => nodeTLS().context({ ...server, privateKey: "no key", certificate: "none" }),
    PlatformError,
  );
  assert.throws(
    () =>
      nodeTLS().context({
        ...server,
        privateKey: testCertificates.otherName.privateKey,
        certificate: testCertificates.server.certificate,
      }),
    PlatformError,
    "and so is the key of another certificate",
  );
});

test("PEM may be bytes", () => {
  const { privateKey, certificate } = testCertificates.server;
  const bytes = (pem: string): Uint8Array => new TextEncoder().encode(pem);
  nodeTLS().context({
    ...server,
    privateKey: bytes(privateKey),
    certificate: bytes(certificate),
    trustRoots: [bytes(testCertificates.authority)],
  });
});

test("an address is verified, and is no server name (RFC 6066)", async () => {
  const pair = new EnginePair(false, { client: { hostname: "127.0.0.1" } });
  await pair.settle();
  assert.deepEqual(pair.client.events, ["secured"]);
  assert.equal(pair.server.details!.serverName, null);
  pair.destroy();
});

test("SNI: a choice, a refusal, and one that throws", async () => {
  const asked: string[] = [];
  const chosen = nodeTLS().context({ ...server, ...testCertificates.otherName });
  const pair = new EnginePair(false, {
    client: { hostname: "other.example" },
    server: {
      select: (name) => {
        asked.push(name);
        return chosen;
      },
    },
  });
  await pair.settle();
  assert.deepEqual([asked, pair.client.events], [["other.example"], ["secured"]]);
  pair.destroy();
  for (const select of [
    () => null,
    () => {
      throw new RangeError("mine");
    },
  ]) {
    const refused = new EnginePair(false, { server: { select } });
    await refused.settle();
    assert.match(refused.server.events.join(), /^failed/);
    refused.destroy();
  }
});

test("X27: ALPN", async () => {
  const pair = new EnginePair(false, {
    client: { acceptableProtocols: ["b", "a"] },
    server: { acceptableProtocols: ["a", "b"] },
  });
  await pair.settle();
  assert.equal(pair.client.details!.negotiatedProtocol, "a");
  pair.destroy();
});
