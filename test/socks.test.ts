/**
 * SOCKS with the peers of others: curl and socat as clients of our server, Twisted's server beside ours, and under our client.
 *
 * Skipped where a peer is not installed, and never in CI.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { concat, fromHex, text, toHex, utf8 } from "torsion/bytes";
import {
  connectProtocol,
  SOCKSClientEndpoint,
  socksThrough,
  TCPClientEndpoint,
  TCPServerEndpoint,
} from "torsion/endpoints";
import { IHostAddress, type IListeningPort } from "torsion/net";
import { node } from "torsion/platform/node";
import { type Factory, LineReceiver, Protocol } from "torsion/protocols";
import {
  SOCKSReplyError,
  SOCKSServerFactory,
  type SOCKSServerOptions,
} from "torsion/protocols/socks";
import { reactorOn } from "torsion/reactor/core";

const PYTHON = "/usr/bin/python3";
const here = "127.0.0.1";
const reactor = reactorOn(node());
const ports: IListeningPort[] = [];
const children: ChildProcess[] = [];
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const port of ports) await port.stopListening();
});

const has = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const needs = (is: boolean, what: string): { skip: string | false } => ({
  skip: is || process.env.CI ? false : `${what} is not installed`,
});
const curlIsThere = needs(has("curl", "--version"), "curl");
const socatIsThere = needs(has("socat", "-V"), "socat");
const twistedIsThere = needs(has(PYTHON, "-c", "import twisted"), "Python's Twisted");

async function listen(source: (new () => Protocol) | Factory): Promise<number> {
  const port = await new TCPServerEndpoint(reactor, 0, { interface: here }).listen(source);
  ports.push(port);
  return IHostAddress(port.getHost()).port;
}

function ourServer(options: Partial<SOCKSServerOptions> = {}): Promise<number> {
  const factory = new SOCKSServerFactory({
    ...socksThrough(reactor),
    allow: () => true,
    ...options,
  });
  factory.noisy = false;
  return listen(factory);
}

async function run(command: string, args: string[], input = ""): Promise<[string, number | null]> {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  children.push(child);
  let out = "";
  child.stdout.on("data", (data: Buffer) => {
    out += data.toString();
  });
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return [out, code];
}

/** As much of HTTP as curl wants. */
class Page extends LineReceiver {
  #request = "";
  override lineReceived(line: Uint8Array): void {
    if (this.#request === "") this.#request = text(line);
    if (line.length > 0) return;
    const body = `you asked: ${this.#request}`;
    this.transport.write(
      utf8(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`),
    );
    this.transport.loseConnection();
  }
}

for (const [option, host, user] of [
  ["--socks4", here, ""],
  ["--socks4", here, "fred@"],
  ["--socks4a", "localhost", ""],
  ["--socks5", here, ""],
  ["--socks5", here, "fred:secret@"],
  ["--socks5-hostname", "localhost", ""],
  ["--socks5-hostname", "localhost", "fred:secret@"],
] as const)
  test(`curl ${option} ${user}…`, curlIsThere, async () => {
    const asked: unknown[] = [];
    const proxy = await ourServer({
      versions: [4, "4a", 5],
      allow: ({ host, name, username }) => asked.push(name ?? host, username) > 0,
      ...(user.includes(":") && {
        authenticate: ({ username, password }) => username === "fred" && password === "secret",
      }),
    });
    const page = await listen(Page);
    const url = `http://${host}:${page}/hello`;
    const [out, code] = await run("curl", [
      ...["-sS", "--noproxy", "", "--max-time", "20"],
      ...[option, `${user}${here}:${proxy}`, url],
    ]);
    assert.deepEqual([out, code], ["you asked: GET /hello HTTP/1.1", 0]);
    assert.equal(asked[0], host);
    const name = user === "" ? null : "fred";
    assert.equal(asked[1], option.startsWith("--socks4") ? (name ?? "") : name);
  });

test("curl is told why not, and says so", curlIsThere, async () => {
  const proxy = await ourServer({ authenticate: () => false, versions: [4, "4a", 5] });
  for (const [option, user] of [
    ["--socks5", "fred:wrong@"],
    ["--socks5", ""],
    ["--socks4", "fred@"],
  ] as const) {
    const [, code] = await run("curl", [
      ...["-s", "--noproxy", "", "--max-time", "20"],
      ...[option, `${user}${here}:${proxy}`, `http://${here}:1/`],
    ]);
    // "Proxy handshake error".
    assert.equal(code, 97, `${option} ${user}`);
  }
});

/** Sends back what comes in, and ends when its peer does. */
class Echo extends Protocol {
  override dataReceived(data: Uint8Array): void {
    this.transport.write(data);
  }
}

for (const [type, host] of [
  ["SOCKS4", here],
  ["SOCKS4A", "localhost"],
] as const)
  test(`socat ${type}`, socatIsThere, async () => {
    const users: unknown[] = [];
    const proxy = await ourServer({ allow: ({ username }) => users.push(username) > 0 });
    const echo = await listen(Echo);
    const to = `${type}:${here}:${host}:${echo},socksport=${proxy},socksuser=fred`;
    const said = "line\n".repeat(20_000);
    const [out, code] = await run("socat", ["-t", "5", "-", to], said);
    assert.deepEqual([out.length, out === said, code], [said.length, true, 0]);
    assert.equal(users[0], "fred");
  });

async function twistedServer(): Promise<number> {
  const peer = fileURLToPath(new URL("../../test/peers/socks.py", import.meta.url));
  const child = spawn(PYTHON, [peer], { stdio: ["pipe", "pipe", "inherit"] });
  children.push(child);
  const line = await new Promise<string>((resolve) =>
    child.stdout.once("data", (data: Buffer) => resolve(data.toString())),
  );
  return Number(line);
}

/** Sends pieces, each when the one before it has gone, and then, when it has heard 8 bytes, `behind`. */
class Raw extends Protocol {
  heard: Uint8Array = new Uint8Array(0);
  over = false;
  override dataReceived(data: Uint8Array): void {
    this.heard = concat([this.heard, data]);
  }
  override connectionLost(): void {
    this.over = true;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 2000 && !holds(); i++) await wait(5);
  assert.ok(holds());
}

/** What a server of version 4 says to `request`, cut as told, and to an echo behind it; as hex. */
async function conversation(
  proxy: number,
  request: string,
  pieces: (hex: string) => string[],
): Promise<string> {
  const raw = await connectProtocol(new TCPClientEndpoint(reactor, here, proxy), new Raw());
  for (const piece of pieces(request)) {
    raw.transport.write(fromHex(piece));
    await wait(1);
  }
  await until(() => raw.heard.length >= 8 || raw.over);
  if (raw.heard[1] === 90) {
    raw.transport.write(utf8("over and out"));
    await until(() => raw.heard.length >= 20 || raw.over);
  } else await until(() => raw.over);
  if (raw.over) return `${toHex(raw.heard)} closed`;
  raw.transport.loseConnection();
  return toHex(raw.heard);
}

test(
  "row 17 of Twisted's: version 4 and 4a, the same bytes from its server and ours, however they are cut",
  twistedIsThere,
  async () => {
    const theirs = await twistedServer();
    const ours = await ourServer();
    const echo = (await listen(Echo)).toString(16).padStart(4, "0");
    const name = (host: string): string => `${toHex(utf8(host))}00`;
    const requests = {
      connect: `0401${echo}7f00000100`,
      "with a user": `0401${echo}7f00000166726564${"00"}`,
      "4a": `0401${echo}0000000100${name("localhost")}`,
      "4a with a user": `0401${echo}000000ff${name("fred")}${name("localhost")}`,
      // Not an address where a name is expected: Twisted's has an exception there.
      "nobody listens": "040100017f00000100",
      "4a, nobody listens": `040100010000000100${name("localhost")}`,
      "no such host": `0401${echo}0000000100${name("no-such-host.invalid")}`,
    };
    let seed = 17;
    const chance = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const cuts: ((hex: string) => string[])[] = [
      (hex) => [hex],
      (hex) => hex.match(/../g) ?? [],
      (hex) => {
        const at = 2 * chance(hex.length / 2);
        return [hex.slice(0, at), hex.slice(at)];
      },
      (hex) => hex.match(/.{6}|.+/g) ?? [],
    ];
    let compared = 0;
    const granted = new Set<string>();
    for (const [what, request] of Object.entries(requests))
      for (const cut of cuts) {
        const [a, b] = await Promise.all([
          conversation(theirs, request, cut),
          conversation(ours, request, cut),
        ]);
        assert.equal(b, a, what);
        granted.add(a.slice(0, 4));
        compared += 1;
      }
    assert.deepEqual([...granted].sort(), ["005a", "005b"]);
    assert.equal(compared, 28);
  },
);

test("our client through Twisted's server", twistedIsThere, async () => {
  const proxy = new TCPClientEndpoint(reactor, here, await twistedServer());
  const echo = await listen(Echo);
  for (const [version, host] of [
    [4, here],
    ["4a", "localhost"],
  ] as const) {
    const through = (port: number): SOCKSClientEndpoint =>
      new SOCKSClientEndpoint(proxy, host, port, { clock: reactor, version });
    const raw = await connectProtocol(through(echo), new Raw());
    raw.transport.write(new Uint8Array(1_000_000));
    await until(() => raw.heard.length === 1_000_000);
    raw.transport.loseConnection();
    await until(() => raw.over);
    await assert.rejects(through(1).connect(Raw), SOCKSReplyError);
  }
});
