/** Puts in the characters that a workbook writes as their numbers: `_x000D_` (ECMA-376 part 1, §22.9.2.19). */
export function decodeSheetString(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([\dA-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}
