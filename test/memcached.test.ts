/** Our client with Debian's memcached on the other side. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { text, utf8 } from "torsion/bytes";
import { CancelledError, type Deferred } from "torsion/deferred";
import { clientFromString } from "torsion/endpoints";
import { ConnectionClosed } from "torsion/net";
import { node } from "torsion/platform/node";
import {
  ClientError,
  type MemCacheOptions,
  MemCacheProtocol,
  NoAnswerError,
  NotConnectedError,
  ServerError,
} from "torsion/protocols/memcache";
import { reactorOn } from "torsion/reactor/core";

const has = spawnSync("memcached", ["--version"]).status === 0;
const options = { skip: has || process.env.CI ? false : "memcached is not installed" };

const folder = mkdtempSync(join(tmpdir(), "torsion-memcached-"));
const children: ChildProcess[] = [];
const reactor = reactorOn(node());
const stopped = reactor.run();
after(async () => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
  reactor.stop();
  await stopped;
});

/** On a port of its own choice, which it writes into a file, all at once. */
async function memcached(): Promise<{ child: ChildProcess; port: string }> {
  const file = join(folder, `port-${children.length}`);
  const child = spawn(
    "memcached",
    ["-u", userInfo().username, "-l", "127.0.0.1", "-p", "-1", "-U", "0"],
    {
      env: { ...process.env, MEMCACHED_PORT_FILENAME: file },
      stdio: "ignore",
    },
  );
  children.push(child);
  for (let i = 0; i < 1000; i++) {
    try {
      const [, port] = /TCP INET: (\d+)/.exec(readFileSync(file, "utf8")) ?? [];
      if (port !== undefined) return { child, port };
    } catch {}
    await wait(10);
  }
  throw new Error("memcached does not listen");
}

function connect(port: string, clientOptions?: MemCacheOptions): Deferred<MemCacheProtocol> {
  return clientFromString(reactor, `tcp:127.0.0.1:${port}`).connect({
    buildProtocol: () => new MemCacheProtocol(reactor, clientOptions),
    doStart() {},
    doStop() {},
  });
}

let server: { child: ChildProcess; port: string };
let cache: MemCacheProtocol;
if (options.skip === false) {
  before(async () => {
    server = await memcached();
    cache = await connect(server.port);
  });
  after(() => cache.transport.abortConnection());
}

const read = async (key: string): Promise<string | null> => {
  const { value } = await cache.get(key);
  return value === null ? null : text(value);
};

test("Q5: every command does what it says", options, async () => {
  assert.match(await cache.version(), /^\d+\.\d+/);
  assert.equal(await cache.flushAll(), true);
  assert.deepEqual(await cache.get("k"), { value: null, flags: 0 });
  assert.equal(await cache.replace("k", "v"), false);
  assert.equal(await cache.append("k", "v"), false);
  assert.equal(await cache.add("k", "b", { flags: 0xffff_ffff }), true);
  assert.equal(await cache.add("k", "b"), false);
  assert.equal(await cache.append("k", "c"), true);
  assert.equal(await cache.prepend("k", "a"), true);
  assert.deepEqual(await cache.get("k"), { value: utf8("abc"), flags: 0xffff_ffff });
  assert.equal(await cache.replace("k", "END\r\n"), true);
  assert.equal(await read("k"), "END\r\n");
  assert.equal(await cache.delete("k"), true);
  assert.equal(await cache.delete("k"), false);
  assert.equal(await read("k"), null);
});

test("versions: who was second sets nothing", options, async () => {
  await cache.set("c", "1");
  const { cas, value } = await cache.gets("c");
  assert.deepEqual(value, utf8("1"));
  assert.equal(await cache.checkAndSet("c", "2", cas), true);
  assert.equal(await cache.checkAndSet("c", "3", cas), false);
  assert.equal(await cache.checkAndSet("nothing", "3", cas), false);
  const both = await cache.getsMultiple(["c", "nothing"]);
  assert.deepEqual(both.get("c")?.value, utf8("2"));
  assert.deepEqual(both.get("nothing"), { value: null, flags: 0, cas: "" });
});

test("numbers have 64 bits", options, async () => {
  assert.equal(await cache.increment("n"), null);
  await cache.set("n", "18446744073709551614");
  assert.equal(await cache.increment("n"), 18_446_744_073_709_551_615n);
  assert.equal(await cache.increment("n", 2), 1n);
  assert.equal(await cache.decrement("n", 2n ** 63n), 0n);
  await cache.set("n", "no number");
  await assert.rejects(cache.increment("n"), ClientError);
});

