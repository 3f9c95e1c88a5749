import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setCurrent } from "./call-from-thread.ts";
import type { MessageFromThread, MessageToThread } from "./messages.ts";
import { threadMain, threadModule } from "./thread-main.ts";
import { rebuildThrown } from "./thrown.ts";

afterEach(() => setCurrent(null));

/** The program of a thread, in this one. */
function world() {
  const sent: MessageFromThread[] = [];
  let heard: (() => void) | null = null;
  let tell!: (message: unknown) => void;
  threadMain({
    post: (message, transfer) => {
      sent.push(structuredClone(message, { transfer: transfer as never }) as MessageFromThread);
      heard?.();
    },
    start: (received) => {
      tell = received;
    },
    take: () => undefined,
  });
  let calls = 0;
  const next = () =>
    new Promise<MessageFromThread>((done) => {
      heard = () => done(sent.at(-1)!);
    });
  const call = (module: string, name: string, ...args: unknown[]) => {
    calls += 1;
    const message: MessageToThread = { type: "call", call: calls, module, name, args };
    const heardNext = next();
    tell(message);
    return heardNext;
  };
  return { call, next, sent, tell: (message: MessageToThread) => tell(message) };
}

const module = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const thrown = (message: MessageFromThread): Error => {
  assert.ok(message.type === "result" && "thrown" in message.outcome);
  return rebuildThrown(message.outcome.thrown) as Error;
};

const FUNCTIONS = module(`
  export const add = (a, b) => a + b;
  export const later = async (x) => x;
  export default () => "default";
  export const boom = () => { throw Object.assign(new RangeError("boom"), { code: "E_BOOM" }); };
  export const functions = () => ({ list: [() => {}] });
  export const notOne = 7;
`);

test("it is what a platform is to import", async () => {
  const imported = (await import(threadModule)) as { threadMain: unknown };
  assert.equal(imported.threadMain, threadMain);
});

test("a call: an export, with its arguments, waited for", async () => {
  const { call } = world();
  const value = (value: unknown, call: number) => ({ type: "result", call, outcome: { value } });
  assert.deepEqual(await call(FUNCTIONS, "add", 1, 2), value(3, 1));
  assert.deepEqual(await call(FUNCTIONS, "later", 7), value(7, 2));
  assert.deepEqual(await call(FUNCTIONS, "default"), value("default", 3));
});

test("what goes wrong is an outcome: what is thrown, a module, an export, a result", async () => {
  const { call } = world();
  const boom = thrown(await call(FUNCTIONS, "boom")) as Error & { code: string };
  assert.deepEqual([boom.name, boom.message, boom.code], ["RangeError", "boom", "E_BOOM"]);
  assert.match(thrown(await call("file:///no/such/module.js", "f")).message, /Cannot find module/);
  assert.equal(thrown(await call(module("export const"), "f")).name, "SyntaxError");
  for (const name of ["none", "notOne", "toString"])
    assert.match(
      thrown(await call(FUNCTIONS, name)).message,
      /exports no function "\w+" for a thread to call; it exports add, boom, default, functions, later$/,
    );
  const result = thrown(await call(FUNCTIONS, "functions"));
  assert.equal(result.name, "NotCloneableError");
  assert.match(result.message, /^functions\(\): result\.list\[0\] is a function/);
});

const entry = JSON.stringify(new URL("./index.js", import.meta.url).href);

test("a result can be moved", async () => {
  const { call } = world();
  const moving = module(`
    import { transferring } from ${entry};
    export const kept = {};
    export const bytes = () => { kept.bytes = new Uint8Array(3); return transferring(kept.bytes, [kept.bytes.buffer]); };
    export const left = () => kept.bytes.length;
  `);
  const moved = await call(moving, "bytes");
  assert.ok(moved.type === "result" && "value" in moved.outcome);
  assert.deepEqual(moved.outcome.value, new Uint8Array(3));
  const left = await call(moving, "left");
  assert.deepEqual(left.type === "result" && left.outcome, { value: 0 });
});

test("R3: code in a call asks, is answered, and goes on; after the call it cannot", async () => {
  const { call, next, tell } = world();
  const asking = module(`
    import { callFromThread } from ${entry};
    export const ask = async () => 1 + (await callFromThread("double", 4));
    export const leave = () => { globalThis.late = () => callFromThread("x"); };
  `);
  const asked = await call(asking, "ask");
  assert.deepEqual(asked, { type: "ask", call: 1, ask: 1, name: "double", args: [4] });
  const result = next();
  tell({ type: "answer", ask: 1, outcome: { value: 8 } });
  assert.deepEqual(await result, { type: "result", call: 1, outcome: { value: 9 } });
  await call(asking, "leave");
  assert.throws((globalThis as unknown as { late(): void }).late, /was over/);
});
