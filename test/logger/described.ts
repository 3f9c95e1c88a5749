/** Random events, described so that Python and we each make their own of it. */
import fc from "fast-check";
import { type LogEvent, LogLevel } from "torsion/logger";

/** A value: its kind, and what it is made of. */
export type Described = readonly [kind: string, content: unknown];
export type DescribedEvent = Readonly<Record<string, Described>>;

type Attributes = Readonly<Record<string, Described>>;

const name = fc.constantFrom("a", "b", "c", "name", "items", "ü");
// What a name in a file may hold is not what this is about: no halves of surrogate pairs.
const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("{", "{x}", "\x1e", "\n", '"', "…"),
);
const integer = fc.oneof(fc.integer(), fc.integer({ min: -99, max: 99 }), fc.maxSafeInteger());
const float = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -4000, max: 4000 }).map((n) => n / 16),
);

const { value } = fc.letrec<{ value: Described }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.tuple(fc.constant("string"), text),
    fc.tuple(fc.constant("integer"), integer),
    fc.tuple(fc.constant("float"), float),
    fc.tuple(fc.constant("boolean"), fc.boolean()),
    fc.tuple(fc.constant("null"), fc.constant(null)),
    fc.tuple(fc.constant("bytes"), fc.constantFrom("", "61", "00ff")),
    fc.tuple(fc.constant("list"), fc.array(tie("value"), { minLength: 1, maxLength: 3 })),
    fc.tuple(fc.constant("dict"), fc.dictionary(name, tie("value"), { maxKeys: 3 })),
    fc.tuple(fc.constant("object"), fc.dictionary(name, tie("value"), { maxKeys: 3 })),
    fc.tuple(fc.constant("call"), tie("value")),
  ),
}));

/** Fields that text is made of alike in both: what a language has a way of its own of showing is not among them. */
const showable: fc.Arbitrary<Described> = fc.oneof(
  fc.tuple(fc.constant("string"), text),
  fc.tuple(fc.constant("integer"), integer),
);

const align = fc.constantFrom("", "<", ">", "^", "*<", "-^", "0>");
const width = fc.constantFrom("", "1", "5", "12", "30");
const precision = fc.constantFrom("", ".0", ".1", ".3", ".7", ".20");
const stringSpec = fc.tuple(align, width, precision).map((parts) => parts.join(""));
const integerSpec = fc
  .tuple(
    fc.constantFrom("", "<", ">", "^", "=", "*=", "0>"),
    fc.constantFrom("", "+", "-", " "),
    fc.constantFrom("", "#"),
    fc.constantFrom("", "0"),
    width,
    fc.constantFrom("", ",", "_"),
    fc.constantFrom("", "d", "b", "o", "x", "X", "n"),
  )
  .map((parts) => parts.join(""));
const floatSpec = fc
  .tuple(
    fc.constantFrom("", "<", ">", "^", "=", "*=", "0>"),
    fc.constantFrom("", "+", "-", " "),
    fc.constantFrom("", "0"),
    width,
    fc.constantFrom("", ",", "_"),
    precision,
    fc.constantFrom("e", "E", "f", "F", "g", "G", "%"),
  )
  .map((parts) => parts.join(""));

const literal = fc.constantFrom("", " ", "a", "{{", "}}", "ü\n", "[]", "!", ":");

