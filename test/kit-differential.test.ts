/**
 * The test kit does what Twisted's does: the same random programs on both, and the same to be seen after each step.
 *
 * What differs on purpose (docs/design/differences-from-twisted.md) is passed over by both sides in the same
 * way; `test/peers/kit.py` is the twin of what is here.
 */
import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { text, utf8 } from "torsion/bytes";
import type { Failure } from "torsion/deferred";
import { IHostAddress, UNIXAddress } from "torsion/net";
import { ClientFactory, Protocol } from "torsion/protocols";
import {
  connectedServerAndClient,
  MemoryReactorClock,
  StringTransport,
  StringTransportWithDisconnection,
} from "torsion/testing";

const PYTHON = "/usr/bin/python3";
const absent = spawnSync(PYTHON, ["-c", "import twisted"]).status !== 0;
const skip = absent && !process.env.CI ? "python3-twisted is not installed" : false;
const RUNS = 300;

type Op = readonly [name: string, ...args: unknown[]];

class Peer {
  readonly #process: ChildProcessWithoutNullStreams = spawn(PYTHON, ["test/peers/kit.py"]);
  readonly #lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  #errors = "";

  constructor() {
    this.#process.stderr.on("data", (data) => {
      this.#errors += data;
    });
  }

  async ask(...program: unknown[]): Promise<unknown> {
    this.#process.stdin.write(`${JSON.stringify(program)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`the Python side ended: ${this.#errors}`);
    return JSON.parse(value);
  }

  end(): void {
    this.#process.stdin.end();
  }
}

// The programs.

const word = fc.constantFrom("a", "bc", "", "?q", "line\r\n");
const bare = (...names: string[]): fc.Arbitrary<Op> =>
  fc.constantFrom(...names).map((name): Op => [name]);
const withArgs = (name: string, ...args: fc.Arbitrary<unknown>[]): fc.Arbitrary<Op> =>
  fc.tuple(...args).map((values): Op => [name, ...values]);
const program = (...ops: fc.Arbitrary<Op>[]): fc.Arbitrary<Op[]> =>
  fc.array(fc.oneof(...ops), { maxLength: 12 });

const transportOps = program(
  withArgs("write", word),
  withArgs("writeSequence", fc.array(word, { maxLength: 3 })),
  withArgs("register", fc.boolean()),
  bare("writeText", "clear", "lose", "abort", "unregister"),
  bare("pauseProducing", "resumeProducing", "stopProducing"),
);

const port = fc.integer({ min: 1, max: 65_535 });
const seconds = fc.integer({ min: 1, max: 99 });
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });
const path = fc.constantFrom("/run/a", "/run/b");
const host = fc.constantFrom("db", "10.0.0.9", "::1");
const reactorOps = program(
  withArgs("listenTCP", port, some({ backlog: seconds, interface: fc.constantFrom("127.0.0.1") })),
  withArgs(
    "connectTCP",
    host,
    port,
    some({ timeout: seconds, bindAddress: fc.tuple(fc.constant("10.0.0.3"), port) }),
  ),
  withArgs(
    "listenUNIX",
    path,
    some({ backlog: seconds, mode: fc.constantFrom(0o600), wantPID: fc.boolean() }),
  ),
  withArgs("connectUNIX", path, some({ timeout: seconds, checkPID: fc.boolean() })),
  withArgs(
    "trigger",
    fc.constantFrom("before", "during", "after"),
    fc.constantFrom("shutdown", "startup", "mine"),
  ),
  bare("whenRunning"),
);

const side = fc.constantFrom("client", "server");
const nonEmpty = fc.constantFrom("a", "bc", "?q", "line\r\n");
const wireOps = fc
  .tuple(
    program(withArgs("write", side, nonEmpty), bare("pump", "flush")),
    fc.option(withArgs("lose", side), { nil: null }),
  )
  .map(([ops, close]): Op[] => (close === null ? ops : [...ops, close, ["flush"]]));

// What our kit does with them.

const idle = { pauseProducing() {}, resumeProducing() {}, stopProducing() {} };

function transport(ops: readonly Op[], lenient: boolean): unknown {
  const t = new StringTransport({ lenient });
  const trace: unknown[] = [];
  const actions: Record<string, (argument: never) => void> = {
    write: (data: string) => t.write(utf8(data)),
    writeText: () => t.write("text" as never),
    writeSequence: (all: string[]) => t.writeSequence(all.map((data) => utf8(data))),
    clear: () => t.clear(),
    lose: () => t.loseConnection(),
    abort: () => t.abortConnection(),
    register: (streaming: boolean) => t.registerProducer(idle, streaming),
    unregister: () => t.unregisterProducer(),
    pauseProducing: () => t.pauseProducing(),
    resumeProducing: () => t.resumeProducing(),
    stopProducing: () => t.stopProducing(),
  };
  for (const [op, argument] of ops) {
    if ((op === "write" || op === "writeSequence") && t.disconnecting) continue;
    if (op === "abort" && t.producer !== null) continue;
    if ((op === "register" || op === "unregister") && t.disconnected) continue;
    let raised = false;
    try {
      actions[op]!(argument as never);
    } catch {
      raised = true;
    }
    trace.push([
      raised,
      text(t.value()),
      t.disconnecting,
      t.disconnected,
      t.producerState,
      t.producer !== null,
      t.streaming,
    ]);
  }
  return trace;
}

class Lost extends Protocol {
  readonly reasons: string[] = [];
  override connectionLost(reason: Failure): void {
    this.reasons.push(reason.value.name);
  }
}

