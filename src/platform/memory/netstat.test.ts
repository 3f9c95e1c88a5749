import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNetstat, type NetstatRow, written } from "./netstat.ts";

test("addresses are written as they are quoted", () => {
  assert.equal(written({ host: "10.0.0.1", port: 80 }), "10.0.0.1:80");
  assert.equal(written({ host: "fd00::1", port: 80 }), "[fd00::1]:80");
});

test("a table, with its columns in line", () => {
  const row: NetstatRow = {
    host: "db",
    protocol: "tcp",
    local: "10.0.0.2:5432",
    peer: "*",
    state: "LISTEN",
    sendQueue: 0,
    receiveQueue: 3,
    owned: true,
    age: 1.23456,
  };
  const more = { ...row, host: "a", protocol: "udp", state: null, owned: false } as const;
  assert.deepEqual(formatNetstat([row, more]).split("\n"), [
    "Host  Proto  Recv-Q  Send-Q  Local Address  Foreign Address  State   Program  Age",
    "db    tcp    3       0       10.0.0.2:5432  *                LISTEN  yes      1.235 s",
    "a     udp    3       0       10.0.0.2:5432  *                        -        1.235 s",
  ]);
});
