import assert from "node:assert/strict";
import { test } from "node:test";
import { names, type SystemLookup } from "./names.ts";

/** A system whose answers come when the test says so. */
function world() {
  const asked: { name: string; family: number; done: Parameters<SystemLookup>[2] }[] = [];
  const platform = names((name, { family }, done) => void asked.push({ name, family, done }));
  const answer = (index: number, ...addresses: string[]): void =>
    asked[index]!.done(
      null,
      addresses.map((address) => ({ address })),
    );
  return { asked, platform, answer };
}

test("the system's own answer for localhost", async () => {
  const found = await names().lookup("localhost");
  assert.ok(found.includes("127.0.0.1") || found.includes("::1"), String(found));
  const v4 = await names().lookup("localhost", 4);
  assert.deepEqual(v4, ["127.0.0.1"]);
});

test("names of other alphabets are asked for as DNS writes them", async () => {
  // Full-width letters are, by IDNA, those of "localhost".
  assert.deepEqual(await names().lookup("ｌｏｃａｌｈｏｓｔ", 4), ["127.0.0.1"]);
});

test("what the C library would read half of is asked for by nobody", async () => {
  const { platform, asked } = world();
  for (const name of ["localhost\0.example", "\0", ""])
    await assert.rejects(async () => platform.lookup(name), { code: "ENOTFOUND" });
  assert.equal(asked.length, 0);
});

test("errors are the port's, with Node's as their cause", async () => {
  const { platform, asked, answer } = world();
  const nobody = platform.lookup("nobody");
  asked[0]!.done(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }));
  await assert.rejects(async () => nobody, { name: "PlatformError", code: "ENOTFOUND" });
  const empty = platform.lookup("empty");
  answer(1);
  await assert.rejects(async () => empty, { code: "ENOTFOUND" });
});

test("a name that Node refuses outright is an error like any other", async () => {
  const platform = names(() => {
    throw Object.assign(new TypeError("no"), { code: "ERR_INVALID_ARG_VALUE" });
  });
  const lookup = platform.lookup("x");
  assert.equal(lookup.called, false);
  await assert.rejects(async () => lookup, { code: "ERR_INVALID_ARG_VALUE" });
});

test("R17: the order is the system's; an address is told once", async () => {
  const { platform, answer } = world();
  const lookup = platform.lookup("x");
  answer(0, "::1", "10.0.0.1", "::1");
  assert.deepEqual(await lookup, ["::1", "10.0.0.1"]);
});

test("those who ask the same at the same time share one lookup; each has its own answer", async () => {
  const { platform, asked, answer } = world();
  const [first, second, gone] = [1, 2, 3].map(() => platform.lookup("x"));
  const other = platform.lookup("x", 6);
  assert.equal(asked.length, 2);
  gone!.cancel();
  await assert.rejects(async () => gone, { name: "CancelledError" });
  answer(0, "10.0.0.1");
  assert.deepEqual([await first, await second], [["10.0.0.1"], ["10.0.0.1"]]);
  answer(1, "::1");
  assert.deepEqual(await other, ["::1"]);
  platform.lookup("x");
  assert.equal(asked.length, 3, "an answer is not kept");
});

test("eight are looked up at once; those that wait can be given up", () => {
  const { platform, asked, answer } = world();
  const lookups = Array.from({ length: 20 }, (_, i) => platform.lookup(`host${i}`));
  assert.equal(asked.length, 8);
  for (const lookup of lookups.slice(8, 19)) {
    lookup.addErrback(() => null as never);
    lookup.cancel();
  }
  answer(0, "10.0.0.1");
  assert.deepEqual([asked.length, asked.at(-1)!.name], [9, "host19"]);
});

test("one that was begun and is cancelled keeps its place until the system has answered", () => {
  const { platform, asked, answer } = world();
  const lookups = Array.from({ length: 9 }, (_, i) => platform.lookup(`host${i}`));
  lookups[0]!.addErrback(() => null as never);
  lookups[0]!.cancel();
  assert.equal(asked.length, 8);
  answer(0, "10.0.0.1");
  assert.equal(asked.length, 9);
});

test("ten thousand wait; more fail at once", async () => {
  const { platform } = world();
  for (let i = 0; i < 10_008; i++) platform.lookup(`host${i}`);
  assert.equal(platform.lookup("host10007").called, false, "that one waits already");
  await assert.rejects(async () => platform.lookup("one more"), { code: "EAI_AGAIN" });
});

test("addresses are what Node takes for one", () => {
  const { isAddress } = names();
  assert.deepEqual(["::1", "10.0.0.1", "localhost", "", "1.2"].map(isAddress), [
    ...[true, true, false, false, false],
  ]);
});
