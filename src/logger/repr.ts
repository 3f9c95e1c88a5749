/**
 * Values as text, for people who read logs: bounded in size and depth, and never throwing, whatever
 * getters, proxies and `toString` methods the value brings along.
 */

const MAX_DEPTH = 3;
const MAX_ITEMS = 50;
const MAX_BYTES = 256;
/** Characters after which nested values are elided. */
const MAX_TEXT = 10_000;

/** Unambiguous text, `{value!r}`: strings in quotes, objects with their fields. */
export function repr(value: unknown): string {
  return new Representation().of(value, 0);
}

/** Plain text, `{value}`: strings as they are, objects by their own `toString` if they have one. */
export function plain(value: unknown): string {
  if (typeof value === "string") return value;
  try {
    if (value instanceof Error) return String(value);
  } catch {
    return unrepresentable;
  }
  return repr(value);
}

const unrepresentable = "<unrepresentable>";

class Representation {
  readonly #open: object[] = [];
  #written = 0;

  of(value: unknown, depth: number): string {
    try {
      const text = this.#any(value, depth);
      this.#written += text.length;
      return text;
    } catch {
      return unrepresentable;
    }
  }

  #any(value: unknown, depth: number): string {
    if (typeof value === "string")
      return value.length > MAX_TEXT
        ? `${JSON.stringify(value.slice(0, MAX_TEXT))}… (${value.length} characters)`
        : JSON.stringify(value);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "function") return `[Function ${value.name || "(anonymous)"}]`;
    if (typeof value !== "object" || value === null)
      return Object.is(value, -0) ? "-0" : String(value);
    if (this.#open.includes(value)) return "[Circular]";
    this.#open.push(value);
    try {
      return this.#object(value, depth);
    } finally {
      this.#open.pop();
    }
  }

  #object(value: object, depth: number): string {
    if (value instanceof Uint8Array) return bytes(value);
    if (value instanceof Error) return `[${value}]`;
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    const deeper = depth < MAX_DEPTH && this.#written < MAX_TEXT;
    if (Array.isArray(value)) return deeper ? `[${this.#items(value, depth)}]` : "[Array]";
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return `${value.constructor.name} [${this.#items(value as unknown as Iterable<unknown>, depth)}]`;
    const own = value.toString;
    if (typeof own === "function" && own !== Object.prototype.toString && !isCollection(value))
      return String(value);
    const name = value.constructor?.name || "Object";
    if (!deeper) return `[${name}]`;
    const prefix = name === "Object" ? "" : `${name} `;
    if (value instanceof Map) return `${prefix}{${this.#entries(value, " => ", depth)}}`;
    if (value instanceof Set) return `${prefix}{${this.#items(value, depth)}}`;
    return `${prefix}{${this.#fields(value, depth)}}`;
  }

  #items(items: Iterable<unknown>, depth: number): string {
    const parts: string[] = [];
    for (const item of items) if (!this.#add(parts, () => this.of(item, depth + 1))) break;
    return parts.join(", ");
  }

  #entries(entries: Iterable<[unknown, unknown]>, arrow: string, depth: number): string {
    const parts: string[] = [];
    for (const [key, value] of entries)
      if (!this.#add(parts, () => this.of(key, depth + 1) + arrow + this.of(value, depth + 1)))
        break;
    return parts.join(", ");
  }

  #fields(value: object, depth: number): string {
    const parts: string[] = [];
    for (const key of Object.keys(value)) {
      const name = /^[\w$]+$/.test(key) ? key : JSON.stringify(key);
      const field = (): string => `${name}: ${this.#field(value, key, depth + 1)}`;
      if (!this.#add(parts, field)) break;
    }
    return parts.join(", ");
  }

  /** A getter that throws spoils its own field, not the whole object. */
  #field(value: object, key: string, depth: number): string {
    try {
      return this.of((value as Record<string, unknown>)[key], depth);
    } catch {
      return unrepresentable;
    }
  }

  #add(parts: string[], make: () => string): boolean {
    const more = parts.length < MAX_ITEMS && this.#written < MAX_TEXT;
    parts.push(more ? make() : "…");
    return more;
  }
}

/** Maps and sets have no useful `toString` unless a subclass gives them one. */
function isCollection(value: object): boolean {
  return value instanceof Map || value instanceof Set;
}

function bytes(value: Uint8Array): string {
  let text = "";
  for (const byte of value.subarray(0, MAX_BYTES)) {
    if (byte === 0x22 || byte === 0x5c) text += `\\${String.fromCharCode(byte)}`;
    else if (byte === 0x0d) text += "\\r";
    else if (byte === 0x0a) text += "\\n";
    else if (byte >= 0x20 && byte < 0x7f) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return value.length > MAX_BYTES ? `b"${text}"… (${value.length} bytes)` : `b"${text}"`;
}
