#!/usr/bin/env node
/** `trial`, as a process: gives the command line the world, and takes its exit status. */
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import { hasLoader } from "./environment.ts";
import { trial } from "./trial.ts";

const { version } = createRequire(import.meta.url)("../../../package.json") as { version: string };
const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(signal, () => stop.abort());
// Nobody reads any more: `trial | head`.
process.stdout.on("error", () => stop.abort());

const features = process.features as { typescript?: unknown };
process.exitCode = await trial({
  argv: process.argv.slice(2),
  version,
  cwd: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  typescript: Boolean(features.typescript) || hasLoader(process.env),
  signal: stop.signal,
  now: () => performance.now() / 1000,
  anySeed: () => randomInt(1, 2 ** 32),
});
