/**
 * What a class of tests extends. Each test has an object of its own.
 *
 * Rule: what `setUp`, the tests, the clean-ups and `tearDown` return is waited for, if there is something to wait
 * for: a Deferred or a promise. Generators are run as by `inlineCallbacks`.
 */
import type { Awaitable, Deferred, ErrorKind } from "../deferred/index.ts";
import { FailTest } from "./errors.ts";
import { TemporaryFolder } from "./host/index.ts";
import { LeftBehind } from "./left-behind.ts";

/** What the runner of a test sees of it. */
export interface TestParts {
  /** Taken from the end. */
  readonly cleanups: (() => unknown)[];
  readonly folder: TemporaryFolder;
  readonly leftBehind: LeftBehind;
}

/** For this room. */
export let partsOf: (test: TestCase) => TestParts;

/** Undo a {@link TestCase.patch} before the test ends. */
export interface MonkeyPatch {
  restore(): void;
}

/**
 * Twisted's `TestCase`: the methods whose names begin with `test` are tests. `trial(EchoTest)` registers them.
 *
 * The order is that of Twisted (U2): `setUp`, the test, its clean-ups from the last to the first, `tearDown`. If
 * `setUp` fails, the clean-ups alone still run. A test fails as well for errors that were logged while it ran and
 * that it has not taken with {@link flushLoggedErrors}, and for failed Deferreds that nobody dealt with.
 */
export abstract class TestCase {
  /** Of the test that this object is for: `"testEcho"`. */
  readonly methodName: string;
  readonly #parts: TestParts;

  static {
    partsOf = (test) => test.#parts;
  }

  constructor(methodName: string) {
    this.methodName = methodName;
    this.#parts = {
      cleanups: [],
      folder: new TemporaryFolder(this.id()),
      leftBehind: new LeftBehind(),
    };
  }

  /** Runs before each test. */
  setUp(): unknown {
    return undefined;
  }

  /** Runs after each test and its clean-ups, unless `setUp` failed. */
  tearDown(): unknown {
    return undefined;
  }

  /** `"EchoTest.testEcho"`. */
  id(): string {
    return `${this.constructor.name}.${this.methodName}`;
  }

  /** Call `f` when the test is over, however it ends: the last that was added first, and each is waited for. */
  addCleanup<A extends unknown[]>(f: (...args: A) => unknown, ...args: A): void {
    this.#parts.cleanups.push(() => f(...args));
  }

  /** Give `object` another `name` until the test is over. */
  patch<T extends object, K extends keyof T>(object: T, name: K, value: T[K]): MonkeyPatch {
    const before = Object.getOwnPropertyDescriptor(object, name);
    const patched = { configurable: true, writable: true, enumerable: before?.enumerable ?? true };
    Object.defineProperty(object, name, { ...patched, value });
    const restore = (): void => {
      if (before === undefined) delete object[name];
      else Object.defineProperty(object, name, before);
    };
    this.addCleanup(restore);
    return { restore };
  }

  /**
   * A path at which there is nothing yet, for a file or a folder. What is there is removed with the test, unless that
   * fails.
   */
  mktemp(): string {
    return this.#parts.folder.newPath();
  }

  /**
   * Fires with the error that `work` fails with. Where that is none of `errors`, by class or by name, or `work` does
   * not fail, it is a `FailTest`.
   */
  assertFailure(work: Deferred<unknown>, ...errors: ErrorKind[]): Deferred<Error> {
    const names = errors.map((kind) => (typeof kind === "string" ? kind : kind.name)).join(" or ");
    return work.addCallbacks(
      (result): Awaitable<Error> => {
        throw new FailTest(`${names || "an error"} was expected, and the result was: ${result}`);
      },
      (failure) => {
        if (errors.length === 0 || failure.check(...errors)) return failure.value;
        throw new FailTest(`${names} was expected, and it was ${failure.value}`, {
          cause: failure.value,
        });
      },
    );
  }

  /** Take the errors that have been logged, or those of `kinds`, so that the test does not fail for them (U3). */
  flushLoggedErrors(...kinds: ErrorKind[]): Error[] {
    return this.#parts.leftBehind.flushLoggedErrors(...kinds);
  }

  /** Fail at once, saying why. */
  fail(message: string): never {
    throw new FailTest(message);
  }
}
