import filenamify from 'filenamify';
import { safeDisplayName } from '../browser/safe-display-name.ts';

/** In UTF-16 units: what file systems hold where nothing needs more than a byte. */
const maxLength = 255;

/**
 * The name that a browser saves a file under. Nothing in it hides or turns around the rest, it is no device of Windows
 * (`CON`), and it ends in no dot or space, which Windows would drop. The name in the matter stays as it was filed.
 */
export function downloadName(filename: string): string {
  return filenamify(safeDisplayName(filename), { replacement: '_', maxLength });
}
