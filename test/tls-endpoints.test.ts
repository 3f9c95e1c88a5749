/** TLS by endpoints and descriptions, with files and sockets of this host; openssl is a peer that is not ours. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { text, utf8 } from "torsion/bytes";
import { implementer } from "torsion/components";
import { Deferred, type Failure } from "torsion/deferred";
import {
  clientFromString,
  quoteStringArgument,
  serverFromString,
  wrapClientTLS,
  wrapServerTLS,
} from "torsion/endpoints";
import {
  CertificateOptions,
  IHandshakeListener,
  IHostAddress,
  type IListeningPort,
  type INegotiated,
  IProtocolNegotiationFactory,
  optionsForClientTLS,
} from "torsion/net";
import { node } from "torsion/platform/node";
import { Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";

const folder = mkdtempSync(join(tmpdir(), "torsion-tls-"));
after(() => rmSync(folder, { recursive: true }));
const { authority, server: certified, otherName } = testCertificates;
const file = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const key = file("key.pem", certified.privateKey);
const certificate = file("certificate.pem", certified.certificate);
const both = file("both.pem", certified.privateKey + certified.certificate);
const other = file("other.pem", otherName.privateKey + otherName.certificate);
mkdirSync(join(folder, "roots"));
file("roots/authority.pem", authority);
const roots = join(folder, "roots");

const reactor = reactorOn(node());
class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}
class Client extends Protocol {
  readonly heard: Deferred<string> = new Deferred();
  readonly lost: Deferred<Error> = new Deferred();
  override connectionMade(): void {
    this.transport.write(utf8("hello"));
  }
  override dataReceived(data: Uint8Array): void {
    this.heard.callback(text(data));
  }
  override connectionLost(reason: Failure): void {
    this.lost.callback(reason.value);
  }
}
const portOf = (port: IListeningPort): number => IHostAddress(port.getHost()).port;

/** What a client is told by the server that `serving` describes: the echo, or why there is none. */
async function converse(serving: string, client: (port: number) => string): Promise<string> {
  const port = await serverFromString(reactor, serving).listen(Echo);
  const connected = await clientFromString(reactor, client(portOf(port))).connect(Client);
  const outcome = await Promise.race([connected.heard, connected.lost.then(({ name }) => name)]);
  connected.transport.abortConnection();
  await connected.lost;
  await port.stopListening();
  return outcome;
}

test("tls: and ssl: by description: a key and a certificate of two files or of one, roots of a folder or a file", async () => {
  const q = quoteStringArgument;
  const serving = "0:interface=127.0.0.1";
  for (const [server, client] of [
    [
      `tls:${serving}:privateKey=${q(both)}`,
      (port: number) => `tls:localhost:${port}:trustRoots=${q(roots)}`,
    ],
    [
      `ssl:${serving}:privateKey=${q(key)}:certKey=${q(certificate)}`,
      (port: number) => `ssl:127.0.0.1:${port}:caCertsDir=${q(roots)}:hostname=localhost`,
    ],
    [
      `tls:${serving}:${q(both)}`,
      (port: number) =>
        `tls:localhost:9:trustRoots=${q(join(roots, "authority.pem"))}:endpoint=${q(`tcp:127.0.0.1:${port}`)}`,
    ],
  ] as const)
    assert.equal(await converse(server, client), "hello");
});

test("a client verifies: by roots that it was given or the host's, and the name", async () => {
  const serving = (pem: string): string =>
    `tls:0:interface=127.0.0.1:privateKey=${quoteStringArgument(pem)}`;
  const trusting = `trustRoots=${quoteStringArgument(roots)}`;
  const to = (rest: string) => (port: number) => `${rest.replace("PORT", String(port))}`;
  assert.equal(await converse(serving(both), to("tls:localhost:PORT")), "VerificationError");
  assert.equal(await converse(serving(both), to("ssl:localhost:PORT")), "VerificationError");
  assert.equal(
    await converse(serving(other), to(`tls:localhost:PORT:${trusting}`)),
    "VerificationError",
  );
  assert.equal(
    await converse(serving(other), to(`tls:localhost:PORT:${trusting}:hostname=other.example`)),
    "hello",
  );
});

test("E5, X27: over a UNIX socket, with ALPN of the factories: the result is the user's protocol itself", async () => {
  const path = quoteStringArgument(join(folder, "socket"));
  const chosen: (string | null)[] = [];
  class Chooser extends Client implements IHandshakeListener {
    static {
      implementer(IHandshakeListener)(this);
    }
    handshakeCompleted(): void {
      chosen.push((this.transport as unknown as INegotiated).negotiatedProtocol);
    }
  }
  class Negotiating<P extends Protocol> implements IProtocolNegotiationFactory {
    static {
      implementer(IProtocolNegotiationFactory)(this);
    }
    readonly #make: () => P;
    readonly #protocols: readonly string[];
    constructor(make: () => P, protocols: readonly string[]) {
      this.#make = make;
      this.#protocols = protocols;
    }
    buildProtocol(): P {
      return this.#make();
    }
    doStart(): void {}
    doStop(): void {}
    acceptableProtocols(): readonly string[] {
      return this.#protocols;
    }
  }
  const port = await wrapServerTLS(
    new CertificateOptions(certified),
    serverFromString(reactor, `unix:${path}:mode=600`),
  ).listen(new Negotiating(() => new Echo(), ["irc", "echo"]));
  const endpoint = wrapClientTLS(
    optionsForClientTLS("localhost", { trustRoot: authority }),
    clientFromString(reactor, `unix:${path}:lockfile=1`),
  );
  const mine = new Chooser();
  const connected = await endpoint.connect(new Negotiating(() => mine, ["echo"]));
  assert.equal(connected, mine);
  assert.equal(await mine.heard, "hello");
  assert.deepEqual(chosen, ["echo"]);
  mine.transport.loseConnection();
  assert.equal((await mine.lost).name, "ConnectionDone");
  await port.stopListening();
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;
test("openssl s_client verifies what tls: serves, with its chain", {
  skip: !hasOpenssl && process.env.CI === undefined,
}, async () => {
  const q = quoteStringArgument;
  const chain = file("chain.pem", authority);
  const description = `tls:0:interface=127.0.0.1:privateKey=${q(both)}:extraCertChain=${q(chain)}`;
  const port = await serverFromString(reactor, description).listen(Echo);
  const args = ["s_client", "-connect", `127.0.0.1:${portOf(port)}`, "-CAfile", chain];
  const child = spawn("openssl", [
    ...args,
    "-verify_hostname",
    "localhost",
    "-verify_return_error",
    "-showcerts",
  ]);
  let said = "";
  child.stdout.on("data", (data) => {
    said += String(data);
    if (said.includes("\nhello")) child.stdin.end();
  });
  child.stdin.write("hello\n");
  await new Promise((done) => child.on("close", done));
  await port.stopListening();
  assert.match(said, /Verify return code: 0 \(ok\)/);
  assert.equal(said.match(/BEGIN CERTIFICATE/g)?.length, 2, "the server's own and its chain");
});
