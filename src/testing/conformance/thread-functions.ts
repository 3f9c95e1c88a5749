/** What the cases of `threads.ts` have threads do: this module is imported there, too. */
import {
  blockingCallFromThread,
  callFromThread,
  isInIOThread,
  transferring,
} from "../../threads/index.ts";

/** This module, for `deferToThread`. */
export const threadFunctions: string = import.meta.url;

let counted = 0;

/** How often it was called in this thread. */
export function count(): number {
  counted += 1;
  return counted;
}

export function add(a: number, b: number): number {
  return a + b;
}

export async function later<T>(value: T): Promise<T> {
  await Promise.resolve();
  return value;
}

export class OnPurpose extends RangeError {
  readonly code = "E_ON_PURPOSE";
}

export function fail(message: string): never {
  throw new OnPurpose(message, { cause: new TypeError("the cause") });
}

export function notData(): unknown {
  return { list: [add] };
}

export function isElsewhere(): boolean {
  return !isInIOThread();
}

/** As many bytes as it was given, and moved back. */
export function reversed(bytes: Uint8Array): Uint8Array {
  return transferring(bytes.reverse(), [bytes.buffer]);
}

let kept = new Uint8Array(0);

/** Of bytes that are kept here. */
export function keep(move: boolean): Uint8Array {
  kept = new Uint8Array(3);
  return move ? transferring(kept, [kept.buffer]) : kept;
}

/** How many are left of them. */
export function lengthKept(): number {
  return kept.length;
}

/** Wait until as many have come, which takes as many threads; gives whether they have. */
export function meet(state: Int32Array, number: number): boolean {
  Atomics.add(state, 0, 1);
  Atomics.notify(state, 0);
  for (;;) {
    const come = Atomics.load(state, 0);
    if (come >= number) return true;
    if (Atomics.wait(state, 0, come, 10_000) === "timed-out") return false;
  }
}

/** Says that it has begun, and has no end. */
export function spin(state: Int32Array): never {
  Atomics.store(state, 0, 1);
  for (;;);
}

/** Has no end either, but what is thrown meanwhile and nobody catches. */
export function die(message: string): Promise<never> {
  void Promise.reject(new OnPurpose(message));
  return new Promise(() => {});
}

export async function ask(name: string, ...args: unknown[]): Promise<unknown> {
  return await callFromThread(name, ...args);
}

export function askAndSleep(name: string, ...args: unknown[]): unknown {
  return blockingCallFromThread(name, ...args);
}

/** What it asks for in both ways at once: what is not waited for is not lost. */
export async function askBoth(name: string): Promise<unknown[]> {
  const first = callFromThread(name, 1);
  const second = blockingCallFromThread(name, 2);
  return [await first, second];
}
