export { Reactor, type ReactorOn, reactor, reactorOn } from "./node.ts";
