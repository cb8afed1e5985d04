import { randomUUID } from 'node:crypto';
import { routes } from '../api/routes.ts';
import { places } from '../browse/routes.ts';
import { addresses, pathOf, type Target } from './addresses.ts';
import type { Marks } from './marks.ts';
import type { Stage } from './stage.ts';

/** One path that was tried. `leak`: what came through, in a sentence; undefined where it was denied. */
export type Tried = { path: string; leak: string | undefined };

type Answer = { status: number; kind: string; text: string };
/** `said`: word for word; `text`: without what differs between two answers of the same words. */
type Told = Answer & { said: string };

/** Tries every path by which somebody behind a wall could learn of the matter. Goes on after a leak: all of them are wanted. */
export async function walk(stage: Stage, marks: Marks): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const key of Object.keys(addresses)) tried.push(await tryAddress(stage, marks, key));
  for (const path of openLists()) tried.push(await tryList(stage, marks, path));
  for (const phrase of marks.phrases) tried.push(...(await trySearch(stage, marks, phrase)));
  for (const path of await ownDocuments(stage)) tried.push(await tryList(stage, marks, path));
  tried.push(await tryTiming(stage, marks));
  for (const [what, text] of Object.entries(await stage.heard()))
    tried.push({ path: `what the appliance says to itself: ${what}`, leak: shown(text, namesOf(marks)) });
  return tried;
}

const isOfWalls =
  /\/walls|\/holds|\/disposals|\/expired-matters|\/access\b|\/break-glass|\/restores|\/admin\/backups/;
const breaks = /glass$/;

/** The answer about the matter must be word for word the one about a matter that does not exist. */
async function tryAddress(stage: Stage, marks: Marks, key: string): Promise<Tried> {
  const nobodys: Target = {
    ...marks.target,
    id: randomUUID(),
    documentId: randomUUID(),
    binnedId: randomUUID(),
    liftedWallId: randomUUID(),
    releasedHoldId: randomUUID(),
    disposalId: randomUUID(),
    glassId: randomUUID(),
    requestId: randomUUID(),
    number: randomUUID(),
  };
  const answer = await askAbout(stage, key, marks.target);
  if ((marks.tendsWalls && isOfWalls.test(key)) || (marks.breaksGlass && breaks.test(key)))
    return { path: `${key} (only names and words)`, leak: shown(answer.said, namesOf(marks)) };
  const absent = await askAbout(stage, key, nobodys);
  const differs =
    answer.status !== absent.status || answer.kind !== absent.kind || answer.text !== absent.text;
  const leak = differs
    ? `answers ${answer.status}, and ${absent.status} about a matter that is not there`
    : shown(answer.said, notAskedFor(marks));
  return { path: key, leak };
}

async function askAbout(stage: Stage, key: string, target: Target): Promise<Told> {
  const [method = ''] = key.split(' ', 1);
  const { query = '', json, form, file } = addresses[key]?.(target) ?? {};
  const answer = await read(stage, pathOf(key, target) + query, {
    method: method.toUpperCase(),
    ...(json !== undefined && {
      body: JSON.stringify(json),
      headers: { 'content-type': 'application/json' },
    }),
    ...(form && { body: new URLSearchParams(form) }),
    ...(file && { body: emptyFile() }),
  });
  // The ids that were asked for may be said again, and each answer has a number of its own.
  const own = new RegExp(`${Object.values(target).join('|')}|[0-9a-f]{32}|[0-9a-f-]{36}`, 'g');
  return { ...answer, said: answer.text, text: answer.text.replace(own, 'ID') };
}

async function read(stage: Stage, path: string, init: RequestInit = {}): Promise<Answer> {
  const gone = new AbortController();
  const response = await stage.ask(path, { ...init, signal: gone.signal });
  const kind = response.headers.get('content-type') ?? '';
  const streams = kind.startsWith('text/event-stream');
  const text = streams ? '' : `${await response.text()} ${response.headers.get('location') ?? ''}`;
  if (streams) gone.abort();
  return { status: response.status, kind, text };
}

