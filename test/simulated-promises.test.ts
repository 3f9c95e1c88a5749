/** Programs that use promises, in a simulated world: how many awaits something takes changes nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { text, utf8 } from "torsion/bytes";
import { MemoryNetwork, type NetworkOptions } from "torsion/platform/memory";
import { ClientFactory, Factory, Protocol } from "torsion/protocols";
import { Reactor } from "torsion/reactor/core";

const MESSAGES = 6;
const CLIENTS = 3;

async function chain(depth: number): Promise<void> {
  for (let i = 0; i < depth; i++) await undefined;
}

interface Run {
  readonly trace: readonly string[];
  readonly answers: number;
}

/** Clients that ask, on two connections each and at the same times, a server that thinks `depth` awaits long. */
async function run(depth: () => number, options: NetworkOptions): Promise<Run> {
  const network = new MemoryNetwork(options);
  const trace: string[] = [];
  network.observe(({ at, kind, from, to, packet }) =>
    trace.push(`${at} ${from}>${to} ${kind} ${packet?.flags} ${packet && text(packet.data)}`),
  );
  let answers = 0;
  const server = new Reactor(network.host("server"));
  let counted = 0;
  class Thinker extends Protocol {
    override async dataReceived(data: Uint8Array): Promise<void> {
      await chain(depth());
      const n = counted++;
      await chain(depth());
      // No two at the same time: what one turn calls is one event, and promises within it take turns.
      server.callLater(0.01 + n * 0.0001, async () => {
        await chain(depth());
        this.transport.write(utf8(`${text(data)}:${n} `));
      });
    }
  }
  class Asker extends Protocol {
    count = 0;
    override async connectionMade(): Promise<void> {
      await chain(depth());
      this.transport.write(utf8("a"));
    }
    override async dataReceived(): Promise<void> {
      answers += 1;
      this.count += 1;
      await chain(depth());
      if (this.count < MESSAGES) this.transport.write(utf8("b"));
      else this.transport.loseConnection();
    }
  }
  server.listenTCP(80, Object.assign(Factory.forProtocol(Thinker), { noisy: false }));
  for (let i = 0; i < CLIENTS; i++) {
    const reactor = new Reactor(network.host(`client ${i}`));
    const factory = Object.assign(ClientFactory.forProtocol(Asker), { noisy: false });
    for (let j = 0; j < 2; j++) reactor.connectTCP("server", 80, factory);
  }
  await network.advanceAsync(600);
  assert.equal(network.now(), 600);
  return { trace, answers };
}

for (const [name, options] of [
  ["a plain network", {}],
  ["one with jitter", { seed: 5, jitter: 0.03 }],
  ["any order of hosts", { seed: 6, schedule: { order: "random" } }],
] as const)
  test(`${name}: the same trace whatever the depth of the chains of promises`, async () => {
    const expected = await run(() => 1, options);
    assert.equal(expected.answers, MESSAGES * CLIENTS * 2);
    for (const depth of [0, 2, 3, 7, 20, 50])
      assert.deepEqual(await run(() => depth, options), expected, `depth ${depth}`);
    let calls = 0;
    const mixed = await run(() => (calls++ * 7) % 51, options);
    assert.deepEqual(mixed, expected);
  });

test("it comes back early where `until` says so, with time where that was", async () => {
  const network = new MemoryNetwork();
  const platform = network.host("a");
  let rung = 0;
  for (let i = 1; i <= 5; i++)
    platform.alarm(i, async () => {
      await chain(50);
      rung += 1;
    });
  await network.advanceAsync(10, { until: () => rung === 3 });
  assert.deepEqual([rung, network.now()], [3, 3]);
  await network.advanceAsync(10);
  assert.deepEqual([rung, network.now()], [5, 13]);
});

test("an error comes out of the promise, nothing behind it is lost, and it does not nest", async () => {
  const network = new MemoryNetwork();
  const platform = network.host("a");
  const rung: string[] = [];
  platform.alarm(1, () => {
    throw new Error("on purpose");
  });
  platform.alarm(2, () => rung.push("second"));
  await assert.rejects(network.advanceAsync(3), /on purpose/);
  assert.deepEqual(rung, []);
  const running = network.advanceAsync(3);
  await assert.rejects(network.advanceAsync(1), /inside/);
  assert.throws(() => network.advance(1), /inside/);
  assert.throws(() => network.step(10), /inside/);
  await running;
  assert.deepEqual(rung, ["second"]);
  await assert.rejects(network.advanceAsync(-1), RangeError);
});

test("the turns of its loop are an argument", async () => {
  const begun: (() => void)[] = [];
  const network = new MemoryNetwork({ turns: (run) => void begun.push(run) });
  let rung = false;
  network.host("a").alarm(1, () => {
    rung = true;
  });
  const running = network.advanceAsync(2);
  begun.shift()!();
  assert.equal(rung, true);
  begun.shift()!();
  await running;
  assert.equal(network.now(), 2);
});
