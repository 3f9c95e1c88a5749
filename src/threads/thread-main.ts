/**
 * What a thread of a pool runs: it imports the module of each call, calls the export, and sends the outcome.
 *
 * Rule: each call has exactly one outcome, whatever the function does or gives, unless the thread ends.
 */
import type { ThreadMain, ThreadPort } from "../platform/index.ts";
import { Asking, setCurrent, unwrapTransfer } from "./call-from-thread.ts";
import type { MessageFromThread, MessageToThread } from "./messages.ts";
import { notCloneable } from "./not-cloneable.ts";
import { describeThrown } from "./thrown.ts";

/** This module, for `ThreadsPlatform.start`. */
export const threadModule: string = import.meta.url;

export const threadMain: ThreadMain = (port) => {
  const tell = (message: MessageToThread): void => {
    if (message.type === "answer") asking.answered(message.ask, message.outcome);
    else void work(port, asking, message);
  };
  // Told when the code that sleeps has ended: never inside of it.
  const later = (message: MessageToThread): void => void Promise.resolve(message).then(tell);
  const asking = new Asking(port, later);
  setCurrent(asking);
  port.start((message) => tell(message as MessageToThread));
};

type Call = Extract<MessageToThread, { type: "call" }>;

async function work(
  port: ThreadPort,
  asking: Asking,
  { call, module, name, args }: Call,
): Promise<void> {
  const post = (message: MessageFromThread, transfer: readonly object[]): void =>
    port.post(message, transfer);
  try {
    asking.call = call;
    const result = await run(module, name, args).finally(() => {
      asking.call = null;
    });
    const { value, transfer } = unwrapTransfer(result);
    try {
      post({ type: "result", call, outcome: { value } }, transfer);
    } catch (cause) {
      throw notCloneable("result", name, value, cause);
    }
  } catch (thrown) {
    post({ type: "result", call, outcome: { thrown: describeThrown(thrown) } }, []);
  }
}

async function run(module: string, name: string, args: readonly unknown[]): Promise<unknown> {
  const exports = (await import(module)) as Record<string, unknown>;
  const f = exports[name];
  if (typeof f === "function") return (await f(...args)) as unknown;
  const functions = Object.keys(exports).filter((key) => typeof exports[key] === "function");
  const has = functions.length === 0 ? "no function" : functions.slice(0, 20).join(", ");
  throw new TypeError(
    `${module.slice(0, 200)} exports no function "${name}" for a thread to call; it exports ${has}`,
  );
}
