/**
 * The load: connections that send a batch each time that the answer to one is complete.
 *
 * Over TCP it is made with the port of our own platform, below the reactor: it must not be what limits the server.
 */
import * as dgram from "node:dgram";
import * as net from "node:net";
import * as tls from "node:tls";
import type { Socket } from "torsion/platform";
import { node } from "torsion/platform/node";
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
  /** How many batches of a connection are on their way at a time; 1 by default. */
  readonly inFlight?: number;
  /** How often each connection sends; for ever by default. */
  readonly rounds?: number;
  /** `churn`: TCP, a new connection for each batch. */
  readonly over?: "tcp" | "tls" | "udp" | "churn";
}

const HOST = "127.0.0.1";
const { tcp } = node({ asyncContext: false });

export class Load {
  /** Messages that have been answered. */
  answered = 0;
  readonly #options: LoadOptions;
  readonly #sockets: { destroy(): void }[] = [];
  #stopped = false;

  private constructor(options: LoadOptions) {
    this.#options = options;
  }

  static async start(options: LoadOptions): Promise<Load> {
    const load = new Load(options);
    const { over = "tcp", connections } = options;
    const starts: (() => void)[] = [];
    for (let i = 0; i < connections; i++)
      if (over === "udp") starts.push(await load.#bind());
      else if (over === "tls") starts.push(await load.#secure());
      else if (over === "churn") starts.push(() => load.#churn());
      else starts.push(await load.#connect());
    for (const start of starts) start();
    return load;
  }

  stop(): void {
    this.#stopped = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  async #bind(): Promise<() => void> {
    const { port, batch, messages } = this.#options;
    const socket = dgram.createSocket("udp4");
    this.#sockets.push({ destroy: () => socket.close() });
    await new Promise<void>((connected) => socket.connect(port, HOST, connected));
    socket.on("message", () => {
      this.answered += messages;
      socket.send(batch);
    });
    return () => socket.send(batch);
  }

  async #connect(): Promise<() => void> {
    const { port, batch, inFlight = 1, rounds = Number.POSITIVE_INFINITY } = this.#options;
    const socket = await tcp.connect({ host: HOST, port }, {});
    this.#sockets.push({ destroy: () => socket.abort() });
    let left = rounds - inFlight;
    this.#answers(socket, () => {
      left -= 1;
      if (left >= 0) socket.write(batch);
    });
    return () => {
      for (let i = 0; i < inFlight; i++) socket.write(batch);
    };
  }

  #churn(): void {
    const { port, batch } = this.#options;
    tcp.connect({ host: HOST, port }, {}).addCallback((socket) => {
      const closed = (): void => {
        if (!this.#stopped) this.#churn();
      };
      this.#answers(socket, () => socket.close(), closed);
      socket.write(batch);
    });
  }

  #answers(socket: Socket, complete: () => void, closed: () => void = () => {}): void {
    const { answer, messages } = this.#options;
    let missing = answer;
    socket.start({
      borrows: true,
      data: ({ length }) => {
        missing -= length;
        while (missing <= 0) {
          missing += answer;
          this.answered += messages;
          complete();
        }
      },
      drained() {},
      ended() {},
      closed,
    });
  }

  async #secure(): Promise<() => void> {
    const { port, batch, answer, messages } = this.#options;
    const plain = net.connect({ port, host: HOST, noDelay: true });
    const ca = testCertificates.authority;
    const socket = tls.connect({ socket: plain, host: "localhost", ca });
    this.#sockets.push(socket);
    await new Promise((connected, failed) => {
      socket.once("secureConnect", connected);
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
