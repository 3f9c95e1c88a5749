/**
 * What a resolver that a program plugged in tells the reactor, made safe: whatever it does, there is one end.
 *
 * It may throw, reject, answer after the end or with what is no address: each comes to addresses that can be
 * connected to, or a `DNSLookupError` with the first thing that was wrong as its cause.
 */
import { implementer } from "../components/index.ts";
import { Failure } from "../deferred/index.ts";
import {
  type DNSLookupError,
  type IHostAddress,
  type IHostnameResolver,
  type IHostResolution,
  IPv4Address,
  IPv6Address,
  IResolutionReceiver,
  type ResolveHostNameOptions,
} from "../net/index.ts";
import type { Found, Names } from "./names.ts";
import { lookupFailed } from "./reasons.ts";
import { classOf, runUserCode } from "./user-code.ts";

/** What more a resolver tells than that many is not kept. */
const MOST_ADDRESSES = 64;

export class GuardedResolution implements IResolutionReceiver {
  static {
    implementer(IResolutionReceiver)(this);
  }
  readonly #names: Names;
  readonly #name: string;
  readonly #options: ResolveHostNameOptions;
  readonly #found: Found;
  #resolver: IHostnameResolver | null = null;
  #resolution: IHostResolution | null = null;
  #ended: () => void = () => {};
  #addresses = 0;
  #wrong: Error | null = null;
  #state: "open" | "ended" | "cancelled" = "open";

  constructor(names: Names, name: string, options: ResolveHostNameOptions, found: Found) {
    this.#names = names;
    this.#name = name;
    this.#options = options;
    this.#found = found;
  }

  begin(resolver: IHostnameResolver): void {
    this.#resolver = resolver;
    this.#ended = this.#names.began(this.#name);
    runUserCode(
      () => {
        const began: unknown = resolver.resolveHostName(this, this.#name, this.#options);
        if (isResolution(began)) this.resolutionBegan(began);
        return began;
      },
      (thrown) => this.#end(lookupFailed(this.#name, thrown)),
    );
  }

  cancel(): void {
    if (this.#state !== "open") return;
    this.#state = "cancelled";
    this.#ended();
    this.#cancelTheirs();
  }

  // What the resolver calls.

  resolutionBegan(resolution: IHostResolution): void {
    if (this.#resolution !== null || !isResolution(resolution)) return;
    this.#resolution = resolution;
    if (this.#state === "cancelled") this.#cancelTheirs();
  }

  addressResolved(address: IHostAddress): void {
    if (this.#state !== "open" || this.#addresses >= MOST_ADDRESSES) return;
    const { host, port } = Object(address) as Partial<IHostAddress>;
    if (typeof host !== "string" || !this.#names.isAddress(host) || !isPort(port)) {
      this.#wrong ??= new TypeError(
        `the resolver's answer was ${shown(address)}, which is no address`,
      );
      return;
    }
    const { addressTypes, portNumber = 0 } = this.#options;
    if (addressTypes?.includes(host.includes(":") ? IPv6Address : IPv4Address) === false) return;
    this.#addresses += 1;
    this.#found.address({ host, port: port || portNumber });
  }

  resolutionComplete(): void {
    if (this.#wrong !== null && this.#state === "open")
      this.#names.context.log.warn("{resolver}, asked for {name}: {wrong}", {
        resolver: classOf(this.#resolver!),
        name: this.#name,
        wrong: this.#wrong.message,
      });
    this.#end(this.#addresses > 0 ? null : lookupFailed(this.#name, this.#wrong));
  }

  #end(error: DNSLookupError | null): void {
    if (this.#state !== "open") return;
    this.#state = "ended";
    this.#ended();
    this.#found.end(error);
  }

  #cancelTheirs(): void {
    const resolution = this.#resolution;
    if (resolution === null) return;
    runUserCode(
      () => resolution.cancel(),
      (thrown) =>
        this.#names.context.log.failure(
          "{resolver} has thrown when told to stop looking up {name}",
          new Failure(thrown),
          { resolver: classOf(this.#resolver!), name: this.#name },
        ),
    );
  }
}

function isResolution(value: unknown): value is IHostResolution {
  return typeof (value as Partial<IHostResolution> | null | undefined)?.cancel === "function";
}

function isPort(port: unknown): port is number {
  return Number.isInteger(port) && (port as number) >= 0 && (port as number) <= 65_535;
}

function shown(value: unknown): string {
  try {
    return String(value).slice(0, 100);
  } catch {
    return "something that has no text";
  }
}
