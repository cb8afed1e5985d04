import type { MatterView } from '../../core/matters/matters.ts';
import type { ListPage } from '../../core/platform/cursor.ts';
import type { BinEntry } from '../../core/retention/list-bin.ts';
import type { Chrome } from './chrome.ts';
import { Moment, Name, readableBytes } from './figures.tsx';
import { Layout } from './layout.tsx';
import { VersionMark } from './version-mark.tsx';
import { Form } from './form.tsx';

export type BinPageProps = { chrome: Chrome; matter: MatterView; entries: ListPage<BinEntry> };

/** The bin of a matter: what was deleted, by whom, and until when it comes back at the press of a button. */
export function BinPage({ chrome, matter, entries }: BinPageProps) {
  return (
    <Layout title="Bin" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
        <a href={`/matters/${matter.id}`}>
          <Name of={matter.name} />
        </a>
      </nav>
      <h1>Bin</h1>
      <p class="hint">
        What is here is gone for everybody: lists, search, previews and downloads. Each document lies here for
        30 days with all its versions and all that came in it, and is then purged.
      </p>
      {entries.items.length === 0 ? <p class="empty">Nothing is in the bin of this matter.</p> : null}
      {entries.items.length === 0 ? null : <Entries entries={entries.items} />}
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

function Entries({ entries }: { entries: BinEntry[] }) {
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
                <Name of={entry.filename} />
                <VersionMark version={entry.version} newest />
              </th>
              <td data-label="Size" class="figure">
                {readableBytes(entry.bytes)}
              </td>
              <td data-label="Deleted" class="moment">
                <Moment at={entry.deletedAt} />
                <span class="by">
                  <Name of={entry.deletedBy.name} />
                </span>
              </td>
              <td data-label="Can be restored until" class="moment">
                <Moment at={entry.restorableUntil} />
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
