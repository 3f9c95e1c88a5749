import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDescription } from "../description.ts";
import { unixClient, unixServer } from "./unix.ts";

/** A reactor that only says what it was asked. */
function asking() {
  const asked: unknown[] = [];
  const ask = (...call: unknown[]): never => {
    asked.push(
      call.filter((part) => typeof part !== "object" || !Object.hasOwn(Object(part), "doStart")),
    );
    throw new Error("only asked");
  };
  return { asked, reactor: { listenUNIX: ask, connectUNIX: ask } };
}
const factory = { buildProtocol: () => null, doStart() {}, doStop() {} };

test("unix: the arguments reach the reactor, the mode in octal; an @ is an abstract name", () => {
  const { asked, reactor } = asking();
  const serve = (text: string): void => {
    unixServer
      .parseStreamServer(reactor, parseDescription(text))
      .listen(factory)
      .addErrback(() => {});
  };
  serve("unix:/run/echo");
  serve("unix:/run/echo:mode=660:backlog=7:lockfile=0");
  serve("unix:address=@echo:mode=0600");
  assert.deepEqual(asked, [
    ["/run/echo", { wantPID: true }],
    ["/run/echo", { mode: 0o660, backlog: 7, wantPID: false }],
    ["\0echo", { mode: 0o600, wantPID: true }],
  ]);
});

test("unix: what a client says of its lock and its time", () => {
  const { asked, reactor } = asking();
  for (const text of ["unix:/run/echo", "unix:path=@echo:lockfile=1:timeout=2.5"])
    unixClient
      .parseStreamClient(reactor, parseDescription(text))
      .connect(factory)
      .addErrback(() => {});
  const options = asked.map((call) => [(call as unknown[])[0], (call as unknown[]).at(-1)]);
  assert.deepEqual(options, [
    ["/run/echo", { checkPID: false }],
    ["\0echo", { checkPID: true, seconds: 2.5 }],
  ]);
});

test("unix: mistakes, each at its place", () => {
  const { reactor } = asking();
  for (const [text, position, message] of [
    ["unix", 4, /unix needs an address/],
    ["unix:", 5, /the path of a socket, or @ and an abstract name/],
    ["unix:@", 5, /abstract name/],
    ["unix:/a:mode=999", 13, /permissions in octal, as 660/],
    ["unix:/a:mode=77777", 13, /octal/],
    ["unix:/a:lockfile=yes", 17, /0 or 1/],
  ] as const)
    assert.throws(() => unixServer.parseStreamServer(reactor, parseDescription(text)), {
      name: "InvalidDescriptionError",
      position,
      message,
    });
});
