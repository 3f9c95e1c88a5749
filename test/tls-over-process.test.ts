/** TLS over what is no socket: the standard input and output of a child, whose own transport they are. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { Duplex } from "node:stream";
import { test } from "node:test";
import { implementer } from "torsion/components";
import { Deferred, type Failure } from "torsion/deferred";
import { IHandshakeListener, ITLSTransport, optionsForClientTLS } from "torsion/net";
import { duplexSocket, node } from "torsion/platform/node";
import { Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const SERVER = `
  import { CertificateOptions } from "torsion/net";
  import { Factory, Protocol } from "torsion/protocols";
  import { reactor } from "torsion/reactor";
  import { testCertificates } from "torsion/testing";
  class Echo extends Protocol {
    connectionMade() { this.transport.startTLS(new CertificateOptions(testCertificates.server)); }
    dataReceived(data) { this.transport.write(data); }
    connectionLost(reason) { console.error(reason.value.name); reactor.stop(); }
  }
  const stopped = reactor.run();
  reactor.connectStandardIO(Factory.forProtocol(Echo));
  await stopped;`;

class Client extends Protocol {
  static {
    implementer(IHandshakeListener)(this);
  }
  static trustRoot = testCertificates.authority;
  readonly ended: Deferred<Error> = new Deferred();
  handshakes = 0;
  length = 0;
  override connectionMade(): void {
    const { trustRoot } = Client;
    ITLSTransport(this.transport).startTLS(optionsForClientTLS("localhost", { trustRoot }));
    this.transport.write(new Uint8Array(300_000).fill(7));
  }
  handshakeCompleted(): void {
    this.handshakes += 1;
  }
  override dataReceived(data: Uint8Array): void {
    assert.ok(data.every((byte) => byte === 7));
    this.length += data.length;
    if (this.length === 300_000) this.transport.loseConnection();
  }
  override connectionLost(reason: Failure): void {
    this.ended.callback(reason.value);
  }
}

test("X23: TLS over the pipes of a child process, both ends ours", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SERVER]);
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const exited = new Promise<number | null>((done) => child.on("close", done));
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const pipes = Duplex.from({ readable: child.stdout, writable: child.stdin });
  const factory = Factory.forProtocol(Client);
  factory.noisy = false;
  const client = reactor.adoptSocket(duplexSocket(pipes), factory);
  assert.ok(client instanceof Client);
  assert.equal((await client.ended).name, "ConnectionDone");
  assert.deepEqual([client.handshakes, client.length], [1, 300_000]);
  assert.equal(await exited, 0, said);
  assert.equal(said, "ConnectionDone\n");
  reactor.stop();
  await stopped;
});
