export { keepAsyncContext } from "./async-context.ts";
export { type NodeOptions, node } from "./node.ts";
