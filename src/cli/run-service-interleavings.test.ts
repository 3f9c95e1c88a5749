/**
 * Programs that are trees made at random, whose services answer slowly, fail, or never answer, and which are told to end by
 * signals at any moment: whatever happens, each program ends, in order, with the right status, and tells each failure once.
 * `PROGRAMS=5000` for more of them, `PROGRAMS_SEED=7` for one alone.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DrainOptions,
  IDrainableService,
  MultiService,
  Service,
} from "../application/index.ts";
import { implementer } from "../components/index.ts";
import { type Awaitable, Deferred } from "../deferred/index.ts";
import { capturedLogs, type LogEvent } from "../logger/index.ts";
import type { IReactorTime, SignalName } from "../net/index.ts";
import { MemoryNetwork } from "../platform/memory/index.ts";
import { reactorOn } from "../reactor/index.ts";
import { DRAIN } from "./drain.ts";
import type { LifeCycleHooks } from "./feature.ts";
import { runService } from "./run-service.ts";

const PROGRAMS = Number(process.env.PROGRAMS ?? 300);
const ONE = process.env.PROGRAMS_SEED;
const GRACE = 2;
const SIGNALS: readonly SignalName[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** What there is to draw from, and where rules are broken. */
interface Play {
  readonly clock: IReactorTime;
  draw(): number;
  broken(rule: string): void;
  readonly thrown: string[];
  /** What services wait for; who gives up on them leaves that. */
  readonly timers: Set<unknown>;
  ending: boolean;
}

/** Checks that it is started and stopped as the rules say. */
class Part extends Service implements IDrainableService {
  static {
    implementer(IDrainableService)(this);
  }
  readonly #play: Play;
  #doing: "nothing" | "starting" | "stopping" = "nothing";
  /** Something that a stop has to give back. */
  holds = false;
  started = false;
  stops = 0;

  constructor(play: Play, name: string) {
    super();
    this.setName(name);
    this.#play = play;
  }

  override privilegedStartService(): Awaitable<void> {
    return this.#start("privileged", 0.05);
  }

  override startService(): Awaitable<void> {
    if (this.started) this.#play.broken(`${this.name} is started twice`);
    super.startService();
    this.started = true;
    return this.#start("start", 0.12);
  }

  drainService(_options?: DrainOptions): Awaitable<void> {
    if (!this.#play.ending) this.#play.broken(`${this.name} is drained while all is well`);
    return this.#step("drain", 0.1, () => {});
  }

  override stopService(): Awaitable<void> {
    super.stopService();
    if (this.#doing === "stopping") this.#play.broken(`${this.name} is stopped while it stops`);
    this.#doing = "stopping";
    this.started = false;
    this.holds = false;
    this.stops += 1;
    return this.#step("stop", 0.12, () => {
      this.#doing = "nothing";
    });
  }

  #start(what: string, failing: number): Awaitable<void> {
    if (this.#doing !== "nothing") this.#play.broken(`${what} of ${this.name}: ${this.#doing}`);
    this.#doing = "starting";
    this.holds = true;
    return this.#step(what, failing, (well) => {
      if (this.#doing === "starting") this.#doing = "nothing";
      if (well) this.holds = true;
    });
  }

  #step(what: string, failing: number, ended: (well: boolean) => void): Awaitable<void> {
    const { draw, clock, thrown } = this.#play;
    const error = draw() < failing ? new Error(`${this.name} ${what} ${thrown.length}`) : null;
    const say = (): void => void (error && thrown.push(error.message));
    const how = draw();
    if (how < 0.3) {
      ended(error === null);
      say();
      if (error !== null) throw error;
      return undefined;
    }
    const never = draw() < 0.04;
    const answer = new Deferred<void>(() => {
      if (call?.active) call.cancel();
      ended(false);
    });
    const call = never
      ? null
      : clock.callLater(0.2 * draw(), () => {
          ended(error === null);
          say();
          if (error === null) answer.callback(undefined);
          else answer.errback(error);
        });
    this.#play.timers.add(call);
    return answer;
  }
}

function tree(play: Play, depth: number, parts: Part[], trees: MultiService[]): MultiService {
  const all = new MultiService({ oneByOne: play.draw() < 0.6 });
  all.setName(`tree${trees.length}`);
  trees.push(all);
  for (let i = 0; i < 1 + Math.floor(play.draw() * 3); i++) {
    const inner = depth > 0 && play.draw() < 0.35;
    const part = inner ? null : new Part(play, `part${parts.length}`);
    if (part !== null) parts.push(part);
    (part ?? tree(play, depth - 1, parts, trees)).setServiceParent(all);
  }
  return all;
}

