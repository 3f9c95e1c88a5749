/** Names things for messages: by their class, as a reader of the message knows them. */

/** Name a thing for a message. Never throws, whatever the thing is. */
export function describe(thing: unknown): string {
  try {
    if (typeof thing === "string") return JSON.stringify(thing.slice(0, 40));
    if (typeof thing === "function")
      return `${isClass(thing) ? "class" : "function"} ${thing.name || "(anonymous)"}`;
    if (typeof thing !== "object" || thing === null) return String(thing);
    const name = thing.constructor?.name;
    return typeof name === "string" && name !== ""
      ? `an instance of ${name}`
      : "an object without a class";
  } catch {
    return "an object that cannot be described";
  }
}

/** Can `f` only be called with `new`? Holds for class syntax and for built-in classes. */
export function isClass(f: object): boolean {
  return Object.getOwnPropertyDescriptor(f, "prototype")?.writable === false;
}
