/** What is no TLS, sent to a listener of TLS on real sockets: refused, and the connection closed, after no more than a record. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, test } from "node:test";
import { Deferred, type Failure } from "torsion/deferred";
import { SSLServerEndpoint } from "torsion/endpoints";
import { CertificateOptions, IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const reactor = reactorOn(node());
const { privateKey, certificate } = testCertificates.server;
const options = new CertificateOptions({ privateKey, certificate });

let lost: Deferred<Error>;
class Server extends Protocol {
  override dataReceived(): void {
    assert.fail("nothing was said over TLS");
  }
  override connectionLost(reason: Failure): void {
    lost.callback(reason.value);
  }
}
const endpoint = new SSLServerEndpoint(reactor, 0, { tls: options, interface: "127.0.0.1" });
const listening = endpoint.listen(Server);
after(async () => {
  await (await listening).stopListening();
});

for (const [what, first, then] of [
  ["letters", "", "x"],
  ["plain HTTP", "GET / HTTP/1.1\r\n", "a: b\r\n"],
  ["zeros", "", "\0"],
  ["a record that is too long", "\x16\x03\x01\xff\xff", "x"],
  ["a hello of no sense", "\x16\x03\x01\x40\0\x01\xff\xff\xff", "\xff"],
  ["alerts", "", "\x15\x03\x01\0\x02\x01\0"],
  ["records of nothing", "", "\x16\x03\x01\0\0"],
] as const)
  test(`${what} where TLS was to be, without an end`, async () => {
    lost = new Deferred();
    const { port } = IHostAddress((await listening).getHost());
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise((done) => socket.once("close", done));
    socket.on("error", () => {}).resume();
    socket.write(first, "latin1");
    const more = (): void => {
      while (!socket.destroyed && socket.write(then.repeat(16_384 / then.length), "latin1"));
    };
    socket.on("drain", more);
    more();
    const reason = await lost;
    assert.equal(reason.name, "TLSError", String(reason));
    await closed;
  });
