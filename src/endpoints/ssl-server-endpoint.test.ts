import assert from "node:assert/strict";
import { test } from "node:test";
import { verifyObject } from "../components/index.ts";
import { Deferred } from "../deferred/index.ts";
import { CertificateOptions, type IReactorSSL, IStreamServerEndpoint } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { SSLServerEndpoint } from "./ssl-server-endpoint.ts";

const tls = new CertificateOptions({ privateKey: "key", certificate: "certificate" });

test("its options reach the reactor, whose exceptions are failures", () => {
  const asked: unknown[] = [];
  const wrong = new RangeError("no key");
  let cancelled = 0;
  const reactor = {
    listenSSL: (port: number, _factory: unknown, given: unknown, options: unknown) => {
      asked.push([port, given, options]);
      if (port === 1) throw wrong;
      return new Deferred<never>(() => {
        cancelled += 1;
      });
    },
    connectSSL: () => assert.fail(),
  } satisfies IReactorSSL;
  const endpoint = new SSLServerEndpoint(reactor, 1, { tls, interface: "::1", backlog: 3 });
  verifyObject(IStreamServerEndpoint, endpoint);
  assert.equal(String(endpoint), "tls port 1");
  const seen: unknown[] = [];
  endpoint.listen(Protocol).addErrback((failure) => {
    seen.push(failure.value);
  });
  assert.deepEqual(seen, [wrong]);
  assert.deepEqual(asked, [[1, tls, { interface: "::1", backlog: 3 }]]);
  const abort = new AbortController();
  new SSLServerEndpoint(reactor, 2, { tls })
    .listen(Protocol, { signal: abort.signal })
    .addErrback(() => {});
  abort.abort();
  assert.equal(cancelled, 1);
});
