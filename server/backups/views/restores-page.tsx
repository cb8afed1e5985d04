import type { MatterRestores } from '../../../core/backups/restores.ts';
import { RestoreForm, RestoreList } from './restore-requests.tsx';
import { matterCrumbs } from '../../ui/crumbs.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

export type RestoresPageProps = {
  pageFrame: PageFrame;
  overview: MatterRestores;
  /** The id of the document to restore by itself, where the way led through its page. */
  documentId: string;
  problem?: string;
};

/** Where an owner orders their matter, or a document of it, out of a backup, and sees what became of it. */
export function RestoresPage({ pageFrame, overview, documentId, problem }: RestoresPageProps) {
  const { matter, restores, backups } = overview;
  return (
    <Page title="Restore from a backup" pageFrame={pageFrame} crumbs={matterCrumbs(matter)} problem={problem}>
      <RestoreForm
        action={`/matters/${matter.id}/restores`}
        backups={backups}
        documentId={documentId}
        isOpen={problem !== undefined || documentId !== '' || restores.length === 0}
      />
      <RestoreList restores={restores} backups={backups} />
    </Page>
  );
}
