/** What surrounds a program on Node.js. */
import { readdirSync, readFileSync } from "node:fs";
import type { EnvironmentPlatform } from "../environment-port.ts";
import { platformError } from "../errors.ts";

export const environment: EnvironmentPlatform = {
  pid: process.pid,
  variable: (name) => process.env[name],
  readFile: (path) => reading(() => readFileSync(path)),
  listFiles: (path) => reading(() => readdirSync(path).sort()),
};

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw platformError(thrown);
  }
}
