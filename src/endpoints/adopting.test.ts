import assert from "node:assert/strict";
import { test } from "node:test";
import { Deferred, type Failure, fail, succeed } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import type { IProtocol } from "../net/index.ts";
import { Protocol } from "../protocols/index.ts";
import { type Adopt, connectByAdopting } from "./adopting.ts";
import { Counted, Surroundings } from "./surroundings.test-fixture.ts";

/** What it comes to, as often as it does. */
function attempt<P extends IProtocol>(
  factory: Counted<P>,
  adopt: Adopt<P>,
  signal?: AbortSignal,
): { seen: unknown[]; connecting: Deferred<P> } {
  const connecting = connectByAdopting(factory, { signal }, "there", adopt);
  const seen: unknown[] = [];
  connecting.addCallbacks(
    (protocol) => void seen.push(protocol),
    ({ value }: Failure) => void seen.push(value.name),
  );
  return { seen, connecting };
}

/** Adopts a connection of the simulated world. */
function world() {
  const surroundings = new Surroundings();
  const { reactor, network, peers } = surroundings;
  const socket = surroundings.socket();
  const adopt: Adopt<Protocol> = (factory, watcher) =>
    succeed(reactor.adoptSocket(socket, factory, watcher));
  return { network, peers, adopt, reactor };
}

test("E1: it fires with the user's own protocol after its connectionMade; its factory stops at the end", () => {
  const { network, adopt } = world();
  const log: string[] = [];
  class Mine extends Protocol {
    override connectionMade(): void {
      log.push("made");
    }
    override connectionLost(): void {
      log.push(`lost, ${factory.log}`);
    }
  }
  const mine = new Mine();
  const factory = new Counted<Protocol>(() => mine);
  const { seen, connecting } = attempt(factory, adopt);
  assert.deepEqual([log, seen], [["made"], [mine]]);
  connecting.cancel();
  network.advance(1);
  assert.equal(mine.transport.disconnecting, false, "it has fired: there is nothing to cancel");
  mine.transport.loseConnection();
  network.advance(1);
  assert.deepEqual(
    [log, factory.log],
    [
      ["made", "lost, start"],
      ["start", "stop"],
    ],
  );
});

test("E1: connectionMade throws: that is the failure, and the connection is closed", () => {
  const { network, adopt, peers } = world();
  class Shy extends Protocol {
    override connectionMade(): void {
      throw new RangeError("no");
    }
  }
  const factory = new Counted<Protocol>(() => new Shy());
  capturedLogs(() => {
    const { seen } = attempt(factory, adopt);
    network.advance(1);
    assert.deepEqual(seen, ["RangeError"]);
  });
  assert.deepEqual([factory.log, peers[0]?.ended], [["start", "stop"], "ConnectionDone"]);
});

test("E1: cancelled from connectionMade, or from the factory: one outcome, and the connection is closed", () => {
  for (const when of ["made", "built"])
    for (const by of ["signal", "Deferred"]) {
      const { network, adopt, peers } = world();
      const abort = new AbortController();
      const cancel = (now: string): void => {
        if (now !== when) return;
        if (by === "signal") abort.abort();
        else connecting.cancel();
      };
      class Regretful extends Protocol {
        override connectionMade(): void {
          cancel("made");
        }
      }
      const factory = new Counted<Protocol>(() => {
        cancel("built");
        return new Regretful();
      });
      const begin = new Deferred<void>();
      if (by === "signal") begin.callback();
      const { seen, connecting } = attempt(
        factory,
        (...told) => begin.addCallback(() => adopt(...told)),
        abort.signal,
      );
      if (by === "Deferred") begin.callback();
      network.advance(1);
      assert.deepEqual(seen, ["ConnectingCancelledError"], `${when}, ${by}`);
      assert.notEqual(peers[0]?.ended, "");
      assert.deepEqual(factory.log, ["start", "stop"]);
      assert.equal(network.connections("program"), 0);
    }
});

test("cancelled on the way: what takes it over is cancelled, and the factory stopped", () => {
  let cancelled = 0;
  const factory = new Counted<Protocol>(() => assert.fail("nothing is to be built"));
  const { seen, connecting } = attempt(
    factory,
    () =>
      new Deferred(() => {
        cancelled += 1;
      }),
  );
  connecting.cancel();
  assert.deepEqual([seen, cancelled], [["ConnectingCancelledError"], 1]);
  assert.deepEqual(factory.log, ["start", "stop"]);
});

test("a signal that was aborted before takes nothing over", () => {
  const factory = new Counted<Protocol>(() => assert.fail("nothing is to be built"));
  const { seen } = attempt(factory, () => assert.fail("nor taken over"), AbortSignal.abort());
  assert.deepEqual([seen, factory.log], [["ConnectingCancelledError"], []]);
});

test("no protocol, no stream, and a factory that does not start are failures", () => {
  const refusing = new Counted<Protocol>(() => null);
  const { adopt, network, peers } = world();
  assert.deepEqual(attempt(refusing, adopt).seen, ["NoProtocol"]);
  network.advance(1);
  assert.deepEqual([refusing.log, peers[0]?.ended], [["start", "stop"], "ConnectionDone"]);

  const unused = new Counted<Protocol>(() => new Protocol());
  assert.deepEqual(attempt(unused, () => fail(new TypeError("no"))).seen, ["TypeError"]);
  assert.deepEqual(unused.log, ["start", "stop"]);

  const broken = new Counted<Protocol>(() => new Protocol());
  broken.doStart = () => {
    throw new SyntaxError("no");
  };
  assert.deepEqual(attempt(broken, () => assert.fail("not begun")).seen, ["SyntaxError"]);
});

test("R12: a reactor that stops connects nothing any more", () => {
  const { adopt, reactor, network } = world();
  const seen: unknown[] = [];
  const factory = new Counted<Protocol>(() => assert.fail("too late"));
  reactor.run();
  reactor.addSystemEventTrigger("during", "shutdown", () => {
    const late: Adopt<Protocol> = (...told) => succeed(undefined).addCallback(() => adopt(...told));
    seen.push(...attempt(factory, late).seen);
  });
  reactor.stop();
  network.advance(1);
  assert.deepEqual([seen, factory.log], [["ReactorNotRestartable"], ["start", "stop"]]);
});
