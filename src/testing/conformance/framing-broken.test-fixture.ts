/** A framing of lines, written by hand and on purpose wrong: for proving that the suite finds out. */
import { concat, indexOf, utf8 } from "../../bytes/index.ts";
import { Failure } from "../../deferred/index.ts";
import { ConnectionLost, type ISwitchableTransport, type ITLSTransport } from "../../net/index.ts";
import { Protocol } from "../../protocols/index.ts";
import { framingCases } from "./framing.ts";
import { type FramingConformanceSetup, type FramingHooks, FramingWorld } from "./framing-world.ts";
import { Proof } from "./meddling.test-fixture.ts";

export type Flaw =
  | "loses what follows a message"
  | "loses what is cut"
  | "delivers late"
  | "delivers the rest at the end"
  | "delivers one array again and again"
  | "takes an empty read for the end"
  | "has no limit"
  | "has a limit of one less"
  | "has a limit of one more"
  | "waits for the end of what is too long"
  | "gives no reason"
  | "goes on after what is too long"
  | "delivers what is malformed"
  | "runs inside itself"
  | "puts what is fed in front"
  | "goes on after loseConnection"
  | "keeps what a callback throws"
  | "takes a message that threw again"
  | "keeps what a promise rejects with"
  | "keeps plaintext"
  | "goes on for another protocol"
  | "leaves what was taken"
  | "takes from the second byte on"
  | "ignores pauses"
  | "pauses without its transport"
  | "resumes without what is there"
  | "resumes inside a callback"
  | "throws at whoever resumes alone"
  | "loses raw bytes"
  | "sends no end of line";

const NEWLINE = utf8("\n");
const NOTHING = new Uint8Array(0);

/** Lines that end in LF and begin with no "!". */
class Lines extends Protocol {
  readonly #hooks: FramingHooks;
  readonly #maxLength: number;
  readonly #flaw: Flaw | null;
  #buffer: Uint8Array = NOTHING;
  #busy = false;
  #paused = false;
  #secure = false;
  #raw = false;
  #gone = false;
  #scratch = new Uint8Array(1000);

  constructor(hooks: FramingHooks, maxLength: number, flaw: Flaw | null) {
    super();
    this.#hooks = hooks;
    this.#maxLength = maxLength;
    this.#flaw = flaw;
  }

