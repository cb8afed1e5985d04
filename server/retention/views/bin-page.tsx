import type { MatterView } from '../../../core/matters/matters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { BinEntry } from '../../../core/retention/list-bin.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText, formatBytes } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { VersionMark } from '../../ui/version-mark.tsx';
import { Form } from '../../ui/form.tsx';

export type BinPageProps = { pageFrame: PageFrame; matter: MatterView; entries: ListPage<BinEntry> };

/** The bin of a matter: what was deleted, by whom, and until when it comes back at the press of a button. */
export function BinPage({ pageFrame, matter, entries }: BinPageProps) {
  return (
    <Layout title="Bin" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <SafeText of={matter.name} />
        </a>
      </nav>
      <h1>Bin</h1>
      <p class="hint">
        What is here is gone for everybody: lists, search, previews and downloads. Each document lies here for
        30 days with all its versions and all that came in it, and is then purged.
      </p>
      {entries.items.length === 0 ? <p class="empty">Nothing is in the bin of this matter.</p> : null}
      {entries.items.length === 0 ? null : <BinTable entries={entries.items} />}
      {entries.nextCursor ? (
        <p class="more">
          <a
            class="button"
            href={`/matters/${matter.id}/bin?cursor=${encodeURIComponent(entries.nextCursor)}`}
          >
            Deleted earlier
          </a>
        </p>
      ) : null}
    </Layout>
  );
}

function BinTable({ entries }: { entries: BinEntry[] }) {
  return (
    <div class="scroll">
      <table class="list" id="bin">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="figure">
              Size
            </th>
            <th scope="col">Deleted</th>
            <th scope="col">Can be restored until</th>
            <th scope="col">Restoring</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr>
              <th scope="row">
                <SafeText of={entry.filename} />
                <VersionMark version={entry.version} newest />
              </th>
              <td data-label="Size" class="figure">
                {formatBytes(entry.bytes)}
              </td>
              <td data-label="Deleted" class="moment">
                <Timestamp at={entry.deletedAt} />
                <span class="by">
                  <SafeText of={entry.deletedBy.name} />
                </span>
              </td>
              <td data-label="Can be restored until" class="moment">
                <Timestamp at={entry.restorableUntil} />
              </td>
              <td data-label="Restoring">
                <Form action={`/documents/${entry.id}/restore`}>
                  <button aria-label={`Restore ${entry.filename}`}>Restore</button>
                </Form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
