export { completionCommands } from "./completion-commands.ts";