  #is(flaw: Flaw): boolean {
    return this.#flaw === flaw;
  }

  override dataReceived(data: Uint8Array): void {
    this.#startedTLS();
    if (this.#is("takes an empty read for the end") && data.length === 0)
      this.transport.loseConnection();
    const both = this.#is("puts what is fed in front") && this.#busy;
    this.#buffer = concat(both ? [data, this.#buffer] : [this.#buffer, data]);
    if (this.#is("delivers late") && data.at(-1) === NEWLINE[0] && data.length > 1) return;
    if (!this.#busy || this.#is("runs inside itself")) this.#deliver();
    if (this.#is("loses what is cut")) this.#buffer = NOTHING;
  }

  #deliver(): void {
    const busy = this.#busy;
    this.#busy = true;
    try {
      while (this.#goesOn() && this.#one()) {}
    } catch (thrown) {
      if (!this.#is("keeps what a callback throws")) throw thrown;
    } finally {
      this.#busy = busy;
    }
  }

  #goesOn(): boolean {
    this.#startedTLS();
    this.#gone ||= (this.transport as ISwitchableTransport).protocol !== this;
    if (this.transport.disconnecting && !this.#is("goes on after loseConnection")) return false;
    if (this.#gone && !this.#is("goes on for another protocol")) return false;
    return !this.#paused || this.#is("ignores pauses");
  }

  /** One line; is there another? */
  #one(): boolean {
    if (this.#raw) {
      const raw = this.#buffer;
      this.#buffer = NOTHING;
      if (raw.length === 0) return false;
      this.#watch(this.#hooks.rawReceived(raw));
      return true;
    }
    const limit =
      this.#maxLength +
      (this.#is("has a limit of one less") ? -1 : 0) +
      (this.#is("has a limit of one more") ? 1 : 0);
    const end = indexOf(this.#buffer, NEWLINE);
    const tooLong = end < 0 ? this.#buffer.length > limit : end > limit;
    const waits = this.#is("waits for the end of what is too long") && end < 0;
    if (tooLong && !waits && !this.#is("has no limit")) return this.#refuse("too long");
    if (end < 0) return false;
    const line = this.#buffer.subarray(0, end);
    const before = this.#buffer;
    this.#buffer = this.#is("loses what follows a message")
      ? NOTHING
      : this.#buffer.subarray(end + 1);
    if (line[0] === 0x21 && !this.#is("delivers what is malformed"))
      return this.#refuse("malformed");
    try {
      this.#watch(this.#hooks.received(this.#given(line)));
    } catch (thrown) {
      if (this.#is("takes a message that threw again")) this.#buffer = before;
      if (!this.#is("takes a message that threw again")) throw thrown;
    }
    return true;
  }

  #given(line: Uint8Array): Uint8Array {
    if (!this.#is("delivers one array again and again")) return line;
    this.#scratch.set(line);
    return this.#scratch.subarray(0, line.length);
  }

  #refuse(why: string): boolean {
    if (this.#is("goes on after what is too long")) {
      this.#buffer = this.#buffer.subarray(indexOf(this.#buffer, NEWLINE) + 1);
      return indexOf(this.#buffer, NEWLINE) >= 0;
    }
    if (this.#is("gives no reason")) this.transport.loseConnection();
    else this.transport.loseConnection(new ConnectionLost(why));
    return false;
  }

  #watch(result: unknown): void {
    if (!(result instanceof Promise)) return;
    const keeps = this.#is("keeps what a promise rejects with");
    result.catch((thrown) => keeps || this.transport.abortConnection(thrown));
  }

  #startedTLS(): void {
    const secure = (this.transport as unknown as ITLSTransport).TLS;
    if (secure === this.#secure || this.#is("keeps plaintext")) return;
    this.#secure = secure;
    this.#buffer = NOTHING;
  }

  override connectionLost(): void {
    if (this.#is("delivers the rest at the end") && this.#buffer.length > 0)
      this.#hooks.received(this.#buffer);
  }

  pauseProducing(): void {
    this.#paused = true;
    if (!this.#is("pauses without its transport")) this.transport.pauseProducing();
  }

  resumeProducing(): void {
    this.#paused = false;
    this.transport.resumeProducing();
    if (this.#is("resumes without what is there")) return;
    if (this.#busy && !this.#is("resumes inside a callback")) return;
    try {
      this.#deliver();
    } catch (thrown) {
      if (!this.#is("throws at whoever resumes alone"))
        this.transport.abortConnection(new Failure(thrown).value);
      throw thrown;
    }
  }

  clearBuffer(): Uint8Array {
    const taken = this.#buffer;
    if (!this.#is("leaves what was taken")) this.#buffer = NOTHING;
    return this.#is("takes from the second byte on") ? taken.subarray(1) : taken;
  }

  startRaw(): void {
    this.#raw = true;
  }

  stopRaw(rest: Uint8Array): void {
    this.#raw = false;
    this.#buffer = this.#is("loses raw bytes") ? this.#buffer : concat([rest, this.#buffer]);
  }

  send(line: Uint8Array): void {
    this.transport.writeSequence(this.#is("sends no end of line") ? [line] : [line, NEWLINE]);
  }
}

export function linesSetup(flaw: Flaw | null = null): FramingConformanceSetup<Lines> {
  return {
    make: (hooks, maxLength = 1000) => new Lines(hooks, maxLength, flaw),
    encode: (message) => concat([message, NEWLINE]),
    malformed: { "an exclamation mark": utf8("!x\n") },
    raw: { start: (lines) => lines.startRaw(), stop: (lines, rest) => lines.stopRaw(rest) },
    send: (lines, message) => lines.send(message),
  };
}

const proof: Proof<FramingWorld<Lines>, { readonly flaw?: Flaw }> = new Proof(
  ({ flaw }) => new FramingWorld(linesSetup(flaw)),
);

/** The names of the cases that such lines fail. */
export const failuresOf = (flaw?: Flaw): Promise<string[]> =>
  proof.failures(framingCases(linesSetup()), flaw === undefined ? {} : { flaw });

/** It is found, by a case of that name. */
export const assertFoundIn = (flaw: Flaw, by: RegExp): Promise<void> =>
  proof.assertFound(framingCases(linesSetup()), { flaw }, by);
