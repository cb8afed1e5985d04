import type { SeedDocument } from './seed-documents.ts';

/** Known to everybody, so good for nothing but development. */
export const seedPassword = 'a lantern over the old quay';

export type SeedPerson = { email: string; name: string; role: 'administrator' | 'member' | 'auditor' };

/** The first is made as the installer makes the first administrator, the others by that one. */
export const seedPeople = {
  margaret: { email: 'margaret@firm.example', name: 'Margaret Winterbottom', role: 'administrator' },
  ada: { email: 'ada@firm.example', name: 'Ada Quigley', role: 'member' },
  ben: { email: 'ben@firm.example', name: 'Ben Oyelaran', role: 'member' },
  clara: { email: 'clara@firm.example', name: 'Clara Lindqvist', role: 'member' },
  otto: { email: 'otto@firm.example', name: 'Otto Brandt', role: 'auditor' },
} as const satisfies Record<string, SeedPerson>;

export type PersonKey = keyof typeof seedPeople;

export type SeedMatter = {
  client: string;
  number: string;
  name: string;
  access: 'members' | 'firm';
  owner: PersonKey;
  members: Partial<Record<PersonKey, 'owner' | 'editor' | 'viewer'>>;
  /** Shut out, whatever else they were given. */
  walledOff?: PersonKey;
  closed?: true;
  documents: SeedDocument['group'];
};

export const seedMatters: readonly SeedMatter[] = [
  {
    ...{ client: 'Harbour Trust', number: '2026-001', name: 'Harbour Trust v. Lind', access: 'members' },
    ...{ owner: 'ada', members: { ben: 'editor', clara: 'viewer' }, documents: 'dispute' },
  },
  {
    ...{ client: 'Harbour Trust', number: '2026-002', name: 'Lease of the north quay', access: 'members' },
    ...{ owner: 'ada', members: { clara: 'editor' }, documents: 'lease' },
  },
  {
    ...{ client: 'Valletta Lines', number: '2026-003', name: 'Merger with Quicksilver', access: 'members' },
    ...{ owner: 'clara', members: { ada: 'editor', ben: 'viewer' }, walledOff: 'ben', documents: 'merger' },
  },
  {
    ...{ client: 'The firm', number: '2026-004', name: 'Forms and precedents', access: 'firm' },
    ...{ owner: 'clara', members: {}, documents: 'precedents' },
  },
  {
    ...{ client: 'Boone Dredging', number: '2019-117', name: 'Boone v. Port Authority', access: 'members' },
    ...{ owner: 'ben', members: { ada: 'viewer' }, closed: true, documents: 'closed' },
  },
  {
    ...{
      client: 'Valletta Lines',
      number: '2026-005',
      name: 'Production, received unsorted',
      access: 'members',
    },
    ...{ owner: 'ada', members: { ben: 'editor', clara: 'editor' }, documents: 'production' },
  },
];
