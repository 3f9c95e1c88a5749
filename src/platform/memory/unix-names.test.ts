import assert from "node:assert/strict";
import { test } from "node:test";
import { MemoryNetwork } from "./network.ts";
import { outcome, Sink } from "./sink.test-fixture.ts";
import { isName, shown } from "./unix-names.ts";

const BACKLOG = { backlog: 5 };

test("a connection by name stays on its host", () => {
  const network = new MemoryNetwork();
  const [a, b] = [network.host("a"), network.host("b")];
  const accepted: Sink[] = [];
  a.unix.listen({ path: "/s" }, BACKLOG, (socket) => accepted.push(new Sink(socket)));
  assert.match(String(outcome(b.unix.connect({ path: "/s" }, {})).now), /ENOENT/);
  const { now: socket } = outcome(a.unix.connect({ path: "/s" }, {}));
  network.advance(0);
  assert.equal(accepted.length, 1);
  assert.equal(typeof socket, "string", "only from the loop of the world");
});

test("both ends show names, whatever they are routed by", () => {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  let accepted: unknown;
  unix.listen({ path: "/s" }, BACKLOG, ({ local, peer }) => {
    accepted = { local, peer };
  });
  const connected = outcome(unix.connect({ path: "/s" }, {}));
  network.advance(0);
  assert.deepEqual(accepted, { local: { path: "/s" }, peer: { path: "" } });
  const { local, peer } = connected.now as { local: unknown; peer: unknown };
  assert.deepEqual({ local, peer }, { local: { path: "" }, peer: { path: "/s" } });
  assert.equal(isName("a"), false);
  const route = { local: { host: "a", port: 1 }, peer: { host: "b", port: 2 } };
  assert.equal(shown(route), route);
});

test("a closed listener takes its file away; removeSocket takes one that was left", () => {
  const network = new MemoryNetwork();
  const { unix } = network.host("a");
  const listen = (path: string) => outcome(unix.listen({ path }, BACKLOG, () => {})).now;
  const listener = listen("/s") as { close(): unknown };
  assert.match(String(listen("/s")), /EADDRINUSE/);
  listener.close();
  assert.equal(typeof listen("/s"), "object");
  network.crash("a");
  const again = network.restart("a").unix;
  assert.match(String(outcome(again.listen({ path: "/s" }, BACKLOG, () => {})).now), /EADDRINUSE/);
  again.removeSocket("/s");
  assert.equal(typeof outcome(again.listen({ path: "/s" }, BACKLOG, () => {})).now, "object");
});
