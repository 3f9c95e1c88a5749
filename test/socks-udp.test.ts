/**
 * UDP through SOCKS with the peers of others: PySocks as a client of our server, Dante's server under our client; and ours
 * with ours, on real sockets.
 *
 * Skipped where a peer is not installed, and never in CI.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { text, utf8 } from "torsion/bytes";
import {
  SOCKSDatagrams,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import { IHostAddress, type IListeningPort } from "torsion/net";
import { node } from "torsion/platform/node";
import { DatagramProtocol, Protocol } from "torsion/protocols";
import { SOCKSServerFactory, type SOCKSServerOptions } from "torsion/protocols/socks";
import { reactorOn } from "torsion/reactor/core";

const PYTHON = "/usr/bin/python3";
const DANTED = "/usr/sbin/danted";
const here = "127.0.0.1";
const reactor = reactorOn(node());
const ports: IListeningPort[] = [];
/** Each leads a group of its own: Dante has children. */
const children: ChildProcess[] = [];
const folder = mkdtempSync(join(tmpdir(), "socks-udp-"));
after(async () => {
  for (const { pid, exitCode, signalCode } of children)
    if (pid !== undefined && exitCode === null && signalCode === null)
      process.kill(-pid, "SIGKILL");
  for (const port of ports) await port.stopListening();
  rmSync(folder, { recursive: true });
});

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const needs = (is: boolean, what: string): { skip: string | false } => ({
  skip: is || process.env.CI ? false : `${what} is not installed`,
});
const pySocksIsThere = needs(has(PYTHON, "-c", "import socks"), "PySocks");
const danteIsThere = needs(has(DANTED, "-v"), "Dante's server");
const ipv6IsThere = {
  skip: Object.values(networkInterfaces())
    .flat()
    .some((address) => address?.address === "::1")
    ? false
    : "this host has no ::1",
};

class Shout extends DatagramProtocol {
  override datagramReceived(data: Uint8Array, from: IHostAddress): void {
    this.transport.write(utf8(text(data).toUpperCase()), from);
  }
}
class Ear extends DatagramProtocol {
  readonly heard: string[] = [];
  stops = 0;
  override datagramReceived(data: Uint8Array, { host, port }: IHostAddress): void {
    this.heard.push(`${host}:${port} ${data.length > 100 ? data.length : text(data)}`);
  }
  override stopProtocol(): void {
    this.stops += 1;
  }
}

async function shouting(host = here): Promise<number> {
  const port = await reactor.listenUDP(0, new Shout(), { interface: host });
  ports.push(port);
  return port.getHost().port;
}

async function ourServer(
  options: Partial<SOCKSServerOptions> = {},
  host = here,
): Promise<{ proxy: number; factory: SOCKSServerFactory }> {
  const factory = new SOCKSServerFactory({
    ...socksThrough(reactor),
    allow: () => true,
    ...options,
  });
  factory.noisy = false;
  const port = await new TCPServerEndpoint(reactor, 0, { interface: host }).listen(factory);
  ports.push(port);
  return { proxy: IHostAddress(port.getHost()).port, factory };
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !holds(); i++) await wait(5);
  assert.ok(holds());
}

for (const [host, user] of [
  [here, ""],
  ["localhost", ""],
  ["localhost", "fred"],
] as const)
  test(
    `PySocks as ${user || "anybody"} to ${host} through our server`,
    pySocksIsThere,
    async () => {
      const { proxy } = await ourServer(
        user === ""
          ? {}
          : {
              authenticate: ({ username, password }) => username === user && password === "secret",
            },
      );
      const shout = await shouting();
      const peer = fileURLToPath(new URL("../../test/peers/socks_udp.py", import.meta.url));
      const child = spawn(
        PYTHON,
        ["-P", peer, `${proxy}`, user, user && "secret", host, `${shout}`],
        {
          stdio: ["pipe", "pipe", "inherit"],
          detached: true,
        },
      );
      children.push(child);
      let out = "";
      child.stdout.on("data", (data: Buffer) => {
        out += data.toString();
      });
      child.stdin.end("hello\nagain\n");
      const code = await new Promise((resolve) => child.on("close", resolve));
      assert.deepEqual([out, code], [`${here} ${shout} HELLO\n${here} ${shout} AGAIN\n`, 0]);
    },
  );

/** A port that was free a moment ago: Dante takes a number alone. */
async function freePort(): Promise<number> {
  const port = await new TCPServerEndpoint(reactor, 0, { interface: here }).listen(Protocol);
  const { port: number } = IHostAddress(port.getHost());
  await port.stopListening();
  return number;
}

