import assert from "node:assert/strict";
import { test } from "node:test";
import { unitArgument, unitExecutable, unitValue } from "./unit-quoting.ts";

// That systemd takes them back is in test/systemd/booted.test.ts.
test("an argument that means nothing to systemd stays as it is", () => {
  for (const plain of ["--listen", "tcp:8123:interface=127.0.0.1", "/srv/a_b/c.js", "a@b,c+d"])
    assert.equal(unitArgument(plain), plain);
});

test("everything else is quoted, and nothing is left that systemd would replace", () => {
  const cases: [string, string][] = [
    ["", '""'],
    ["a b", '"a b"'],
    [";", '";"'],
    ["it's", `"it's"`],
    ['say "x"', '"say \\"x\\""'],
    ["C:\\new", '"C:\\\\new"'],
    ["100%", '"100%%"'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of systemd.
    ["$HOME ${X}", '"$$HOME $${X}"'],
    ["a\nb\tc", '"a\\x0ab\\x09c"'],
    ["\u0085", '"\\xc2\\x85"'],
    ["grüße", '"grüße"'],
    ["#no", '"#no"'],
  ];
  for (const [text, expected] of cases) assert.equal(unitArgument(text), expected);
});

test("a value that would be more than one line, or less than it was, is an error", () => {
  for (const text of ["a\nExecStartPre=/bin/x", "a\\", " a", "a ", "a\t", "\u0085a\u0085"])
    assert.throws(() => unitValue(text), { name: "UnitError" }, JSON.stringify(text));
  for (const text of ["a\\b", "a  b", "", "grüße"]) assert.equal(unitValue(text), text);
});

test("in an executable a dollar is a dollar; a value is not quoted at all", () => {
  assert.equal(unitExecutable("/opt/a $b/100%"), '"/opt/a $b/100%%"');
  assert.equal(unitValue('Chat, "100%"'), 'Chat, "100%%"');
});
