import assert from "node:assert/strict";
import { test } from "node:test";
import { UnitError } from "./errors.ts";
import { type UnitChoices, type Units, unitsFor } from "./units.ts";
import type { WrappedCommand } from "./wrapped-command.ts";

const chat: WrappedCommand = {
  program: "chat",
  file: null,
  words: ["chat", "--listen", "tcp:80"],
  listens: [{ from: 1, count: 2, description: "tcp:80" }],
  options: {},
};

function units(wrapped: Partial<WrappedCommand> = {}, choices: Partial<UnitChoices> = {}): Units {
  return unitsFor(
    { ...chat, ...wrapped },
    { watchdog: 30, ...choices },
    { node: "/usr/bin/node", main: "/srv/main.js", modeOf: () => 0o755 },
  );
}
const text = (of: Units, i = 0): string => of.files[i]!.text;

test("a low port takes a capability, unless systemd opens it", () => {
  assert.match(text(units()), /AmbientCapabilities/);
  const activated = units({}, { socket: true });
  assert.doesNotMatch(text(activated), /AmbientCapabilities/);
  assert.match(text(activated), / chat --listen systemd:index=0$/m);
  assert.match(text(activated, 1), /^ListenStream=0\.0\.0\.0:80$/m);
  const high = { words: ["chat"], listens: [] };
  assert.doesNotMatch(text(units(high)), /AmbientCapabilities/);
  assert.match(text(units(high, { "low-ports": true })), /AmbientCapabilities/);
});

test("there is time to stop for what --grace says", () => {
  assert.match(text(units({ options: { grace: 60.5 } })), /^TimeoutStopSec=71$/m);
  assert.match(text(units()), /^TimeoutStopSec=15$/m);
});

test("the unit is called as the program is, as far as a unit can be", () => {
  assert.equal(units({ program: "my service" }).files[0]!.file, "my-service.service");
  assert.equal(units({}, { name: "web" }).files[0]!.file, "web.service");
});

test("a program in somebody's home can be read", () => {
  assert.match(text(units()), /^ProtectHome=yes$/m);
  assert.match(text(units({ file: "/run/user/7/x.js" })), /^ProtectHome=read-only$/m);
});

test("what is written has to be where it can be", () => {
  const log = (path: string, choices: Partial<UnitChoices> = {}): Units =>
    units({ options: { "log-file": path } }, choices);
  assert.match(text(log("/var/log/chat/x.log", { logs: true })), /^LogsDirectory=chat$/m);
  const reload = /^ExecReload=\/bin\/kill -HUP \$MAINPID$/m;
  assert.match(text(log("/var/log/chat/x.log", { logs: true })), reload);
  assert.doesNotMatch(text(log("-")), reload);
  log("+");
  for (const path of ["x.log", "/var/log/chat/x.log", "/var/log/chatter/x.log"])
    assert.throws(() => log(path), UnitError, path);
  assert.throws(() => log("/var/log/chatter/x.log", { logs: true }), UnitError);
  const inspect = { options: { inspect: "unix:/run/chat/inspect" } };
  assert.throws(() => units(inspect), /--inspect \/run\/chat\/inspect could not be written/);
  assert.match(text(units(inspect, { runtime: true })), /^RuntimeDirectory=chat$/m);
});

test("what cannot be is said", () => {
  assert.throws(() => units({ options: { uid: "ada" } }), /--user instead of --uid/);
  assert.throws(() => units({ options: { config: "x.json" } }), /--config x.json is no full path/);
  assert.throws(() => units({ listens: [] }, { socket: true }), /nothing says where/);
  assert.throws(() => units({}, { name: "a/b" }), /no name for a unit/);
});

test("who cannot read it is warned of, where the user is not known to own it", () => {
  const closed = { node: "/run/user/7/node", main: "/srv/main.js", modeOf: () => 0o700 };
  assert.equal(unitsFor(chat, { watchdog: 0 }, closed).warnings.length, 2);
  assert.deepEqual(unitsFor(chat, { watchdog: 0, user: "root" }, closed).warnings, []);
});
