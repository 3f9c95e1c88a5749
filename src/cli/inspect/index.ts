export { inspectCommand } from "./command.ts";
export { INSPECTION } from "./feature.ts";
