/**
 * A server that is measured, in a process of its own; on a processor of its own too, where the host can do that: to be
 * moved about, and to share one with the load, is most of the noise.
 */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const SERVERS = fileURLToPath(new URL("./servers.js", import.meta.url));
const TWISTED = fileURLToPath(new URL("../../benchmarks/peers/network.py", import.meta.url));
export const PYTHON = "/usr/bin/python3";

/** What starts a server on its processor, once this process has been put on another one. */
function onItsOwnProcessor(): readonly string[] {
  if (availableParallelism() < 2) return [];
  const moved = spawnSync("taskset", ["-acp", "0", String(process.pid)]);
  return moved.status === 0 ? ["taskset", "-c", "1"] : [];
}

let pinned: readonly string[] | null = null;

export class ServerProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  /** @param name `echo/torsion`, say; it prints its port. */
  static async start(name: string): Promise<ServerProcess> {
    pinned ??= onItsOwnProcessor();
    const program = name.endsWith("/Twisted") ? [PYTHON, TWISTED] : [process.execPath, SERVERS];
    const [command, ...args] = [...pinned, ...program, name];
    const child = spawn(command!, args, { stdio: ["pipe", "pipe", "inherit"] });
    const [line] = (await once(child.stdout!, "data")) as [Buffer];
    return new ServerProcess(child, Number(String(line)));
  }

  /** Microseconds of processor time, of all its threads, so far. */
  get microseconds(): number {
    const tasks = `/proc/${this.#child.pid}/task`;
    let nanoseconds = 0;
    for (const task of readdirSync(tasks))
      nanoseconds += Number(readFileSync(`${tasks}/${task}/schedstat`, "latin1").split(" ")[0]);
    return nanoseconds / 1000;
  }

  /** Bytes of memory that are resident. */
  get resident(): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, "latin1");
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1]) * 1024;
  }

  /** It ends when its input does. */
  async stop(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.stdin!.end();
    await ended;
  }
}
