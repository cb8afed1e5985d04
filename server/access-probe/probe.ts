import { randomUUID } from 'node:crypto';
import { pageRoutes, routes } from '../features.ts';
import type { FlaggedRoute } from '../http/route-flags.ts';
import type { ProbeSubject } from '../http/sample-request.ts';
import { buildSampleRequest, listSampledRoutes, routeName, type SampledRoute } from './sample-requests.ts';
import type { Canaries } from './canaries.ts';
import type { ProbeSandbox } from './sandbox-server.ts';

/** One path that was tried. `leak`: what came through, in a sentence; undefined where it was denied. */
export type ProbeResult = { path: string; leak: string | undefined };

type ProbeResponse = { status: number; kind: string; text: string };
/** `said`: word for word; `text`: without what differs between two answers of the same words. */
type ComparableResponse = ProbeResponse & { rawText: string };

const everyRoute: FlaggedRoute[] = [...routes, ...pageRoutes];

/** Tries every path by which somebody behind a wall could learn of the matter. Goes on after a leak: all of them are wanted. */
export async function probeMatter(sandbox: ProbeSandbox, canaries: Canaries): Promise<ProbeResult[]> {
  const results: ProbeResult[] = [];
  for (const route of listSampledRoutes(everyRoute)) results.push(await probeRoute(sandbox, canaries, route));
  for (const list of everyRoute.filter(isList)) results.push(await probeList(sandbox, canaries, list));
  for (const phrase of canaries.phrases) results.push(...(await probeSearch(sandbox, canaries, phrase)));
  for (const path of await listVisibleDocuments(sandbox))
    results.push(await probeList(sandbox, canaries, { path }));
  results.push(await probeTiming(sandbox, canaries));
  for (const [what, text] of Object.entries(await sandbox.readOutput()))
    results.push({
      path: `what the appliance says to itself: ${what}`,
      leak: findLeak(text, namesAndPhrases(canaries)),
    });
  return results;
}

/** Whether the person is told of a matter here that they do not see; names and words of it must stay out all the same. */
function isToldOfMatter(canaries: Canaries, discloses: FlaggedRoute['discloses']): boolean {
  if (discloses === 'matter administration') return canaries.administersMatters;
  return discloses === 'emergency access' && canaries.hasEmergencyAccess;
}

/** The answer about the matter must be word for word the one about a matter that does not exist. */
async function probeRoute(
  sandbox: ProbeSandbox,
  canaries: Canaries,
  route: SampledRoute,
): Promise<ProbeResult> {
  const path = routeName(route);
  const absentSubject: ProbeSubject = {
    ...canaries.target,
    id: randomUUID(),
    documentId: randomUUID(),
    binnedId: randomUUID(),
    liftedWallId: randomUUID(),
    releasedHoldId: randomUUID(),
    disposalId: randomUUID(),
    emergencyAccessId: randomUUID(),
    requestId: randomUUID(),
    number: randomUUID(),
  };
  const answer = await requestSample(sandbox, route, canaries.target);
  if (isToldOfMatter(canaries, route.discloses))
    return {
      path: `${path} (only names and words)`,
      leak: findLeak(answer.rawText, namesAndPhrases(canaries)),
    };
  const absent = await requestSample(sandbox, route, absentSubject);
  const differs =
    answer.status !== absent.status || answer.kind !== absent.kind || answer.text !== absent.text;
  const leak = differs
    ? `answers ${answer.status}, and ${absent.status} about a matter that is not there`
    : findLeak(answer.rawText, secretsNotRequested(canaries));
  return { path, leak };
}

async function requestSample(
  sandbox: ProbeSandbox,
  route: SampledRoute,
  target: ProbeSubject,
): Promise<ComparableResponse> {
  const { address, init } = buildSampleRequest(route, target);
  const answer = await sendRequest(sandbox, address, init);
  // The ids that were asked for may be said again, and each answer has a number of its own.
  const varyingIds = new RegExp(`${Object.values(target).join('|')}|[0-9a-f]{32}|[0-9a-f-]{36}`, 'g');
  return { ...answer, rawText: answer.text, text: answer.text.replace(varyingIds, 'ID') };
}

