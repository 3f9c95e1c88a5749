/** What surrounds a program on Node.js. */
import { readdirSync, readFileSync } from "node:fs";
import type { EnvironmentPlatform } from "../environment-port.ts";
import { platformError } from "../errors.ts";
import { linkFiles } from "./link-files.ts";
import { findPlugins, projectsOf } from "./plugins.ts";

export const environment: EnvironmentPlatform = {
  pid: process.pid,
  isRunning: linkFiles().isRunning,
  variable: (name) => process.env[name],
  readFile: (path) => reading(() => readFileSync(path)),
  listFiles: (path) => reading(() => readdirSync(path).sort()),
  plugins: (group) => findPlugins(projectsOf(process.argv[1], process.cwd()), group),
};

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw platformError(thrown);
  }
}
