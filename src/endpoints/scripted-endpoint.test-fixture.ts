/** An endpoint that does what a test tells it: it fires, fails, or connects by asking the factory. */
import { Deferred } from "../deferred/index.ts";
import {
  hostAddress,
  type IProtocol,
  type IProtocolFactory,
  type IStreamClientEndpoint,
} from "../net/index.ts";

export class ScriptedEndpoint implements IStreamClientEndpoint {
  readonly name: string;
  /** One for each call of `connect`. */
  readonly attempts: { factory: IProtocolFactory; connected: Deferred<IProtocol> }[] = [];
  cancelled = 0;
  /** Called in `connect`, with its number from 1. */
  onConnect: (attempt: number) => void = () => {};

  constructor(name: string) {
    this.name = name;
  }

  connect<P extends IProtocol>(factory: IProtocolFactory<P>): Deferred<P> {
    const connected = new Deferred<IProtocol>(() => {
      this.cancelled += 1;
    });
    this.attempts.push({ factory, connected });
    this.onConnect(this.attempts.length);
    return connected as Deferred<IProtocol> as Deferred<P>;
  }

  /** The last attempt connects; gives what the factory has built. */
  succeed(): IProtocol | null {
    const { factory, connected } = this.attempts.at(-1)!;
    const protocol = factory.buildProtocol(hostAddress("TCP", this.name, 80));
    if (protocol !== null && !connected.called) connected.callback(protocol);
    return protocol;
  }

  fail(error: Error): void {
    this.attempts.at(-1)!.connected.errback(error);
  }

  toString(): string {
    return this.name;
  }
}
