import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { capturedLogs, Logger } from "../logger/index.ts";
import { type IHostnameResolver, IPv4Address, type IResolutionReceiver } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { Clock } from "../time/index.ts";
import { boom, errorsOf } from "./fake-platform.test-fixture.ts";
import { GuardedResolution } from "./guarded-resolution.ts";
import { Names } from "./names.ts";
import { Turn } from "./turn.ts";

function world(options: { portNumber?: number; addressTypes?: [typeof IPv4Address] } = {}) {
  const soon = (run: () => void): void => run();
  const context = { turn: new Turn(soon), log: new Logger({ namespace: "test" }), soon };
  const names = new Names(context, new MemoryNetwork().host("a"), new Clock());
  const told: string[] = [];
  const errors: Error[] = [];
  const guarded = new GuardedResolution(names, "name", options, {
    address: ({ host, port }) => told.push(`${host}:${port}`),
    end: (error) => {
      told.push(error === null ? "end" : error.name);
      if (error !== null) errors.push(error);
    },
  });
  const begin = (resolveHostName: unknown): void =>
    guarded.begin({ resolveHostName } as IHostnameResolver);
  return { guarded, begin, told, errors };
}

const good = (host = "10.0.0.1", port = 0) => new IPv4Address("TCP", host, port);

test("addresses come with their own port or, where they have none, with that asked for", () => {
  const { begin, told } = world({ portNumber: 80 });
  begin((receiver: IResolutionReceiver) => {
    receiver.addressResolved(good());
    receiver.addressResolved(good("10.0.0.2", 8080));
    receiver.resolutionComplete();
  });
  assert.deepEqual(told, ["10.0.0.1:80", "10.0.0.2:8080", "end"]);
});

test("addresses of types that were not asked for are passed over", () => {
  const { begin, told } = world({ addressTypes: [IPv4Address] });
  begin((receiver: IResolutionReceiver) => {
    receiver.addressResolved(good("::1"));
    receiver.addressResolved(good());
    receiver.resolutionComplete();
  });
  assert.deepEqual(told, ["10.0.0.1:0", "end"]);
});

test("no more than 64 are kept", () => {
  const { begin, told } = world();
  begin((receiver: IResolutionReceiver) => {
    for (let i = 0; i < 1000; i++) receiver.addressResolved(good());
    receiver.resolutionComplete();
  });
  assert.equal(told.length, 65);
});

test("what was wrong first is the cause, and is logged once", () => {
  const { begin, told, errors } = world();
  const logged = capturedLogs(() =>
    begin((receiver: IResolutionReceiver) => {
      receiver.addressResolved(good("no address"));
      receiver.addressResolved(null as never);
      receiver.resolutionComplete();
    }),
  );
  assert.deepEqual(told, ["DNSLookupError"]);
  assert.match(errors[0]!.message, /no address of "name": .*no address/);
  assert.equal(logged.length, 1);
});

test("a resolver that rejects has failed when it rejects", async () => {
  const { begin, told, errors } = world();
  begin(async () => boom());
  assert.deepEqual(told, []);
  await new Promise(setImmediate);
  assert.deepEqual(told, ["DNSLookupError"]);
  assert.ok(errors[0]!.cause instanceof RangeError);
});

test("cancelled, it cancels theirs, whenever that is known; what that throws is logged", () => {
  const { guarded, begin, told } = world();
  let cancelled = 0;
  const logged = capturedLogs(() =>
    begin((receiver: IResolutionReceiver) => {
      guarded.cancel();
      receiver.addressResolved(good());
      return {
        name: "name",
        cancel: () => {
          cancelled += 1;
          boom();
        },
      };
    }),
  );
  guarded.cancel();
  assert.deepEqual([cancelled, told, errorsOf(logged).length], [1, [], 1]);
});

test("whatever a resolver does, in whatever order: one end, and nothing after it", () => {
  const step = fc.constantFrom("began", "address", "rubbish", "complete", "cancel", "again");
  fc.assert(
    fc.property(fc.array(step), fc.boolean(), (steps, throws) => {
      const { guarded, begin, told } = world();
      let cancels = 0;
      const resolution = { name: "name", cancel: () => (cancels += 1) };
      capturedLogs(() =>
        begin((receiver: IResolutionReceiver) => {
          for (const what of steps) {
            if (what === "began") receiver.resolutionBegan(resolution);
            else if (what === "address") receiver.addressResolved(good());
            else if (what === "rubbish") receiver.addressResolved({ host: [] } as never);
            else if (what === "complete") receiver.resolutionComplete();
            else if (what === "cancel") guarded.cancel();
            else receiver.resolutionBegan(null as never);
          }
          if (throws) boom();
          receiver.resolutionComplete();
          return resolution;
        }),
      );
      const isCancelled = steps.includes("cancel") && !told.some((event) => !event.includes(":"));
      const ends = told.filter((event) => !event.includes(":"));
      assert.equal(ends.length, isCancelled ? 0 : 1);
      if (!isCancelled) assert.equal(told.at(-1), ends[0]);
      assert.ok(cancels <= 1);
    }),
    { numRuns: 2000 },
  );
});
