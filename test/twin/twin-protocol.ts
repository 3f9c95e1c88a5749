/** The protocol of both sides: writes down what happens to it, and does what its scenario says. */
import { alsoProvides } from "torsion/components";
import type { Failure } from "torsion/deferred";
import {
  IHalfCloseableProtocol,
  IHostAddress,
  type IStreamTransport,
  ITCPTransport,
} from "torsion/net";
import { Protocol } from "torsion/protocols";
import { bytesAt, firstOther } from "./bytes.ts";
import { type Diary, reason } from "./diary.ts";
import { PieceProducer } from "./producers.ts";
import type { Action, Reaction, Role } from "./scenario.ts";

/** What a protocol needs of the reactor and the client that it is of. */
export interface Surroundings {
  later(run: () => void): void;
  /** What a protocol cannot do itself: connect again, say. */
  act(action: Action): void;
}

export class TwinProtocol extends Protocol {
  readonly diary: Diary;
  readonly #around: Surroundings;
  /** What is still to happen once. */
  readonly #reactions: Reaction[];
  #sent = 0;
  #received = 0;
  /** Where something had been dropped. */
  #firstOther = -1;
  lost = false;

  constructor(diary: Diary, role: Role, around: Surroundings) {
    super();
    this.diary = diary;
    this.#around = around;
    this.#reactions = [...(role.reactions ?? [])];
    if (role.halfCloseable) alsoProvides(this, IHalfCloseableProtocol);
  }

  get #stream(): IStreamTransport {
    return this.transport as IStreamTransport;
  }

  override connectionMade(): void {
    this.diary.add("connectionMade");
    this.diary.state = () => (this.transport.disconnecting ? "disconnecting" : "open");
    this.#react("made");
  }

  override dataReceived(data: Uint8Array): void {
    if (this.#firstOther < 0) this.#firstOther = firstOther(this.#received, data);
    this.#received += data.length;
    const others =
      this.#firstOther < 0 ? "" : `, others than were sent from ${this.#firstOther} on`;
    this.diary.received(`up to ${this.#received}${others}`);
    for (const { at } of [...this.#reactions])
      if (typeof at === "number" && at <= this.#received) this.#react(at);
  }

  readConnectionLost(): void {
    this.diary.add("readConnectionLost");
    this.#react("readLost");
  }

  writeConnectionLost(): void {
    this.diary.add("writeConnectionLost");
    this.#react("writeLost");
  }

  override connectionLost(failure: Failure): void {
    this.lost = true;
    this.diary.add(`connectionLost ${reason(failure)}`);
    const [peer, host] = [this.transport.getPeer(), this.transport.getHost()];
    if (IHostAddress.providedBy(peer) && IHostAddress.providedBy(host))
      this.diary.add(peer.port > 0 && host.port > 0 ? "knows its addresses" : `${peer}, ${host}`);
    else this.diary.add(`has ${named(peer)} and ${named(host)}`);
    this.#react("lost");
  }

  /** The scenario is over. */
  end(): void {
    this.#reactions.length = 0;
    if (!this.lost) this.#stream.abortConnection();
  }

  /** In one turn, in order; what `throw` throws comes out. */
  perform(actions: readonly Action[]): void {
    for (const action of actions) {
      if (action.do === "throw") throw new RangeError("on purpose");
      this.diary.attempt(action.do, () => this.#perform(action));
    }
  }

  #react(at: Reaction["at"]): void {
    const index = this.#reactions.findIndex((reaction) => reaction.at === at);
    if (index >= 0) this.perform(this.#reactions.splice(index, 1)[0]!.actions);
  }

  #perform(action: Action): void {
    const transport = this.#stream;
    switch (action.do) {
      case "write":
        transport.write(this.#next(action.bytes));
        break;
      case "writeSequence":
        transport.writeSequence(action.sizes.map((bytes) => this.#next(bytes)));
        break;
      case "writeText":
        transport.write("no bytes" as unknown as Uint8Array);
        break;
      case "pause":
        transport.pauseProducing();
        break;
      case "resume":
        transport.resumeProducing();
        break;
      case "stopProducing":
        transport.stopProducing();
        break;
      case "loseWrite":
        transport.loseWriteConnection();
        break;
      case "lose":
        transport.loseConnection();
        break;
      case "abort":
        transport.abortConnection();
        break;
      case "push":
      case "pull":
        this.#register(action.do === "push", action.sizes, action.ends ?? false);
        break;
      case "unregister":
        transport.unregisterProducer();
        break;
      case "noDelay":
      case "keepAlive":
        this.#option(action.do, action.on);
        break;
      case "later":
        this.#around.later(() => this.perform(action.actions));
        break;
      default:
        this.#around.act(action);
    }
  }

  #register(streaming: boolean, sizes: readonly number[], ends: boolean): void {
    const transport = this.#stream;
    const producer = new PieceProducer(
      {
        note: (line) => this.diary.add(line),
        write: (bytes) => transport.write(this.#next(bytes)),
        unregister: () => transport.unregisterProducer(),
      },
      sizes,
      ends,
    );
    if (streaming) transport.registerProducer(producer, true);
    else transport.registerProducer(producer, false);
    if (streaming) producer.produce();
  }

  #option(option: "noDelay" | "keepAlive", on: boolean): void {
    if (!ITCPTransport.providedBy(this.transport)) return;
    if (option === "noDelay") this.transport.setTcpNoDelay(on);
    else this.transport.setTcpKeepAlive(on);
    const { transport } = this;
    this.diary.add(`options: ${transport.getTcpNoDelay()}, ${transport.getTcpKeepAlive()}`);
  }

  /** Of what is dropped the place in the stream is used up: it is never sent, and neither is what follows. */
  #next(bytes: number): Uint8Array {
    const data = bytesAt(this.#sent, bytes);
    this.#sent += bytes;
    return data;
  }
}

function named(address: unknown): string {
  const { name } = address as { name?: string };
  return name === "" ? "no name" : "a name";
}
