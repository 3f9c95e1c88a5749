export type { ReactorOn } from "./capabilities.ts";
export { Reactor, reactorOn } from "./reactor.ts";
