/** TLS with OpenSSL's own client and server on the other side. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { text, utf8 } from "torsion/bytes";
import {
  CertificateOptions,
  type CertificateOptionsInit,
  IHostAddress,
  type IListeningPort,
  INegotiated,
  optionsForClientTLS,
} from "torsion/net";
import { node } from "torsion/platform/node";
import { ClientFactory, Factory, Protocol } from "torsion/protocols";
import { reactorOn } from "torsion/reactor/core";
import { testCertificates } from "torsion/testing";
import { until } from "./until.ts";

const folder = mkdtempSync(join(tmpdir(), "torsion-openssl-"));
const children: ChildProcess[] = [];
after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});
const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const { authority, server, client, expired } = testCertificates;
const CA = file("ca.pem", authority);
const pair = (name: string, { privateKey, certificate }: typeof server): string[] => [
  "-key",
  file(`${name}.key`, privateKey),
  "-cert",
  file(`${name}.pem`, certificate),
];

const has = spawnSync("openssl", ["version"]).status === 0;
const options = { skip: has || process.env.CI ? false : "openssl is not installed" };

interface Seen {
  out: string;
  code: number | null | undefined;
}

function openssl(...args: string[]): { child: ReturnType<typeof spawn>; seen: Seen } {
  const child = spawn("openssl", args);
  children.push(child);
  const seen: Seen = { out: "", code: undefined };
  const gather = (data: Buffer): void => {
    seen.out += data.toString();
  };
  child.stdout.on("data", gather);
  child.stderr.on("data", gather);
  child.on("close", (code) => {
    seen.code = code;
  });
  child.stdin.on("error", () => {});
  return { child, seen };
}

class Echo extends Protocol {
  reason: Error | null = null;
  received = "";
  override dataReceived(data: Uint8Array): void {
    this.received += text(data);
    this.transport.write(data);
  }
  override connectionLost(reason: { readonly value: Error }): void {
    this.reason = reason.value;
  }
}

const reactor = reactorOn(node());

/** A server of ours that echoes, and the protocols of its connections. */
async function echoes(
  more: Partial<CertificateOptionsInit> = {},
): Promise<{ made: Echo[]; at: string; port: IListeningPort }> {
  const made: Echo[] = [];
  class Echoes extends Factory {
    override buildProtocol(): Echo {
      const echo = new Echo();
      made.push(echo);
      return echo;
    }
  }
  const tls = new CertificateOptions({ ...server, ...more });
  const port = await reactor.listenSSL(0, new Echoes(), tls, { interface: "127.0.0.1" });
  return { made, at: `127.0.0.1:${IHostAddress(port.getHost()).port}`, port };
}

test("openssl s_client is verified, served, and closes in order", options, async () => {
  const { made, at, port } = await echoes({
    trustRoot: authority,
    acceptableProtocols: ["torsion"],
  });
  const { child, seen } = openssl(
    "s_client",
    ...["-connect", at, "-CAfile", CA, "-verify_return_error", "-servername", "localhost"],
    ...["-alpn", "torsion", ...pair("client", client)],
  );
  await until("connected", () => /Verify return code: 0 \(ok\)/.test(seen.out));
  assert.match(seen.out, /ALPN protocol: torsion/);
  assert.match(seen.out, /TLSv1\.3/);
  assert.equal(INegotiated(made[0]!.transport).getPeerCertificate()!.subject, "CN=a client");
  child.stdin!.write("hello\n");
  await until("echoed", () => seen.out.includes("hello\n"));
  child.stdin!.write("Q\n");
  await until("closed", () => made[0]!.reason !== null);
  assert.equal(made[0]!.reason!.name, "ConnectionDone");
  await port.stopListening();
});

test(
  "X28: openssl s_client with TLS 1.1 alone is refused, with a typed error",
  options,
  async () => {
    const { made, at, port } = await echoes();
    const { seen } = openssl("s_client", "-connect", at, "-tls1_1", "-cipher", "ALL:@SECLEVEL=0");
    await until("refused", () => seen.code !== undefined);
    assert.notEqual(seen.code, 0);
    await until("told", () => made[0]?.reason != null);
    assert.equal(made[0]!.reason!.name, "TLSError");
    await port.stopListening();
  },
);

test("X25: openssl s_client that is killed has not closed in order", options, async () => {
  const { made, at, port } = await echoes();
  const { child, seen } = openssl("s_client", "-connect", at, "-CAfile", CA);
  await until("connected", () => /Verify return code/.test(seen.out));
  child.kill("SIGKILL");
  await until("told", () => made[0]!.reason !== null);
  assert.equal(made[0]!.reason!.name, "ConnectionLost");
  await port.stopListening();
});

class Asker extends Echo {
  override connectionMade(): void {
    this.transport.write(utf8("abc\n"));
  }
  override dataReceived(data: Uint8Array): void {
    this.received += text(data);
    if (this.received.endsWith("\n")) this.transport.loseConnection();
  }
}

/** What a client of ours comes to with an `openssl s_server` of this certificate. */
async function asked(name: string, certificate: typeof server): Promise<Asker> {
  const { child, seen } = openssl(
    ...["s_server", "-accept", "0", "-rev", "-naccept", "1", ...pair(name, certificate)],
  );
  await until("listening", () => /ACCEPT .*:(\d+)/.test(seen.out));
  const asker = new Asker();
  class Askers extends ClientFactory {
    override buildProtocol(): Asker {
      return asker;
    }
  }
  const tls = optionsForClientTLS("localhost", { trustRoot: authority });
  const port = Number(/ACCEPT .*:(\d+)/.exec(seen.out)![1]);
  reactor.connectSSL("127.0.0.1", port, new Askers(), tls);
  await until("ended", () => asker.reason !== null);
  child.kill();
  return asker;
}

test("openssl s_server answers, and the end is in order", options, async () => {
  const { received, reason } = await asked("server", server);
  assert.deepEqual([received, reason!.name], ["cba\n", "ConnectionDone"]);
});

test(
  "X28: openssl s_server with a certificate that has expired gets nothing",
  options,
  async () => {
    const { received, reason } = await asked("expired", expired);
    assert.deepEqual([received, reason!.name], ["", "VerificationError"]);
    assert.match(reason!.message, /expired/);
  },
);
