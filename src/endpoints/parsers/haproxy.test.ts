import assert from "node:assert/strict";
import { test } from "node:test";
import { IHostAddress } from "../../net/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { clientFromString, serverFromString } from "../from-string.ts";

/** What a server is told by a client; `null` where that is not let in. */
function meet(server: string, client: string): string | null {
  const network = new MemoryNetwork();
  network.address("client", ["10.0.0.1"]);
  network.address("server", ["10.0.0.2"]);
  let told: string | null = null;
  class Told extends Protocol {
    override connectionMade(): void {
      told = `${IHostAddress(this.transport.getPeer()).host}`;
    }
    override dataReceived(data: Uint8Array): void {
      told += ` ${new TextDecoder().decode(data)}`;
    }
  }
  serverFromString(reactorOn(network.host("server")), server).listen(Told);
  clientFromString(reactorOn(network.host("client")), client)
    .connect(Protocol)
    .addErrback(() => {});
  network.advance(10);
  return told;
}

test("haproxy: puts the header around any other endpoint, on both sides", () => {
  assert.equal(meet("haproxy:tcp:80", "haproxy:tcp:10.0.0.2:80"), "10.0.0.1");
  assert.equal(meet("HAProxy:tcp:80:backlog=5", "haproxy:version=v1:tcp:10.0.0.2:80"), "10.0.0.1");
  assert.match(
    meet("tcp:80", "haproxy:version=v1:tcp:host=10.0.0.2:port=80") ?? "",
    /^10\.0\.0\.1 PROXY TCP4 10\.0\.0\.1 10\.0\.0\.2 \d+ 80\r\n$/,
  );
  assert.equal(meet("haproxy:tcp:80", "tcp:10.0.0.2:80"), null);
  // One inside of the other: two headers.
  assert.equal(meet("haproxy:haproxy:tcp:80", "haproxy:haproxy:tcp:10.0.0.2:80"), "10.0.0.1");
});

test("who is trusted, and how long it may take, comes before the endpoint inside", () => {
  const client = "haproxy:tcp:10.0.0.2:80";
  assert.equal(meet("haproxy:trusted=192.0.2.1,10.0.0.0/8:tcp:80", client), "10.0.0.1");
  assert.equal(meet("haproxy:trusted=192.0.2.1:timeout=3:tcp:80", client), null);
});

test("mistakes are shown where they are", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const wrong = (description: string, side = serverFromString) => {
    try {
      side(reactor, description);
    } catch (thrown) {
      const { message, position } = thrown as { message: string; position: number };
      return `${position} ${message.split("\n")[0]?.replace("invalid endpoint description: ", "")}`;
    }
    return "nothing";
  };
  assert.equal(wrong("haproxy"), "7 haproxy needs the description of an endpoint");
  assert.equal(wrong("haproxy:"), "8 haproxy needs the description of an endpoint");
  assert.equal(wrong("haproxy:timeout=3"), "17 haproxy needs the description of an endpoint");
  assert.match(wrong("haproxy:tcp:x"), /^12 port is "x"/);
  assert.match(wrong("haproxy:nothing:x"), /^8 no server type "nothing"/);
  assert.match(wrong("haproxy:timeout=0:tcp:80"), /^16 timeout is "0"/);
  assert.match(wrong("haproxy:trusted=10.0.0.0/99:tcp:80"), /^16 trusted is .* with commas/);
  assert.match(
    wrong("haproxy:version=v1:tcp:80"),
    /^8 haproxy takes no "version"; it takes trusted, timeout/,
  );
  assert.match(wrong("haproxy:version=3:tcp:a:80", clientFromString as never), /v1 or v2$/);
});
