/** From what a client has asked for to a connection: where it may go, and the first of it that answers. */
import {
  type Awaitable,
  type Coroutine,
  type Deferred,
  Failure,
  inlineCallbacks,
  maybeDeferred,
} from "../../deferred/index.ts";
import {
  type IAddress,
  type IProtocolFactory,
  isIPv4OrIPv6Address,
  TimeoutError,
} from "../../net/index.ts";
import { addressesOf } from "./addresses-of.ts";
import { SOCKSRefused } from "./errors.ts";
import { NOT_ALLOWED } from "./reply-codes.ts";
import { allowPublic, type SOCKSDestination, type SOCKSServerOptions } from "./server-options.ts";

/**
 * The hosts that stand for `destination` and are allowed: itself or, where it is a name and there is a resolver, some of
 * its addresses. At least one; fails with `SOCKSRefused`, `DNSLookupError` or what the rule has thrown.
 */
export function allowedHosts(
  destination: SOCKSDestination,
  peer: IAddress,
  { allow = allowPublic, resolver }: Pick<SOCKSServerOptions, "allow" | "resolver">,
): Deferred<string[]> {
  return inlineCallbacks(function* (): Coroutine<string[]> {
    const { host } = destination;
    const isAllowed = (where: SOCKSDestination): Deferred<boolean> =>
      maybeDeferred((): Awaitable<boolean> => allow(where, peer));
    const refused = new SOCKSRefused(`${host} is not allowed for ${peer}`, NOT_ALLOWED);
    if ((yield* isAllowed(destination)) !== true) throw refused;
    if (resolver === undefined || isIPv4OrIPv6Address(host)) return [host];
    const allowed: string[] = [];
    for (const address of yield* addressesOf(resolver, host))
      if ((yield* isAllowed({ ...destination, host: address, name: host })) === true)
        allowed.push(address);
    if (allowed.length === 0) throw refused;
    return allowed;
  });
}

/**
 * Connect to the first of `hosts` that answers; each has an equal share of the time that is left. Fails as the last one
 * did. `over` says that nobody wants it any more: then it tries no other.
 */
export function connectToOne(
  hosts: readonly string[],
  port: number,
  factory: IProtocolFactory,
  {
    clock,
    connect,
    seconds,
    over,
  }: Pick<SOCKSServerOptions, "clock" | "connect"> & { seconds: number; over: () => boolean },
): Deferred<unknown> {
  const end = clock.seconds() + seconds;
  return inlineCallbacks(function* (): Coroutine<unknown> {
    for (const [index, host] of hosts.entries()) {
      const share = Math.max(0, end - clock.seconds()) / (hosts.length - index);
      try {
        return yield* maybeDeferred(() => connect(host, port).connect(factory)).addTimeout(
          share,
          clock,
          (result) => {
            if (result instanceof Failure)
              throw new TimeoutError(`${host} did not answer in ${share} s`, {
                cause: result.value,
              });
            return result;
          },
        );
      } catch (thrown) {
        if (over() || index === hosts.length - 1) throw thrown;
      }
    }
    return undefined;
  });
}
