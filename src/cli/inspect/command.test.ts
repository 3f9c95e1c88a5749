import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { Service, type ServiceReactor } from "../../application/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Factory, Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import type { TwistContext } from "../twist.ts";
import { inspectCommand } from "./command.ts";
import { Inspector } from "./inspector.ts";

function world({ terminal = false, term = "xterm", name = "shop" } = {}) {
  const network = new MemoryNetwork();
  const [a, b] = [reactorOn(network.host("a")), reactorOn(network.host("b"))];
  const service = new Service();
  service.setName(name);
  const inspector = new Inspector({ reactor: a, service, facts: new Map(), memory: () => null });
  const port = a.listenTCP(7, inspector.factory);
  network.advance(1);
  const stdout = Object.assign(new PassThrough().setEncoding("utf8"), {
    ...(terminal && { isTTY: true, columns: 80, rows: 24 }),
  });
  let out = "";
  stdout.on("data", (text: string) => {
    out += text;
  });
  const raw: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), {
    ...(terminal && { isTTY: true, setRawMode: (on: boolean) => void raw.push(on) }),
  });
  const context = {
    ...{ argv: [], version: "1", stdout, stderr: new PassThrough(), stdin },
    environment: new Proxy(b.environment, {
      get: (all, name) => (name === "variable" ? () => term : Reflect.get(all, name)),
    }),
    reactor: () => b as ServiceReactor,
  } satisfies TwistContext;
  const run = (...argv: string[]) => {
    const command = inspectCommand(context)
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    return command.parseAsync(argv, { from: "user" });
  };
  /** Let time pass on the network, and the program do what it does between. */
  const pass = async (seconds = 1): Promise<void> => {
    for (let n = 0; n < 10; n++) {
      network.advance(seconds / 10);
      await new Promise((turn) => setImmediate(turn));
    }
  };
  return { network, a, b, port, stdin, stdout, raw, run, pass, out: () => out };
}

test("where nobody sees it, one snapshot as text, and the end", async () => {
  const { run, pass, out, b } = world();
  const done = run("tcp:a:7");
  await pass();
  await done;
  assert.match(out(), /^shop.*, memory, new/);
  assert.match(out(), /connections: 1/);
  assert.deepEqual([b.describe().counts.connections, b.running], [0, false]);
});

test("on a terminal that cannot be drawn on it prints, too", async () => {
  const { run, pass, out } = world({ terminal: true, term: "dumb" });
  const done = run("tcp:a:7");
  await pass();
  await done;
  assert.match(out(), /^shop.*, memory, new/);
  assert.ok(!out().includes("\u001b"));
});

test("what accepts and says nothing is not waited for for ever", async () => {
  const { run, pass, a, network } = world();
  a.listenTCP(9, Factory.forProtocol(Protocol));
  network.advance(1);
  const failed = assert.rejects(run("tcp:a:9"), { message: /nothing for 30 s$/ });
  await pass(40);
  await failed;
});

test("--json: as a line of JSON", async () => {
  const { run, pass, out } = world();
  const done = run("--json", "tcp:a:7");
  await pass();
  await done;
  assert.equal(out().split("\n").length, 2);
  assert.equal((JSON.parse(out()) as { program: { name: string } }).program.name, "shop");
});

test("--json: without controls that a terminal would obey", async () => {
  const name = "shop\u009b2J\u202e\u2028\u001b";
  const { run, pass, out } = world({ name });
  const done = run("--json", "tcp:a:7");
  await pass();
  await done;
  for (const control of name.slice(4).replace("2J", "")) assert.ok(!out().includes(control));
  assert.equal((JSON.parse(out()) as { program: { name: string } }).program.name, name);
});

test("a program that cannot be reached, and a description that is wrong, are one message", async () => {
  const { run, pass } = world();
  const failed = assert.rejects(run("tcp:a:8"), {
    name: "InspectError",
    message: /^cannot look into the program at tcp:a:8: .*refused/i,
  });
  await pass();
  await failed;
  await assert.rejects(world().run("nonsense:1"), { name: "InvalidDescriptionError" });
});

test("on a terminal it lives until q, and leaves the terminal and the process as they were", async () => {
  const listeners = process.listenerCount("exit");
  const { run, pass, out, stdin, stdout, raw, b } = world({ terminal: true });
  const done = run("tcp:a:7");
  await pass(3);
  assert.match(out(), /\[0 all\]/);
  assert.ok(!out().includes("\u001b[?1049l"));
  stdin.write("q");
  await pass();
  await done;
  assert.ok(out().endsWith("\u001b[?1049l"));
  assert.deepEqual(raw.at(-1), false);
  assert.equal(raw[0], true);
  assert.equal(process.listenerCount("exit"), listeners);
  assert.deepEqual(
    [stdout.listenerCount("resize"), stdin.listenerCount("data"), b.running],
    [0, 0, false],
  );
});

test("a signal ends it as q does", async () => {
  const { network, run, pass, out } = world({ terminal: true });
  const done = run("tcp:a:7");
  await pass();
  network.signal("b", "SIGTERM");
  await pass();
  await done;
  assert.ok(out().endsWith("\u001b[?1049l"));
});
