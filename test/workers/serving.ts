/** What tests of `twist --workers` have in common: a program that says which worker it is, and who joins it. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after } from "node:test";
import { type RunningProgram, startTwist } from "../running-program.ts";

export const MAIN: string = resolve("dist", "cli", "main.js");
export const folder: string = mkdtempSync(join(tmpdir(), "workers-"));
after(() => rmSync(folder, { recursive: true }));

const room = (name: string): string => JSON.stringify(resolve("dist", name, "index.js"));
export const SERVICE: string = join(folder, "service.mjs");
writeFileSync(
  SERVICE,
  `import { StreamServerEndpointService } from ${room("application")};
   import { serverFromString } from ${room("endpoints")};
   import { Protocol } from ${room("protocols")};
   import { utf8 } from ${room("bytes")};
   class Hello extends Protocol {
     connectionMade() { this.transport.write(utf8(process.env.TORSION_WORKER + " " + process.pid + "\\n")); }
     dataReceived(data) { this.transport.write(data); }
   }
   export default (reactor) =>
     new StreamServerEndpointService(serverFromString(reactor, process.env.LISTEN), Hello);`,
);

export function twist(workers: number, listen = "tcp:0:interface=127.0.0.1"): RunningProgram {
  return run(["--workers", String(workers), "run", SERVICE], { LISTEN: listen });
}

export function run(args: readonly string[], env: Record<string, string> = {}): RunningProgram {
  return startTwist(args, {
    cwd: folder,
    env: { ...process.env, ...env },
  });
}

export function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

export async function portOf(program: RunningProgram): Promise<number> {
  await program.says(/\d workers serve/);
  return Number((await program.says(/listens on 127\.0\.0\.1:(\d+)/))[1]);
}

export interface Joined {
  readonly socket: net.Socket;
  readonly worker: string;
  readonly pid: number;
}

export async function joined(at: net.NetConnectOpts): Promise<Joined> {
  const socket = net.connect(at);
  const [data] = (await once(socket, "data")) as [Buffer];
  const [worker, pid] = String(data).trim().split(" ") as [string, string];
  return { socket, worker, pid: Number(pid) };
}

export const answers = async ({ socket }: Joined): Promise<boolean> => {
  socket.write("again");
  return String((await once(socket, "data"))[0]) === "again";
};

export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
