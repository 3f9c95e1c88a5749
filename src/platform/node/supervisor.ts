/**
 * The channel of a worker to its supervisor, which has started it with `TORSION_WORKER`, its number.
 *
 * Rule: it holds no process alive. Whose it is is taken out of the environment, so that what a worker starts with a
 * copy of its own is no worker.
 */
import type { SupervisorChannel, SupervisorMessage } from "./shared-ports.ts";

/** What this needs of `process`. */
export interface WorkerProcess {
  readonly env: Record<string, string | undefined>;
  readonly connected?: boolean;
  send?(message: object): boolean;
  readonly channel?: { unref(): void } | null | undefined;
  on(event: "message", listener: (message: unknown, socket: unknown) => void): unknown;
  on(event: "disconnect", listener: () => void): unknown;
}

const channels = new WeakMap<WorkerProcess, SupervisorChannel | null>();

/** `null` where this process is no worker. One channel, however often it is asked for. */
export function supervisorOfWorker(worker: WorkerProcess = process): SupervisorChannel | null {
  let channel = channels.get(worker);
  if (channel === undefined) {
    channel = channelOf(worker);
    channels.set(worker, channel);
  }
  return channel;
}

function channelOf(worker: WorkerProcess): SupervisorChannel | null {
  const { TORSION_WORKER: number, TORSION_SUPERVISOR: supervisor } = worker.env;
  const areNumbers = [number, supervisor].every((text) => /^[1-9]\d*$/.test(text ?? ""));
  if (worker.send === undefined || !areNumbers) return null;
  delete worker.env.TORSION_SUPERVISOR;
  let told = false;
  const waiting: ((why: "told") => void)[] = [];
  worker.on("message", (message) => {
    if (!isOurs(message) || message.torsion !== "stop" || told) return;
    told = true;
    for (const stop of waiting) stop("told");
  });
  worker.channel?.unref();
  return {
    worker: Number(number),
    pid: Number(supervisor),
    send(message) {
      // What is said into a channel that is closed is heard of by `whenToStop`.
      if (worker.connected) worker.send!(message);
    },
    receive(received) {
      worker.on("message", (message, socket) => {
        if (isOurs(message)) received(message, socket);
      });
      worker.channel?.unref();
    },
    whenToStop(stop) {
      if (told) stop("told");
      waiting.push(stop);
      if (worker.connected) worker.on("disconnect", () => stop("closed"));
      else stop("closed");
    },
  };
}

function isOurs(message: unknown): message is SupervisorMessage {
  return typeof (message as Partial<SupervisorMessage> | null)?.torsion === "string";
}
