// Made once: a collator costs more to make than a whole list to sort (docs/performance.md).
const english = new Intl.Collator('en');

/** The order in which people look for names: "Élodie" beside "Eric", small letters beside capitals. */
export function compareTexts(a: string, b: string): number {
  return english.compare(a, b);
}

/** The order of ids and of times in UTC, whose letters have one case: by their codes, in no language. */
export function compareCodes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
