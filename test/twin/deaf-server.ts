/**
 * A port on 127.0.0.1 that lets nobody in: a process that listens, and then does nothing any more.
 *
 * Linux keeps one connection more than the back-log for it; with these two, no further attempt is answered.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import * as net from "node:net";

const PROGRAM = `
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });`;

export class DeafServer {
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #fillers: net.Socket[];

  private constructor(child: ChildProcess, port: number, fillers: net.Socket[]) {
    this.#process = child;
    this.port = port;
    this.#fillers = fillers;
  }

  static async start(): Promise<DeafServer> {
    const child = spawn(process.execPath, ["--eval", PROGRAM], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = (await once(child.stdout!, "data")) as [Buffer];
    const port = Number(String(said));
    const fillers = [1, 2].map(() => net.connect(port, "127.0.0.1"));
    for (const filler of fillers) filler.on("error", () => {});
    await Promise.all(fillers.map((filler) => once(filler, "connect")));
    return new DeafServer(child, port, fillers);
  }

  stop(): void {
    for (const socket of this.#fillers) socket.destroy();
    this.#process.kill("SIGKILL");
  }
}
