import assert from "node:assert/strict";
import { test } from "node:test";
import { MultiService, StreamServerEndpointService } from "../application/index.ts";
import { SSLServerEndpoint, serverFromString } from "../endpoints/index.ts";
import { capturedLogs, formatEvent } from "../logger/index.ts";
import { CertificateOptions, type IReactorSSL, type IStreamServerEndpoint } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Protocol } from "../protocols/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { testCertificates } from "../testing/index.ts";
import { sayHowToConnect } from "./how-to-connect.ts";

test("it says how to connect to what a terminal can, and is silent about the rest", () => {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  const tree = new MultiService();
  const listen = (endpoint: IStreamServerEndpoint): void =>
    void new StreamServerEndpointService(endpoint, Protocol).setServiceParent(tree);
  // Hosts in memory speak no TLS.
  const listenSSL: IReactorSSL["listenSSL"] = (port, factory) => reactor.listenTCP(port, factory);
  const overTLS = { ...reactor, listenSSL } as unknown as IReactorSSL;
  const tls = new CertificateOptions(testCertificates.server);
  listen(serverFromString(reactor, "memory:x"));
  listen(serverFromString(reactor, "unix:/run/x:lockfile=0"));
  listen(serverFromString(reactor, "unix:@x"));
  listen(serverFromString(reactor, "haproxy:tcp:81"));
  listen(new SSLServerEndpoint(overTLS, 443, { tls }));
  listen(serverFromString(reactor, "tcp:82:interface=127.0.0.1"));
  const events = capturedLogs(() => {
    tree.startService();
    network.advance(1);
    sayHowToConnect(tree);
  });
  const said = events.map((event) => formatEvent(event));
  assert.deepEqual(
    said.filter((line) => line.startsWith("join with")),
    [
      "join with: nc -U /run/x",
      "join with: openssl s_client -connect 127.0.0.1:443",
      "join with: nc 127.0.0.1 82",
    ],
  );
});
