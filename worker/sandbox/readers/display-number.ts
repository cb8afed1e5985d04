import { format } from 'numfmt';

/** Digits that a number has in Excel; what is beyond comes from counting with fractions of two. */
const significantDigits = 15;
/** One that was computed has all of them, and nobody looks for it, unless it has few. */
const fewDigits = 12;

type NumberCell = {
  /** As the file says it (ECMA-376 part 1, §18.3.1.96): digits, perhaps with an exponent. */
  value: string;
  pattern: string;
  from1904: boolean;
  isComputed?: boolean;
};

/**
 * A number as its sheet shows it, and after it the number itself where what is shown has not all its digits:
 * "7.00431E+13 [70043118852901]", "1.2M [1234567]", "12% [12.34%]". It is the number that people look for, and Excel
 * shows it as soon as the cell is chosen. A format that cannot be understood, or hides the number, leaves the number
 * itself; what is no number comes back as it is.
 */
export function displayNumber({ value, pattern, from1904, isComputed = false }: NumberCell): string {
  const number = Number(value);
  if (!Number.isFinite(number) || value.trim() === '') return value;
  const whole = wholeNumber(value, number);
  if (isDate(pattern)) return formatNumber(from1904 ? number + 1_462 : number, pattern) ?? whole;
  const shown = formatNumber(number, pattern);
  if (shown === undefined) return whole;
  const inFull = isPercent(pattern) ? `${wholeNumber('', number * 100)}%` : whole;
  return number === 0 || says(shown, inFull) || (isComputed && !isShort(whole))
    ? shown
    : `${shown} [${inFull}]`;
}

function formatNumber(number: number, pattern: string): string | undefined {
  try {
    return format(pattern, number, { throws: true, nbsp: false }).trim() || undefined;
  } catch {
    return undefined;
  }
}

/** All digits that the number has, without an exponent. */
function wholeNumber(value: string, number: number): string {
  if (/^-?[1-9]\d*$/.test(value)) return value;
  if (Number.isSafeInteger(number)) return String(number);
  return withoutExponent(String(Number(number.toPrecision(significantDigits))));
}

function withoutExponent(text: string): string {
  const [, sign = '', first = '', rest = '', exponent = ''] =
    /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text) ?? [];
  const shift = Number(exponent);
  // Beyond this it is a figure of physics, which is written and looked for with its exponent.
  if (first === '' || Math.abs(shift) > 30) return text;
  const digits = first + rest;
  if (shift < 0) return `${sign}0.${'0'.repeat(-shift - 1)}${digits}`;
  const whole = digits.padEnd(shift + 1, '0');
  const fraction = whole.slice(shift + 1);
  return `${sign}${whole.slice(0, shift + 1)}${fraction && `.${fraction}`}`;
}

/** Whether one of the numbers in what is shown is this one, whatever parts its thousands. */
function says(shown: string, inFull: string): boolean {
  const wanted = Number(inFull.replace(/^-|%$/g, ''));
  const joined = shown.replace(/(?<=\d)[,\u0020\u00a0\u202f'’](?=\d{3})/g, '');
  const numbers = joined.match(/\d+(?:\.\d+)?(?:E[+-]?\d+)?/g) ?? [];
  return numbers.some((one) => !one.includes('E') && Number(one) === wanted);
}

function isShort(whole: string): boolean {
  const digits = whole.replace(/^-?0*\.?0*/, '').replace('.', '').length;
  return !whole.includes('.') || digits <= fewDigits;
}

function isPercent(pattern: string): boolean {
  return bare(pattern).includes('%');
}

function isDate(pattern: string): boolean {
  return pattern !== 'General' && /[dmyhs]/i.test(bare(pattern).replace(/General/gi, ''));
}

/** A pattern without the text it puts around a number. */
function bare(pattern: string): string {
  return pattern.replace(/"[^"]*"|[\\_*].|\[[^\]]*\]/g, '');
}
