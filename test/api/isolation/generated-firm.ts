/** A firm made by arithmetic, the same every time: what the reference model judges by and the database is filled with. */
export type ModelRole = 'owner' | 'editor' | 'viewer';
export type Person = { id: string; index: number; administrator: boolean; groups: number[] };
export type Matter = {
  id: string;
  index: number;
  number: string;
  documentId: string;
  binnedId: string;
  /** The matter that it was restored from. */
  copyOf: number | null;
  firm: boolean;
  liftedWallId: string;
  releasedHoldId: string;
  disposalId: string;
  emergencyAccessId: string;
  requestId: string;
};
export type Grant = { matter: number; role: ModelRole } & ({ person: number } | { group: number });
export type Wall = {
  matter: number;
  person?: number;
  group?: number;
  /** Days from today; null: no end. */
  from: number;
  until: number | null;
  lifted: boolean;
};
/** Broken so many hours ago for four. */
export type EmergencyAccessGrant = { matter: number; person: number; ago: number; ended: boolean };
export type Firm = {
  people: Person[];
  groups: string[];
  matters: Matter[];
  grants: Grant[];
  walls: Wall[];
  emergencyAccesses: EmergencyAccessGrant[];
};

const modelRoles: ModelRole[] = ['owner', 'editor', 'viewer'];

export function idOf(kind: 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | '9' | '8' | '7' | '6', index: number): string {
  return `${kind.repeat(8)}-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Stands in every name and text of a matter; whoever reads another's has seen too much. */
export function markOf(index: number): string {
  return `zq${String(index).padStart(3, '0')}x`;
}

/** 50 people, three of them administrators, 6 groups, 200 matters, walls of every sort, copies and copies of copies. */
export function generateFirm(): Firm {
  const groups = range(6).map((index) => idOf('d', index));
  const people = range(50).map((index) => ({
    id: idOf('a', index),
    index,
    administrator: index >= 47,
    groups: range(6).filter((group) => (index * 7 + group * 5) % 8 === 0),
  }));
  const matters = range(200).map((index) => ({
    id: idOf('b', index),
    index,
    documentId: idOf('c', index),
    binnedId: idOf('f', index),
    copyOf: index % 20 >= 18 ? index - 1 : null,
    firm: index % 5 === 0,
    liftedWallId: idOf('e', index),
    releasedHoldId: idOf('9', index),
    disposalId: idOf('8', index),
    emergencyAccessId: idOf('7', index),
    requestId: idOf('6', index),
    number: `N-${index}`,
  }));
  const grants: Grant[] = [];
  const walls: Wall[] = [];
  const emergencyAccesses: EmergencyAccessGrant[] = [];
  for (const { index: matter } of matters) {
    const owner = matter % 47;
    grants.push({ matter, person: owner, role: 'owner' });
    for (const { index: person } of people)
      if (person !== owner && (person * 31 + matter * 17) % 11 === 0)
        grants.push({ matter, person, role: modelRoles[(person + matter) % 3] ?? 'viewer' });
    for (const group of range(6))
      if ((group * 13 + matter * 7) % 9 === 0)
        grants.push({ matter, group, role: modelRoles[(group + matter) % 3] ?? 'viewer' });
    walls.push(...wallsAround(matter));
    emergencyAccesses.push(...emergencyAccessesTo(matter));
  }
  return { people, groups, matters, grants, walls, emergencyAccesses };
}

function emergencyAccessesTo(matter: number): EmergencyAccessGrant[] {
  return range(50).flatMap((person) => {
    const turn = (person * 13 + matter * 5) % 31;
    if (turn > 2) return [];
    return [{ matter, person, ago: turn === 1 ? 5 : 1, ended: turn === 2 }];
  });
}

function wallsAround(matter: number): Wall[] {
  const walls: Wall[] = [];
  for (const person of range(50)) {
    const turn = (person * 29 + matter * 3) % 37;
    if (turn === 0) walls.push({ matter, person, from: -1, until: null, lifted: false });
    if (turn === 1) walls.push({ matter, person, from: -1, until: 1, lifted: false });
    if (turn === 2) walls.push({ matter, person, from: 1, until: null, lifted: false });
    if (turn === 3) walls.push({ matter, person, from: -2, until: -1, lifted: false });
    if (turn === 4) walls.push({ matter, person, from: -1, until: null, lifted: true });
  }
  for (const group of range(6)) {
    const turn = (group * 11 + matter) % 23;
    if (turn === 0) walls.push({ matter, group, from: -1, until: null, lifted: false });
    if (turn === 1) walls.push({ matter, group, from: -1, until: null, lifted: true });
  }
  return walls;
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
