import type { MatterRestores } from '../../core/backups/restores.ts';
import type { Chrome } from './chrome.ts';
import { Name } from './figures.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { RestoreForm, RestoreList } from './restore-parts.tsx';

export type RestoresPageProps = {
  chrome: Chrome;
  told: MatterRestores;
  /** The id of the document that is to be brought back by itself, where the way led through its page. */
  document: string;
  problem?: string;
};

/** Where an owner orders their matter, or a document of it, out of a backup, and sees what became of it. */
export function RestoresPage({ chrome, told, document, problem }: RestoresPageProps) {
  const { matter, restores, sets } = told;
  return (
    <Layout title="Bring back from a backup" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <Name of={matter.name} />
        </a>
      </nav>
      <h1>Bring back from a backup</h1>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <RestoreForm
        to={`/matters/${matter.id}/restores`}
        sets={sets}
        document={document}
        open={problem !== undefined || document !== '' || restores.length === 0}
      />
      <RestoreList restores={restores} sets={sets} />
    </Layout>
  );
}
