/**
 * What the `trial` command asks of the process that it has run a file, and what that tells it.
 *
 * The request is an environment variable, so that it reaches test files through any runner between. It is taken
 * out of the environment when read: what tests start is not meant.
 */
import { writeSync } from "node:fs";
import type { TestResult } from "./outcome.ts";

export const REQUEST_VARIABLE = "TORSION_TRIAL";

export interface TrialRequest {
  /** Run these alone: `"EchoTest"`, `"EchoTest.testEcho"`. */
  readonly select?: readonly string[];
  /** Shuffle what is shuffled by this seed. */
  readonly random?: number;
  /** The order within a class: as it is written, if nothing else is said. */
  readonly order?: "alphabetical";
  /** After a test that failed, run no other. */
  readonly exitFirst?: boolean;
  /** Run nothing; say what there is. */
  readonly dryRun?: boolean;
  /** Where the command listens for {@link TrialMessage}s, a line of JSON each. */
  readonly descriptor?: number;
}

/** What a test process says before `node:test` would; it may die at any time after. */
export type TrialMessage =
  | { readonly type: "began"; readonly id: string }
  /** It ended like this, as far as it knows itself: the runner's word, if that still comes, is the last. */
  | ({ readonly type: "ended" } & TestResult)
  /** There are tests of that name. */
  | { readonly type: "suite"; readonly name: string };

/** Where it is kept: the command and the tests may have each their own copy of this package. */
const KEPT: unique symbol = Symbol.for("torsion.trial.request") as never;
const keeper = globalThis as { [KEPT]?: TrialRequest };

/** What was asked of this process: nothing, if no `trial` started it. */
export function commandRequest(): TrialRequest {
  keeper[KEPT] ??= takeRequest();
  return keeper[KEPT];
}

function takeRequest(): TrialRequest {
  // Deno would ask its user for leave.
  if ("Deno" in globalThis) return {};
  const text = process.env[REQUEST_VARIABLE];
  if (text === undefined) return {};
  delete process.env[REQUEST_VARIABLE];
  return JSON.parse(text) as TrialRequest;
}

/** Say something to the command, if there is one. It has been heard of when this returns. */
export function tellCommand(message: TrialMessage): void {
  const { descriptor } = commandRequest();
  if (descriptor !== undefined) writeSync(descriptor, `${JSON.stringify(message)}\n`);
}
