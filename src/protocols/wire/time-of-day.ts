/** The time in words, of RFC 867, and as a number, of RFC 868. What time it is, is an argument. */
import { utf8 } from "../../bytes/index.ts";
import { OneAnswer } from "./one-answer.ts";

/** Gives the seconds since 1970, UTC: `() => Date.now() / 1000`, say. */
export type WallClock = () => number;

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const SECONDS_FROM_1900_TO_1970 = 2_208_988_800;

/** As C's `asctime` writes it, in UTC: `Thu Jan  1 00:00:00 1970`. */
export class Daytime extends OneAnswer {
  readonly #now: WallClock;
  constructor(now: WallClock) {
    super();
    this.#now = now;
  }

  protected override answer(): Uint8Array {
    const date = new Date(Math.floor(this.#now()) * 1000);
    const [day, month] = [DAYS[date.getUTCDay()], MONTHS[date.getUTCMonth()]];
    const dayOfMonth = String(date.getUTCDate()).padStart(2);
    const time = date.toISOString().slice(11, 19);
    return utf8(`${day} ${month} ${dayOfMonth} ${time} ${date.getUTCFullYear()}\r\n`);
  }
}

/** Seconds since 1900 in 32 bits, the first byte first. They are over, and begin anew, in 2036. */
export class Time extends OneAnswer {
  readonly #now: WallClock;
  constructor(now: WallClock) {
    super();
    this.#now = now;
  }

  protected override answer(): Uint8Array {
    const bytes = new Uint8Array(4);
    // `setUint32` keeps the lowest 32 bits.
    new DataView(bytes.buffer).setUint32(0, Math.floor(this.#now()) + SECONDS_FROM_1900_TO_1970);
    return bytes;
  }
}