/** A placeholder, and the field that it is about. */
const placeholder: fc.Arbitrary<{ text: string; fields: Attributes }> = fc.oneof(
  fc
    .tuple(name, fc.constantFrom("", "!s"), stringSpec, text)
    .map(([at, kind, spec, content]) => one(at, `${kind}:${spec}`, ["string", content])),
  fc.tuple(name, integerSpec, integer).map(([at, spec, n]) => one(at, `:${spec}`, ["integer", n])),
  fc.tuple(name, floatSpec, float).map(([at, spec, n]) => one(at, `:${spec}`, ["float", n])),
  fc.tuple(name, showable).map(([at, shown]) => one(at, "", shown)),
  integer.map((n) => one("number", "!r", ["integer", n])),
  fc.tuple(name, name, showable).map(([at, key, shown]) => ({
    text: `{${at}s[${key}]}{${at}s[x y]}`,
    fields: { [`${at}s`]: ["dict", { [key]: shown, "x y": shown }] as const },
  })),
  fc
    .tuple(name, name, showable)
    .map(([at, key, shown]) =>
      one(`${at}o`, `.${key}[0]`, ["object", { [key]: ["list", [shown]] }]),
    ),
  fc.tuple(name, showable).map(([at, shown]) => one(`${at}f`, "()", ["call", shown])),
  fc.tuple(name, text, fc.integer({ min: 0, max: 20 })).map(([at, content, columns]) => ({
    text: `{${at}:>{width}}{width:{width}}`,
    fields: { [at]: ["string", content] as const, width: ["integer", columns] as const },
  })),
);

function one(at: string, rest: string, described: Described): { text: string; fields: Attributes } {
  return { text: `{${at}${rest}}`, fields: { [at]: described } };
}

/** Formats as they are written, with the fields that they need; what is between them is anything. */
export const formattable: fc.Arbitrary<DescribedEvent> = fc
  .array(fc.tuple(literal, placeholder), { maxLength: 4 })
  .chain((parts) =>
    fc.constant({
      ...Object.assign({}, ...parts.map(([, { fields }]) => fields)),
      log_format: ["string", parts.map(([before, { text }]) => before + text).join("")],
    }),
  );

/** Text full of what has a meaning in formats, well-formed by luck. */
export const malformed: fc.Arbitrary<DescribedEvent> = fc
  .array(fc.constantFrom("{", "}", "[", "]", "!", ":", "a", "r", ".", "()", "0", ">", "5", "{a}"), {
    maxLength: 10,
  })
  .map((parts) => ({
    a: ["string", "x"],
    log_format: ["string", parts.join("")],
  }));

/** Events with fields of all kinds, a level or none, perhaps a failure. */
export const anyEvent: fc.Arbitrary<DescribedEvent> = fc
  .tuple(
    formattable,
    fc.dictionary(
      fc.constantFrom("x", "y", "payload", "peer", "__proto__", "toString", "0"),
      value,
      { maxKeys: 3 },
    ),
    fc.constantFrom("debug", "info", "warn", "error", "critical"),
    fc.option(fc.tuple(fc.constantFrom("ValueError", "TypeError", "ConnectionLost"), fc.string())),
    fc.integer({ min: 0, max: 2_000_000_000 }),
  )
  .map(([event, fields, level, failed, seconds]) => ({
    ...event,
    ...Object.fromEntries(Object.entries(fields).map(([key, field]) => [`f_${key}`, field])),
    log_level: ["level", level],
    log_namespace: ["string", "shop.orders"],
    log_time: ["integer", seconds],
    ...(failed && { log_failure: ["failure", failed] as const }),
  }));

class Thing {
  constructor(attributes: object) {
    Object.assign(this, attributes);
  }

  toString(): string {
    return "<object>";
  }
}

function made([kind, content]: Described): unknown {
  const attributes = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(content as Attributes).map(([key, item]) => [key, made(item)]),
    );
  switch (kind) {
    case "list":
      return (content as Described[]).map(made);
    case "dict":
      return attributes();
    case "object":
      return new Thing(attributes());
    case "call": {
      const result = made(content as Described);
      return () => result;
    }
    case "bytes":
      return Uint8Array.from(Buffer.from(content as string, "hex"));
    case "failure": {
      const [errorName, message] = content as [string, string];
      const error = Object.assign(new Error(message), { name: errorName });
      return { value: error, getTraceback: () => String(error.stack) };
    }
    case "level":
      return LogLevel.levelWithName(content as string);
    default:
      return content;
  }
}

/** The event that is described. */
export function eventOf(described: DescribedEvent): LogEvent {
  return Object.fromEntries(
    Object.entries(described).map(([key, item]) => [key, made(item)]),
  ) as LogEvent;
}
