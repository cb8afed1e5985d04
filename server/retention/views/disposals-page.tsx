import type { DisposalView, ExpiredMatter } from '../../../core/retention/read-disposals.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

export type DisposalsPageProps = {
  pageFrame: PageFrame;
  /** Who looks: nobody approves what they proposed. */
  readerId: string;
  expired: ExpiredMatter[];
  disposals: DisposalView[];
  problem?: string;
};

/** Matters whose retention is over, and the disposals that were proposed, approved, withdrawn and done. */
export function DisposalsPage({ pageFrame, readerId, expired, disposals, problem }: DisposalsPageProps) {
  const openMatterIds = new Set(disposals.filter(isOpen).map((disposal) => disposal.matterId));
  return (
    <Layout title="Disposal" pageFrame={pageFrame}>
      <h1>Disposal</h1>
      <p class="hint">
        A closed matter is kept for the time of its schedule. Then one person proposes to dispose of it, and
        somebody else approves. Nothing under legal hold goes. What went stays on a certificate.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      <section aria-labelledby="expired-title">
        <h2 id="expired-title">Retention is over</h2>
        {expired.length === 0 ? (
          <p class="empty">No matter of yours has come to the end of its time.</p>
        ) : null}
        <ul class="parts">
          {expired.map((matter) => (
            <li>
              <strong>
                <SafeText of={matter.number} />
              </strong>
              <span>
                since <Timestamp at={matter.expiredAt} /> (<SafeText of={matter.schedule} />)
              </span>
              {matter.held ? <span class="chip warn">Under legal hold</span> : null}
              {matter.held || openMatterIds.has(matter.id) ? null : <ProposeDisposalForm matter={matter} />}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="disposals-title">
        <h2 id="disposals-title">Disposals</h2>
        {disposals.length === 0 ? <p class="empty">None was ever proposed.</p> : null}
        <ul class="parts">
          {disposals.map((disposal) => (
            <DisposalItem disposal={disposal} me={readerId} />
          ))}
        </ul>
      </section>
    </Layout>
  );
}

function isOpen({ doneAt, withdrawnAt }: DisposalView): boolean {
  return doneAt === null && withdrawnAt === null;
}

function ProposeDisposalForm({ matter }: { matter: ExpiredMatter }) {
  return (
    <Form action="/disposals">
      <input type="hidden" name="matterId" value={matter.id} />
      <label>
        Why <input name="reason" required maxLength={1000} autocomplete="off" />
      </label>
      <button aria-label={`Propose to dispose of ${matter.number}`}>Propose</button>
    </Form>
  );
}

function DisposalItem({ disposal, me }: { disposal: DisposalView; me: string }) {
  const { id, matterNumber, proposedBy, approvedBy, doneAt, withdrawnAt } = disposal;
  return (
    <li>
      <strong>
        <a href={`/disposals/${id}`}>
          <SafeText of={matterNumber} />
        </a>
      </strong>
      <span>
        proposed by <SafeText of={proposedBy.name} /> <Timestamp at={disposal.proposedAt} />
        {approvedBy ? (
          <>
            , approved by <SafeText of={approvedBy.name} />
          </>
        ) : null}
      </span>
      <span class={`chip ${doneAt ? 'good' : withdrawnAt ? 'muted' : 'busy'}`}>
        {doneAt ? 'Done' : withdrawnAt ? 'Withdrawn' : approvedBy ? 'Being carried out' : 'Proposed'}
      </span>
      {isOpen(disposal) && !approvedBy && proposedBy.id !== me ? (
        <Form action={`/disposals/${id}/approve`}>
          <button class="primary" aria-label={`Approve the disposal of ${matterNumber}`}>
            Approve
          </button>
        </Form>
      ) : null}
      {isOpen(disposal) ? (
        <Form action={`/disposals/${id}/withdraw`}>
          <label>
            Why <input name="reason" required maxLength={1000} autocomplete="off" />
          </label>
          <button class="quiet" aria-label={`Withdraw the disposal of ${matterNumber}`}>
            Withdraw
          </button>
        </Form>
      ) : null}
    </li>
  );
}
