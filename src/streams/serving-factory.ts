/** What builds the protocols of connections that are handed to a function of the program's. */
import type { IAddress, IProtocol } from "../net/index.ts";
import { ServerFactory } from "../protocols/index.ts";

export class ServingFactory<P extends IProtocol> extends ServerFactory<P> {
  override noisy = false;
  readonly #make: () => P;

  /** @param make is called for each connection. */
  constructor(make: () => P) {
    super();
    this.#make = make;
  }

  override buildProtocol(_peer: IAddress): P {
    return this.#make();
  }
}