function failuresOf(events: readonly LogEvent[]): string[] {
  return events.flatMap(({ log_failure }) => {
    let error = log_failure?.value as Error | undefined;
    while (error?.cause instanceof Error) error = error.cause;
    return error === undefined || error.name === "CancelledError" ? [] : [error.message];
  });
}

function play(seed: number): { readonly kind: string } {
  const network = new MemoryNetwork({ seed });
  const draw = (): number => network.draw("the program");
  const reactor = reactorOn(network.host("a"));
  const broken: string[] = [];
  const [parts, trees]: [Part[], MultiService[]] = [[], []];
  const it: Play = {
    ...{ clock: reactor, draw, thrown: [], timers: new Set(), ending: false },
    broken: (rule) => void broken.push(rule),
  };
  const root = tree(it, 2, parts, trees);
  const complaints: string[] = [];
  const ends: LifeCycleHooks = {
    stopping: () => {
      it.ending = true;
    },
  };
  const drain = DRAIN.join({
    ...{ reactor, service: root, terminal: {} as never, facts: new Map() },
    options: { grace: GRACE },
  })!;
  const toMovers: string[] = [];
  let signals = 0;
  const events = capturedLogs(() => {
    const status = runService(reactor, root, {
      complain(error) {
        let why: unknown = error;
        while (why instanceof Error && why.cause instanceof Error) why = why.cause;
        complaints.push((why as Error).message);
        return 1;
      },
      hooks: [drain, ends],
    });
    // Changes while it runs, and then the signals.
    const moves = Math.floor(draw() * 4);
    for (let i = 0; i < moves; i++) {
      network.advance(0.2 * draw());
      const part = parts[Math.floor(draw() * parts.length)]!;
      const to = trees[Math.floor(draw() * trees.length)]!;
      const moved =
        part.parent !== null && draw() < 0.3
          ? part.disownServiceParent()
          : part.setServiceParent(to);
      // Whoever moves it hears of it as well.
      moved.addErrback(({ value }) => {
        let why = value as Error;
        while (why.cause instanceof Error) why = why.cause;
        toMovers.push(why.message);
      });
    }
    network.advance(0.6 * draw() * draw());
    signals = 1 + Math.floor(draw() * draw() * 3);
    for (let i = 0; i < signals; i++) {
      network.signal("a", SIGNALS[Math.floor(draw() * 3)]!);
      network.advance(draw() < 0.3 ? 0 : draw());
    }
    network.advance(200);
    // A service that never stops is waited for: that is what second and third signals are for.
    for (let i = 0; i < 4 && !status.called; i++) {
      if (i > 1) broken.push(`it has not ended after ${i} more signals`);
      network.signal("a", "SIGINT");
      network.advance(i === 0 ? 4 : 0.6);
    }
    if (!status.called) broken.push("it has not ended");
    const failed = it.thrown.length > 0;
    if (status.result === 1 && !failed) broken.push("status 1, and nothing has failed");
    if (status.result !== 0 && status.result !== 1) broken.push(`status ${status.result}`);
  });
  const crashed = events.some(({ log_format }) => /no longer waiting/.test(String(log_format)));
  const heard = [...complaints, ...failuresOf(events)].sort();
  if (!crashed) {
    for (const error of new Set(heard))
      if (heard.filter((other) => other === error).length > 1) broken.push(`told twice: ${error}`);
    // Of what was taken out whoever did that hears, when it has stopped: the program does not wait for that.
    const out = new Set(parts.filter(({ parent }) => parent === null).map(({ name }) => name));
    for (const error of it.thrown) {
      const isTold = heard.includes(error) || toMovers.includes(error);
      if (!isTold && !out.has(error.split(" ")[0]!)) broken.push(`not told: ${error}`);
    }
    for (const part of parts)
      if (part.parent !== null && (part.holds || part.running)) broken.push(`${part.name} runs on`);
  }
  const left = reactor.getDelayedCalls().filter((call) => !it.timers.has(call));
  if (left.length > 0 && !crashed) broken.push("timers are left");
  assert.deepEqual(broken, [], `PROGRAMS_SEED=${seed}`);
  return { kind: crashed ? "crashed" : signals > 1 ? "hurried" : "ended" };
}

test(`${PROGRAMS} programs end as they should`, () => {
  const kinds = new Map<string, number>();
  const seeds = ONE === undefined ? Array.from({ length: PROGRAMS }, (_, i) => i) : [Number(ONE)];
  for (const seed of seeds) {
    const { kind } = play(seed);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  if (process.env.PROGRAMS !== undefined) console.log(Object.fromEntries(kinds));
  if (ONE === undefined) assert.ok((kinds.get("ended") ?? 0) > PROGRAMS / 4);
});
