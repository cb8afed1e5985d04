import { Refused } from '../errors.ts';
import { folderKind } from './kinds/folder.ts';
import { restKind } from './kinds/rest.ts';
import { s3Kind } from './kinds/s3.ts';
import { sftpKind } from './kinds/sftp.ts';
import type { TargetAddress, TargetKind } from './target-kind.ts';

/** Every kind of target. */
const targetKinds: readonly TargetKind[] = [folderKind, sftpKind, s3Kind, restKind];

export type TargetLocation = { kind: TargetKind; address: TargetAddress };

/**
 * Reads where backups go: which kind of target it is, and its address.
 * @throws Refused for anything else, and for an address that holds a password: it would stand in settings and lists.
 */
export function parseLocation(text: string): TargetLocation {
  for (const kind of targetKinds) {
    const address = kind.parse(text);
    if (address) return { kind, address };
  }
  const examples = targetKinds.map(({ example }) => example);
  throw new Refused(
    `"${text}" is no backup target. Give ${examples.slice(0, -1).join(', ')} or ${examples.at(-1) ?? ''}.`,
  );
}
