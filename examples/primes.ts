/**
 * Counts primes on all the threads there are, while the reactor serves whom it likes. As a program:
 * `react(async (reactor, below) => console.log(await primesBelow(reactor, Number(below))))`.
 */
import { gatherResults } from "torsion/deferred";
import type { IReactorThreads } from "torsion/net";
import { callFromThread } from "torsion/threads";

const PART = 100_000;

function isPrime(n: number) {
  for (let i = 2; i * i <= n; i++) if (n % i === 0) return false;
  return n > 1;
}

/** Runs in a thread, which imports this very file. */
export function countPrimes(from: number, to: number) {
  let count = 0;
  for (let n = from; n < to; n++) if (isPrime(n)) count++;
  callFromThread("counted", to - from);
  return count;
}

/** @param counted is told how many numbers have been looked at, as it goes on. */
export function primesBelow(reactor: IReactorThreads, limit: number, counted = (_n: number) => {}) {
  const parts = Array.from({ length: Math.ceil(limit / PART) }, (_, i) =>
    reactor.deferToThread<typeof countPrimes>(
      import.meta.url,
      "countPrimes",
      [i * PART, Math.min(limit, (i + 1) * PART)],
      { functions: { counted } },
    ),
  );
  // Cancelling it ends all of them where they stand.
  const counts = gatherResults(parts, { consumeErrors: true });
  return counts.addCallback((each) => each.reduce((sum, n) => sum + n, 0));
}
