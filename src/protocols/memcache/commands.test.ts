import assert from "node:assert/strict";
import { test } from "node:test";
import { concat, latin1Text, utf8 } from "../../bytes/index.ts";
import * as commands from "./commands.ts";
import { ClientError } from "./errors.ts";

const LIMITS = { maxValueLength: 10, maxAnswerLength: 100 };
const sent = ({ bytes }: commands.Command<unknown>): string => latin1Text(concat([...bytes]));

test("each command as the protocol writes it", () => {
  const store = (name: commands.StoringCommand, options = {}, cas?: string) =>
    sent(commands.storing(name, "k", "va\r\nl", options, LIMITS, cas));
  assert.equal(store("set"), "set k 0 0 5\r\nva\r\nl\r\n");
  assert.equal(store("add", { flags: 7, expireTime: -1 }), "add k 7 -1 5\r\nva\r\nl\r\n");
  assert.equal(store("cas", { flags: 7 }, "99"), "cas k 7 0 5 99\r\nva\r\nl\r\n");
  assert.equal(sent(commands.getting("k", LIMITS)), "get k\r\n");
  assert.equal(sent(commands.gettingWithCas("k", LIMITS)), "gets k\r\n");
  assert.equal(sent(commands.gettingAndTouching("k", 9, LIMITS)), "gat 9 k\r\n");
  assert.equal(sent(commands.gettingMultiple(["a", "b", "a"], LIMITS)), "get a b\r\n");
  assert.equal(sent(commands.gettingMultipleWithCas(["a"], LIMITS)), "gets a\r\n");
  assert.equal(sent(commands.counting("incr", "n", 2)), "incr n 2\r\n");
  assert.equal(sent(commands.counting("decr", "n", 2n ** 63n)), "decr n 9223372036854775808\r\n");
  assert.equal(sent(commands.deleting("ü")), "delete \u00c3\u00bc\r\n");
  assert.equal(sent(commands.touching("k", 30)), "touch k 30\r\n");
  assert.equal(sent(commands.askingStats("", LIMITS)), "stats\r\n");
  assert.equal(sent(commands.askingStats(" items  x ", LIMITS)), "stats items x\r\n");
  assert.equal(sent(commands.askingVersion()), "version\r\n");
  assert.equal(sent(commands.flushing(0)), "flush_all\r\n");
  assert.equal(sent(commands.flushing(5)), "flush_all 5\r\n");
});

test("nothing becomes two commands", () => {
  const evil = "k\r\nflush_all";
  for (const make of [
    () => commands.storing("set", evil, "", {}, LIMITS),
    () => commands.storing("cas", "k", "", {}, LIMITS, "1\r\nflush_all"),
    () => commands.storing("set", "k", "", { flags: "0\r\nflush_all" as never }, LIMITS),
    () => commands.getting(evil, LIMITS),
    () => commands.gettingMultiple(["a", evil], LIMITS),
    () => commands.gettingMultiple([utf8("a b")], LIMITS),
    () => commands.deleting(evil),
    () => commands.touching("k", "1\r\nflush_all" as never),
    () => commands.askingStats(evil, LIMITS),
    () => commands.counting("incr", evil, 1),
    () => commands.flushing(Number.NaN),
  ])
    assert.throws(make, ClientError);
});

test("a value that is too long is not sent", () => {
  assert.equal(commands.storing("set", "k", "0123456789", {}, LIMITS).hasData, true);
  assert.throws(() => commands.storing("set", "k", "0123456789x", {}, LIMITS), ClientError);
});

test("the result of many has the keys as they were given, equal ones too", () => {
  const [one, same] = [utf8("k"), utf8("k")];
  const { answer } = commands.gettingMultiple([one, "x", same], LIMITS);
  answer.line("VALUE k 1 2");
  answer.value?.(utf8("vv"));
  const item = { value: utf8("vv"), flags: 1 };
  assert.deepEqual(answer.line("END"), {
    result: new Map<unknown, unknown>([
      [one, item],
      ["x", { value: null, flags: 0 }],
      [same, item],
    ]),
  });
});
