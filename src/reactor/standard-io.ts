/** Standard input and output, as a stream like any other. */
import type { Socket, StdioPlatform } from "../platform/index.ts";
import { connectError } from "./reasons.ts";

/** Throws `ConnectError` the second time. */
export function openStandardIO(stdio: StdioPlatform): Socket {
  try {
    return stdio.open();
  } catch (thrown) {
    throw connectError({ pipe: "standard input and output" }, thrown);
  }
}
