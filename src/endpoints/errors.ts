/** What is wrong with a description of an endpoint. */
import { CannotListenError } from "../net/index.ts";

/**
 * The text says no endpoint. The message shows the text with a caret below the place; `description`
 * and `position` (from 0, in UTF-16 units) are the same for programs.
 */
export class InvalidDescriptionError extends Error {
  override name = "InvalidDescriptionError";
  readonly description: string;
  readonly position: number;
  constructor(why: string, description: string, position: number, options?: ErrorOptions) {
    super(
      `invalid endpoint description: ${why}\n    ${description}\n    ${" ".repeat(position)}^`,
      options,
    );
    this.description = description;
    this.position = position;
  }
}

/** A descriptor was to be listened on for a second time: it was the reactor's from the first time on. */
export class AlreadyListened extends CannotListenError {
  override name = "AlreadyListened";
}
