/** The protocol of the conformance cases: writes down what happens to it, and does what a case scripts. */
import { alsoProvides, implementer } from "../../components/index.ts";
import type { Failure } from "../../deferred/index.ts";
import {
  IHalfCloseableProtocol,
  IHandshakeListener,
  IProtocol,
  type IStreamTransport,
  type ITransport,
} from "../../net/index.ts";

/** What a case wants to be done at a moment; called with the peer. */
export interface Script {
  readonly halfCloseable?: boolean;
  made?(peer: Peer): void;
  data?(peer: Peer, data: Uint8Array): void;
  lost?(peer: Peer, reason: Failure): void;
  readLost?(peer: Peer): void;
  writeLost?(peer: Peer): void;
  /** Where it is given, the peer is an `IHandshakeListener`. */
  secured?(peer: Peer): void;
}

/** Of megabytes only the beginning is kept as text. */
const REMEMBERED = 100_000;

export class Peer implements IProtocol, IHalfCloseableProtocol, IHandshakeListener {
  static {
    implementer(IProtocol)(this);
  }
  transport!: IStreamTransport;
  /** `made`, `data`, `lost ConnectionDone` …; data only once, however it was cut. */
  readonly events: string[] = [];
  received = "";
  count = 0;
  reason: Error | undefined;
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
    if (script.secured) alsoProvides(this, IHandshakeListener);
    if (script.halfCloseable) alsoProvides(this, IHalfCloseableProtocol);
  }

  get open(): boolean {
    return this.events.includes("made") && this.reason === undefined;
  }

  send(text: string): void {
    this.transport.write(bytesOf(text));
  }

  makeConnection(transport: ITransport): void {
    this.transport = transport as IStreamTransport;
    this.connectionMade();
  }

  connectionMade(): void {
    this.events.push("made");
    this.#script.made?.(this);
  }

  dataReceived(data: Uint8Array): void {
    if (this.events.at(-1) !== "data") this.events.push("data");
    this.count += data.length;
    if (this.received.length < REMEMBERED) this.received += textOf(data);
    this.#script.data?.(this, data);
  }

  readConnectionLost(): void {
    this.events.push("read lost");
    this.#script.readLost?.(this);
  }

  writeConnectionLost(): void {
    this.events.push("write lost");
    this.#script.writeLost?.(this);
  }

  handshakeCompleted(): void {
    this.events.push("secured");
    this.#script.secured?.(this);
  }

  connectionLost(reason: Failure): void {
    this.events.push(`lost ${reason.value.name}`);
    this.reason = reason.value;
    this.#script.lost?.(this, reason);
  }
}

function textOf(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** ASCII is all that the cases send. */
export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
