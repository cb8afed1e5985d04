import type { OperatorRequestView } from '../../../core/backups/operator-requests.ts';
import type { RestoreView } from '../../../core/backups/restores.ts';
import type { BackupOverview } from '../../../core/backups/backup-overview.ts';
import { formatDuration } from '../../browser/format.ts';
import { BackupTable, LastProvenRestore, RecoveryKeyReminder, RehearsalTable } from './backup-tables.tsx';
import { isOpenRequest, RestoreForm, RestoreList } from './restore-requests.tsx';
import { ScheduledJobsSection } from './scheduled-jobs-section.tsx';
import { TargetsSection } from './targets-section.tsx';
import { Chip } from '../../ui/chip.tsx';
import { statusCrumb } from '../../ui/crumbs.tsx';
import { Timestamp } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { OutcomeNotices } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type BackupsPageProps = {
  pageFrame: PageFrame;
  overview: BackupOverview;
  restores: RestoreView[];
  /** Why a restore was refused. */
  problem?: string;
};

/** Backups for administrators: what would be lost now, how long a restore takes, and where the backups are. */
export function BackupsPage({ pageFrame, overview, restores, problem }: BackupsPageProps) {
  return (
    <Page title="Backups" pageFrame={pageFrame} crumbs={[statusCrumb]}>
      <RecoveryKeyReminder recoveryKey={overview.recoveryKey} />
      <CurrentBackups overview={overview} />
      <Section id="restores-title" title="Restore a matter">
        <OutcomeNotices problem={problem} />
        <RestoreForm
          action="/admin/backups/restores"
          backups={overview.sets}
          byNumber
          isOpen={problem !== undefined}
        />
        <RestoreList restores={restores} backups={overview.sets} byNumber />
      </Section>
      <TargetsSection targets={overview.places} />
      <ScheduledJobsSection planned={overview.planned} />
      <Section id="rehearsals-title" title="Restore rehearsals">
        <RehearsalTable rehearsals={overview.rehearsals} />
      </Section>
    </Page>
  );
}

/** What changes while a backup runs: drawn again by itself as long as one does. */
function CurrentBackups({ overview }: { overview: BackupOverview }) {
  const open = overview.requests.find(isOpenRequest);
  const isRunning = overview.backups.some(({ state }) => state === 'running');
  return (
    <live-part id="backups-now" every={open || isRunning ? 3 : 0}>
      <RecoveryObjectives overview={overview} />
      <LastProvenRestore time={overview.recoveryTime} />
      <Section id="now-title" title="Backups">
        {open ? <OpenRequest request={open} /> : <BackUpNow lastRequest={overview.requests[0]} />}
        <BackupTable backups={overview.backups} />
      </Section>
    </live-part>
  );
}

function OpenRequest({ request: { state, askedAt } }: { request: OperatorRequestView }) {
  const isWaiting = state === 'asked';
  return (
    <p role="status">
      <Chip label={isWaiting ? 'Requested' : 'Running'} tone="busy" /> A backup was requested at{' '}
      <Timestamp at={askedAt} />
      {isWaiting ? '. It starts as soon as no other job runs.' : '.'}
    </p>
  );
}

function BackUpNow({ lastRequest }: { lastRequest: OperatorRequestView | undefined }) {
  return (
    <>
      <Form class="line" action="/admin/backups">
        <button class="primary">Back up now</button>
      </Form>
      {lastRequest?.endedAt ? (
        <p role="status" class="hint">
          The last requested backup {lastRequest.state === 'done' ? 'succeeded' : 'failed'} at{' '}
          <Timestamp at={lastRequest.endedAt} />. {lastRequest.reason}
        </p>
      ) : null}
    </>
  );
}

function RecoveryObjectives({ overview: { recoveryPoint, recoveryTime } }: { overview: BackupOverview }) {
  return (
    <ul class="tally">
      <RecoveryObjective
        seconds={recoveryPoint.seconds}
        objectiveSeconds={recoveryPoint.objectiveSeconds}
        meaning="of work would be lost if this machine failed now"
        detail={`at most ${formatDuration(recoveryPoint.objectiveSeconds)}; the goal is ${formatDuration(recoveryPoint.goalSeconds)}`}
      />
      <RecoveryObjective
        seconds={recoveryTime.seconds}
        objectiveSeconds={recoveryTime.objectiveSeconds}
        meaning="to restore everything, as last rehearsed"
        detail={`at most ${formatDuration(recoveryTime.objectiveSeconds)}`}
      />
    </ul>
  );
}

type RecoveryObjectiveProps = {
  seconds: number | null;
  objectiveSeconds: number;
  meaning: string;
  detail: string;
};

function RecoveryObjective({ seconds, objectiveSeconds, meaning, detail }: RecoveryObjectiveProps) {
  const isMet = seconds !== null && seconds <= objectiveSeconds;
  return (
    <li>
      <strong>{seconds === null ? 'Not known' : formatDuration(seconds)}</strong>
      {isMet ? <Chip label="Objective met" tone="good" /> : <Chip label="Objective missed" tone="bad" />}
      <p class="hint">
        {meaning} ({detail})
      </p>
    </li>
  );
}