async function sendRequest(
  sandbox: ProbeSandbox,
  path: string,
  init: RequestInit = {},
): Promise<ProbeResponse> {
  const aborter = new AbortController();
  const response = await sandbox.send(path, { ...init, signal: aborter.signal });
  const kind = response.headers.get('content-type') ?? '';
  const isStream = kind.startsWith('text/event-stream');
  const text = isStream ? '' : `${await response.text()} ${response.headers.get('location') ?? ''}`;
  if (isStream) aborter.abort();
  return { status: response.status, kind, text };
}

/** Lists and pages that are about no single matter: nothing of this one may stand in them. */
function isList({ method, path, sample }: FlaggedRoute): boolean {
  return method === 'get' && !path.includes(':') && sample === undefined;
}

async function probeList(
  sandbox: ProbeSandbox,
  canaries: Canaries,
  { path, discloses }: Pick<FlaggedRoute, 'path' | 'discloses'>,
): Promise<ProbeResult> {
  const { text } = await sendRequest(sandbox, path);
  // Who administers matters is told of their holds and disposals by id and number, and of nothing else in them.
  const secrets = isToldOfMatter(canaries, discloses) ? namesAndPhrases(canaries) : canaries.secrets;
  return { path: `get ${path}`, leak: findLeak(text, secrets) };
}

/** Words that stand in this matter alone are found nowhere, and are not counted. */
async function probeSearch(
  sandbox: ProbeSandbox,
  canaries: Canaries,
  phrase: string,
): Promise<ProbeResult[]> {
  const q = encodeURIComponent(`"${phrase}"`);
  const answer = await sendRequest(sandbox, `/api/search?q=${q}`);
  const refused = answer.status === 403 || answer.status === 404;
  const total = refused ? 0 : (JSON.parse(answer.text.trim()) as { total: number }).total;
  const page = await sendRequest(sandbox, `/search?q=${q}`);
  return [
    {
      path: 'a search for words of the matter, by the API',
      leak: total > 0 ? `counts ${total} pages` : findLeak(answer.text, canaries.secrets),
    },
    { path: 'a search for words of the matter, on the page', leak: findLeak(page.text, canaries.secrets) },
  ];
}

/** What the person may see could point at what they may not: near duplicates, families, conversations, versions. */
async function listVisibleDocuments(sandbox: ProbeSandbox): Promise<string[]> {
  const matters = await listItemIds(sandbox, '/api/matters?limit=20');
  const documents = await Promise.all(
    matters.map((matter) => listItemIds(sandbox, `/api/matters/${matter}/documents?limit=3`)),
  );
  return documents.flat().flatMap((document) => [`/api/documents/${document}`, `/documents/${document}`]);
}

async function listItemIds(sandbox: ProbeSandbox, path: string): Promise<string[]> {
  const { status, text } = await sendRequest(sandbox, path);
  if (status !== 200) return [];
  return (JSON.parse(text.trim()) as { items: { id: string }[] }).items.map(({ id }) => id);
}

const timingRounds = 12;

/** A denial must not take a time of its own. Told only when every single answer of one kind was slower than every one of the other. */
async function probeTiming(sandbox: ProbeSandbox, canaries: Canaries): Promise<ProbeResult> {
  const existing: number[] = [];
  const absent: number[] = [];
  for (let round = 0; round < timingRounds; round += 1) {
    existing.push(await measureResponseMs(sandbox, canaries.target.documentId));
    absent.push(await measureResponseMs(sandbox, randomUUID()));
  }
  const isDistinguishable =
    Math.min(...existing) > Math.max(...absent) || Math.max(...existing) < Math.min(...absent);
  return {
    path: 'the time an answer takes',
    leak: isDistinguishable ? 'differs from that of a document that is not there' : undefined,
  };
}

async function measureResponseMs(sandbox: ProbeSandbox, documentId: string): Promise<number> {
  const started = performance.now();
  await sendRequest(sandbox, `/api/documents/${documentId}`);
  return performance.now() - started;
}

/** Logs carry the ids that were asked for; names and words never. */
function namesAndPhrases(canaries: Canaries): string[] {
  return [...secretsNotRequested(canaries), ...canaries.phrases];
}

/** An answer may say again what was asked for. */
function secretsNotRequested({ target, secrets }: Canaries): string[] {
  const ids = new Set(Object.values(target));
  return secrets.filter((secret) => !ids.has(secret));
}

function findLeak(text: string, secrets: readonly string[]): string | undefined {
  const found = secrets.filter((secret) => text.includes(secret));
  return found.length > 0 ? `shows ${found.length} of the matter's ids, names or hashes` : undefined;
}
