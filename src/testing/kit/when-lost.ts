/** Being told of the end of a connection, whatever its protocol does about it. */
import { Deferred, type Failure, gatherResults } from "../../deferred/index.ts";
import { ConnectionClosed, type IProtocol } from "../../net/index.ts";

/** Fires with the reason when the `connectionLost` of the protocol has been called, the next time. */
export function whenLost(protocol: IProtocol): Deferred<Error> {
  const lost = new Deferred<Error>();
  const own = Object.getOwnPropertyDescriptor(protocol, "connectionLost");
  const told = protocol.connectionLost;
  const connectionLost = (reason: Failure): unknown => {
    if (own === undefined) Reflect.deleteProperty(protocol, "connectionLost");
    else Object.defineProperty(protocol, "connectionLost", own);
    try {
      return told.call(protocol, reason);
    } finally {
      lost.callback(reason.value);
    }
  };
  Object.defineProperty(protocol, "connectionLost", { value: connectionLost, configurable: true });
  return lost;
}

/** Fires when both were told; fails with the reason that is no end of a connection but an exception, if one is. */
export function whenBothLost(server: IProtocol, client: IProtocol): Deferred<void> {
  return gatherResults([whenLost(server), whenLost(client)]).addCallback((reasons) => {
    const thrown = reasons.find((reason) => !(reason instanceof ConnectionClosed));
    if (thrown !== undefined) throw thrown;
  });
}
