export { Reactor, type ReactorOn, reactor, reactorOn } from "./node.ts";
export { react } from "./react.ts";
