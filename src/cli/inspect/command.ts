/** `twist inspect ENDPOINT`: looks into a program that was started with `--inspect`. */
import { Command } from "commander";
import type { ServiceReactor } from "../../application/index.ts";
import { maybeDeferred } from "../../deferred/index.ts";
import { clientFromString } from "../../endpoints/index.ts";
import { ReactorNotRunning } from "../../net/index.ts";
import { InspectError } from "../errors.ts";
import type { TwistContext } from "../twist.ts";
import { InspectionClient } from "./inspection-client.ts";
import { LiveView } from "./live-view.ts";
import { plainText } from "./plain-text.ts";
import { Screen } from "./screen.ts";
import { visible } from "./shown-text.ts";
import type { Snapshot } from "./snapshot.ts";
import { canDraw, type DrawnOutput, sizeOf } from "./terminal.ts";

export function inspectCommand(context: TwistContext): Command {
  return new Command("inspect")
    .description("look into a program that was started with --inspect")
    .argument("<endpoint>", "where it can be looked into: unix:/run/x.sock")
    .option("--json", "one snapshot, as a line of JSON")
    .action(async (description: string, { json = false }: { readonly json?: boolean }) => {
      const output: DrawnOutput = context.stdout;
      const isTerminal =
        output.isTTY === true &&
        context.stdin?.isTTY === true &&
        canDraw(context.environment.variable("TERM"), process.platform);
      if (json || !isTerminal) await once(context, description, json);
      else await live(context, description);
    });
}

/** In seconds, for one snapshot: what is there may be no inspector, or a program that is stopped. */
const LONGEST_WAIT = 30;

/** One snapshot, printed. */
async function once(context: TwistContext, description: string, json: boolean): Promise<void> {
  const reactor = context.reactor();
  const endpoint = clientFromString(reactor, description);
  let told: Snapshot | InspectError = new InspectError(
    "interrupted before the program has said anything",
  );
  const watcher = {
    snapshot(snapshot: Snapshot): void {
      told = snapshot;
      stop(reactor);
    },
    trouble(cause: Error): void {
      const message = `cannot look into the program at ${description}: ${visible(cause.message)}`;
      told = new InspectError(message, { cause });
      stop(reactor);
    },
  };
  const client = new InspectionClient(reactor, endpoint, { watcher, request: { most: 10_000 } });
  const limit = reactor.callLater(LONGEST_WAIT, () =>
    watcher.trouble(new InspectError(`it has said nothing for ${LONGEST_WAIT} s`)),
  );
  await watch(reactor, client);
  if (limit.active) limit.cancel();
  const result = told as Snapshot | InspectError;
  if (result instanceof InspectError) throw result;
  context.stdout.write(json ? `${safeJSON(result)}\n` : plainText(result));
}

/** JSON leaves some controls as they are, that a terminal would obey. */
function safeJSON(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g,
    (character) => {
      const code = character.charCodeAt(0).toString(16);
      return `\\u${code.padStart(4, "0")}`;
    },
  );
}

/** Until the user has seen enough, or a signal comes. */
async function live(context: TwistContext, description: string): Promise<void> {
  const reactor = context.reactor();
  const stdout: DrawnOutput = context.stdout;
  const { stdin } = context;
  const endpoint = clientFromString(reactor, description);
  const view = new LiveView({
    clock: reactor,
    screen: new Screen(stdout, stdout.hasColors?.() === true),
    description,
    size: () => sizeOf(stdout),
    quit: () => stop(reactor),
  });
  const client = new InspectionClient(reactor, endpoint, { watcher: view });
  const typed = (bytes: Uint8Array): void => view.typed(bytes);
  const resized = (): void => view.resized();
  const giveBack = (): void => {
    view.stop();
    stdin?.setRawMode?.(false);
  };
  // Also where something else ends the process.
  process.on("exit", giveBack);
  stdout.on("resize", resized);
  // That a terminal has gone is told by a signal as well.
  const lost = (): void => stop(reactor);
  stdout.on("error", lost);
  try {
    view.start(client);
    stdin?.setRawMode?.(true);
    stdin?.on("data", typed);
    stdin?.resume();
    await watch(reactor, client);
  } finally {
    giveBack();
    process.off("exit", giveBack);
    stdout.off("resize", resized);
    stdout.off("error", lost);
    stdin?.off("data", typed);
    stdin?.pause();
  }
}

/** Until the reactor stops. */
async function watch(reactor: ServiceReactor, client: InspectionClient): Promise<void> {
  reactor.callWhenRunning(() => client.start());
  // Before connections are ended for it: it would connect again.
  reactor.addSystemEventTrigger("before", "shutdown", () => client.stop());
  await reactor.run();
}

/** It may be stopping already. */
function stop(reactor: ServiceReactor): void {
  maybeDeferred(() => reactor.stop()).addErrback((why) => void why.trap(ReactorNotRunning));
}