/** Lists and pages that are about no single matter: nothing of this one may stand in them. */
function openLists(): string[] {
  return [...routes, ...places]
    .filter(({ method, path }) => method === 'get' && !path.includes(':') && !(`get ${path}` in addresses))
    .map(({ path }) => path);
}

async function tryList(stage: Stage, marks: Marks, path: string): Promise<Tried> {
  const { text } = await read(stage, path);
  // Who tends matters is told of their holds and disposals by id and number, and of nothing else in them.
  const secrets = marks.tendsWalls && isOfWalls.test(path) ? namesOf(marks) : marks.secrets;
  return { path: `get ${path}`, leak: shown(text, secrets) };
}

/** Words that stand in this matter alone are found nowhere, and are not counted. */
async function trySearch(stage: Stage, marks: Marks, phrase: string): Promise<Tried[]> {
  const q = encodeURIComponent(`"${phrase}"`);
  const answer = await read(stage, `/api/search?q=${q}`);
  const refused = answer.status === 403 || answer.status === 404;
  const total = refused ? 0 : (JSON.parse(answer.text.trim()) as { total: number }).total;
  const page = await read(stage, `/search?q=${q}`);
  return [
    {
      path: 'a search for words of the matter, by the API',
      leak: total > 0 ? `counts ${total} pages` : shown(answer.text, marks.secrets),
    },
    { path: 'a search for words of the matter, on the page', leak: shown(page.text, marks.secrets) },
  ];
}

/** What the person may see could point at what they may not: near duplicates, families, conversations, versions. */
async function ownDocuments(stage: Stage): Promise<string[]> {
  const matters = await itemsOf(stage, '/api/matters?limit=20');
  const documents = await Promise.all(
    matters.map((matter) => itemsOf(stage, `/api/matters/${matter}/documents?limit=3`)),
  );
  return documents.flat().flatMap((document) => [`/api/documents/${document}`, `/documents/${document}`]);
}

async function itemsOf(stage: Stage, path: string): Promise<string[]> {
  const { status, text } = await read(stage, path);
  if (status !== 200) return [];
  return (JSON.parse(text.trim()) as { items: { id: string }[] }).items.map(({ id }) => id);
}

const timings = 12;

/** A denial must not take a time of its own. Told only when every single answer of one kind was slower than every one of the other. */
async function tryTiming(stage: Stage, marks: Marks): Promise<Tried> {
  const there: number[] = [];
  const absent: number[] = [];
  for (let round = 0; round < timings; round += 1) {
    there.push(await msOf(stage, marks.target.documentId));
    absent.push(await msOf(stage, randomUUID()));
  }
  const apart = Math.min(...there) > Math.max(...absent) || Math.max(...there) < Math.min(...absent);
  return {
    path: 'the time an answer takes',
    leak: apart ? 'differs from that of a document that is not there' : undefined,
  };
}

async function msOf(stage: Stage, documentId: string): Promise<number> {
  const started = performance.now();
  await read(stage, `/api/documents/${documentId}`);
  return performance.now() - started;
}

/** Logs carry the ids that were asked for; names and words never. */
function namesOf(marks: Marks): string[] {
  return [...notAskedFor(marks), ...marks.phrases];
}

/** An answer may say again what was asked for. */
function notAskedFor({ target, secrets }: Marks): string[] {
  const ids = new Set(Object.values(target));
  return secrets.filter((secret) => !ids.has(secret));
}

function shown(text: string, secrets: readonly string[]): string | undefined {
  const found = secrets.filter((secret) => text.includes(secret));
  return found.length > 0 ? `shows ${found.length} of the matter's ids, names or hashes` : undefined;
}

function emptyFile(): FormData {
  const form = new FormData();
  form.append('file', new Blob([]), 'empty.txt');
  return form;
}
