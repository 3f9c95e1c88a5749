/** The quote of the day of RFC 865, and the active users of RFC 866. */
import { utf8 } from "../../bytes/index.ts";
import { OneAnswer } from "./one-answer.ts";

/** The quote of the day (RFC 865): override `getQuote`. */
export class QOTD extends OneAnswer {
  protected override answer(): Uint8Array {
    return this.getQuote();
  }

  /** Override it: some lines, each with CR LF at its end, of 512 bytes at the most together. */
  getQuote(): Uint8Array {
    return utf8("An apple a day keeps the doctor away.\r\n");
  }
}

/** Who is here (RFC 866): override `getUsers`. */
export class Who extends OneAnswer {
  protected override answer(): Uint8Array {
    return this.getUsers();
  }

  /** Override it: a line for each user, with CR LF at its end. Who is here is told to anybody that asks. */
  getUsers(): Uint8Array {
    return utf8("root\r\n");
  }
}
