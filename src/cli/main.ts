#!/usr/bin/env node
/** `twist`, as a process: gives the command line the world, and takes its exit status. */
import { createRequire } from "node:module";
import { Logger, setLogClock } from "../logger/index.ts";
import { reactor } from "../reactor/default/index.ts";
import { twist } from "./twist.ts";

const log: Logger = new Logger({ namespace: "twist" });
const { version } = createRequire(import.meta.url)("../../package.json") as { version: string };

// What is thrown outside of any protocol has no connection to end. It is logged, and the others are
// served on: one mistake of a program does not throw out all of its users.
process.on("uncaughtException", (error) => log.failure("an exception that nobody caught", error));

setLogClock(() => Date.now() / 1000);
process.exitCode = await twist({
  argv: process.argv.slice(2),
  version,
  stdout: process.stdout,
  stderr: process.stderr,
  reactor: () => reactor,
});
