/** The program that `trial` runs for each file: loads it, and says what is wrong if that cannot be. */
import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { commandRequest, errorText, TestCase } from "../../trial/index.ts";
import { MESSAGES_DESCRIPTOR, type WorkerMessage } from "./messages.ts";

function tell(message: WorkerMessage): void {
  writeSync(MESSAGES_DESCRIPTOR, `${JSON.stringify(message)}\n`);
}

// Taken before the tests run, so that what they start is asked nothing.
commandRequest();
const [, , file = ""] = process.argv;
// What tests look at is their own file, as if that had been started.
process.argv.splice(1, 2, file);
try {
  const exports = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const exported = Object.values(exports).flatMap((value) =>
    typeof value === "function" && value.prototype instanceof TestCase ? [value.name] : [],
  );
  tell({ type: "loaded", exported });
} catch (thrown) {
  const detail = errorText(thrown, { cwd: process.cwd() });
  tell({ type: "result", id: "", outcome: "error", detail, seconds: 0 });
  process.exitCode = 1;
  // Only Node.js itself can say where it is.
  if (thrown instanceof SyntaxError) throw thrown;
}
