import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { type SOCKSCredentials, SOCKSServerFactory } from "../../protocols/socks/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { InvalidDescriptionError } from "../errors.ts";
import { clientFromString } from "../from-string.ts";
import { SOCKSClientEndpoint } from "../socks-client-endpoint.ts";
import { socksThrough } from "../socks-through.ts";
import { TCPServerEndpoint } from "../tcp-server-endpoint.ts";

/** A proxy on the host `proxy`, and on the client's own. */
function world() {
  const network = new MemoryNetwork();
  const client = reactorOn(network.host("client"));
  const asked: SOCKSCredentials[] = [];
  for (const host of ["proxy", "client"]) {
    const factory = new SOCKSServerFactory({
      ...socksThrough(reactorOn(network.host(host))),
      versions: [4, "4a", 5],
      allow: () => true,
      ...(host === "proxy" && {
        authenticate: (credentials: SOCKSCredentials) => asked.push(credentials) > 0,
      }),
    });
    factory.noisy = false;
    new TCPServerEndpoint(reactorOn(network.host(host)), 1080).listen(factory);
  }
  new TCPServerEndpoint(reactorOn(network.host("10.0.0.3")), 80).listen(Protocol);
  network.setName("target", ["10.0.0.3"]);
  const peerOf = (description: string): string => {
    const peers: string[] = [];
    const endpoint = clientFromString(client, description);
    assert.ok(endpoint instanceof SOCKSClientEndpoint);
    endpoint.connect(Protocol).addCallbacks(
      ({ transport }) => peers.push(String(transport.getPeer())),
      ({ value }) => peers.push(value.name),
    );
    network.advance(1);
    return peers.join();
  };
  return { peerOf, asked };
}

test("each version, through an endpoint of its own description, with who asks", () => {
  const { peerOf, asked } = world();
  const through = "endpoint=tcp\\:proxy\\:1080";
  assert.equal(peerOf(`socks5:target:80:${through}:username=u:password=p\\:w`), "proxy:1080");
  assert.equal(peerOf(`socks4a:target:80:${through}:username=u`), "proxy:1080");
  assert.equal(peerOf(`socks4:10.0.0.3:80:${through}`), "proxy:1080");
  assert.deepEqual(asked, [
    { username: "u", password: "p:w", version: 5 },
    { username: "u", password: null, version: "4a" },
    { username: "", password: null, version: 4 },
  ]);
});

test("where nothing is said of the proxy it is at port 1080 of this host", () => {
  assert.match(world().peerOf("socks5:host=target:port=80:timeout=5"), /^127\.0\.0\.1:1080$/);
});

test("a proxy through a proxy", () => {
  const inner = "socks5:proxy:1080".replaceAll(":", "\\:");
  assert.equal(
    world().peerOf(`socks5:target:80:username=a:password=b:endpoint=${inner}`),
    "127.0.0.1:1080",
  );
});

test("mistakes are shown at their place", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  for (const [description, position] of [
    ["socks5:target", 13],
    ["socks5:target:0", 14],
    ["socks5:target:80:username=", 26],
    ["socks4a:target:80:password=x", 18],
    ["socks5:target:80:endpoint=tcp\\:proxy\\:x", 38],
  ] as const)
    assert.throws(
      () => clientFromString(reactor, description),
      (error) => error instanceof InvalidDescriptionError && error.position === position,
      description,
    );
});
