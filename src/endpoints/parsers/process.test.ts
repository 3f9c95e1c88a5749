import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "../../bytes/index.ts";
import { MemoryNetwork } from "../../platform/memory/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { reactorOn } from "../../reactor/index.ts";
import { parseDescription } from "../description.ts";
import { processClient } from "./process.ts";

class Client extends Protocol {
  heard = "";
  override dataReceived(data: Uint8Array): void {
    this.heard += text(data);
  }
}

/** What a child that is described so is run with. */
function ran(description: string): unknown {
  const network = new MemoryNetwork();
  network.environment("a").variables.set("HOME", "/tmp").set("PATH", "/bin");
  network.executable("/bin/tell", function* (child) {
    const { args, env, directory } = child;
    yield* child.stdout.write(utf8(JSON.stringify([args, env, directory])));
    return 0;
  });
  const reactor = reactorOn(network.host("a"));
  const endpoint = processClient.parseStreamClient(reactor, parseDescription(description));
  let client: Client | undefined;
  endpoint.connect(Client).addCallback((connected) => {
    client = connected;
  });
  network.advance(1);
  return JSON.parse(client?.heard ?? "null");
}

test("process: an executable and its arguments, in an environment of nothing", () => {
  assert.deepEqual(ran("process:/bin/tell"), [["/bin/tell"], {}, "/"]);
  assert.deepEqual(ran("process:/bin/tell:-u::a\\:b:--color=never:x\\=1:"), [
    ["/bin/tell", "-u", "", "a:b", "--color=never", "x=1", ""],
    {},
    "/",
  ]);
  assert.deepEqual(ran("process:-x:executable=/bin/tell:y"), [["/bin/tell", "-x", "y"], {}, "/"]);
});

test("process: its environment is what is said, or inherited by name", () => {
  assert.deepEqual(
    ran("process:/bin/tell:inherit=PATH,NOTHING:env.LANG=C:env.A=b\\:c=d:path=/tmp"),
    [["/bin/tell"], { PATH: "/bin", LANG: "C", A: "b:c=d" }, "/tmp"],
  );
  assert.deepEqual(ran("process:/bin/tell:env.PATH=/x:inherit=PATH"), [
    ["/bin/tell"],
    { PATH: "/x" },
    "/",
  ]);
});

test("process: mistakes have their place", () => {
  const reactor = reactorOn(new MemoryNetwork().host("a"));
  const parse = (description: string, on: object = reactor) =>
    processClient.parseStreamClient(on, parseDescription(description));
  const cases: readonly (readonly [string, RegExp, number])[] = [
    ["process", /process needs a executable|process needs an? executable/, 7],
    ["process:", /executable is ""/, 8],
    ["process:/bin/x:FOO=1", /process takes no "FOO"/, 15],
    ["process:/bin/x:stderr=keep", /stderr is "keep", and has to be log or drop/, 22],
    ["process:/bin/x:uid=root", /uid is "root"/, 19],
    ["process:/bin/x:closeSeconds=0", /closeSeconds is "0"/, 28],
  ];
  for (const [description, message, position] of cases)
    assert.throws(() => parse(description), { name: "InvalidDescriptionError", message, position });
  assert.throws(() => parse("process:/bin/x", {}), { name: "NotSupportedError" });
});
