/** One client of a scenario: factory and connector, which write into the diary that its protocols write into. */
import type { Failure } from "torsion/deferred";
import type { IAddress, IConnector } from "torsion/net";
import { ClientFactory } from "torsion/protocols";
import { type Diary, reason } from "./diary.ts";
import type { Action, ClientRole } from "./scenario.ts";
import { TwinProtocol } from "./twin-protocol.ts";

export interface ClientSurroundings {
  later(run: () => void): void;
  /** Begin the first attempt. */
  connect(factory: TwinClient): IConnector;
}

export class TwinClient extends ClientFactory<TwinProtocol> {
  readonly diary: Diary;
  readonly #role: ClientRole;
  readonly #around: ClientSurroundings;
  #connector: IConnector | null = null;
  readonly protocols: TwinProtocol[] = [];
  /** Each of the role's own reactions happens once, lest a factory connect for ever. */
  readonly #done = new Set<string>();

  constructor(diary: Diary, role: ClientRole, around: ClientSurroundings) {
    super();
    this.noisy = false;
    this.diary = diary;
    this.#role = role;
    this.#around = around;
  }

  perform(actions: readonly Action[]): void {
    for (const action of actions)
      if (!this.#act(action))
        if (this.#protocol !== undefined) this.#protocol.perform([action]);
        else throw new Error(`nobody is connected who could ${action.do}`);
    this.#noteState();
  }

  /** Whatever the scenario has left. */
  disconnect(): void {
    if (this.#connector?.state === "connecting") this.#connector.disconnect();
  }

  get #protocol(): TwinProtocol | undefined {
    return this.protocols.at(-1);
  }

  override startFactory(): void {
    this.diary.add("startFactory");
  }

  override stopFactory(): void {
    this.diary.add("stopFactory");
  }

  override startedConnecting(connector: IConnector): void {
    this.#connector = connector;
    this.diary.add(`startedConnecting, ${connector.state}`);
    this.#react("started", this.#role.onStarted);
  }

  override buildProtocol(_peer: IAddress): TwinProtocol | null {
    this.diary.add(`buildProtocol, ${this.#connector?.state}`);
    if (this.#role.builds === "throws") throw new RangeError("no protocol, on purpose");
    if (this.#role.builds === "nothing") return undefined as unknown as null;
    if (this.#role.builds === "null") return null;
    const protocol = new TwinProtocol(this.diary, this.#role, {
      later: (run) => this.#around.later(run),
      act: (action) => void this.#act(action),
    });
    this.protocols.push(protocol);
    this.#noteState();
    return this.adopt(protocol);
  }

  clientConnectionMade(connector: IConnector): void {
    this.diary.add(`clientConnectionMade, ${connector.state}`);
    this.#noteState();
  }

  override clientConnectionFailed(connector: IConnector, failure: Failure): void {
    this.diary.add(`clientConnectionFailed, ${connector.state}: ${reason(failure)}`);
    this.#react("failed", this.#role.onFailed);
  }

  override clientConnectionLost(connector: IConnector, failure: Failure): void {
    this.diary.add(`clientConnectionLost, ${connector.state}: ${reason(failure)}`);
    this.#react("lost", this.#role.onLost);
  }

  #react(to: string, actions: readonly Action[] | undefined): void {
    if (actions === undefined || this.#done.has(to)) return;
    this.#done.add(to);
    this.perform(actions);
  }

  /** `false`: that is for a protocol. */
  #act(action: Action): boolean {
    switch (action.do) {
      case "connect":
        this.diary.attempt("connect", () => this.#connect());
        return true;
      case "disconnect":
        this.diary.attempt("disconnect", () => this.#connector?.disconnect());
        return true;
      case "stopConnecting":
        this.diary.attempt("stopConnecting", () => this.#connector?.stopConnecting());
        return true;
      default:
        return false;
    }
  }

  #connect(): void {
    if (this.#connector === null) this.#connector = this.#around.connect(this);
    else this.#connector.connect();
  }

  #noteState(): void {
    this.diary.state = () => {
      const transport = this.#protocol?.transport;
      const disconnecting = transport?.disconnecting ? ", disconnecting" : "";
      return `${this.#connector?.state}${disconnecting}`;
    };
  }
}
