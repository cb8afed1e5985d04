import { randomUUID } from 'node:crypto';
import { createApiClient, type ApiClient } from '../support/client.ts';
import { runStrongroom, signInAdministrator } from '../stack/first-day/appliance.ts';

/** `signInAgain` gives the cookie of one more session. */
export type Person = { id: string; cookie: string; signInAgain: () => Promise<string> };
export type OfficeMatter = {
  id: string;
  ownerCookie: string;
  guestId: string;
  members: Person[];
  documentIds: string[];
};
/** A hundred people, signed in: who works on the matters, who runs the firm, and who reads the audit log. */
export type Office = {
  admin: ApiClient;
  lawyers: Person[];
  administrators: Person[];
  auditors: Person[];
  groupId: string;
  matters: OfficeMatter[];
  /** Each stands in one document. */
  rareWords: string[];
};

const roles = { lawyers: 94, administrators: 4, auditors: 2 };
const mattersOfOffice = 10;
const atOnce = 4;
const sentences = [
  'The tenant keeps the quay in repair, and the landlord the roof.',
  'Notice is given in writing, thirty days before the term ends.',
  'Neither party is liable for what it could not foresee.',
  'The arbitrator sits in the city where the goods were landed.',
  'Interest runs from the day on which the invoice was due.',
  'What is confidential stays so for five years after the end.',
];

/** A letter of some paragraphs, none like another, in which `word` stands once. */
export function writeLetter(word: string, paragraphs: number): string {
  const said = Array.from(
    { length: paragraphs },
    (_, at) => sentences[(at * 5 + word.length) % sentences.length],
  );
  return `Letter ${randomUUID()} about the ${word} lease.\n\n${said.join('\n\n')}\n`;
}

/**
 * Makes the people and ten matters, each with `documents` letters that are searchable, by the API. Every lawyer works on
 * one matter as an editor; its owner is one of them.
 */
export async function openOffice(documents: number): Promise<Office> {
  const admin = await signInAdministrator();
  const make = async (count: number, role: 'member' | 'administrator') => {
    const people: Person[] = [];
    await inParallel(count, async (number) => {
      people[number] = await createPerson(admin, role);
    });
    return people;
  };
  const lawyers = await make(roles.lawyers, 'member');
  const administrators = await make(roles.administrators, 'administrator');
  const auditors = [];
  for (let number = 0; number < roles.auditors; number += 1)
    auditors.push(await createPerson(admin, 'auditor'));
  const group = await admin.call('POST', '/api/groups', { name: `Floor ${randomUUID()}` });
  if (group.status !== 201) throw new Error(`The group was answered ${group.status}: ${group.text}`);
  const matters: OfficeMatter[] = [];
  const rareWords: string[] = [];
  for (let number = 0; number < mattersOfOffice; number += 1) {
    const members = lawyers.filter((_, place) => place % mattersOfOffice === number);
    matters.push(await openMatter(admin, members, administrators[number % administrators.length]?.id ?? ''));
  }
  for (const { id, documentIds } of matters)
    await inParallel(documents, async (number) => {
      const word = `quoin${rareWords.push('') + 1000}x`;
      rareWords[rareWords.length - 1] = word;
      documentIds[number] = (await admin.uploadAccepted(id, `${word}.txt`, writeLetter(word, 6))).id;
    });
  for (const id of matters.flatMap(({ documentIds }) => documentIds)) {
    const { state, reason } = await admin.waitForFinalState(id, 300);
    if (state !== 'searchable') throw new Error(`A letter ended ${state}: ${reason}`);
  }
  const groupId = (group.body as { id: string }).id;
  return { admin, lawyers, administrators, auditors, groupId, matters, rareWords };
}

/** The first of the members owns it, beside the administrator of the appliance. */
async function openMatter(admin: ApiClient, members: Person[], guestId: string): Promise<OfficeMatter> {
  const { id } = await admin.createMatter({ name: `Matter of ${members.length}` });
  for (const [place, person] of members.entries()) {
    const role = place === 0 ? 'owner' : 'editor';
    const { status, text } = await admin.call('PUT', `/api/matters/${id}/members/${person.id}`, { role });
    if (status !== 200) throw new Error(`A member was answered ${status}: ${text}`);
  }
  return { id, ownerCookie: members[0]?.cookie ?? '', guestId, members, documentIds: [] };
}

/** Somebody at the firm, signed in. */
export async function createPerson(
  admin: ApiClient,
  role: 'member' | 'administrator' | 'auditor',
): Promise<Person> {
  const email = `${role}-${randomUUID()}@firm.example`;
  const password = `quarries ${randomUUID()} at noon`;
  // An auditor's password is nobody else's to choose, so a colleague becomes one.
  const first = role === 'auditor' ? 'member' : role;
  const made = await admin.call('POST', '/api/people', { email, name: `A ${role}`, role: first, password });
  if (made.status !== 201) throw new Error(`A new ${role} was answered ${made.status}: ${made.text}`);
  const { id } = made.body as { id: string };
  const own = role === 'auditor' ? `${password}, and mine` : password;
  const signInAgain = async () => {
    const client = createApiClient(admin.origin);
    await client.signIn(email, own);
    return client.cookie();
  };
  if (role === 'auditor') {
    await choosePassword(admin.origin, { email, current: password, next: own });
    await makeAuditor(admin, id);
  }
  return { id, cookie: await signInAgain(), signInAgain };
}

/** Nobody becomes an auditor whose password somebody else knows. */
async function choosePassword(
  origin: string,
  { email, ...change }: { email: string; current: string; next: string },
): Promise<void> {
  const client = createApiClient(origin);
  await client.signIn(email, change.current);
  const { status, text } = await client.call('PUT', '/api/password', change);
  if (status !== 204) throw new Error(`A password of one's own was answered ${status}: ${text}`);
}

/** Nobody names an auditor alone: the operator approves it on the machine. */
async function makeAuditor(admin: ApiClient, id: string): Promise<void> {
  const ask = () => admin.call('PUT', `/api/people/${id}`, { role: 'auditor' });
  const refused = await ask();
  if (refused.status === 403) await approveAll();
  const { status, text } = refused.status === 403 ? await ask() : refused;
  if (status !== 200) throw new Error(`A new auditor was answered ${status}: ${text}`);
}

async function approveAll(): Promise<void> {
  const listed = await runStrongroom('approve', '--json');
  const { approvals } = JSON.parse(listed.stdout) as { approvals: { id: string }[] };
  for (const { id } of approvals) {
    const ran = await runStrongroom('approve', id);
    if (ran.code !== 0) throw new Error(`The approval ended with code ${ran.code}: ${ran.stderr}`);
  }
}

/** Does `work` for each number below `count`, a few at a time. */
export async function inParallel(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < count; number = next++) await work(number);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
