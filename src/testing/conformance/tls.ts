/** TLS: the handshake, who is trusted, how it ends, and going over to it (X23–X28). */
import type { Awaitable } from "../../deferred/index.ts";
import type { IReactorSSL, IReactorTCP } from "../../net/index.ts";
import { type ConformanceCase, define, type TestFunction } from "./case.ts";
import { streamConformanceCases } from "./stream.ts";
import { tlsEnding } from "./tls-ending.ts";
import { tlsFaults } from "./tls-faults.ts";
import { tlsHandshake } from "./tls-handshake.ts";
import { startTLSCases } from "./tls-start.ts";
import { TLSWorld } from "./tls-world.ts";
import type { ConformanceReactor, ConformanceSetup } from "./world.ts";

export interface TLSConformanceSetup extends Omit<ConformanceSetup, "streams"> {
  readonly server: ConformanceReactor & IReactorTCP & IReactorSSL;
  readonly client: ConformanceReactor & IReactorTCP & IReactorSSL;
  /** The address that `server` listens on and `client` connects to. */
  readonly host: string;
}

export const tlsCases: readonly ConformanceCase<TLSWorld>[] = [
  ...tlsHandshake,
  ...tlsEnding,
  ...startTLSCases,
  ...tlsFaults,
];

/** Define one test for each behaviour of TLS, and all of `streamConformance` over it. */
export function tlsConformance(
  test: TestFunction,
  platform: string,
  setup: () => Awaitable<TLSConformanceSetup>,
): void {
  const makeWorld = async (): Promise<TLSWorld> => new TLSWorld(await setup());
  define(test, platform, [...streamConformanceCases, ...tlsCases], makeWorld);
}
