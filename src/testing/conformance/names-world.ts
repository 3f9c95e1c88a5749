/** A world with names: a client whose resolver can be replaced, and resolvers and receivers that write down. */

import { implementer } from "../../components/index.ts";
import {
  type IConnector,
  type IHostAddress,
  IHostnameResolver,
  type IHostResolution,
  IPv4Address,
  type IReactorPluggableNameResolver,
  type IReactorPluggableResolver,
  type IReactorTCP,
  IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../../net/index.ts";
import { same } from "./errors.ts";
import { PeerFactory } from "./peer-factory.ts";
import { type TCPConformanceSetup, TCPWorld } from "./tcp.ts";
import type { ConformanceReactor } from "./world.ts";

type NamesReactor = ConformanceReactor &
  IReactorTCP &
  IReactorPluggableNameResolver &
  IReactorPluggableResolver;

export interface NamesConformanceSetup extends TCPConformanceSetup {
  readonly client: NamesReactor;
  /** A name of the server: `host`, perhaps among others, is what it comes to. */
  readonly name: string;
  /** What nobody is called. */
  readonly nobody: string;
}

/** Writes down what it is told. */
export class Receiver implements IResolutionReceiver {
  static {
    implementer(IResolutionReceiver)(this);
  }
  readonly events: string[] = [];
  readonly addresses: IHostAddress[] = [];
  on: ((event: string) => void) | null = null;

  #note(event: string): void {
    this.events.push(event);
    this.on?.(event);
  }
  resolutionBegan(_resolution: IHostResolution): void {
    this.#note("began");
  }
  addressResolved(address: IHostAddress): void {
    this.addresses.push(address);
    this.#note("address");
  }
  resolutionComplete(): void {
    this.#note("complete");
  }
  get isComplete(): boolean {
    return this.events.at(-1) === "complete";
  }
}

/** A resolver of a program's own, which does what a case wants with whoever asks. */
export class ScriptedResolver implements IHostnameResolver {
  static {
    implementer(IHostnameResolver)(this);
  }
  readonly asked: string[] = [];
  readonly options: ResolveHostNameOptions[] = [];
  cancelled = 0;
  readonly #answer: (receiver: IResolutionReceiver, name: string) => unknown;

  constructor(answer: (receiver: IResolutionReceiver, name: string) => unknown) {
    this.#answer = answer;
  }

  resolveHostName(
    receiver: IResolutionReceiver,
    name: string,
    options: ResolveHostNameOptions = {},
  ): IHostResolution {
    this.asked.push(name);
    this.options.push(options);
    const cancel = (): void => {
      this.cancelled += 1;
    };
    const resolution = { name, cancel };
    receiver.resolutionBegan(resolution);
    const result = this.#answer(receiver, name);
    return result === undefined ? resolution : (result as IHostResolution);
  }
}

/** A resolver that answers at once with these. */
export function answering(
  ...addresses: readonly { host: string; port: number }[]
): ScriptedResolver {
  return new ScriptedResolver((receiver) => {
    for (const { host, port } of addresses)
      receiver.addressResolved(new IPv4Address("TCP", host, port));
    receiver.resolutionComplete();
  });
}

export class NamesWorld extends TCPWorld {
  override readonly client: NamesReactor;
  readonly name: string;
  readonly nobody: string;

  constructor(setup: NamesConformanceSetup) {
    super(setup);
    this.client = setup.client;
    this.name = setup.name;
    this.nobody = setup.nobody;
  }

  /** What the client's resolver says of a name, when it has said all. */
  async resolved(name: string, options: ResolveHostNameOptions = {}): Promise<Receiver> {
    const receiver = new Receiver();
    this.client.nameResolver.resolveHostName(receiver, name, options);
    await this.until("the name is resolved", () => receiver.isComplete);
    await this.settle();
    return receiver;
  }

  /** An attempt of the client's, and what its factory is told. */
  attempt(
    name: string,
    port: number,
    seconds = 5,
  ): { factory: NotingFactory; connector: IConnector } {
    const factory = new NotingFactory();
    this.keep(factory);
    return { factory, connector: this.client.connectTCP(name, port, factory, { seconds }) };
  }

  /** Why the attempt has failed. */
  async refusal(name: string, port = 1): Promise<Error> {
    const { factory } = this.attempt(name, port);
    await this.until("the attempt has failed", () => factory.events.includes("stop"));
    await this.settle();
    same("one outcome", factory.events.length, 4);
    return factory.reason!;
  }
}

/** Keeps the reason of a failed attempt. */
export class NotingFactory extends PeerFactory {
  reason: Error | null = null;
  override clientConnectionFailed(
    ...args: Parameters<PeerFactory["clientConnectionFailed"]>
  ): void {
    super.clientConnectionFailed(...args);
    this.reason = args[1].value;
  }
}
