/** A factory for `connectTCP`, which is told how the attempts go. */
import { implementer } from "../components/index.ts";
import type { Failure } from "../deferred/index.ts";
import { IClientFactory, type IConnector, type IProtocol } from "../net/index.ts";
import { Factory } from "./factory.ts";

/** A factory of a client, which also hears how connecting went. */
export class ClientFactory<P extends IProtocol = IProtocol>
  extends Factory<P>
  implements IClientFactory<P>
{
  static {
    implementer(IClientFactory)(this);
  }

  /** An attempt has begun; the connector can give it up. */
  startedConnecting(_connector: IConnector): void {}

  /** It has failed; `connector.connect()` tries again. */
  clientConnectionFailed(_connector: IConnector, _reason: Failure): void {}

  /** The connection is over, and its protocol knows (X13); `connector.connect()` makes another. */
  clientConnectionLost(_connector: IConnector, _reason: Failure): void {}
}
