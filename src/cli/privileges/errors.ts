/** What can go wrong with the rights that a program is to have. */

/** Privileges cannot be dropped as was asked, or could be regained: the program must not go on. */
export class PrivilegesError extends Error {
  override name = "PrivilegesError";
}
