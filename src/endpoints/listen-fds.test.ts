import assert from "node:assert/strict";
import { test } from "node:test";
import { describeListenFDs, listenFDs } from "./listen-fds.ts";

function given(variables: Readonly<Record<string, string>>) {
  const missing = (): never => assert.fail("not asked for");
  return {
    pid: 7,
    isRunning: missing,
    variable: (name: string) => variables[name],
    readFile: missing,
    listFiles: missing,
    plugins: missing,
  };
}

test("descriptors from 3 on, with their names", () => {
  const variables = { LISTEN_PID: "7", LISTEN_FDS: "3", LISTEN_FDNAMES: "web:admin:" };
  const found = [
    { fd: 3, name: "web" },
    { fd: 4, name: "admin" },
    { fd: 5, name: "unknown" },
  ];
  assert.deepEqual(listenFDs(given(variables)), found);
  assert.equal(
    describeListenFDs(given(variables)),
    'systemd has handed over 0 "web" (descriptor 3), 1 "admin" (descriptor 4), 2 "unknown" (descriptor 5)',
  );
});

test("what is not for this process, or is no number, is nothing", () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{}, /there is no LISTEN_PID/],
    [{ LISTEN_PID: "8", LISTEN_FDS: "1" }, /to this process, 7: LISTEN_PID is 8/],
    [{ LISTEN_PID: "07", LISTEN_FDS: "1" }, /LISTEN_PID is 07/],
    [{ LISTEN_PID: "7" }, /LISTEN_FDS is not set/],
    [{ LISTEN_PID: "7", LISTEN_FDS: "" }, /LISTEN_FDS is $/],
    [{ LISTEN_PID: "7", LISTEN_FDS: "-1" }, /LISTEN_FDS is -1/],
    [{ LISTEN_PID: "7", LISTEN_FDS: "999999999999" }, /LISTEN_FDS is 9+/],
  ];
  for (const [variables, says] of cases) {
    assert.deepEqual(listenFDs(given(variables)), []);
    assert.match(describeListenFDs(given(variables)), says);
  }
});