test("times: what has expired is gone", options, async () => {
  await cache.set("t", "v", { expireTime: 1000 });
  assert.equal(await cache.touch("t", 2000), true);
  assert.deepEqual((await cache.getAndTouch("t", -1)).value, utf8("v"));
  assert.equal(await read("t"), null);
  assert.equal(await cache.touch("t", 1), false);
  await cache.set("t", "v", { expireTime: -1 });
  assert.equal(await read("t"), null);
});

test("keys and values of every kind", options, async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const large = new Uint8Array(1_000_000).map((_, i) => (i * 7) & 0xff);
  for (const value of [bytes, large, new Uint8Array(0), utf8("\r\nEND\r\nVALUE k 0 1\r\n")]) {
    assert.equal(await cache.set("v", value), true);
    assert.deepEqual((await cache.get("v")).value, value);
  }
  for (const key of ["k".repeat(250), "schlüssel", Uint8Array.of(0x80, 0xff)]) {
    await cache.set(key, "x");
    assert.deepEqual((await cache.get(key)).value, utf8("x"));
  }
});

test("many keys at once; those that are there come back", options, async () => {
  const keys = Array.from({ length: 5000 }, (_, i) => `many-${i}`);
  const odd = keys.filter((_, i) => i % 2 === 1);
  await Promise.all(odd.map((key) => cache.set(key, key, { flags: 5 })));
  const all = await cache.getMultiple([...keys, ...keys]);
  assert.equal(all.size, 5000);
  for (const [i, key] of keys.entries())
    assert.deepEqual(
      all.get(key),
      i % 2 === 1 ? { value: utf8(key), flags: 5 } : { value: null, flags: 0 },
    );
});

test("9,000 commands are sent at once, and answered in their order", options, async () => {
  await cache.set("order", "0");
  const all = Array.from({ length: 9000 }, () => cache.increment("order"));
  assert.equal(cache.pending, 9000);
  assert.deepEqual(
    await Promise.all(all),
    Array.from({ length: 9000 }, (_, i) => BigInt(i + 1)),
  );
});

test(
  "what the server refuses is one command's failure, and the next one is answered",
  options,
  async () => {
    const other = await connect(server.port, { maxValueLength: 4 * 2 ** 20 });
    const tooLarge = other.set("large", new Uint8Array(2 * 2 ** 20));
    const next = other.set("fine", "v");
    await assert.rejects(tooLarge, ServerError);
    assert.equal(await next, true);
    await assert.rejects(cache.set("large", new Uint8Array(2 * 2 ** 20)), ClientError);
    other.transport.loseConnection();
  },
);

test("statistics, of all and of some", options, async () => {
  const all = await cache.stats();
  assert.ok(Number(all.get("pid")) > 0);
  assert.ok(all.size > 30);
  assert.ok((await cache.stats("settings")).has("maxbytes"));
  assert.ok([...(await cache.stats("items")).keys()].every((name) => name.startsWith("items:")));
  assert.equal((await cache.stats("reset")).size, 0);
});

test("a get that was cancelled takes its answer out of the way", options, async () => {
  await cache.set("x", "x");
  const cancelled = cache.get("x");
  const next = cache.get("nothing");
  cancelled.cancel();
  await assert.rejects(cancelled, CancelledError);
  assert.deepEqual(await next, { value: null, flags: 0 });
});

test("a server that hangs, and one that dies", options, async () => {
  const { child, port } = await memcached();
  const silent = await connect(port, { seconds: 0.1 });
  const patient = await connect(port);
  child.kill("SIGSTOP");
  // The signal takes its time, in which it may still answer.
  while (!/\) T /.test(readFileSync(`/proc/${child.pid}/stat`, "latin1"))) await wait(1);
  await Promise.all(
    [silent.get("a"), silent.get("b")].map((answer) => assert.rejects(answer, NoAnswerError)),
  );
  await assert.rejects(silent.get("a"), NotConnectedError);
  const waiting = [patient.get("a"), patient.set("b", "v")];
  child.kill("SIGKILL");
  await Promise.all(waiting.map((answer) => assert.rejects(answer, ConnectionClosed)));
  await assert.rejects(patient.get("a"), NotConnectedError);
});
