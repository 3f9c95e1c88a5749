/** What a reactor can do follows from what its platform can do: as a type, and declared at run time. */
import { alsoProvides, type Interface } from "../components/index.ts";
import {
  type IReactorCore,
  IReactorEnvironment,
  IReactorFDSet,
  IReactorFiles,
  type IReactorFromThreads,
  type IReactorInspection,
  IReactorMulticast,
  IReactorPluggableNameResolver,
  IReactorPluggableResolver,
  IReactorProcess,
  type IReactorRandom,
  IReactorSignals,
  IReactorSocket,
  IReactorSSL,
  IReactorStandardIO,
  IReactorTCP,
  IReactorThreads,
  type IReactorTime,
  IReactorUDP,
  IReactorUNIX,
} from "../net/index.ts";
import type { Platform } from "../platform/index.ts";
import type { Reactor } from "./reactor.ts";

/** What a reactor on platform `P` is: its capabilities follow from the platform's. */
export type ReactorOn<P extends Platform> = IReactorCore &
  IReactorTime &
  IReactorRandom &
  IReactorFromThreads &
  IReactorInspection &
  Pick<Reactor, "adoptSocket" | "whenClosing"> &
  (P extends Required<Pick<Platform, "tcp">> ? IReactorTCP : unknown) &
  (P extends Required<Pick<Platform, "tcp" | "tls">> ? IReactorSSL : unknown) &
  (P extends { readonly tcp: { readonly descriptors: object } } ? IReactorSocket : unknown) &
  (P extends Required<Pick<Platform, "udp">> ? IReactorUDP & IReactorMulticast : unknown) &
  (P extends Required<Pick<Platform, "unix">> ? IReactorUNIX : unknown) &
  (P extends Required<Pick<Platform, "descriptors">> ? IReactorFDSet : unknown) &
  (P extends Required<Pick<Platform, "names">>
    ? IReactorPluggableNameResolver & IReactorPluggableResolver
    : unknown) &
  (P extends Required<Pick<Platform, "processes">> ? IReactorProcess : unknown) &
  (P extends Required<Pick<Platform, "threads">> ? IReactorThreads : unknown) &
  (P extends Required<Pick<Platform, "environment">> ? IReactorEnvironment : unknown) &
  (P extends Required<Pick<Platform, "files">> ? IReactorFiles : unknown) &
  (P extends Required<Pick<Platform, "signals">> ? IReactorSignals : unknown) &
  (P extends Required<Pick<Platform, "stdio">> ? IReactorStandardIO : unknown);

const CAPABILITIES: readonly (readonly [keyof Platform, Interface<unknown>])[] = [
  ["tcp", IReactorTCP],
  ["unix", IReactorUNIX],
  ["udp", IReactorUDP],
  ["udp", IReactorMulticast],
  ["descriptors", IReactorFDSet],
  ["names", IReactorPluggableNameResolver],
  ["names", IReactorPluggableResolver],
  ["processes", IReactorProcess],
  ["threads", IReactorThreads],
  ["environment", IReactorEnvironment],
  ["files", IReactorFiles],
  ["signals", IReactorSignals],
  ["stdio", IReactorStandardIO],
];

export function declareCapabilities(reactor: Reactor, platform: Platform): void {
  if (platform.tcp && platform.tls) alsoProvides(reactor, IReactorSSL);
  if (platform.tcp?.descriptors) alsoProvides(reactor, IReactorSocket);
  for (const [capability, face] of CAPABILITIES)
    if (platform[capability]) alsoProvides(reactor, face);
}
