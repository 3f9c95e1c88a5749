/** `--log-rotate` with `--workers`: the supervisor looks after the file that all of them write. */
import { LoopingCall } from "../task/index.ts";
import type { Feature } from "./feature.ts";

/** In seconds: the file may be longer by what is logged meanwhile. */
const PERIOD = 1;

export const LOG_ROTATION: Feature = {
  options: [],
  join({ reactor, log, options }) {
    const rotateIfDue = log?.rotateIfDue ?? null;
    if (rotateIfDue === null || options["log-rotate"] === undefined) return null;
    const loop = new LoopingCall(rotateIfDue, { clock: reactor });
    return {
      starting: () => void loop.start(PERIOD),
      stopped() {
        if (loop.running) loop.stop();
      },
    };
  },
};
