/**
 * What log events are about that are logged in the callbacks of a connection, or of a UDP port.
 *
 * Rule: a connection that is made in the callbacks of another one is not part of that: a client that connects again
 * for ever would keep all that it ever had.
 */
import { currentLogContext, type LogContext, type LogFields } from "../logger/index.ts";
import { type DescribedThings, unwrapped } from "./described-things.ts";
import { safeClassOf } from "./user-code.ts";

/** A transport, which may change its protocol, or have one peer. */
export interface Conversation {
  readonly protocol?: object;
  getPeer?(): unknown;
}

export class ConnectionLogContext implements LogContext {
  readonly logParent: LogContext | null;
  readonly #of: Conversation;
  readonly #protocol: object;
  readonly #things: DescribedThings;

  constructor(
    of: Conversation,
    protocol: object,
    things: DescribedThings,
    parent: LogContext | null,
  ) {
    this.#of = of;
    this.#protocol = protocol;
    this.#things = things;
    this.logParent = parent;
  }

  logFields(): LogFields {
    const { inner } = unwrapped(this.#of.protocol ?? this.#protocol);
    const fields = {
      log_protocol: safeClassOf(inner),
      log_connection: this.#things.idOf(this.#of),
    };
    return this.#of.getPeer === undefined
      ? fields
      : { ...fields, log_peer: String(this.#of.getPeer()) };
  }
}

/** The context of what is made now, and has connections later. */
export function surroundingLogContext(): LogContext | null {
  const context = currentLogContext();
  return context instanceof ConnectionLogContext ? context.logParent : context;
}