test(
  "our client through Dante's server; when that ends, the port is closed",
  danteIsThere,
  async () => {
    const proxy = await freePort();
    const config = join(folder, "danted.conf");
    writeFileSync(
      config,
      `logoutput: stderr
internal: ${here} port = ${proxy}
external: ${here}
clientmethod: none
socksmethod: none
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0
 command: udpassociate }
socks pass { from: 0.0.0.0/0 to: 0.0.0.0/0
 command: udpreply }
`,
    );
    const dante = spawn(DANTED, ["-f", config, "-p", join(folder, "danted.pid")], {
      stdio: ["ignore", "ignore", "pipe"],
      detached: true,
    });
    children.push(dante);
    let log = "";
    dante.stderr.on("data", (data: Buffer) => {
      log += data.toString();
    });
    await until(() => / running/.test(log) || dante.exitCode !== null);
    const shout = await shouting();
    const udp = new SOCKSDatagrams(reactor, new TCPClientEndpoint(reactor, here, proxy));
    for (const host of [here, "localhost"]) {
      const ear = new Ear();
      const port = await udp.listenUDP(0, ear);
      port.write(utf8("hello"), { host, port: shout });
      await until(() => ear.heard.length === 1);
      assert.deepEqual(ear.heard, [`${here}:${shout} HELLO`]);
      await port.stopListening();
      assert.equal(ear.stops, 1);
    }
    const ear = new Ear();
    await udp.listenUDP(0, ear);
    // Its children have the connection.
    process.kill(-dante.pid!, "SIGKILL");
    await until(() => ear.stops === 1);
  },
);

for (const [host, skipped] of [
  [here, {}],
  ["::1", ipv6IsThere],
] as const)
  test(
    `ours through ours at ${host}: both families, and the longest that goes`,
    skipped,
    async () => {
      const { proxy } = await ourServer({}, host);
      const udp = new SOCKSDatagrams(reactor, new TCPClientEndpoint(reactor, host, proxy));
      const ear = new Ear();
      const port = await udp.listenUDP(0, ear);
      const shout = await shouting();
      const to = (there: string, at: number): { host: string; port: number } => ({
        host: there,
        port: at,
      });
      port.write(utf8("four"), to(here, shout));
      await until(() => ear.heard.length === 1);
      port.write(utf8("x".repeat(60_000)), to(here, shout));
      await until(() => ear.heard.length === 2);
      assert.deepEqual(ear.heard, [`${here}:${shout} FOUR`, `${here}:${shout} 60000`]);
      if (ipv6IsThere.skip === false) {
        const six = await shouting("::1");
        port.write(utf8("six"), to("::1", six));
        await until(() => ear.heard.length === 3);
        assert.equal(ear.heard[2], `::1:${six} SIX`);
      }
      await port.stopListening();
    },
  );

test("a server that listens at all addresses of both families has a client of IPv4", async () => {
  const { proxy } = await ourServer({}, "::");
  const udp = new SOCKSDatagrams(reactor, new TCPClientEndpoint(reactor, here, proxy));
  const ear = new Ear();
  const port = await udp.listenUDP(0, ear);
  const shout = await shouting();
  port.write(utf8("mapped"), { host: here, port: shout });
  await until(() => ear.heard.length === 1);
  assert.deepEqual(ear.heard, [`${here}:${shout} MAPPED`]);
  await port.stopListening();
});

test("by default nothing of this host is reached", async () => {
  const { proxy } = await ourServer({ allow: undefined });
  const udp = new SOCKSDatagrams(reactor, new TCPClientEndpoint(reactor, here, proxy));
  const ear = new Ear();
  const port = await udp.listenUDP(0, ear);
  const shout = await shouting();
  let asked = 0;
  class Inside extends DatagramProtocol {
    override datagramReceived(): void {
      asked += 1;
    }
  }
  const inside = await reactor.listenUDP(0, new Inside(), { interface: here });
  ports.push(inside);
  const at = inside.getHost().port;
  for (const host of [here, "localhost", "::ffff:127.0.0.1"])
    port.write(utf8("in"), { host, port: at });
  // What was sent before it would have been there before.
  const open = new Ear();
  const direct = await reactor.listenUDP(0, open);
  ports.push(direct);
  direct.write(utf8("x"), { host: here, port: shout });
  await until(() => open.heard.length === 1);
  assert.equal(asked, 0);
  await port.stopListening();
});
