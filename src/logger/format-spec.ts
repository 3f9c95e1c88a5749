/**
 * The part of a placeholder after the colon, `{price:>10.2f}`: Python's format specification, for
 * strings and numbers.
 */
import { LogFormatError } from "./errors.ts";
import { plain } from "./repr.ts";

// [[fill]align][sign][#][0][width][grouping][.precision][type]
const syntax =
  /^(?:(?<fill>.)?(?<align>[<>^=]))?(?<sign>[+\- ])?(?<alternate>#)?(?<zero>0)?(?<width>\d+)?(?<group>[,_])?(?:\.(?<precision>\d+))?(?<type>[bcdeEfFgGnosxX%])?$/su;
/** A layout may be computed of fields: wider than this is a mistake, and would cost memory. */
const WIDEST = 10_000;

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
  if (Number(parsed.width ?? 0) > WIDEST)
    throw new LogFormatError(`wider than ${WIDEST}: ${parsed.width}`);
  return numeric ? layOutNumber(value, parsed) : layOutText(plain(value), parsed);
}

function layOutText(text: string, spec: Spec): string {
  if (spec.align === "=" || spec.sign || spec.group || spec.alternate)
    throw new LogFormatError("sign, grouping, '#' and '=' are for numbers");
  const { precision } = spec;
  const cut = precision === undefined ? text : [...text].slice(0, Number(precision)).join("");
  return pad("", cut, spec, "<");
}

function layOutNumber(value: number | bigint, spec: Spec): string {
  if (spec.type === "c") {
    if (spec.sign || spec.group || spec.alternate)
      throw new LogFormatError("sign, grouping and '#' are not for a character");
    return pad("", String.fromCodePoint(Number(value)), spec, ">");
  }
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";
  const prefix = (spec.alternate && prefixes[spec.type ?? ""]) || "";
  const digits = digitsOf(negative ? -value : value, spec);
  const lead = sign + prefix;
  return pad(lead, spec.group ? group(digits, spec, lead.length) : digits, spec, ">");
}

function digitsOf(value: number | bigint, spec: Spec): string {
  const { type, precision } = spec;
  const base = radix[type ?? ""];
  const whole = typeof value === "bigint" || Number.isInteger(value);
  if (type === "d" || base !== undefined) {
    if (!whole) throw new LogFormatError(`format type ${type} is for integers`);
    // A large number would be written with an exponent.
    const digits = BigInt(value).toString(base ?? 10);
    return type === "X" ? digits.toUpperCase() : digits;
  }
  if (precision === undefined && (type === undefined || (type === "n" && whole)))
    return String(value);
  const digits = Number(precision ?? 6);
  if (digits > 100) throw new LogFormatError(`more than 100 digits: ${digits}`);
  const text = fraction(Number(value), type?.toLowerCase(), digits);
  return type === "E" || type === "F" || type === "G" ? text.toUpperCase() : text;
}

function fraction(value: number, type: string | undefined, digits: number): string {
  if (type === "%") return `${fraction(value * 100, "f", digits)}%`;
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return "inf";
  if (type === "f") return fixed(value, digits);
  if (type === "e") return exponential(value, digits);
  return general(value, Math.max(digits, 1));
}

function fixed(value: number, digits: number): string {
  if (value >= 1e21) return BigInt(value).toString() + (digits ? `.${"0".repeat(digits)}` : "");
  return halfToEven((places) => value.toFixed(places), digits);
}

/** With two digits of exponent at least. */
function exponential(value: number, digits: number): string {
  const text = halfToEven((places) => value.toExponential(places), digits);
  return text.replace(/([+-])(\d)$/, "$10$2");
}

/** So many significant digits, without zeros at the end, and an exponent where that is shorter. */
function general(value: number, digits: number): string {
  const text = exponential(value, digits - 1);
  const exponent = Number(text.slice(text.indexOf("e") + 1));
  if (exponent >= -4 && exponent < digits)
    return withoutZeros(fixed(value, Math.min(100, digits - 1 - exponent)));
  const [mantissa, power] = text.split("e");
  return `${withoutZeros(mantissa!)}e${power}`;
}

const withoutZeros = (text: string): string =>
  text.includes(".") ? text.replace(/\.?0+$/, "") : text;

/** JavaScript rounds an exact half up; Python, and IEEE 754, to the even digit. */
function halfToEven(write: (places: number) => string, places: number): string {
  const up = write(places);
  const [mantissa = "", exponent] = up.split("e");
  if (places === 100 || "02468".includes(mantissa.at(-1)!)) return up;
  const [exact = "", exactExponent] = write(100).split("e");
  const rest = exact.slice(exact.indexOf(".") + 1 + places);
  if (exponent !== exactExponent || !/^50*$/.test(rest)) return up;
  const kept = exact.slice(0, exact.length - rest.length).replace(/\.$/, "");
  return exponent === undefined ? kept : `${kept}e${exponent}`;
}

/** Separators in the whole part alone: thousands, and four digits in other bases. */
function group(digits: string, spec: Spec, lead: number): string {
  const based = radix[spec.type ?? ""] !== undefined;
  if (spec.type === "n" || (based && spec.group === ","))
    throw new LogFormatError(`'${spec.group}' is not for format type ${spec.type}`);
  // Infinity has none.
  if (digits.startsWith("inf") || digits.startsWith("nan")) return digits;
  const size = based ? 4 : 3;
  const rest = based ? "" : (/\D.*$/.exec(digits)?.[0] ?? "");
  let whole = digits.slice(0, digits.length - rest.length);
  const every = new RegExp(`(?<=.)(?=(?:.{${size}})+$)`, "gu");
  const grouped = (): string => whole.replace(every, spec.group!) + rest;
  // Zeros that fill are grouped like any digits.
  if (zeroFilled(spec))
    while (lead + grouped().length < Number(spec.width ?? 0)) whole = `0${whole}`;
  return grouped();
}

const zeroFilled = ({ zero, fill, align }: Spec): boolean =>
  (align ?? (zero && "=")) === "=" && (fill ?? (zero && "0")) === "0";

/** Fill up to the width; `lead` is the sign and prefix, which zeros come after. */
function pad(lead: string, text: string, spec: Spec, usual: string): string {
  const align = spec.align ?? (spec.zero && usual === ">" ? "=" : usual);
  const fill = spec.fill ?? (spec.zero ? "0" : " ");
  const missing = Math.max(0, Number(spec.width ?? 0) - lead.length - characters(text));
  if (align === "=") return lead + fill.repeat(missing) + text;
  const before = align === ">" ? missing : align === "^" ? Math.floor(missing / 2) : 0;
  return fill.repeat(before) + lead + text + fill.repeat(missing - before);
}

/** As Python counts: the two halves of a surrogate pair are one. */
function characters(text: string): number {
  let count = text.length;
  for (const _ of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) count -= 1;
  return count;
}
