/** What can go wrong between a program and systemd. */

/** systemd could not be told something: `systemd-notify` is not there, has failed, or takes too long. */
export class NotificationError extends Error {
  override name = "NotificationError";
}

/** A unit cannot be written for what was asked. */
export class UnitError extends Error {
  override name = "UnitError";
}
