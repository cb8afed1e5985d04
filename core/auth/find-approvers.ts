import type { Transaction } from '../platform/database.ts';

// In the database (prisma/current.sql): function recent_administrators().

/** How long somebody must have been an administrator before they approve: the asker may have made them one. */
export const administratorHours = 24;

/** Finds the administrators who work here and have been that for long enough, but for these. */
export async function findApprovers(tx: Transaction, except: string[]): Promise<string[]> {
  const found = await tx.person.findMany({
    where: {
      role: 'administrator',
      disabledAt: null,
      OR: [{ administratorSince: null }, { administratorSince: { lte: hoursAgo(administratorHours) } }],
    },
    select: { id: true },
  });
  return found.map(({ id }) => id).filter((id) => !except.includes(id));
}

/**
 * Finds who else could say yes or no: administrators, and those who were disabled or lowered less than a day ago. The
 * asker could have done that to them for this moment.
 */
export async function findOthers(
  tx: Transaction,
  { askedBy, aboutPerson }: { askedBy: string; aboutPerson: string | null },
): Promise<string[]> {
  const except = [askedBy, aboutPerson ?? ''];
  const recent = await tx.$queryRaw<{ id: string }[]>`SELECT id::text FROM recent_administrators() AS id`;
  return [
    ...(await findApprovers(tx, except)),
    ...recent.map(({ id }) => id).filter((id) => !except.includes(id)),
  ];
}

/** The time so many hours ago. */
export function hoursAgo(hours: number): Date {
  return new Date(Date.now() - hours * 3_600_000);
}
