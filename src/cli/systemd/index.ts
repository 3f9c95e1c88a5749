export { supervised } from "./supervised.ts";
export { unitCommand } from "./unit-command.ts";
