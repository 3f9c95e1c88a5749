/** What a pool and its threads say to each other. A thread works on one call at a time; each `ask` belongs to it. */
import type { ThrownDescription } from "./thrown.ts";

/** How something has ended on the other side. */
export type Outcome = { readonly value: unknown } | { readonly thrown: ThrownDescription };

export type MessageToThread =
  | {
      readonly type: "call";
      readonly call: number;
      readonly module: string;
      readonly name: string;
      readonly args: readonly unknown[];
    }
  | { readonly type: "answer"; readonly ask: number; readonly outcome: Outcome };

export type MessageFromThread =
  | { readonly type: "result"; readonly call: number; readonly outcome: Outcome }
  | {
      readonly type: "ask";
      readonly call: number;
      readonly ask: number;
      readonly name: string;
      readonly args: readonly unknown[];
      /** The thread sleeps: set the first element to 1, after the answer was sent, and notify. */
      readonly wake?: Int32Array;
    }
  /** The thread wants no answer any more. */
  | { readonly type: "forget"; readonly ask: number };
