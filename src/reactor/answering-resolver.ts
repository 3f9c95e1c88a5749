/** A resolver that has all addresses of a name at once: the platform's, or a simple one that was plugged in. */
import { implementer } from "../components/index.ts";
import { type Deferred, Failure, fail } from "../deferred/index.ts";
import {
  DNSLookupError,
  hostAddress,
  IHostnameResolver,
  type IHostResolution,
  IPv4Address,
  IPv6Address,
  type IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../net/index.ts";
import type { Names } from "./names.ts";
import { lookupFailed } from "./reasons.ts";
import { classOf, runUserCode } from "./user-code.ts";

export type Ask = (name: string, family: 4 | 6 | undefined) => Deferred<readonly string[]>;

export class AnsweringResolver implements IHostnameResolver {
  static {
    implementer(IHostnameResolver)(this);
  }
  readonly #names: Names;
  readonly #ask: Ask;

  constructor(names: Names, ask: Ask) {
    this.#names = names;
    this.#ask = ask;
  }

  /** At least one address. Fails with `DNSLookupError`, or with what whoever was asked says. */
  answer(name: string, { addressTypes }: ResolveHostNameOptions): Deferred<readonly string[]> {
    const v4 = addressTypes?.includes(IPv4Address) ?? true;
    const v6 = addressTypes?.includes(IPv6Address) ?? true;
    if (!v4 && !v6) return fail(new DNSLookupError(`${name}: addresses of no type were asked for`));
    const ended = this.#names.began(name);
    const asked = this.#ask(name, v4 && v6 ? undefined : v4 ? 4 : 6);
    asked.addBoth((result) => {
      ended();
      return result;
    });
    return asked.addCallback((addresses) => {
      const isGood = (host: unknown): boolean =>
        typeof host === "string" && this.#names.isAddress(host);
      if (addresses.length > 0 && addresses.every(isGood)) return addresses;
      const wrong = addresses.filter((host) => !isGood(host)).map((host) => JSON.stringify(host));
      const why = wrong.length === 0 ? "nothing" : `${wrong[0]}, which is no address`;
      throw lookupFailed(name, new TypeError(`the answer was ${why}`));
    });
  }

  resolveHostName(
    receiver: IResolutionReceiver,
    name: string,
    options: ResolveHostNameOptions = {},
  ): IHostResolution {
    const { portNumber = 0, transportSemantics = "TCP" } = options;
    const { turn, log, soon } = this.#names.context;
    let open = true;
    const tell = (told: () => unknown): void => {
      if (!open) return;
      runUserCode(told, (thrown) =>
        log.failure("{receiver} has thrown while {name} was resolved", new Failure(thrown), {
          receiver: classOf(receiver),
          name,
        }),
      );
    };
    const end = (addresses: readonly string[]): void => {
      turn.enter();
      for (const host of addresses)
        tell(() => receiver.addressResolved(hostAddress(transportSemantics, host, portNumber)));
      tell(() => receiver.resolutionComplete());
      open = false;
      forget();
      turn.leave();
    };
    const answer = this.answer(name, options);
    const cancel = (): void => {
      open = false;
      forget();
      answer.cancel();
    };
    const forget = this.#names.whenStopped(() => {
      if (open) end([]);
      answer.cancel();
    });
    const resolution: IHostResolution = { name, cancel };
    tell(() => receiver.resolutionBegan(resolution));
    answer.addCallbacks(
      // Not before this returns: the answer may be here already.
      (addresses) => soon(() => end(addresses)),
      (failure) => {
        log.debug("{name} was not resolved: {why}", { name, why: failure.value.message });
        soon(() => end([]));
      },
    );
    return resolution;
  }
}
