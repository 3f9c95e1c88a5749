/**
 * The part of a placeholder after the colon, `{price:>10.2f}`: Python's format specification, for
 * strings and numbers.
 */
import { LogFormatError } from "./errors.ts";
import { plain } from "./repr.ts";

// [[fill]align][sign][#][0][width][grouping][.precision][type]
const syntax =
  /^(?:(?<fill>.)?(?<align>[<>^=]))?(?<sign>[+\- ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<type>[bcdeEfFgGosxX%])?$/su;

const radix: { readonly [type: string]: number } = { b: 2, o: 8, x: 16, X: 16 };
const prefixes: { readonly [type: string]: string } = { b: "0b", o: "0o", x: "0x", X: "0X" };

type Spec = { readonly [name in string]?: string };

/**
 * Lay a value out as the specification says.
 *
 * @throws {LogFormatError} for a specification that is malformed, or not for this type of value.
 */
export function applySpec(value: unknown, spec: string): string {
  if (spec === "") return plain(value);
  const parsed: Spec | undefined = syntax.exec(spec)?.groups;
  if (parsed === undefined) throw new LogFormatError(`malformed format specification: ${spec}`);
  const numeric = typeof value === "number" || typeof value === "bigint";
  if (parsed.type !== undefined && (parsed.type === "s") === numeric)
    throw new LogFormatError(`format type ${parsed.type} is not for a ${typeof value}`);
  return numeric ? layOutNumber(value, parsed) : layOutText(plain(value), parsed);
}

function layOutText(text: string, spec: Spec): string {
  if (spec.align === "=" || spec.sign || spec.group)
    throw new LogFormatError("sign, grouping and '=' are for numbers");
  const cut = spec.precision === undefined ? text : text.slice(0, Number(spec.precision));
  return pad("", cut, spec, "<");
}

function layOutNumber(value: number | bigint, spec: Spec): string {
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";
  const prefix = (spec.alternate && prefixes[spec.type ?? ""]) || "";
  const digits = digitsOf(negative ? -value : value, spec);
  return pad(sign + prefix, group(digits, spec.group), spec, ">");
}

function digitsOf(value: number | bigint, spec: Spec): string {
  const type = spec.type;
  const base = radix[type ?? ""];
  if (type === "c") return String.fromCodePoint(Number(value));
  if (type === "d" || base !== undefined) {
    if (typeof value === "number" && !Number.isInteger(value))
      throw new LogFormatError(`format type ${type} is for integers`);
    const digits = value.toString(base ?? 10);
    return type === "X" ? digits.toUpperCase() : digits;
  }
  if (type === undefined && spec.precision === undefined) return String(value);
  return fraction(Number(value), type, Number(spec.precision ?? 6));
}

function fraction(value: number, type: string | undefined, precision: number): string {
  if (!Number.isFinite(value)) return String(value);
  switch (type) {
    case "f":
    case "F":
      return value.toFixed(precision);
    case "%":
      return `${(value * 100).toFixed(precision)}%`;
    case "e":
    case "E": {
      // Python writes at least two digits of exponent.
      const text = value.toExponential(precision).replace(/([+-])(\d)$/, "$10$2");
      return type === "E" ? text.toUpperCase() : text;
    }
    default: {
      const text = String(Number(value.toPrecision(precision || 1)));
      return type === "G" ? text.toUpperCase() : text;
    }
  }
}

/** Thousands separators, in the whole part alone. */
function group(digits: string, separator: string | undefined): string {
  if (separator === undefined) return digits;
  const [whole, ...rest] = digits.split(/(?=[.e%])/u);
  return whole!.replace(/\B(?=(?:\d{3})+$)/gu, separator) + rest.join("");
}

/** Fill up to the width; `lead` is the sign and prefix, which zeros come after. */
function pad(lead: string, text: string, spec: Spec, usual: string): string {
  const align = spec.align ?? (spec.zero && usual === ">" ? "=" : usual);
  const fill = spec.fill ?? (spec.zero ? "0" : " ");
  const missing = Math.max(0, Number(spec.width ?? 0) - lead.length - text.length);
  if (align === "=") return lead + fill.repeat(missing) + text;
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + lead + text + fill.repeat(missing - before);
}
