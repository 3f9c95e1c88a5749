export { Reactor, type ReactorOn, reactorOn } from "./reactor.ts";
