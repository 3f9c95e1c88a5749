/** What must and must not type-check with many Deferreds, locks and queues. */
import {
  type Deferred,
  DeferredList,
  DeferredLock,
  DeferredQueue,
  DeferredSemaphore,
  type FirstResult,
  gatherResults,
  type ListResult,
  race,
} from "torsion/deferred";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function expectType<Expected>(): <Actual>(_: Actual, same: Same<Expected, Actual>) => void {
  return () => {};
}

declare const text: Deferred<string>;
declare const count: Deferred<number>;
declare const texts: Deferred<string>[];
declare const promise: Promise<boolean>;

// As Promise.all: each at its place.
expectType<Deferred<[string, number, boolean]>>()(gatherResults([text, count, promise]), true);
expectType<Deferred<string[]>>()(gatherResults(texts), true);

expectType<Deferred<FirstResult<string>>>()(race(texts), true);
// @ts-expect-error nothing to wait for
race(["x"]);

// What a list fires with follows from its options.
const all = new DeferredList(texts);
all.addCallback((results) => expectType<ListResult<string>[]>()(results, true));
const errors = new DeferredList(texts, { fireOnOneErrback: true, consumeErrors: true });
errors.addCallback((results) => expectType<ListResult<string>[]>()(results, true));
const first = new DeferredList(texts, { fireOnOneCallback: true });
first.addCallback((result) =>
  expectType<FirstResult<string> | ListResult<string>[]>()(result, true),
);
// @ts-expect-error no such option
new DeferredList(texts, { consume: true });

// A lock gives itself, and can be used.
async function locked(): Promise<void> {
  const lock = new DeferredLock();
  using held = await lock.acquire();
  expectType<DeferredLock>()(held, true);
  using token = await new DeferredSemaphore(2).acquire({ signal: AbortSignal.timeout(1) });
  expectType<DeferredSemaphore>()(token, true);
  expectType<Deferred<number>>()(
    lock.run((n: number) => n, 1),
    true,
  );
  // @ts-expect-error an argument of the wrong type
  lock.run((n: number) => n, "x");
}
void locked;

const queue = new DeferredQueue<string>({ size: 10 });
queue.put("x");
// @ts-expect-error a queue of strings
queue.put(1);
expectType<Deferred<string>>()(queue.get(), true);
async function loop(): Promise<void> {
  for await (const value of queue) expectType<string>()(value, true);
}
void loop;