function disconnecting(ops: readonly Op[]): unknown {
  const protocol = new Lost();
  const t = new StringTransportWithDisconnection();
  t.protocol = protocol;
  protocol.makeConnection(t);
  return ops.map(([op, argument]) => {
    if (op === "lose") t.loseConnection();
    else t.write(utf8(argument as string));
    return [text(t.value()), t.connected, [...protocol.reasons]];
  });
}

interface More {
  readonly [option: string]: unknown;
  readonly timeout?: number;
  readonly bindAddress?: readonly [host: string, port: number];
}

function reactor(ops: readonly Op[]): unknown {
  const r = new MemoryReactorClock();
  const factories: object[] = [];
  const factory = (): ClientFactory => {
    const made = new ClientFactory();
    made.noisy = false;
    factories.push(made);
    return made;
  };
  const options = ({ timeout, bindAddress: from, ...more }: More): object => ({
    ...more,
    ...(timeout !== undefined && { seconds: timeout }),
    ...(from && { bindAddress: { host: from[0], port: from[1] } }),
  });
  const actions: Record<string, (...args: never[]) => void> = {
    listenTCP: (at: number, more: More) => void r.listenTCP(at, factory(), options(more)),
    connectTCP: (name: string, at: number, more: More) =>
      void r.connectTCP(name, at, factory(), options(more)),
    listenUNIX: (name: string, more: More) => void r.listenUNIX(name, factory(), options(more)),
    connectUNIX: (name: string, more: More) => void r.connectUNIX(name, factory(), options(more)),
    trigger: (phase: "before", event: string) =>
      void r.addSystemEventTrigger(phase, event, () => {}),
    whenRunning: () => void r.callWhenRunning(() => {}),
  };
  for (const [op, ...args] of ops) actions[op]!(...(args as never[]));
  const index = (made: object): number => factories.indexOf(made);
  return [
    r.tcpServers.map((each) => [each.port, index(each.factory), each.backlog, each.interface]),
    r.tcpClients.map((each) => [
      each.host,
      each.port,
      index(each.factory),
      each.seconds,
      each.bindAddress && [each.bindAddress.host, each.bindAddress.port],
    ]),
    r.unixServers.map((each) => [
      each.path,
      index(each.factory),
      each.backlog,
      each.mode,
      each.wantPID,
    ]),
    r.unixClients.map((each) => [each.path, index(each.factory), each.seconds, each.checkPID]),
    r.connectors.map((each) => {
      const to = each.getDestination();
      if (to instanceof UNIXAddress) return [to.name];
      return [IHostAddress(to).host, IHostAddress(to).port];
    }),
    Object.entries(r.triggers)
      .flatMap(([phase, events]) =>
        Object.entries(events).map(([event, triggers]) => [phase, event, triggers.length] as const),
      )
      .sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1)),
    r.whenRunningHooks.length,
  ];
}

class Side extends Lost {
  readonly pieces: string[] = [];
  readonly #greeting: string;
  constructor(greeting: string) {
    super();
    this.#greeting = greeting;
  }
  override connectionMade(): void {
    if (this.#greeting) this.transport.write(utf8(this.#greeting));
  }
  override dataReceived(data: Uint8Array): void {
    this.pieces.push(text(data));
    if (text(data).startsWith("?")) this.transport.write(utf8(`!${text(data)}`));
  }
}

function wires(ops: readonly Op[], greetings: readonly string[], greet: boolean): unknown {
  const [client, server, pump] = connectedServerAndClient(
    () => new Side(greetings[0]!),
    () => new Side(greetings[1]!),
    { greet },
  );
  const sides: Record<string, Side> = { client, server };
  return ops.map(([op, who, data]) => {
    let moved: boolean | null = null;
    if (op === "write") sides[who as string]!.transport.write(utf8(data as string));
    else if (op === "pump") moved = pump.pump();
    else if (op === "flush") moved = pump.flush();
    else {
      pump.flush();
      sides[who as string]!.transport.loseConnection();
      pump.flush();
    }
    return [
      moved,
      [...client.pieces],
      [...server.pieces],
      [...client.reasons],
      [...server.reasons],
    ];
  });
}

describe("the test kit and Twisted's", { skip }, () => {
  let peer: Peer;
  before(() => {
    peer = new Peer();
  });
  after(() => peer.end());

  async function same(
    kind: string,
    run: (args: readonly unknown[]) => unknown,
    ...args: fc.Arbitrary<unknown>[]
  ): Promise<void> {
    const property = fc.asyncProperty(fc.tuple(...args), async (values) =>
      assert.deepEqual(run(values), await peer.ask(kind, ...values)),
    );
    await fc.assert(property, { numRuns: RUNS, seed: 20_241_126 });
  }

  test(`StringTransport, in ${RUNS} programs`, () =>
    same(
      "transport",
      (args) => transport(...(args as Parameters<typeof transport>)),
      transportOps,
      fc.boolean(),
    ));

  test(`StringTransportWithDisconnection, in ${RUNS} programs`, () =>
    same(
      "disconnecting",
      (args) => disconnecting(...(args as Parameters<typeof disconnecting>)),
      program(withArgs("write", word), bare("lose")),
    ));

  test(`what MemoryReactor remembers, in ${RUNS} programs`, () =>
    same("reactor", (args) => reactor(...(args as Parameters<typeof reactor>)), reactorOps));

  test(`joined wires, in ${RUNS} programs`, () =>
    same(
      "wires",
      (args) => wires(...(args as Parameters<typeof wires>)),
      wireOps,
      fc.tuple(word, word),
      fc.boolean(),
    ));
});
