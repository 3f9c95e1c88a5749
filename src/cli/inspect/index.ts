export { inspectCommand } from "./command.ts";
export { INSPECTION } from "./feature.ts";
export type { TypedInput } from "./terminal.ts";
