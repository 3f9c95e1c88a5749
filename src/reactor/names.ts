/**
 * The names of one reactor: which resolver is asked, by all that connects by name and by whoever asks for an address.
 *
 * Rules: an address is never looked up (R16). A resolver that was plugged in may do anything: what it comes to is
 * addresses, or one `DNSLookupError` that says why.
 */
import { Deferred, fail, maybeDeferred, succeed, withSignal } from "../deferred/index.ts";
import type { Logger } from "../logger/index.ts";
import {
  DNSLookupError,
  type IHostnameResolver,
  IPv4Address,
  type IReactorTime,
  type IResolverSimple,
  isIPv4OrIPv6Address,
  type ResolveHostNameOptions,
  type ResolveOptions,
} from "../net/index.ts";
import type { Platform, SocketAddress } from "../platform/index.ts";
import { AnsweringResolver, type Ask } from "./answering-resolver.ts";
import { GuardedResolution } from "./guarded-resolution.ts";
import { lookupFailed } from "./reasons.ts";
import type { Turn } from "./turn.ts";

export interface NamesContext {
  readonly turn: Turn;
  readonly log: Logger;
  soon(run: () => void): void;
}

/** Who is told, inside of the reactor, what a name comes to. May be before `lookUp` returns. */
export interface Found {
  address(at: SocketAddress): void;
  /** Called last, once; with an error where there was no address, or the resolver has failed later. */
  end(error: DNSLookupError | null): void;
}

/** A name that is being looked up. */
export interface Lookup {
  readonly name: string;
  readonly since: number;
}

/** What a program installed as a simple resolver, so that it gets the same one back. */
class SimpleBehind extends AnsweringResolver {
  readonly simple: IResolverSimple;
  constructor(names: Names, simple: IResolverSimple, ask: Ask) {
    super(names, ask);
    this.simple = simple;
  }
}

export class Names {
  readonly context: NamesContext;
  readonly clock: IReactorTime;
  readonly #platform: Platform;
  readonly #open = new Set<() => void>();
  readonly #lookups = new Set<Lookup>();
  /** The platform's. */
  readonly #own: IHostnameResolver;
  #resolver: IHostnameResolver;

  constructor(context: NamesContext, platform: Platform, clock: IReactorTime) {
    this.context = context;
    this.clock = clock;
    this.#platform = platform;
    this.#own = new AnsweringResolver(this, (name, family) => {
      if (platform.names) return platform.names.lookup(name, family);
      return fail(new DNSLookupError(`the platform ${platform.name} knows no names`));
    });
    this.#resolver = this.#own;
  }

  get resolver(): IHostnameResolver {
    return this.#resolver;
  }

  install(resolver: IHostnameResolver): IHostnameResolver {
    const previous = this.#resolver;
    this.#resolver = resolver;
    return previous;
  }

  installSimple(simple: IResolverSimple): IResolverSimple {
    const ask: Ask = (name, family) =>
      family === 6
        ? succeed([])
        : maybeDeferred(() => simple.getHostByName(name)).addCallback((address) => [address]);
    const previous = this.install(new SimpleBehind(this, simple, ask));
    if (previous instanceof SimpleBehind) return previous.simple;
    return { getHostByName: (name) => this.#firstOf(previous, name) };
  }

  /** Must it be looked up? What no resolver of ours could answer is left to the platform. */
  isName(host: string): boolean {
    if (isIPv4OrIPv6Address(host)) return false;
    return this.#resolver !== this.#own || this.#platform.names !== undefined;
  }

  /** Can that be connected to? */
  isAddress(host: string): boolean {
    return this.#platform.names?.isAddress(host) ?? host !== "";
  }

  resolve(name: string, { seconds = 60, signal }: ResolveOptions): Deferred<string> {
    if (name === "") return succeed("0.0.0.0");
    if (isIPv4OrIPv6Address(name)) return succeed(name);
    let givenUp: DNSLookupError | null = null;
    const giveUp = (why: string): void => {
      givenUp = new DNSLookupError(`no address of ${JSON.stringify(name)}: ${why}`);
      answer.cancel();
    };
    // First, since it throws for a number of seconds that is none.
    const limit = this.clock.callLater(seconds, () => giveUp(`no answer in ${seconds} s`));
    const forget = this.whenStopped(() => giveUp("the reactor stops"));
    const answer = this.#firstOf(this.#resolver, name).addBoth((result): string => {
      forget();
      if (limit.active) limit.cancel();
      if (givenUp !== null) throw givenUp;
      return result as string;
    });
    return withSignal(answer, signal);
  }

  /** Gives what takes it back: nothing is told from then on. */
  lookUp(name: string, options: ResolveHostNameOptions, found: Found): () => void {
    return this.#lookUpBy(this.#resolver, name, options, found);
  }

  #lookUpBy(
    resolver: IHostnameResolver,
    name: string,
    options: ResolveHostNameOptions,
    found: Found,
  ): () => void {
    if (resolver instanceof AnsweringResolver)
      return this.#fromAnswer(resolver, name, options, found);
    const guarded = new GuardedResolution(this, name, options, found);
    guarded.begin(resolver);
    return () => guarded.cancel();
  }

  #fromAnswer(
    resolver: AnsweringResolver,
    name: string,
    options: ResolveHostNameOptions,
    found: Found,
  ): () => void {
    const { portNumber: port = 0 } = options;
    let open = true;
    const answer = resolver.answer(name, options);
    answer.addCallbacks(
      (addresses) => {
        for (const host of addresses) if (open) found.address({ host, port });
        if (open) found.end(null);
      },
      (failure) => {
        if (open) found.end(lookupFailed(name, failure.value));
      },
    );
    return () => {
      open = false;
      answer.cancel();
    };
  }

  #firstOf(resolver: IHostnameResolver, name: string): Deferred<string> {
    let stop: (() => void) | null = null;
    const first = new Deferred<string>(() => stop?.());
    stop = this.#lookUpBy(
      resolver,
      name,
      { addressTypes: [IPv4Address] },
      {
        address: ({ host }) => {
          if (first.called) return;
          first.callback(host);
          stop?.();
        },
        end: (error) => {
          if (!first.called) first.errback(error ?? lookupFailed(name, null));
        },
      },
    );
    if (first.called) stop();
    return first;
  }

  /** `name` is being looked up until the result is called. */
  began(name: string): () => void {
    const lookup: Lookup = { name, since: this.clock.seconds() };
    this.#lookups.add(lookup);
    return () => void this.#lookups.delete(lookup);
  }

  /** What is being looked up. */
  get lookups(): ReadonlySet<Lookup> {
    return this.#lookups;
  }

  /** Gives what forgets it. */
  whenStopped(stop: () => void): () => void {
    this.#open.add(stop);
    return () => void this.#open.delete(stop);
  }

  closeAll(): void {
    for (const stop of [...this.#open]) stop();
  }
}
