import type { MatterView, NewMatter } from '../../../core/matters/matters.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import {
  PendingAccessNotice,
  type MatterAccessSectionsProps,
} from '../../access/views/matter-access-sections.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

type MattersPageProps = {
  pageFrame: PageFrame;
  matters: ListPage<MatterView>;
  pendingAccess: Omit<MatterAccessSectionsProps, 'readerId'>;
  problem?: string;
  filled?: Partial<NewMatter>;
};

export function MattersPage({ pageFrame, matters, pendingAccess, problem, filled }: MattersPageProps) {
  const isEmpty = matters.items.length === 0;
  return (
    <Layout title="Matters" pageFrame={pageFrame}>
      <div class="heading">
        <h1>Matters</h1>
        {isEmpty ? null : (
          <filter-rows for="matters" hidden>
            <input
              type="search"
              aria-label="Filter the list"
              placeholder="Filter by client, number or name"
            />
          </filter-rows>
        )}
      </div>
      <PendingAccessNotice {...pendingAccess} />
      <NewMatterForm open={isEmpty || problem !== undefined} problem={problem} filled={filled ?? {}} />
      {isEmpty ? <p class="empty">You are in no matter yet. Open one above, or ask for one below.</p> : null}
      {isEmpty ? null : <MattersTable matters={matters.items} />}
      <p class="hint">
        <a href="/access">Ask for a matter you do not see</a>
      </p>
      {matters.nextCursor ? (
        <p class="more">
          <a class="button" href={`/matters?cursor=${encodeURIComponent(matters.nextCursor)}`}>
            Older matters
          </a>
        </p>
      ) : null}
    </Layout>
  );
}

function MattersTable({ matters }: { matters: MatterView[] }) {
  return (
    <div class="scroll">
      <table class="list" id="matters">
        <thead>
          <tr>
            <th scope="col">Matter</th>
            <th scope="col">Client</th>
            <th scope="col">Number</th>
            <th scope="col">Seen by</th>
            <th scope="col">Your part</th>
            <th scope="col">Opened</th>
          </tr>
        </thead>
        <tbody>
          {matters.map((matter) => (
            <tr data-row>
              <th scope="row">
                <a href={`/matters/${matter.id}`}>
                  <SafeText of={matter.name} />
                </a>
              </th>
              <td data-label="Client">
                <SafeText of={matter.client} />
              </td>
              <td data-label="Number" class="number">
                <SafeText of={matter.number} />
              </td>
              <td data-label="Seen by">
                <AccessLabel access={matter.access} />
              </td>
              <td data-label="Your part">{matter.role ? matterRoleLabels[matter.role] : 'Reader'}</td>
              <td data-label="Opened" class="moment">
                <Timestamp at={matter.createdAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const matterRoleLabels = { owner: 'Owner', editor: 'Editor', viewer: 'Viewer' } as const;

/** Who may see a matter, in words. */
export function AccessLabel({ access }: { access: MatterView['access'] }) {
  return (
    <span class="access">
      <Icon name={access === 'members' ? 'lock' : 'people'} />
      {access === 'members' ? 'Members only' : 'Whole firm'}
    </span>
  );
}

type NewMatterFormProps = { open: boolean; problem: string | undefined; filled: Partial<NewMatter> };

function NewMatterForm({ open, problem, filled }: NewMatterFormProps) {
  return (
    <details class="panel" open={open}>
      <summary>
        <Icon name="plus" /> New matter
      </summary>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <Form class="fields" action="/matters">
        <label class="half">
          Client
          <input name="client" value={filled.client} maxLength={200} required autocomplete="off" />
        </label>
        <label class="half">
          Number
          <input name="number" value={filled.number} maxLength={100} required autocomplete="off" />
        </label>
        <label>
          Name of the matter
          <input name="name" value={filled.name} maxLength={300} required autocomplete="off" />
        </label>
        <fieldset>
          <legend>Who may see it</legend>
          <label class="check">
            <input type="radio" name="access" value="members" checked={filled.access !== 'firm'} /> Only its
            members
          </label>
          <label class="check">
            <input type="radio" name="access" value="firm" checked={filled.access === 'firm'} /> Everybody in
            the firm
          </label>
        </fieldset>
        <button class="primary">Open matter</button>
      </Form>
    </details>
  );
}
