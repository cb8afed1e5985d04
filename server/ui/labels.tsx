import type { PersonRole } from '../../core/actor.ts';
import type { StepName } from '../../core/documents/journey.ts';
import type { MatterView } from '../../core/matters/matters.ts';
import { Icon } from './icons.tsx';

// What things of the database are called to people, where more than one feature shows them.

export const personRoleLabels: Record<PersonRole, string> = {
  member: 'Member of staff',
  administrator: 'Administrator',
  auditor: 'Auditor',
};

export const matterRoleLabels = { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' } as const;

/** What the reader may do in a matter; who has no role in it reads it because the whole firm may. */
export function formatOwnRole({ role }: Pick<MatterView, 'role'>): string {
  return role ? matterRoleLabels[role] : 'Reader';
}

export const stepLabels: Record<StepName, string> = {
  scan: 'Check for viruses',
  extract: 'Extract text',
  read: 'Read scanned pages',
  analyse: 'Analyse and index',
};

/** Who may see a matter, in words. */
export function AccessLabel({ access }: { access: MatterView['access'] }) {
  return (
    <span class="access">
      <Icon name={access === 'members' ? 'lock' : 'people'} />
      {access === 'members' ? 'Members only' : 'Whole firm'}
    </span>
  );
}

/** Beside a name: which version it is, where there is more than one, and whether it was replaced. */
export function VersionMark({ version, newest }: { version: number; newest: boolean }) {
  if (version === 1 && newest) return null;
  return (
    <span class="version">
      {newest ? `version ${version}` : `version ${version}, replaced by a newer one`}
    </span>
  );
}
