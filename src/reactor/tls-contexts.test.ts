import assert from "node:assert/strict";
import { test } from "node:test";
import { CertificateOptions, NotSupportedError, optionsForClientTLS } from "../net/index.ts";
import { FakeTLS } from "./fake-tls.test-fixture.ts";
import { TLSContexts } from "./tls-contexts.ts";

const PAIR = { privateKey: "key", certificate: "certificate" };

function world() {
  const tls = new FakeTLS();
  return { tls, contexts: new TLSContexts({ name: "fake", tls }) };
}

test("options are read once, and once for each list of protocols", () => {
  const { tls, contexts } = world();
  const options = new CertificateOptions(PAIR);
  assert.equal(contexts.get(options), contexts.get(options));
  assert.notEqual(contexts.get(options, ["h2"]), contexts.get(options));
  assert.equal(contexts.get(options, ["h2"]), contexts.get(options, ["h2"]));
  contexts.get(new CertificateOptions(PAIR));
  assert.equal(tls.configurations.length, 3);
});

test("the role follows from the options' class; what was not said is not passed on", () => {
  const { tls, contexts } = world();
  contexts.get(new CertificateOptions(PAIR));
  contexts.get(optionsForClientTLS("example.com", { trustRoot: "root" }), ["h2"]);
  assert.deepEqual(tls.configurations, [
    { role: "server", minimumVersion: "TLSv1.2", ...PAIR },
    {
      role: "client",
      minimumVersion: "TLSv1.2",
      hostname: "example.com",
      trustRoots: ["root"],
      acceptableProtocols: ["h2"],
    },
  ]);
});

test("X27: what the options say goes before what the factory says", () => {
  const { tls, contexts } = world();
  contexts.get(optionsForClientTLS("example.com", { acceptableProtocols: ["mine"] }), ["its"]);
  assert.deepEqual(tls.configurations[0]!.acceptableProtocols, ["mine"]);
});

test("by name: other options, with the same protocols; nobody", () => {
  const { tls, contexts } = world();
  const other = new CertificateOptions({ ...PAIR, privateKey: "other" });
  const forName = (name: string) => (name === "other" ? other : null);
  contexts.get(new CertificateOptions({ ...PAIR, forName }), ["h2"]);
  const { select } = tls.configurations[0]!;
  assert.equal(select!("other"), contexts.get(other, ["h2"]));
  assert.equal(select!("unknown"), null);
  assert.equal(tls.configurations[1]!.privateKey, "other");
});

test("a platform without TLS says so, by its name", () => {
  const contexts = new TLSContexts({ name: "fake" });
  assert.throws(() => contexts.get(new CertificateOptions(PAIR)), {
    name: NotSupportedError.name,
    message: "the platform fake has no TLS",
  });
});
