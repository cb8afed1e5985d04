import { writeFileSync } from 'node:fs';
import type { Address } from 'postal-mime';

/** What a message says of itself, for conversations; times as RFC 3339. */
export type MessageJson = {
  messageId: string | null;
  /** Ids that In-Reply-To and References name. */
  refersTo: string[];
  subject: string;
  sender: string;
  recipients: string;
  sentAt: string | null;
};

const maxIds = 1_000;
const maxCharacters = 2_000;

/** Saves the facts as `message.json`. */
export function writeMessageMetadata(facts: MessageJson): void {
  const { subject, sender, recipients } = facts;
  const short = (text: string) => text.slice(0, maxCharacters).toWellFormed();
  const kept = { ...facts, subject: short(subject), sender: short(sender), recipients: short(recipients) };
  writeFileSync('message.json', JSON.stringify(kept), { flag: 'wx', mode: 0o640 });
}

/** The message ids in a header's value (RFC 5322 §3.6.4), without their brackets. */
export function parseMessageIds(value: string | undefined): string[] {
  const text = (value ?? '').slice(0, 1_000_000);
  const found = text.match(/<[^<>\s]{1,998}>/g) ?? text.match(/[^<>\s,]{1,998}@[^<>\s,]{1,998}/g) ?? [];
  return [...new Set(found.map((id) => id.replace(/^<|>$/g, '')))].slice(0, maxIds);
}

/** A date as any program wrote it, or null. */
export function toTimestamp(value: string | undefined): string | null {
  const time = new Date(value ?? '');
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** Addresses as people read them. */
export function formatAddresses(list: Address[] = []): string {
  const one = (address: Address): string =>
    address.group
      ? `${address.name}: ${formatAddresses(address.group)}`
      : address.name
        ? `${address.name} <${address.address}>`
        : address.address;
  return list.map(one).join(', ');
}

/** Headers as lines; those without a value are left out. */
export function formatHeaders(lines: [name: string, value: string | undefined][]): string {
  const given = lines.filter(([, value]) => value);
  return `${given.map(([name, value]) => `${name}: ${value ?? ''}`).join('\n')}\n\n`;
}
