import { describeUnread, unreadItemSchema, type Unread, type UnreadItem } from '../../reading/unread.ts';
import { journey, type DocumentState } from '../journey.ts';

type UnreadRow = { state: string; reason: string | null; unread: unknown };

/**
 * What of a document cannot be searched, in words; empty where nothing is missing. `seesRedactions`: whether the actor
 * may know where words lie readable under a black box; others learn that words are left out, and not where.
 */
export function listUnread({ state, reason, unread }: UnreadRow, seesRedactions: boolean): Unread[] {
  const whole = describeWhole(state as DocumentState, reason);
  const items = unreadItemSchema.array().parse(unread);
  return [...whole, ...items.map((item) => describeUnread(seesRedactions ? item : withoutPlace(item)))];
}

function describeWhole(state: DocumentState, reason: string | null): Unread[] {
  if (state === 'searchable') return [];
  const unknown = journey[state].final ? 'It has no words that could be read.' : 'It is still being read.';
  return [{ what: 'the whole document', page: null, reason: reason ?? unknown }];
}

function withoutPlace(item: UnreadItem): UnreadItem {
  return item.kind === 'hidden-words' ? { kind: 'words-left-out' } : item;
}
