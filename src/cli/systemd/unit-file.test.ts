import assert from "node:assert/strict";
import { test } from "node:test";
import { serviceUnit, socketUnit, type UnitSettings } from "./unit-file.ts";

const settings: UnitSettings = {
  name: "chat",
  description: "chat, 100%",
  command: ["/usr/bin/node", "/srv/main.js", "chat", "--name", "a b"],
  user: null,
  workingDirectory: null,
  directories: [],
  lowPorts: false,
  readsHome: false,
  watchdog: 30,
  stopping: 20,
  reopensLog: false,
  sockets: [],
};

test("what is asked for is there, quoted, and nothing that is not", () => {
  const text = serviceUnit(settings);
  for (const line of [
    "Description=chat, 100%%",
    'ExecStart=/usr/bin/node /srv/main.js chat --name "a b"',
    "DynamicUser=yes",
    "WatchdogSec=30",
    "TimeoutStopSec=20",
  ])
    assert.ok(text.split("\n").includes(line), line);
  assert.doesNotMatch(text, /^(User|Requires|Also|WorkingDirectory|\w+Directory)=/m);
});

test("a user, folders, and no watchdog", () => {
  const text = serviceUnit({
    ...settings,
    user: "ada",
    directories: ["State", "Runtime"],
    watchdog: 0,
    workingDirectory: "/srv/a b",
  });
  for (const line of [
    "User=ada",
    "StateDirectory=chat",
    "RuntimeDirectory=chat",
    "WorkingDirectory=/srv/a b",
  ])
    assert.ok(text.split("\n").includes(line), line);
  assert.doesNotMatch(text, /DynamicUser|WatchdogSec/);
});

test("with sockets the service needs its .socket, which has them in order", () => {
  const sockets = ["ListenStream=0.0.0.0:80", "ListenStream=@x"];
  const service = serviceUnit({ ...settings, sockets });
  assert.match(service, /^Requires=chat\.socket\nAfter=chat\.socket$/m);
  assert.match(service, /^Also=chat\.socket$/m);
  assert.match(
    socketUnit({ ...settings, sockets }),
    /\[Socket\]\nListenStream=0.*\nListenStream=@x\n/,
  );
});
