import type { DisposalView, ExpiredMatter } from '../../../core/retention/read-disposals.ts';
import { Chip, type ChipLook } from '../../ui/chip.tsx';
import { ActionButton, ReasonForm } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { ItemList } from '../../ui/list-table.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

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
    <Page title="Disposal" pageFrame={pageFrame} problem={problem}>
      <p class="hint">
        A closed matter is kept for the time of its schedule. Then one person proposes to dispose of it, and
        another approves. A legal hold stops it. A certificate lists what went.
      </p>
      <Section id="expired-title" title="Retention is over">
        <ItemList
          items={expired}
          item={(matter) => <ExpiredMatterItem matter={matter} isProposed={openMatterIds.has(matter.id)} />}
          empty="No matter of yours has come to the end of its time."
        />
      </Section>
      <Section id="disposals-title" title="Disposals">
        <ItemList
          items={disposals}
          item={(disposal) => <DisposalItem disposal={disposal} readerId={readerId} />}
          empty="No disposal has been proposed."
        />
      </Section>
    </Page>
  );
}

function isOpen({ doneAt, withdrawnAt }: DisposalView): boolean {
  return doneAt === null && withdrawnAt === null;
}

function ExpiredMatterItem({ matter, isProposed }: { matter: ExpiredMatter; isProposed: boolean }) {
  return (
    <>
      <strong>
        <SafeText of={matter.number} />
      </strong>
      <span>
        since <Timestamp at={matter.expiredAt} /> (<SafeText of={matter.schedule} />)
      </span>
      {matter.held ? <Chip label="Under legal hold" tone="warn" /> : null}
      {matter.held || isProposed ? null : (
        <ReasonForm
          action="/disposals"
          hidden={{ matterId: matter.id }}
          text="Propose"
          label={`Propose to dispose of ${matter.number}`}
        />
      )}
    </>
  );
}

function DisposalItem({ disposal, readerId }: { disposal: DisposalView; readerId: string }) {
  const { id, matterNumber, proposedBy, approvedBy } = disposal;
  return (
    <>
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
      <Chip {...lookOf(disposal)} />
      {isOpen(disposal) && !approvedBy && proposedBy.id !== readerId ? (
        <ActionButton
          action={`/disposals/${id}/approve`}
          text="Approve"
          label={`Approve the disposal of ${matterNumber}`}
          look="primary"
        />
      ) : null}
      {isOpen(disposal) ? (
        <ReasonForm
          action={`/disposals/${id}/withdraw`}
          text="Withdraw"
          label={`Withdraw the disposal of ${matterNumber}`}
          look="quiet"
        />
      ) : null}
    </>
  );
}

function lookOf({ doneAt, withdrawnAt, approvedBy }: DisposalView): ChipLook {
  if (doneAt) return { label: 'Done', tone: 'good' };
  if (withdrawnAt) return { label: 'Withdrawn', tone: 'muted' };
  return { label: approvedBy ? 'Running' : 'Proposed', tone: 'busy' };
}
