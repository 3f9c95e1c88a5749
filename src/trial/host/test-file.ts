/** Which file is being loaded, as far as the stack tells: the command that runs a test again names it. */
import { placeOf, programFrames, stackHere } from "../../resources/index.ts";

/** The outermost file of the program on the stack; a library that calls us for a test file is not it. */
export function testFile(here: Error = stackHere()): string | undefined {
  const isOwn = (frame: string): boolean => !/[\\/]node_modules[\\/]/.test(frame);
  const frame = programFrames(here).filter(isOwn).at(-1);
  return frame === undefined ? undefined : placeOf(frame).replace(/(?::\d+){1,2}$/, "");
}
