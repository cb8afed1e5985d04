import type { AuditEventName } from './events.ts';

/** What changes nothing and was only looked at: `recordView` records it, and nothing else may. */
export const viewEvents = [
  'matter.listed',
  'matter.viewed',
  'document.viewed',
  'document.downloaded',
  'document.compared',
  'page.viewed',
  'near-duplicates.viewed',
  'findings.viewed',
  'search.asked',
  'unread.listed',
  'wall.listed',
  'hold.listed',
  'bin.viewed',
  'disposal.viewed',
  'disposal.listed',
  'glass.listed',
  'access.listed',
  'restore.listed',
  'dead-letter.listed',
  'number.listed',
  'ownership.listed',
  'approval.listed',
] as const satisfies readonly AuditEventName[];

export type ViewEvent = (typeof viewEvents)[number];
