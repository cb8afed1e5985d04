import qrcode from 'qrcode-generator';

const quietModules = 4;

/** The recovery key as a page to print or photograph: in groups to be typed, and as a QR code of the same letters. */
export function formatRecoveryKeySheet(groupedKey: string, colours: boolean): string {
  return [
    '',
    'STRONGROOM RECOVERY KEY',
    '',
    `    ${groupedKey}`,
    '',
    ...drawQrCode(groupedKey, colours),
    '',
    'Keep this page away from the server, where two people can find it. Without it no backup',
    'can be opened once the server is lost. Letters A to Z and digits 2 to 7; no 0, 1, 8 or 9.',
    'To restore: ./install.sh --restore latest --repository TARGET --recovery-key-file FILE',
    'To prove it, every 90 days: strongroom recovery-key check',
    '',
  ].join('\n');
}

/** Two rows of the code in one line of text; dark is ink, so that it prints as it must. */
function drawQrCode(key: string, colours: boolean): string[] {
  const code = qrcode(0, 'M');
  code.addData(key, 'Alphanumeric');
  code.make();
  const size = code.getModuleCount();
  const isDark = (row: number, column: number) =>
    row >= 0 && row < size && column >= 0 && column < size && code.isDark(row, column);
  const lines: string[] = [];
  for (let row = -quietModules; row < size + quietModules; row += 2) {
    const cells = Array.from({ length: size + 2 * quietModules }, (_, index) => {
      const [upper, lower] = [isDark(row, index - quietModules), isDark(row + 1, index - quietModules)];
      return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    });
    // Black on white, whatever the terminal's own colours are.
    lines.push(colours ? `\u001b[30;107m${cells.join('')}\u001b[0m` : cells.join('').trimEnd());
  }
  return lines;
}
