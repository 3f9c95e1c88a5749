/**
 * Our memcached client and Twisted's do the same: in scripts of random commands and answers, and in pairs of client and
 * server, each of them here or in Python.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { concat, fromHex, latin1, latin1Text, toHex, utf8 } from "torsion/bytes";
import { type Deferred, Failure } from "torsion/deferred";
import { clientFromString, serverFromString } from "torsion/endpoints";
import { ConnectionDone, IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { MemCacheProtocol } from "torsion/protocols/memcache";
import { reactorOn } from "torsion/reactor/core";
import { StringTransport } from "torsion/testing";
import { Clock } from "torsion/time";
import { FakeMemcached, FakeStore } from "./fake-memcached.ts";

/** A method and its arguments; strings are bytes in hex. */
type Ask = readonly [verb: string, ...args: unknown[]];
type Outcome = readonly ["result" | "failure", unknown];
interface Script {
  readonly asks: readonly Ask[];
  readonly chunks: readonly string[];
}
interface Ran {
  readonly sent: string;
  readonly log: readonly Outcome[];
}

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(new URL("../../test/peers/memcache.py", import.meta.url));
const SCRIPTS = 400;
const missing = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = missing && !process.env.CI ? `${PYTHON} has no twisted` : false;

/** What Twisted's method of that name would be given, given to ours. */
function ask(cache: MemCacheProtocol, [verb, ...args]: Ask): Deferred<unknown> {
  const bytes = (arg: unknown): Uint8Array => fromHex(arg as string);
  const [key, value, third, fourth, fifth] = args;
  switch (verb) {
    case "get":
      return cache.get(bytes(key)).addCallback((item) => [item.flags, item.value]);
    case "gets":
      return cache.gets(bytes(key)).addCallback((item) => [item.flags, utf8(item.cas), item.value]);
    case "getMultiple":
      return cache
        .getMultiple((key as string[]).map(bytes))
        .addCallback((all) => new Map([...all].map(([k, i]) => [toHex(k), [i.flags, i.value]])));
    case "set":
    case "add":
    case "replace": {
      const options = { flags: third as number, expireTime: fourth as number };
      return cache[verb](bytes(key), bytes(value), options);
    }
    case "append":
    case "prepend":
      return cache[verb](bytes(key), bytes(value));
    case "checkAndSet": {
      const options = { flags: fourth as number, expireTime: fifth as number };
      return cache.checkAndSet(bytes(key), bytes(value), latin1Text(bytes(third)), options);
    }
    case "increment":
    case "decrement":
      // There it is False where there is none.
      return cache[verb](bytes(key), value as number).addCallback((number) => number ?? false);
    case "delete":
      return cache.delete(bytes(key));
    case "stats":
      return cache
        .stats()
        .addCallback(
          (all) => new Map([...all].map(([name, stat]) => [toHex(utf8(name)), utf8(stat)])),
        );
    case "version":
      return cache.version().addCallback(latin1);
    default:
      return cache.flushAll();
  }
}

function plain(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return String(value);
  if (value instanceof Uint8Array) return toHex(value);
  if (value instanceof Map)
    return [...value].map(([key, item]) => [key, plain(item)]).sort(([a], [b]) => (a < b ? -1 : 1));
  return Array.isArray(value) ? value.map(plain) : value;
}

function outcome(result: unknown): Outcome {
  return result instanceof Failure ? ["failure", result.value.name] : ["result", plain(result)];
}

function run({ asks, chunks }: Script): Ran {
  const cache = new MemCacheProtocol(new Clock());
  const transport = new StringTransport();
  cache.makeConnection(transport);
  const log: Outcome[] = [];
  for (const [i, words] of asks.entries())
    ask(cache, words).addBoth((result) => {
      log[i] = outcome(result);
    });
  for (const chunk of chunks) cache.dataReceived(fromHex(chunk));
  assert.equal(transport.reason, null, "every answer of a script is one that can be");
  cache.connectionLost(new Failure(new ConnectionDone("closed")));
  return { sent: toHex(transport.value()), log };
}

