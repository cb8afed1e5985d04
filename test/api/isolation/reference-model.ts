import type { Firm, Matter, ModelRole, Person } from './generated-firm.ts';

/** Who may do what, said again from the rules of docs/design.md ("Who may see what") and nothing of the product. */
export type MatterVerdict = { walled: boolean; role: ModelRole | null; sees: boolean };

export function judge(firm: Firm, person: Person, matter: Matter): MatterVerdict {
  const concerns = (named: { person?: number; group?: number }) =>
    named.person === person.index || (named.group !== undefined && person.groups.includes(named.group));
  const sources = sourcesOf(firm, matter);
  const walled = firm.walls.some(
    (wall) =>
      sources.includes(wall.matter) &&
      concerns(wall) &&
      !wall.lifted &&
      wall.from <= 0 &&
      (wall.until === null || wall.until > 0),
  );
  const given = firm.grants.filter((grant) => grant.matter === matter.index && concerns(grant));
  const broken = firm.emergencyAccesses.some(
    (one) => one.matter === matter.index && one.person === person.index && one.ago < 4 && !one.ended,
  );
  const part =
    (['owner', 'editor', 'viewer'] as const).find((one) => given.some((grant) => grant.role === one)) ??
    (broken ? 'viewer' : null);
  return { walled, role: part, sees: !walled && (part !== null || matter.firm) };
}

/** The matter itself, and what it was restored from: a wall around one of them stands around the copy. */
function sourcesOf(firm: Firm, { index, copyOf }: Matter): number[] {
  const source = copyOf === null ? undefined : firm.matters[copyOf];
  return [index, ...(source ? sourcesOf(firm, source) : [])];
}

/** What an address asks of a person; `firm`: it is about no matter. */
export type RequiredAccess =
  | 'view'
  | 'file'
  | 'own'
  | 'walls'
  | 'walls-page'
  | 'lift'
  | 'decide'
  | 'emergency'
  | 'ask'
  | 'search'
  | 'firm';

/** The answer the model gives: done, refused to somebody who sees the matter, or "there is no such thing". */
export function expected(
  asks: RequiredAccess,
  person: Person,
  verdict: MatterVerdict,
): 'done' | 'refused' | 'absent' {
  const { walled, role: part, sees } = verdict;
  const administers = !walled && (part === 'owner' || person.administrator);
  const files = part === 'owner' || part === 'editor';
  const ifSeen = (may: boolean) => (!sees ? 'absent' : may ? 'done' : 'refused');
  return {
    firm: 'done',
    search: 'done',
    // Whoever asks for a matter hears the same of every number.
    ask: 'done',
    // The firm lets everybody: whoever sees the matter is told so, and a wall still beats it.
    emergency: walled ? 'absent' : 'done',
    decide: !walled && part === 'owner' ? 'done' : 'absent',
    view: ifSeen(true),
    file: ifSeen(files),
    own: ifSeen(part === 'owner'),
    walls: administers ? 'done' : person.administrator ? 'absent' : ifSeen(false),
    'walls-page': ifSeen(administers),
    lift: administers ? 'done' : 'absent',
  }[asks] as 'done' | 'refused' | 'absent';
}

/** What sets a pair of person and matter apart from others: one of each sort is asked at every address. */
export function caseOf(firm: Firm, person: Person, matter: Matter): string {
  const { walled, role: part } = judge(firm, person, matter);
  const named = firm.walls.filter(
    (wall) =>
      wall.matter === matter.index &&
      (wall.person === person.index || (wall.group !== undefined && person.groups.includes(wall.group))),
  );
  // Who was given nothing and used emergency access is a sort of their own, whatever else.
  const given = firm.grants.some(
    (grant) =>
      grant.matter === matter.index &&
      ('person' in grant ? grant.person === person.index : person.groups.includes(grant.group)),
  );
  const access = firm.emergencyAccesses.find(
    (one) => one.matter === matter.index && one.person === person.index,
  );
  if (access && !given && !matter.firm) return ['emergency', walled, access.ago, access.ended].join(' ');
  return [person.administrator, walled, part, matter.firm, named.length > 0].join(' ');
}
