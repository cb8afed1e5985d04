import assert from 'node:assert/strict';
import type { Material } from '../../support/hostile/operation.ts';
import {
  listApiOperations,
  listPageOperations,
  lookUpSchema,
  readForms,
} from '../../support/hostile/list-operations.ts';
import { sendRawRequest } from '../../support/hostile/send-raw-request.ts';
import { idOf, type Firm, type Matter } from '../isolation/generated-firm.ts';
import { memberPlace, type Caller } from './callers.ts';

type Asking = { port: number; callers: readonly Caller[]; firm: Firm };

/** Ids, numbers and cursors as the product itself gives them: those of one list are tried on the others. */
export async function collectMaterial(asking: Asking): Promise<Material> {
  const { firm } = asking;
  const matters = ownMatters(firm);
  const cursors = await collectCursors(asking);
  const each = (name: keyof Matter) => matters.map((matter) => String(matter[name]));
  const people = [memberPlace, 3, 47].map((index) => idOf('a', index));
  const groups = firm.groups.slice(0, 2);
  const [ids, documents, emergencyAccesses, requests] = [
    each('id'),
    [...each('documentId'), ...each('binnedId')],
    each('emergencyAccessId'),
    each('requestId'),
  ];
  const named = {
    ...{ matters: ids, matterId: ids, matter: [...ids, ...each('number')], number: each('number') },
    ...{ documents, documentId: documents, from: documents, replaces: documents },
    ...{ people, personId: people, person: people, to: people, groups, groupId: groups, group: groups },
    ...{ walls: each('liftedWallId'), holds: each('releasedHoldId'), disposals: each('disposalId') },
    ...{ requests, 'access-requests': requests },
    ...Object.fromEntries(['glass', 'break-glass'].map((room) => [room, emergencyAccesses])),
    ...{ cursor: cursors, n: ['1'], limit: ['1', '50'] },
  };
  return { sent: [...new Set(Object.values(named).flat())], named, lookUp: lookUpSchema };
}

/** The names of the fields of every form that one of the callers is shown, by the address that it is sent to. */
export async function collectForms({ port, callers, firm }: Asking): Promise<Map<string, Set<string>>> {
  const forms = new Map<string, Set<string>>();
  const pages = listPageOperations(new Map()).filter(({ method }) => method === 'get');
  for (const { path } of pages)
    for (const { headers } of callers) {
      const address = addressOf(path, firm);
      const accepting = { ...headers, Accept: 'text/html' };
      const { text } = await sendRawRequest(port, get(address, accepting));
      for (const [action, names] of readForms(text)) {
        const to = action === '' ? address : action;
        forms.set(to, new Set([...(forms.get(to) ?? []), ...names]));
      }
    }
  assert.ok(forms.size > 40, `${forms.size} forms`);
  return forms;
}

async function collectCursors({ port, callers, firm }: Asking): Promise<string[]> {
  const cursors = new Set<string>();
  for (const { path } of listApiOperations().filter(({ query }) => 'cursor' in query))
    for (const { headers } of callers) {
      const address = `${addressOf(path, firm)}?limit=1&q=quicksilver`;
      const { text } = await sendRawRequest(port, get(address, headers));
      const cursor = /"nextCursor":"([^"]+)"/.exec(text)?.[1];
      if (cursor !== undefined) cursors.add(cursor);
    }
  assert.ok(cursors.size > 3, `${cursors.size} cursors`);
  return [...cursors];
}

function get(path: string, headers: Record<string, string>) {
  return { operation: path, method: 'get', path, headers, body: undefined };
}

function addressOf(path: string, firm: Firm): string {
  const [matter] = ownMatters(firm);
  return path
    .replace('/matters/:id', `/matters/${matter?.id}`)
    .replace('/documents/:id', `/documents/${matter?.documentId}`)
    .replace('/disposals/:id', `/disposals/${matter?.disposalId}`)
    .replace('/people/:id', `/people/${idOf('a', 3)}`);
}

function ownMatters({ grants, matters }: Firm): Matter[] {
  const own = grants.filter((grant) => 'person' in grant && grant.person === memberPlace);
  return own.flatMap(({ matter }) => matters[matter] ?? []).slice(0, 20);
}
