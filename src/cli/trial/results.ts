/** How many tests ended how, and what that means for the whole. */
import type { TestOutcome, TestResult } from "../../trial/index.ts";

/** In the order in which they are told, with Twisted's names. */
const NAMES: readonly (readonly [TestOutcome, string])[] = [
  ["skip", "skips"],
  ["expectedFailure", "expectedFailures"],
  ["failure", "failures"],
  ["error", "errors"],
  ["unexpectedSuccess", "unexpectedSuccesses"],
  ["success", "successes"],
];

export class Counts {
  readonly #of = new Map<TestOutcome, number>();

  add({ outcome }: TestResult): void {
    this.#of.set(outcome, this.of(outcome) + 1);
  }

  of(outcome: TestOutcome): number {
    return this.#of.get(outcome) ?? 0;
  }

  get total(): number {
    return [...this.#of.values()].reduce((sum, count) => sum + count, 0);
  }

  get passed(): boolean {
    return this.of("failure") + this.of("error") === 0;
  }

  /** `(skips=1, successes=11)`, or nothing. */
  toString(): string {
    const parts = NAMES.filter(([outcome]) => this.of(outcome) > 0).map(
      ([outcome, name]) => `${name}=${this.of(outcome)}`,
    );
    return parts.length === 0 ? "" : `(${parts.join(", ")})`;
  }
}
