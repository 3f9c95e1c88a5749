/** Serves SOCKS 4, 4a and 5 on whatever it is given to listen on. */
import type { IAddress } from "../../net/index.ts";
import { ServerFactory } from "../factory.ts";
import { allAtLeast } from "../option-check.ts";
import { SOCKSServer } from "./server.ts";
import type { SOCKSServerOptions } from "./server-options.ts";

/** After Twisted's `SOCKSv4Factory`. */
export class SOCKSServerFactory extends ServerFactory<SOCKSServer> {
  readonly options: SOCKSServerOptions;

  /** Throws `RangeError` for a number of seconds that is none. */
  constructor(options: SOCKSServerOptions) {
    super();
    const { handshakeSeconds, connectSeconds, bindSeconds } = options;
    allAtLeast(0, { handshakeSeconds, connectSeconds, bindSeconds });
    this.options = options;
  }

  override buildProtocol(_peer: IAddress): SOCKSServer {
    return this.adopt(new SOCKSServer(this.options));
  }
}
