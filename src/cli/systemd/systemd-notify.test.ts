import assert from "node:assert/strict";
import { test } from "node:test";
import { utf8 } from "../../bytes/index.ts";
import type { Deferred } from "../../deferred/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { NotificationError } from "./errors.ts";
import { systemdNotify } from "./systemd-notify.ts";

function world(path?: string) {
  const network = new MemoryNetwork();
  const reactor = reactorOn(network.host("a"));
  reactor.run();
  const send = systemdNotify(reactor, { socket: "@x", path });
  const failure = (sent: Deferred<void>): unknown => {
    let value: unknown;
    sent.addErrback((failed) => {
      value = failed.value;
    });
    network.advance(20);
    return value;
  };
  return { network, send, failure };
}

test("the program gets the lines, the socket, and no more of the environment than it needs", () => {
  const { network, send } = world("/opt/bin");
  const seen: unknown[] = [];
  network.executable("/opt/bin/systemd-notify", ({ start }) => {
    seen.push(start.args, start.env);
    return 0;
  });
  const sent = send(["READY=1", "STATUS=all is well"]);
  network.advance(1);
  assert.equal(sent.called, true);
  assert.deepEqual(seen, [
    ["systemd-notify", "READY=1", "STATUS=all is well"],
    { NOTIFY_SOCKET: "@x", PATH: "/opt/bin" },
  ]);
});

test("a program that is not there, that fails, or that does not end, is an error that says so", () => {
  const { network, send, failure } = world();
  const messages = [/spawn|run/, /exit code 1: no such socket; really$/, /10/];
  for (const [i, message] of messages.entries()) {
    if (i === 1)
      network.executable("/usr/bin/systemd-notify", (child) => {
        child.stderr.write(utf8("no such socket\nreally\n"));
        return 1;
      });
    if (i === 2) network.executable("/usr/bin/systemd-notify", () => undefined);
    const error = failure(send(["READY=1"]));
    assert.ok(error instanceof NotificationError);
    assert.match(error.message, message);
  }
});
