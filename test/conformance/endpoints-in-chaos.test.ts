/**
 * Endpoints inside of endpoints, and whatever may go wrong with them at once: attempts that are given up, factories and
 * protocols that do as they like, links that break, reactors that stop. Whatever it was, every attempt has an outcome,
 * nothing comes out of the network's loop, and nothing is left.
 *
 * Other runs: `CHAOS_SEED=7 CHAOS_RUNS=1000 node build/tools/test.js chaos`.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Deferred, flushUnhandledFailures } from "torsion/deferred";
import { type IListeningPort, type IProtocol, ReactorNotRunning } from "torsion/net";
import { Protocol } from "torsion/protocols";
import { trackResources } from "torsion/resources";
import {
  COMBINATIONS,
  type Combination,
  combined,
  type World,
  world,
} from "./combined-endpoints.ts";

const SEED = Number(process.env.CHAOS_SEED ?? 1);
const RUNS = Number(process.env.CHAOS_RUNS ?? 10);
/** Longer than any limit in the table. */
const LONGEST_SECONDS = 400;

const turn = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Mulberry32. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Run {
  readonly random: () => number;
  readonly here: World;
  readonly told: string[] = [];
  readonly protocols: Chaotic[] = [];
  readonly attempts: Deferred<unknown>[] = [];
  readonly counts = { start: 0, stop: 0, settled: 0 };

  constructor(seed: number) {
    this.random = chance(seed);
    this.here = world();
  }

  tell(what: string): void {
    this.told.push(`${this.here.network.now().toFixed(3)} ${what}`);
  }

  oneOf<T>(...some: readonly T[]): T {
    return some[Math.floor(this.random() * some.length)]!;
  }

  /** Does it, or nothing, some of the time. */
  perhaps(probability: number, what: string, run: () => void): void {
    if (this.random() >= probability) return;
    this.tell(what);
    run();
  }

  stop(which: "server" | "client"): void {
    const reactor = this.here[which];
    if (!reactor.running) return;
    const how = this.random() < 0.2 ? "crash" : "stop";
    this.tell(`${which}: ${how}`);
    // It may be stopping already.
    try {
      reactor[how]();
    } catch (thrown) {
      if (!(thrown instanceof ReactorNotRunning)) throw thrown;
    }
  }

  /** What user code might do to a connection, or to all. */
  misbehave(where: string, protocol: Chaotic | null, giveUp: () => void): void {
    if (this.random() < 0.6) return;
    const { transport } = protocol ?? {};
    const deeds: Record<string, () => void> = {
      throws: () => {
        throw new Error("chaos");
      },
      closes: () => transport?.loseConnection(),
      aborts: () => transport?.abortConnection(),
      "closes half": () => transport?.loseWriteConnection?.(),
      pauses: () => {
        transport?.pauseProducing();
        this.here.client.callLater(this.random() * 3, () => {
          if (protocol?.isOpen) transport?.resumeProducing();
        });
      },
      "writes much": () => transport?.write(new Uint8Array(200_000)),
      "gives up": giveUp,
      "stops the server": () => this.stop("server"),
      "stops the client": () => this.stop("client"),
    };
    const name = this.oneOf(...Object.keys(deeds));
    this.tell(`${where} ${name}`);
    deeds[name]!();
  }

  factory(side: string, giveUp: () => void) {
    const { counts } = this;
    return {
      doStart: () => void counts.start++,
      doStop: () => void counts.stop++,
      buildProtocol: () => {
        this.misbehave(`${side} buildProtocol`, null, giveUp);
        if (this.random() < 0.1) return this.oneOf(null, undefined as never);
        const protocol = new Chaotic(this, side, giveUp);
        this.protocols.push(protocol);
        return protocol;
      },
    };
  }
}

class Chaotic extends Protocol implements IProtocol {
  isOpen = false;
  lost = 0;
  readonly #run: Run;
  readonly #side: string;
  readonly #giveUp: () => void;

  constructor(run: Run, side: string, giveUp: () => void) {
    super();
    this.#run = run;
    this.#side = side;
    this.#giveUp = giveUp;
  }

  override connectionMade(): void {
    this.isOpen = true;
    this.transport.write(new Uint8Array(100));
    this.#run.misbehave(`${this.#side} connectionMade`, this, this.#giveUp);
  }

