/**
 * One test from `setUp` to the last of what it left behind, and what came of it.
 *
 * Rule (U2): `setUp`, the test, the clean-ups from last to first, `tearDown`; each is waited for. If `setUp` fails, only
 * the clean-ups run.
 */
import { Failure } from "../deferred/index.ts";
import { withLogContext } from "../logger/index.ts";
import { asError, SkipTest, TestErrors } from "./errors.ts";
import { runPhase } from "./phase.ts";
import { partsOf, type TestCase } from "./test-case.ts";
import type { TestCaseClass, TestPlan, Todo } from "./test-options.ts";

export type Outcome =
  | { readonly kind: "success" }
  | { readonly kind: "skip"; readonly reason: string }
  | { readonly kind: "expectedFailure"; readonly todo: Todo; readonly error: Error }
  | { readonly kind: "unexpectedSuccess"; readonly todo: Todo }
  | { readonly kind: "failed"; readonly error: Error };

/** Never rejects. */
export async function runTest(
  kind: TestCaseClass,
  method: string,
  plan: TestPlan,
): Promise<Outcome> {
  let test: TestCase;
  try {
    test = new kind(method);
  } catch (thrown) {
    return { kind: "failed", error: asError(thrown) };
  }
  const { folder, leftBehind } = partsOf(test);
  leftBehind.begin();
  const outcome = await new TestRun(test, plan).run();
  if (outcome.kind !== "failed") folder.remove();
  else if (folder.path !== undefined)
    outcome.error.message += `\n(its files are in ${folder.path})`;
  return outcome;
}

class TestRun {
  readonly #test: TestCase;
  readonly #plan: TestPlan;
  /** What has the test fail, in order. */
  readonly #errors: Error[] = [];
  /** How it ends if there are none. */
  #outcome: Outcome = { kind: "success" };

  constructor(test: TestCase, plan: TestPlan) {
    this.#test = test;
    this.#plan = plan;
  }

  async run(): Promise<Outcome> {
    const setUpError = await this.#phase("setUp");
    if (setUpError === null) {
      this.#judge(await this.#phase(this.#test.methodName));
      await this.#cleanUp();
      const error = await this.#phase("tearDown");
      if (error !== null) this.#errors.push(error);
    } else {
      if (setUpError instanceof SkipTest)
        this.#outcome = { kind: "skip", reason: setUpError.message };
      else this.#errors.push(setUpError);
      await this.#cleanUp();
    }
    this.#errors.push(...(await partsOf(this.#test).leftBehind.end(this.#plan.leaks)));
    if (this.#errors.length === 0) return this.#outcome;
    const [first] = this.#errors;
    return {
      kind: "failed",
      error: this.#errors.length === 1 ? first! : new TestErrors(this.#errors),
    };
  }

  /** How the test itself ended (U7). */
  #judge(error: Error | null): void {
    const { todo } = this.#plan;
    if (error === null) {
      if (todo !== undefined) this.#outcome = { kind: "unexpectedSuccess", todo };
    } else if (todo !== undefined && isExpected(todo, error))
      this.#outcome = { kind: "expectedFailure", todo, error };
    else if (error instanceof SkipTest) this.#outcome = { kind: "skip", reason: error.message };
    else this.#errors.push(error);
  }

  async #cleanUp(): Promise<void> {
    const { cleanups } = partsOf(this.#test);
    for (let next = cleanups.pop(); next !== undefined; next = cleanups.pop()) {
      const error = await this.#limited(next, "a clean-up");
      if (error !== null) this.#errors.push(error);
    }
  }

  #phase(name: string): Promise<Error | null> {
    const methods = this.#test as unknown as Record<string, () => unknown>;
    return this.#limited(() => methods[name]!(), name);
  }

  #limited(body: () => unknown, name: string): Promise<Error | null> {
    const what = `${this.#test.id()} (${name})`;
    const about = (): unknown => withLogContext({ log_test: this.#test.id() }, body);
    const waitingFor = (): string => partsOf(this.#test).leftBehind.waitingFor;
    return runPhase(about, { what, seconds: this.#plan.timeout, waitingFor });
  }
}

function isExpected({ errors }: Todo, error: Error): boolean {
  return errors === undefined || new Failure(error).check(...errors) !== undefined;
}
