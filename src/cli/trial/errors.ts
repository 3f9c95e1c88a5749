/** What is wrong with what the user asked for; the message is all that the user is shown. */
export class TrialUsageError extends Error {
  override name = "TrialUsageError";
}
