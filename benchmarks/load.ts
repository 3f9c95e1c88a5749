/** The load: connections that send a batch each time that the answer to the last one is complete. */
import * as dgram from "node:dgram";
import * as net from "node:net";
import * as tls from "node:tls";
import { testCertificates } from "torsion/testing";

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  /** What is sent at once. */
  readonly batch: Buffer;
  /** How many bytes answer it. */
  readonly answer: number;
  /** How many messages that is. */
  readonly messages: number;
  readonly over?: "tcp" | "tls" | "udp";
}

export class Load {
  /** Messages that have been answered. */
  answered = 0;
  readonly #sockets: { destroy(): void }[] = [];

  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load();
    const starts: (() => void)[] = [];
    for (let i = 0; i < options.connections; i++)
      starts.push(await (options.over === "udp" ? load.#bind(options) : load.#connect(options)));
    for (const start of starts) start();
    return load;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #bind({ port, batch, messages }: LoadOptions): Promise<() => void> {
    const socket = dgram.createSocket("udp4");
    this.#sockets.push({ destroy: () => socket.close() });
    await new Promise<void>((connected) => socket.connect(port, "127.0.0.1", connected));
    socket.on("message", () => {
      this.answered += messages;
      socket.send(batch);
    });
    return () => socket.send(batch);
  }

  async #connect({ port, batch, answer, messages, over }: LoadOptions): Promise<() => void> {
    const secure = over === "tls";
    const plain = net.connect({ port, host: "127.0.0.1", noDelay: true });
    const ca = testCertificates.authority;
    const socket = secure ? tls.connect({ socket: plain, host: "localhost", ca }) : plain;
    this.#sockets.push(socket);
    await new Promise((connected, failed) => {
      socket.once(secure ? "secureConnect" : "connect", connected);
      socket.once("error", failed);
    });
    let missing = answer;
    socket.on("data", (data) => {
      missing -= data.length;
      if (missing > 0) return;
      missing += answer;
      this.answered += messages;
      socket.write(batch);
    });
    socket.on("error", () => {});
    return () => socket.write(batch);
  }
}
