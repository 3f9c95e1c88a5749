import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDescription } from "../description.ts";
import { Surroundings } from "../surroundings.test-fixture.ts";
import { systemdServer } from "./systemd.ts";

function activated() {
  const surroundings = new Surroundings();
  surroundings.variables({ LISTEN_PID: "1", LISTEN_FDS: "3", LISTEN_FDNAMES: "web:admin:web" });
  surroundings.ports.set(4, { host: "program", port: 80 });
  const parse = (text: string, on: object = surroundings.reactor) =>
    systemdServer.parseStreamServer(on, parseDescription(text));
  return { ...surroundings, parse, network: surroundings.network };
}

test("systemd: by index and by name, of which the first is taken", () => {
  const { parse } = activated();
  assert.equal(String(parse("systemd:index=1")), "descriptor 4");
  assert.equal(String(parse("systemd:name=admin")), "descriptor 4");
  assert.equal(String(parse("systemd:domain=UNIX:name=web")), "descriptor 3");
});

test("systemd: what it gives is listened on, and its domain looked at", () => {
  const { parse, network } = activated();
  const names: string[] = [];
  for (const domain of ["INET6", "INET"])
    parse(`systemd:domain=${domain}:index=1`)
      .listen(() => assert.fail("nobody comes"))
      .addCallbacks(
        (port) => void names.push(String(port.getHost())),
        (failure) => void names.push(failure.value.name),
      );
  network.advance(1);
  assert.deepEqual(names, ["CannotListenError", "program:80"]);
});

test("systemd: exactly one of index and name", () => {
  const { parse } = activated();
  for (const text of ["systemd", "systemd:", "systemd:index=0:name=web", "systemd:domain=INET"])
    assert.throws(() => parse(text), /an index or a name, and not both/);
  assert.throws(
    () => parse("systemd:index=0:domain=IPX"),
    /domain is "IPX", and has to be INET, INET6, UNIX/,
  );
});

test("systemd: what is not there is told with what there is, at its place", () => {
  const { parse } = activated();
  assert.throws(() => parse("systemd:index=3"), {
    name: "InvalidDescriptionError",
    position: 14,
    message: /no such socket; systemd has handed over 0 "web" \(descriptor 3\), 1 "admin"/,
  });
  assert.throws(() => parse("systemd:name=mail"), /no such socket/);
  const alone = new Surroundings();
  assert.throws(() => parse("systemd:name=mail", alone.reactor), /handed nothing over/);
  assert.throws(() => parse("systemd:index=0", {}), { name: "NotSupportedError" });
});
