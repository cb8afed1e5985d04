import type { z } from 'zod';

/** More than anybody mends at once. */
const maxFaults = 10;

/** What is wrong with what was sent, each fault with the field it is in; `whole` names it where no single field is at fault. */
export function describeFaults(error: z.ZodError, whole: string): string {
  return error.issues
    .slice(0, maxFaults)
    .map(({ path, message }) => `${path.join('.') || whole}: ${message}`)
    .join('; ');
}
