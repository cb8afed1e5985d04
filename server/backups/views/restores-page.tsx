import type { MatterRestores } from '../../../core/backups/restores.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RestoreForm, RestoreList } from './restore-requests.tsx';

export type RestoresPageProps = {
  pageFrame: PageFrame;
  overview: MatterRestores;
  /** The id of the document that is to be brought back by itself, where the way led through its page. */
  documentId: string;
  problem?: string;
};

/** Where an owner orders their matter, or a document of it, out of a backup, and sees what became of it. */
export function RestoresPage({ pageFrame, overview, documentId, problem }: RestoresPageProps) {
  const { matter, restores, backups } = overview;
  return (
    <Layout title="Bring back from a backup" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <SafeText of={matter.name} />
        </a>
      </nav>
      <h1>Bring back from a backup</h1>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <RestoreForm
        action={`/matters/${matter.id}/restores`}
        backups={backups}
        documentId={documentId}
        open={problem !== undefined || documentId !== '' || restores.length === 0}
      />
      <RestoreList restores={restores} backups={backups} />
    </Layout>
  );
}