/** The same in every run. */
function chance(seed: number) {
  let state = seed;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  const one = <T>(choices: readonly T[]): T => choices[below(choices.length)]!;
  return { below, one };
}

function randomAsk({ below, one }: ReturnType<typeof chance>): Ask {
  const hex = (text: string): string => toHex(latin1(text));
  const key = (): string => hex(one(["a", "b", "key", "k".repeat(250), "\xc3\xbc"]));
  const value = (): string =>
    hex(one(["", "1", "END\r\n", "\r\n", "VALUE a 0 1\r\n", "\0\xff", "x".repeat(300)]));
  const number = (): number => one([0, 1, 7, 65_535]);
  return one<() => Ask>([
    () => ["get", key()],
    () => ["get", key()],
    () => ["gets", key()],
    () => ["getMultiple", [...new Set(Array.from({ length: 1 + below(4) }, key))]],
    () => [one(["set", "add", "replace"]), key(), value(), number(), one([0, 60, -1])],
    () => ["set", key(), hex(String(below(1000))), 0, 0],
    () => [one(["append", "prepend"]), key(), value()],
    () => ["checkAndSet", key(), value(), hex(String(1 + below(9))), number(), 0],
    () => [one(["increment", "decrement"]), key(), below(1000)],
    () => ["delete", key()],
    () => [one(["stats", "version", "flushAll"])],
  ])();
}

/** Any answer that the server might give to that. */
function randomAnswer({ below, one }: ReturnType<typeof chance>, [verb, key]: Ask): string {
  const errors = ["CLIENT_ERROR not like this", "SERVER_ERROR out of memory"];
  // After a value that a server does not know what to do with, ours hangs up.
  if (below(8) === 0)
    return `${one(/^(?:set|add|replace|append|prepend|checkAndSet)$/.test(verb) ? errors : [...errors, "ERROR"])}\r\n`;
  const item = (hex: string): string => {
    const value = one(["", "1", "END\r\n", "\r\n", "STORED\r\n", "\r", "y".repeat(300)]);
    const head = `VALUE ${latin1Text(fromHex(hex))} ${below(99)} ${value.length}`;
    return `${verb === "gets" ? `${head} ${below(1e9)}` : head}\r\n${value}\r\n`;
  };
  switch (verb) {
    case "get":
    case "gets":
      return `${below(3) > 0 ? item(key as string) : ""}END\r\n`;
    case "getMultiple":
      return `${(key as string[])
        .filter(() => below(2) > 0)
        .map(item)
        .join("")}END\r\n`;
    case "increment":
    case "decrement":
      return one(["0\r\n", "17\r\n", "18446744073709551615\r\n", "NOT_FOUND\r\n"]);
    case "delete":
      return one(["DELETED\r\n", "NOT_FOUND\r\n"]);
    case "stats":
      return one(["END\r\n", "STAT pid 7\r\nSTAT version 1.6 x\r\nEND\r\n"]);
    case "version":
      return "VERSION 1.6.18\r\n";
    case "flushAll":
      return "OK\r\n";
    case "checkAndSet":
      return one(["STORED\r\n", "EXISTS\r\n", "NOT_FOUND\r\n"]);
    default:
      return one(["STORED\r\n", "NOT_STORED\r\n"]);
  }
}

function scripts(count: number): Script[] {
  const random = chance(18);
  return Array.from({ length: count }, () => {
    const asks = Array.from({ length: 1 + random.below(12) }, () => randomAsk(random));
    const answers = latin1(asks.map((words) => randomAnswer(random, words)).join(""));
    // Now and then the connection is lost before all is said.
    const end = random.below(3) === 0 ? random.below(answers.length + 1) : answers.length;
    const longest = random.one([1, 3, 20, 1000]);
    const chunks: string[] = [];
    for (let at = 0; at < end; ) {
      const next = Math.min(end, at + 1 + random.below(longest));
      chunks.push(toHex(answers.subarray(at, next)));
      at = next;
    }
    return { asks, chunks };
  });
}

