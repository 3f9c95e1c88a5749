/**
 * Names of hosts, and who turns them into addresses: contracts of resolvers, which a program can plug in.
 *
 * A resolver that follows `IHostnameResolver` tells each address when it knows it; `IResolverSimple` is the
 * older and smaller contract, of one IPv4 address for a name.
 */
import { attribute, defineInterface, type Interface, method } from "../components/index.ts";
import type { Deferred } from "../deferred/index.ts";
import type { IHostAddress, IPv4Address, IPv6Address } from "./address.ts";
import type { Cancellable } from "./endpoint.ts";

/** A resolution that is going on. */
export interface IHostResolution {
  /** What is looked up, as it was asked for. */
  readonly name: string;
  /** Stop: the receiver is told nothing more. Does nothing where it has ended. */
  cancel(): void;
}
export const IHostResolution: Interface<IHostResolution> = defineInterface(
  "torsion.IHostResolution",
  [],
  { name: attribute, cancel: method },
);

/** Who is told what a name comes to. */
export interface IResolutionReceiver {
  /** Called first, once; it may be before `resolveHostName` returns. */
  resolutionBegan(resolutionInProgress: IHostResolution): void;
  /** Called for each address, in the order in which they should be tried (R17). */
  addressResolved(address: IHostAddress): void;
  /** Called last, once. Where no address was told before there is none: that is how a failure looks (R17). */
  resolutionComplete(): void;
}
export const IResolutionReceiver: Interface<IResolutionReceiver> = defineInterface(
  "torsion.IResolutionReceiver",
  [],
  { resolutionBegan: method, addressResolved: method, resolutionComplete: method },
);

export type HostAddressType = typeof IPv4Address | typeof IPv6Address;

export interface ResolveHostNameOptions {
  /** The port of the addresses that are told; 0 by default. */
  readonly portNumber?: number;
  /** Addresses of these classes alone; by default of both. */
  readonly addressTypes?: readonly HostAddressType[];
  /** The `type` of the addresses that are told; TCP by default. */
  readonly transportSemantics?: "TCP" | "UDP";
}

/** What looks names up, address by address. */
export interface IHostnameResolver {
  resolveHostName(
    resolutionReceiver: IResolutionReceiver,
    hostName: string,
    options?: ResolveHostNameOptions,
  ): IHostResolution;
}
export const IHostnameResolver: Interface<IHostnameResolver> = defineInterface(
  "torsion.IHostnameResolver",
  [],
  { resolveHostName: method },
);

/** What looks names up, and gives one address. */
export interface IResolverSimple {
  /** Fires with an IPv4 address; fails with `DNSLookupError`. */
  getHostByName(name: string): Deferred<string>;
}
export const IResolverSimple: Interface<IResolverSimple> = defineInterface(
  "torsion.IResolverSimple",
  [],
  { getHostByName: method },
);

/** A reactor whose resolver can be replaced. All that connects by name asks the resolver that is installed. */
export interface IReactorPluggableNameResolver {
  readonly nameResolver: IHostnameResolver;
  /** Gives the resolver that was there before. */
  installNameResolver(resolver: IHostnameResolver): IHostnameResolver;
}
export const IReactorPluggableNameResolver: Interface<IReactorPluggableNameResolver> =
  defineInterface("torsion.IReactorPluggableNameResolver", [], {
    nameResolver: attribute,
    installNameResolver: method,
  });

export interface ResolveOptions extends Cancellable {
  /** How long to wait for the resolver, 60 by default. */
  readonly seconds?: number;
}

/** … and one that takes a simple resolver as well. What was installed last is what is asked, of either kind. */
export interface IReactorPluggableResolver {
  /**
   * The first IPv4 address of `name`. An address, of either family, is itself, and the empty name is `0.0.0.0`:
   * no resolver is asked (R16). Fails with `DNSLookupError`.
   */
  resolve(name: string, options?: ResolveOptions): Deferred<string>;
  /** Gives the resolver that was there before. */
  installResolver(resolver: IResolverSimple): IResolverSimple;
}
export const IReactorPluggableResolver: Interface<IReactorPluggableResolver> = defineInterface(
  "torsion.IReactorPluggableResolver",
  [],
  { resolve: method, installResolver: method },
);
