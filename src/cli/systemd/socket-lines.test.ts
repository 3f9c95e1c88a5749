import assert from "node:assert/strict";
import { test } from "node:test";
import { UnitError } from "./errors.ts";
import { isLowPort, socketLines } from "./socket-lines.ts";

test("what systemd listens on is what the program would have", () => {
  const cases: [string, string[]][] = [
    ["tcp:8123", ["ListenStream=0.0.0.0:8123"]],
    ["tcp:port=80:interface=127.0.0.1", ["ListenStream=127.0.0.1:80"]],
    ["tcp:80:127.0.0.1:64", ["ListenStream=127.0.0.1:80", "Backlog=64"]],
    ["tcp:80:interface=\\:\\:1", ["ListenStream=[::1]:80", "BindIPv6Only=ipv6-only"]],
    ["tcp6:80", ["ListenStream=[::]:80", "BindIPv6Only=ipv6-only"]],
    ["unix:/run/x y%", ["ListenStream=/run/x y%%", "RemoveOnStop=yes"]],
    [
      "unix:address=/run/x:mode=660:lockfile=0",
      ["ListenStream=/run/x", "SocketMode=660", "RemoveOnStop=yes"],
    ],
    ["unix:@x", ["ListenStream=@x"]],
  ];
  for (const [text, lines] of cases) assert.deepEqual(socketLines(text), lines, text);
});

test("what systemd cannot listen on is said", () => {
  for (const text of ["stdio:", "ssl:443:privateKey=x", "tcp:0", "tcp:80:colour=red"])
    assert.throws(() => socketLines(text), UnitError, text);
});

test("ports below 1024 are found inside of other descriptions too", () => {
  for (const low of ["tcp:80", "tcp:port=443", "haproxy:tcp:80", "tls:443:x=y", "tcp6:1023"])
    assert.ok(isLowPort(low), low);
  for (const high of ["tcp:0", "tcp:8080", "tcp:1024", "unix:/run/80", "systemd:index=1"])
    assert.ok(!isLowPort(high), high);
});
