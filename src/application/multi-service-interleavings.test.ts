/** Trees that are started, stopped, changed and cancelled at random, while their services answer at random. */
import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { Deferred } from "../deferred/index.ts";
import { capturedLogs } from "../logger/index.ts";
import { MultiService } from "./multi-service.ts";
import { Service } from "./service.ts";

/** What a service was asked for and has not ended. */
interface Pending {
  readonly what: string;
  readonly service: Leaf;
  end(error: Error | undefined): void;
}

/** Says where a rule is broken. What it holds, once started, must be given back by a stop. */
class Leaf extends Service {
  holds = false;
  readonly #pending: Pending[];
  readonly #promises: boolean;
  readonly #broken: (rule: string) => void;
  #starting = false;
  #stopping = false;
  #started = false;
  #privileged = false;
  #wanted = false;

  constructor(name: string, pending: Pending[], promises: boolean, broken: (rule: string) => void) {
    super();
    this.setName(name);
    this.#pending = pending;
    this.#promises = promises;
    this.#broken = broken;
  }

  /** It holds what nobody will have it give back. */
  get forgotten(): boolean {
    return this.holds && !this.running && !this.#privileged;
  }

  /** … and was not told to stop since. */
  get starts(): boolean {
    return this.#starting && this.#wanted;
  }

  override privilegedStartService(): PromiseLike<void> {
    this.#privileged = true;
    return this.#start("privileged");
  }

  override startService(): PromiseLike<void> {
    if (this.#started) this.#broken(`${this.name} is started twice`);
    this.#started = true;
    super.startService();
    return this.#start("start");
  }

  override stopService(): PromiseLike<void> {
    super.stopService();
    if (this.#stopping) this.#broken(`${this.name} is stopped while it stops`);
    this.#stopping = true;
    this.#started = false;
    this.#privileged = false;
    this.#wanted = false;
    this.holds = false;
    return this.#step("stop", () => {
      this.#stopping = false;
    });
  }

  #start(what: string): PromiseLike<void> {
    if (this.#starting) this.#broken(`${what} of ${this.name} while it starts`);
    if (this.#stopping) this.#broken(`${what} of ${this.name} while it stops`);
    if ((this.parent as Tree).ordered)
      for (const { service } of this.#pending)
        if (service.parent === this.parent && service.starts && service !== this)
          this.#broken(`${what} of ${this.name} while ${service.name} starts`);
    this.#starting = true;
    this.#wanted = true;
    this.holds = true;
    return this.#step(what, (made) => {
      this.#starting = false;
      if (made) this.holds = true;
    });
  }

  #step(what: string, ended: (well: boolean) => void): PromiseLike<void> {
    const remove = (): void => {
      this.#pending.splice(this.#pending.indexOf(pending), 1);
    };
    const wait = new Deferred<void>(() => {
      remove();
      ended(false);
    });
    const pending: Pending = {
      what,
      service: this,
      end(error) {
        remove();
        ended(error === undefined);
        if (error === undefined) wait.callback(undefined);
        else wait.errback(error);
      },
    };
    this.#pending.push(pending);
    return this.#promises ? wait.then() : wait;
  }
}

class Tree extends MultiService {
  readonly ordered: boolean;
  constructor(ordered: boolean) {
    super({ oneByOne: ordered });
    this.ordered = ordered;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const ACTIONS = ["privileged", "start", "stop", "cancel", "end", "end", "end", "fail", "out", "in"];

interface Program {
  readonly rootOrdered: boolean;
  readonly innerOrdered: boolean;
  /** Which of the services give promises, which cannot be cancelled. */
  readonly promises: readonly boolean[];
  readonly actions: readonly (readonly [action: string, which: number])[];
}

async function play({ rootOrdered, innerOrdered, promises, actions }: Program): Promise<void> {
  const broken: string[] = [];
  const pending: Pending[] = [];
  const [root, inner] = [new Tree(rootOrdered), new Tree(innerOrdered)];
  inner.setName("inner");
  const leaves = promises.map(
    (promise, index) => new Leaf("abcde"[index]!, pending, promise, (rule) => broken.push(rule)),
  );
  leaves[0]!.setServiceParent(root);
  inner.setServiceParent(root);
  for (const leaf of leaves.slice(1, 3)) leaf.setServiceParent(inner);
  leaves[3]!.setServiceParent(root);
  const asked: { what: string; ended: boolean; deferred: Deferred<void> }[] = [];
  const ask = (what: string, deferred: Deferred<void>): void => {
    const request = { what, ended: false, deferred };
    asked.push(request);
    deferred.addBoth(() => {
      if (request.ended) broken.push(`${what} has ended twice`);
      request.ended = true;
    });
  };
  for (const [action, which] of actions) {
    const leaf = leaves[which % leaves.length]!;
    if (action === "privileged" && !root.running) ask(action, root.privilegedStartService());
    else if (action === "start" && !root.running) ask(action, root.startService());
    else if (action === "stop") ask(action, root.stopService());
    else if (action === "cancel") {
      const request = asked[which % Math.max(asked.length, 1)];
      // Who cancels a stop does not want to wait: a promise that it waits for goes on without anybody.
      if (request?.what === "start" || !promises.includes(true)) request?.deferred.cancel();
    } else if (action === "end") pending[which % Math.max(pending.length, 1)]?.end(undefined);
    else if (action === "fail")
      pending[which % Math.max(pending.length, 1)]?.end(new Error("no disk"));
    else if (action === "out" && leaf.parent !== null) ask(action, leaf.disownServiceParent());
    else if (action === "in" && leaf.parent !== root && leaf.parent !== inner)
      ask(action, leaf.setServiceParent(which % 2 === 0 ? root : inner));
    else if (action === "in")
      ask(action, leaf.setServiceParent(leaf.parent === root ? inner : root));
    await settled();
  }
  const finish = async (): Promise<void> => {
    for (let rounds = 0; pending.length > 0 && rounds < 1000; rounds++) {
      pending[0]?.end(undefined);
      await settled();
    }
  };
  await finish();
  for (const { what, ended } of asked) if (!ended) broken.push(`${what} has not ended`);
  for (const leaf of leaves) if (leaf.forgotten) broken.push(`${leaf.name} was forgotten`);
  const stopped = root.stopService();
  stopped.addErrback(() => {});
  await finish();
  if (!stopped.called) broken.push("the last stop has not ended");
  for (const leaf of leaves)
    if (leaf.holds || leaf.running) broken.push(`${leaf.name} was not stopped`);
  for (const service of [root, inner]) if (service.running) broken.push("a tree runs on");
  assert.deepEqual(broken, []);
}

test("whatever happens in whatever order: starts and stops do not overlap, all end, nothing is left", async () => {
  const { SERVICES_RUNS: runs = "300", SERVICES_SEED: seed } = process.env;
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        rootOrdered: fc.boolean(),
        innerOrdered: fc.boolean(),
        promises: fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }),
        actions: fc.array(fc.tuple(fc.constantFrom(...ACTIONS), fc.nat(20)), { maxLength: 40 }),
      }),
      async (program) => {
        await capturedLogs(() => play(program));
      },
    ),
    { numRuns: Number(runs), ...(seed === undefined ? {} : { seed: Number(seed) }) },
  );
});
