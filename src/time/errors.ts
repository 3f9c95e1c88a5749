/** What goes wrong with a delayed call; raised to the caller who did it. */

/** The call has been made already. */
export class AlreadyCalled extends Error {
  override name = "AlreadyCalled";
}

/** The call was cancelled already. */
export class AlreadyCancelled extends Error {
  override name = "AlreadyCancelled";
}
