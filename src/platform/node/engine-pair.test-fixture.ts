/** For the tests of TLS: a client's engine and a server's, with a wire between them that a test can hold. */
import { setImmediate as turn } from "node:timers/promises";
import { testCertificates } from "../../testing/index.ts";
import { TLSFailure } from "../errors.ts";
import type {
  HandshakeDetails,
  TLSConfiguration,
  TLSContext,
  TLSEngine,
  TLSEngineSink,
} from "../tls-port.ts";
import { nodeTLS } from "./tls.ts";

export class EngineSide implements TLSEngineSink {
  readonly engine: TLSEngine;
  readonly events: string[] = [];
  text = "";
  drains = 0;
  details: HandshakeDetails | null = null;
  /** Ciphertext for the other side. */
  readonly outgoing: Uint8Array[] = [];
  /** What `send` answers. */
  roomy = true;
  #blocked = false;
  onData: (() => void) | null = null;

  constructor(context: TLSContext) {
    this.engine = context.engine(this);
  }
  send(bytes: Uint8Array): boolean {
    this.outgoing.push(bytes.slice());
    this.#blocked = !this.roomy;
    return this.roomy;
  }
  /** There is room again. */
  sent(): void {
    this.roomy = true;
    if (this.#blocked) this.engine.sent();
    this.#blocked = false;
  }
  handshakeCompleted(details: HandshakeDetails): void {
    this.details = details;
    this.events.push("secured");
  }
  data(bytes: Uint8Array): void {
    if (this.events.at(-1) !== "data") this.events.push("data");
    this.text += new TextDecoder().decode(bytes);
    this.onData?.();
  }
  drained(): void {
    this.drains += 1;
  }
  ended(): void {
    this.events.push("ended");
  }
  finished(): void {
    this.events.push("finished");
  }
  failed(error: Error): void {
    this.events.push(`failed ${error instanceof TLSFailure ? error.kind : error.name}`);
  }
}

export class EnginePair {
  readonly server: EngineSide;
  readonly client: EngineSide;

  constructor(
    publicOnly: boolean,
    more: { server?: Partial<TLSConfiguration>; client?: Partial<TLSConfiguration> } = {},
  ) {
    const tls = nodeTLS({ publicOnly });
    const { server, authority } = testCertificates;
    const minimumVersion = "TLSv1.2" as const;
    const accepts = { role: "server" as const, minimumVersion, ...server, ...more.server };
    const hostname = "localhost";
    this.server = new EngineSide(tls.context(accepts));
    this.client = new EngineSide(
      tls.context({
        role: "client",
        minimumVersion,
        hostname,
        trustRoots: [authority],
        ...more.client,
      }),
    );
  }

  /** Carry what there is, until nothing moves any more. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 5; quiet++) {
      for (const [from, to] of [
        [this.client, this.server],
        [this.server, this.client],
      ] as const)
        for (const bytes of from.outgoing.splice(0)) {
          to.engine.receive(bytes);
          quiet = 0;
        }
      await turn();
    }
  }

  destroy(): void {
    this.server.engine.destroy();
    this.client.engine.destroy();
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A test for each way to make an engine. */
export const WAYS = [
  ["handles", false],
  ["public API alone", true],
] as const;
