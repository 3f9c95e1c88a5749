/** What a test throws to say how it ended. */
import { Failure } from "../deferred/index.ts";

/** Thrown by a test, or by its `setUp`: it is skipped. */
export class SkipTest extends Error {
  override name = "SkipTest";
}

/** A test has failed: what it claims is not so. An `AssertionError` says the same. */
export class FailTest extends Error {
  override name = "FailTest";
}

/** More than one thing went wrong in one test; `errors` are in the order in which they did. */
export class TestErrors extends AggregateError {
  override name = "TestErrors";

  constructor(errors: readonly Error[]) {
    const each = errors.map((error) => `  ${error.name}: ${error.message}`).join("\n");
    super(errors, `${errors.length} errors:\n${each}`);
    // Each of them says where it was.
    this.stack = `${this.name}: ${this.message}`;
  }
}

/** A class that cannot be run as it is written. */
export class InvalidTestCaseError extends TypeError {
  override name = "InvalidTestCaseError";
}

/** What was thrown, as an error. */
export function asError(thrown: unknown): Error {
  return new Failure(thrown).value;
}