  override dataReceived(): void {
    this.#run.misbehave(`${this.#side} dataReceived`, this, this.#giveUp);
  }

  override connectionLost(): void {
    this.isOpen = false;
    this.lost += 1;
    this.#run.misbehave(`${this.#side} connectionLost`, this, this.#giveUp);
  }
}

async function chaos(combination: Combination, run: Run): Promise<void> {
  const { here } = run;
  const { network } = here;
  const { server, ...clients } = combined(here, combination);
  const places = Object.values(clients);
  for (const reactor of [here.server, here.client]) if (run.random() < 0.9) reactor.run();
  network.advance(0.001);
  let port: IListeningPort | null = null;
  const listening = server.listen(run.factory("server", () => {}));
  run.attempts.push(listening);
  listening.addCallbacks(
    (opened) => {
      port = opened;
    },
    () => {},
  );
  run.perhaps(0.05, "listening is cancelled", () => listening.cancel());
  const connect = (): void => {
    const controller = new AbortController();
    let attempt: Deferred<unknown> | null = null;
    const giveUp = (): void => {
      if (run.random() < 0.5) controller.abort();
      else attempt?.cancel();
    };
    run.perhaps(0.03, "aborted before", () => controller.abort());
    const place = run.random() < 0.7 ? clients.client : run.oneOf(...places);
    attempt = place.connect(run.factory("client", giveUp), { signal: controller.signal });
    run.attempts.push(attempt);
    attempt
      .addCallbacks(
        () => run.misbehave("connected", run.protocols.at(-1)!, giveUp),
        (failure) => run.tell(`failed: ${failure.value.name} ${failure.value.message}`),
      )
      .addErrback(() => {});
    if (run.random() < 0.3)
      here.client.callLater(run.random() ** 3 * 2, () => {
        run.tell("given up");
        giveUp();
      });
  };
  const events: (() => void)[] = [
    connect,
    connect,
    () => run.perhaps(0.3, "reset", () => network.reset("client", "server")),
    () =>
      run.perhaps(0.3, "partition", () => {
        const heal = network.partition("client", "server");
        here.client.callLater(run.random() * 20, heal);
      }),
    () => run.perhaps(0.1, "port closed", () => void port?.stopListening()),
    () => run.perhaps(0.1, "stop", () => run.stop(run.oneOf("server", "client"))),
  ];
  for (let at = 0; at < 12; at++) {
    run.oneOf(...events)();
    for (let i = 0; i < 10 * run.random(); i++) {
      network.advance(run.oneOf(0, 0.001, 0.01, 0.3));
      await turn();
    }
  }
  // The end.
  network.heal();
  if (port) (port as IListeningPort).stopListening();
  for (const { isOpen, transport } of run.protocols) if (isOpen) transport.abortConnection();
  for (let passed = 0; passed < LONGEST_SECONDS; passed += 1) {
    network.advance(1);
    await turn();
  }
}

function check(run: Run, left: string): void {
  const { start, stop } = run.counts;
  const waiting = run.attempts.filter(({ called }) => !called);
  assert.equal(waiting.length, 0, "an attempt without an outcome");
  assert.equal(left, "");
  assert.equal(stop, start, "factories that were started and stopped");
  for (const protocol of run.protocols) {
    assert.equal(protocol.isOpen, false, "a protocol that still believes to be connected");
    assert.ok(protocol.lost <= 1, "lost twice");
  }
}

for (const combination of COMBINATIONS)
  test(`chaos: ${[...combination].reverse().join(" inside of ")}`, async () => {
    for (let seed = SEED; seed < SEED + RUNS; seed++) {
      const tracked = trackResources();
      const run = new Run(seed);
      try {
        await chaos(combination, run);
        check(
          run,
          tracked
            .leaks()
            .map(({ kind, description, place }) => `${kind}: ${description} of ${place}`)
            .join("\n"),
        );
        assert.deepEqual(
          flushUnhandledFailures().map(({ value }) => value.stack),
          [],
        );
      } catch (thrown) {
        throw new Error(`CHAOS_SEED=${seed}\n${run.told.join("\n")}\n${thrown}`, {
          cause: thrown,
        });
      } finally {
        tracked.stop();
      }
    }
  });
