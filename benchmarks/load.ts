/** The load: connections that send a batch each time that the answer to the last one is complete. */
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
  readonly secure?: boolean;
}

export class Load {
  /** Messages that have been answered. */
  answered = 0;
  readonly #sockets: net.Socket[] = [];

  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load();
    for (let i = 0; i < options.connections; i++) await load.#connect(options);
    for (const socket of load.#sockets) socket.write(options.batch);
    return load;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async #connect({ port, batch, answer, messages, secure }: LoadOptions): Promise<void> {
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
  }
}
