/**
 * What every pair of endpoints must do, whatever they connect and whatever they put in between, as tests of any runner.
 *
 * ```ts
 * import { test } from "node:test";
 * endpointConformance(test, "my endpoints", () => ({ server, client: () => client, clock: reactor, pass }));
 * ```
 */
import type { Awaitable } from "../../deferred/index.ts";
import { trackResources } from "../../resources/index.ts";
import { type ConformanceCase, define, type TestFunction } from "./case.ts";
import { endpointCancelling } from "./endpoint-cancelling.ts";
import { endpointConnecting } from "./endpoint-connecting.ts";
import { endpointListening } from "./endpoint-listening.ts";
import { endpointStreams } from "./endpoint-streams.ts";
import { type EndpointConformanceSetup, EndpointWorld } from "./endpoint-world.ts";

export const endpointConformanceCases: readonly ConformanceCase<EndpointWorld>[] = [
  ...endpointConnecting,
  ...endpointCancelling,
  ...endpointListening,
  ...endpointStreams,
];

/**
 * Define one test for each behaviour. In each, nothing may be left of what it has made: ports, connections, attempts,
 * delayed calls, Deferreds that somebody waits for.
 *
 * @param setup makes the endpoints anew for each test.
 */
export function endpointConformance(
  test: TestFunction,
  name: string,
  setup: () => Awaitable<EndpointConformanceSetup>,
): void {
  define(test, name, endpointConformanceCases, async () => {
    const tracked = trackResources();
    try {
      return new EndpointWorld(await setup(), tracked);
    } catch (thrown) {
      tracked.stop();
      throw thrown;
    }
  });
}
