/**
 * Framings on real connections, against Twisted's: each stream goes from ours to theirs and from theirs to ours, cut in
 * the same pieces. The messages are the same, the byte at which the connection is closed, and the reason.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { fromHex } from "torsion/bytes";
import { connectProtocol, TCPClientEndpoint } from "torsion/endpoints";
import { IHostAddress } from "torsion/net";
import { node } from "torsion/platform/node";
import { Factory, Protocol } from "torsion/protocols";
import { type ReactorOn, reactorOn } from "torsion/reactor/core";
import { type Log, Recut } from "./recut.ts";
import { encoded, type Scenario, scenarios } from "./scenarios.ts";

const PYTHON = "/usr/bin/python3";
const PEER = fileURLToPath(new URL("../../../test/peers/framing.py", import.meta.url));
const HOST = "127.0.0.1";
const SEEDS = Number(process.env.FRAMING_SEEDS ?? 20);

type Reactor = ReactorOn<ReturnType<typeof node>>;

/** Where the peer was told off, Twisted says that all was in order; ours says for what. */
const TYPED: ReadonlySet<unknown> = new Set([
  "LineTooLongError",
  "MessageTooLongError",
  "NetstringParseError",
]);

class Peer {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  port = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  static async start(): Promise<Peer> {
    const peer = new Peer(spawn(PYTHON, [PEER], { stdio: ["pipe", "pipe", "inherit"] }));
    const { port } = await peer.said<{ port: number }>();
    peer.port = port;
    return peer;
  }

  order(what: object): void {
    this.#child.stdin!.write(`${JSON.stringify(what)}\n`);
  }

  async said<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    assert.ok(!done, "the peer has ended");
    return JSON.parse(value) as T;
  }

  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin!.end();
    await ended;
  }
}

/** Sends a scenario by hand, each item as the framing would. */
class Sender extends Protocol {
  readonly #scenario: Scenario;
  constructor(scenario: Scenario) {
    super();
    this.#scenario = scenario;
  }
  override connectionMade(): void {
    const { framing, items } = this.#scenario;
    for (const [kind, hex] of items)
      this.transport.write(kind === "raw" ? fromHex(hex) : encoded(framing, fromHex(hex)));
    this.transport.loseConnection();
  }
}

/** From ours to theirs. */
async function theirLog(peer: Peer, reactor: Reactor, scenario: Scenario): Promise<Log> {
  peer.order({ do: "receive", ...scenario });
  await peer.said();
  await connectProtocol(new TCPClientEndpoint(reactor, HOST, peer.port), new Sender(scenario));
  return (await peer.said<{ log: Log }>()).log;
}

/** From theirs to ours. */
async function ourLog(peer: Peer, reactor: Reactor, scenario: Scenario): Promise<Log> {
  let done = (_log: Log): void => {};
  const logged = new Promise<Log>((resolve) => {
    done = resolve;
  });
  class Recutting extends Factory<Recut> {
    override buildProtocol(): Recut {
      return new Recut(scenario, ({ log }) => done(log));
    }
  }
  const factory = new Recutting();
  factory.noisy = false;
  const port = await reactor.listenTCP(0, factory, { interface: HOST });
  peer.order({ do: "send", ...scenario, port: IHostAddress(port.getHost()).port });
  const log = await logged;
  await port.stopListening();
  return log;
}

const missing = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = missing && !process.env.CI ? `${PYTHON} has no twisted` : false;
const all = scenarios(SEEDS);

test(`F1–F8: ${all.length} streams, both directions: Twisted's framings and ours hear the same`, {
  skip,
}, async () => {
  const peer = await Peer.start();
  const reactor = reactorOn(node());
  const kinds = new Set<string>();
  /** How many streams of each framing have been cut off. */
  const closes = new Map<string, number>();
  try {
    for (const scenario of all) {
      const theirs = await theirLog(peer, reactor, scenario);
      const ours = await ourLog(peer, reactor, scenario);
      for (const [kind] of ours) kinds.add(kind);
      const closed = ours.some(([kind]) => kind === "closes");
      if (closed) closes.set(scenario.framing, (closes.get(scenario.framing) ?? 0) + 1);
      const ending = ours.at(-1)!;
      assert.equal(ending[0], "lost");
      assert.equal(TYPED.has(ending[1]), closed, `${scenario.name}: ${ending}`);
      const asTheirs = closed ? [...ours.slice(0, -1), ["lost", "ConnectionDone"]] : ours;
      assert.deepEqual(asTheirs, theirs, scenario.name);
    }
  } finally {
    await peer.stop();
  }
  // Had the streams no such events, they would prove little.
  assert.deepEqual([...kinds].sort(), ["closes", "exceeded", "lost", "message"]);
  for (const [framing, count] of closes) assert.ok(count >= SEEDS, `${framing}: ${count}`);
  assert.equal(closes.size, 6);
});
