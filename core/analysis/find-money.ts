import { withoutOverlaps, type Finding } from './finding.ts';

const signs: Record<string, string> = { $: 'USD', '€': 'EUR', '£': 'GBP', '¥': 'JPY' };
const words: Record<string, string> = { dollar: 'USD', euro: 'EUR', pound: 'GBP', yen: 'JPY' };
/** As the continent of Europe and Switzerland write thousands, then as English does. */
const amountPattern = `(${[
  '\\d{1,3}(?:\\.\\d{3}){1,6}(?:,\\d{1,2})?(?!\\d)',
  "\\d{1,3}(?:['’\\u00a0\\u202f]\\d{3}){1,6}(?:[.,]\\d{1,2})?(?!\\d)",
  '\\d{1,3}(?:,\\d{3}){1,6}(?:\\.\\d{1,2})?',
  '\\d{1,15}(?:\\.\\d{1,2}|,\\d{2}(?!\\d|,\\d))?',
].join('|')})`;
const multiplePattern = '(?:[ \\u00a0-](thousand|million|billion|trillion)\\b)?';
const withSign = new RegExp(`(US|C|CA|A|AU)?([$€£¥])[ \\u00a0]?${amountPattern}${multiplePattern}`, 'g');
const withCode = new RegExp(
  `\\b(USD|EUR|GBP|JPY|CHF|CAD|AUD)[ \\u00a0]?${amountPattern}${multiplePattern}`,
  'g',
);
const withWord = new RegExp(
  `(?<![\\d.,$€£¥])${amountPattern}${multiplePattern}[ \\u00a0](?:U\\.?S\\.?[ \\u00a0])?(dollar|euro|pound|yen)s?\\b`,
  'gi',
);
const dollarOf: Record<string, string> = { C: 'CAD', CA: 'CAD', A: 'AUD', AU: 'AUD' };
const zeros: Record<string, number> = { thousand: 3, million: 6, billion: 9, trillion: 12 };

/**
 * Amounts of money: the amount as a decimal number in writing (no rounding) and the currency by its ISO code.
 */
export function findMoney(text: string): Finding[] {
  const signed = [...text.matchAll(withSign)].map((found) =>
    toMoneyFinding(found, {
      currency: dollarOf[found[1] ?? ''] ?? signs[found[2] ?? ''] ?? '',
      figure: found[3],
      multiple: found[4],
    }),
  );
  const coded = [...text.matchAll(withCode)].map((found) =>
    toMoneyFinding(found, { currency: found[1] ?? '', figure: found[2], multiple: found[3] }),
  );
  const worded = [...text.matchAll(withWord)].map((found) =>
    toMoneyFinding(found, {
      currency: words[(found[3] ?? '').toLowerCase()] ?? '',
      figure: found[1],
      multiple: found[2],
    }),
  );
  return withoutOverlaps([...signed, ...coded, ...worded]);
}

type MoneyMatch = { currency: string; figure: string | undefined; multiple: string | undefined };

function toMoneyFinding(found: RegExpExecArray, match: MoneyMatch): Finding {
  const amount = shiftDecimal(
    parseAmount(match.figure ?? '', match.currency),
    zeros[(match.multiple ?? '').toLowerCase()] ?? 0,
  );
  const start = found.index;
  const detail = { amount, currency: match.currency };
  return { kind: 'money', start, end: start + found[0].length, text: found[0], detail };
}

/** Three digits after the only stop are thousands of euros and francs, but tenths of cents: "$3.125" a gallon. */
function parseAmount(written: string, currency: string): string {
  const [, whole = written, fraction = ''] = /^(.*)[.,](\d{1,2})$/.exec(written) ?? [];
  if (/^\d{1,3}\.\d{3}$/.test(written) && currency !== 'EUR' && currency !== 'CHF') return written;
  return whole.replace(/\D/g, '') + (fraction === '' ? '' : `.${fraction}`);
}

/** "1.25" with 6 zeros is "1250000": shifted as text, for binary fractions would round. */
function shiftDecimal(decimal: string, places: number): string {
  if (places === 0) return decimal;
  const [whole = '', fraction = ''] = decimal.split('.');
  const digits = whole + fraction.padEnd(places, '0');
  const cut = whole.length + places;
  return cut < digits.length ? `${digits.slice(0, cut)}.${digits.slice(cut)}` : digits;
}
