/** Serves SOCKS 4, 4a and 5 on whatever it is given to listen on. */
import type { IAddress } from "../../net/index.ts";
import { ServerFactory } from "../factory.ts";
import { SOCKSServer } from "./server.ts";
import type { SOCKSServerOptions } from "./server-options.ts";

/** After Twisted's `SOCKSv4Factory`. */
export class SOCKSServerFactory extends ServerFactory<SOCKSServer> {
  readonly options: SOCKSServerOptions;

  constructor(options: SOCKSServerOptions) {
    super();
    this.options = options;
  }

  override buildProtocol(_peer: IAddress): SOCKSServer {
    return this.adopt(new SOCKSServer(this.options));
  }
}
