/** What is written without a blank between, and typed with one or without: USD1,250,000 and 2026-04-17T10:11:12Z. */
const currencies =
  'AED|AUD|BGN|BRL|CAD|CHF|CNY|CZK|DKK|EUR|GBP|HKD|HUF|ILS|INR|ISK|JPY|KRW|MXN|NOK|NZD|PLN|RMB|RON|RUB|SEK|SGD|TRY|UAH|USD|ZAR';
const glued = new RegExp(
  String.raw`^(?:(${currencies})(\d+)|(\d+)(${currencies})|(\d{2})(T)(\d{2})|(\d{2})(Z))$`,
  'i',
);

/** The pieces of a word that is several, in order; the word itself where it is one. */
export function splitGlued(written: string): string[] {
  const found = written.length < 3 ? null : glued.exec(written);
  return found ? found.slice(1).filter((piece) => piece !== undefined) : [written];
}