function python(mode: string, input: unknown, ...args: string[]): unknown {
  const peer = spawnSync(PYTHON, [PEER, mode, ...args], {
    input: JSON.stringify(input),
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  assert.equal(peer.status, 0, peer.stderr || String(peer.error));
  return JSON.parse(peer.stdout);
}

test(`Q5: ${SCRIPTS} scripts send the same bytes and end the same with Twisted's client`, {
  skip,
}, () => {
  const given = scripts(SCRIPTS);
  const theirs = python("scripts", given) as Ran[];
  const seen = new Set<string>();
  for (const [i, script] of given.entries()) {
    const ours = run(script);
    assert.deepEqual(ours, theirs[i], `script ${i}: ${JSON.stringify(script)}`);
    for (const [kind, what] of ours.log) seen.add(kind === "failure" ? String(what) : kind);
  }
  // Had the scripts no such ends, they would prove little.
  assert.deepEqual([...seen].sort(), [
    "ClientError",
    "ConnectionDone",
    "NoSuchCommand",
    "ServerError",
    "result",
  ]);
});

/** A program that means something: every answer depends on what came before. */
function program(): Ask[] {
  const random = chance(7);
  return [["flushAll"], ...Array.from({ length: 500 }, () => randomAsk(random))];
}

/** Everything at once, to the server at that port. */
async function askAll(port: string, asks: readonly Ask[]): Promise<Outcome[]> {
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const cache = await clientFromString(reactor, `tcp:127.0.0.1:${port}`).connect({
    buildProtocol: () => new MemCacheProtocol(reactor),
    doStart() {},
    doStop() {},
  });
  const results = await Promise.all(asks.map((words) => ask(cache, words).addBoth(outcome)));
  cache.transport.loseConnection();
  reactor.stop();
  await stopped;
  return results;
}

/** A peer that is asked in another process must not be waited for in this one: our server is here. */
async function askedByTwisted(port: string, asks: readonly Ask[]): Promise<unknown> {
  const child = spawn(PYTHON, [PEER, "ask", port], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(JSON.stringify(asks));
  const out: Uint8Array[] = [];
  child.stdout.on("data", (data: Uint8Array) => out.push(data));
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  return JSON.parse(latin1Text(concat(out)));
}

test("Q5: our client and Twisted's, our server and one of Twisted's: four pairs, one transcript", {
  skip,
}, async (t) => {
  const asks = program();

  const child = spawn(PYTHON, [PEER, "serve"], { stdio: ["pipe", "pipe", "inherit"] });
  t.after(() => child.kill());
  const theirPort = (await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next())
    .value as string;
  const reactor = reactorOn(node());
  const stopped = reactor.run();
  const store = new FakeStore();
  const listening = await serverFromString(reactor, "tcp:0:interface=127.0.0.1").listen({
    buildProtocol: () => new FakeMemcached(store),
    doStart() {},
    doStop() {},
  });
  const ourPort = String(IHostAddress(listening.getHost()).port);

  const ours = await askAll(ourPort, asks);
  const kinds = new Set(ours.map(([kind]) => kind));
  assert.deepEqual([...kinds].sort(), ["failure", "result"]);
  const pairs = {
    "Twisted's client, our server": await askedByTwisted(ourPort, asks),
    "our client, Twisted's server": await askAll(theirPort, asks),
    "Twisted's client and server": await askedByTwisted(theirPort, asks),
  };
  for (const [pair, outcomes] of Object.entries(pairs)) assert.deepEqual(outcomes, ours, pair);

  child.stdin.end();
  await once(child, "close");
  reactor.stop();
  await stopped;
});
