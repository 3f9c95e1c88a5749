import assert from "node:assert/strict";
import { once } from "node:events";
import * as net from "node:net";
import { test } from "node:test";
import { acceptedAddresses, addresses, addressOf } from "./tcp-addresses.ts";

test("of a server and of both ends, in both families", async () => {
  for (const host of ["127.0.0.1", "::1"]) {
    const server = net.createServer().listen(0, host);
    await once(server, "listening");
    const at = addressOf(server);
    assert.equal(at.host, host);
    const client = net.connect(at.port, host);
    const [[accepted]] = (await Promise.all([
      once(server, "connection"),
      once(client, "connect"),
    ])) as [[net.Socket], unknown];
    const ends = addresses(client);
    assert.deepEqual(ends.peer, at);
    assert.deepEqual(addresses(accepted), { local: ends.peer, peer: ends.local });
    assert.deepEqual(acceptedAddresses(accepted, at), { local: ends.peer, peer: ends.local });
    const everywhere = { host: host === "::1" ? "::" : "0.0.0.0", port: at.port };
    assert.deepEqual(acceptedAddresses(accepted, everywhere).local, ends.peer);
    client.destroy();
    accepted.destroy();
    server.close();
  }
});
