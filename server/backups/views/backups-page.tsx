import type { OperatorRequestView } from '../../../core/backups/operator-requests.ts';
import type { RestoreView } from '../../../core/backups/restores.ts';
import type { BackupOverview, TargetView } from '../../../core/backups/backup-overview.ts';
import { BackupTable, LastProvenRestore, RecoveryKeyReminder, RehearsalTable } from './backup-tables.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { formatDuration, Timestamp, formatTimeAgo } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { RestoreForm, RestoreList } from './restore-requests.tsx';
import { Form } from '../../ui/form.tsx';

export type BackupsPageProps = {
  pageFrame: PageFrame;
  overview: BackupOverview;
  restores: RestoreView[];
  /** Why an order was not taken. */
  problem?: string;
};

/** Backups for administrators: what would be lost now, how long coming back takes, and where the backups are. */
export function BackupsPage({ pageFrame, overview, restores, problem }: BackupsPageProps) {
  return (
    <Layout title="Backups" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/admin/status">Status</a>
      </nav>
      <h1>Backups</h1>
      <RecoveryKeyReminder recoveryKey={overview.recoveryKey} />
      <CurrentBackups told={overview} />
      <section aria-labelledby="restores-title">
        <h2 id="restores-title">One matter back</h2>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        <RestoreForm
          action="/admin/backups/restores"
          backups={overview.sets}
          byNumber
          open={problem !== undefined}
        />
        <RestoreList restores={restores} backups={overview.sets} byNumber />
      </section>
      <section aria-labelledby="places-title">
        <h2 id="places-title">Where backups go</h2>
        <ul class="parts">
          {overview.places.map((place) => (
            <BackupTargetItem place={place} />
          ))}
        </ul>
        {overview.places.length === 0 ? (
          <p class="empty">
            The process that makes backups has not said where they go. Type: strongroom logs ops
          </p>
        ) : null}
      </section>
      <ScheduledJobs planned={overview.planned} />
      <section aria-labelledby="rehearsals-title">
        <h2 id="rehearsals-title">Rehearsals of a restore</h2>
        <RehearsalTable rehearsals={overview.rehearsals} />
      </section>
    </Layout>
  );
}

/** What changes while a backup runs: drawn again by itself as long as one does. */
function CurrentBackups({ told }: { told: BackupOverview }) {
  const open = told.requests.find(({ state }) => state === 'asked' || state === 'running');
  const isRunning = told.backups.some(({ state }) => state === 'running');
  return (
    <live-part id="backups-now" every={open || isRunning ? 3 : 0}>
      <RecoveryObjectives told={told} />
      <LastProvenRestore time={told.recoveryTime} />
      <section aria-labelledby="now-title">
        <h2 id="now-title">Backups</h2>
        {open ? (
          <p role="status">
            <span class="chip busy">{open.state === 'asked' ? 'Asked for' : 'Under way'}</span> A backup was
            asked for at <Timestamp at={open.askedAt} />
            {open.state === 'asked' ? '. It begins as soon as nothing else is under way.' : '.'}
          </p>
        ) : (
          <Form class="line" action="/admin/backups">
            <button class="primary">Back up now</button>
          </Form>
        )}
        {open ? null : <LastRequestOutcome request={told.requests[0]} />}
        <BackupTable backups={told.backups} />
      </section>
    </live-part>
  );
}

function LastRequestOutcome({ request }: { request: OperatorRequestView | undefined }) {
  if (!request?.endedAt) return null;
  return (
    <p role="status" class="hint">
      The backup that was asked for last {request.state === 'done' ? 'ended well' : 'failed'} at{' '}
      <Timestamp at={request.endedAt} />. {request.reason}
    </p>
  );
}

function RecoveryObjectives({ told: { recoveryPoint, recoveryTime } }: { told: BackupOverview }) {
  return (
    <ul class="tally">
      <RecoveryObjective
        seconds={recoveryPoint.seconds}
        objectiveSeconds={recoveryPoint.objectiveSeconds}
        meaning="would be lost if this machine were gone now"
        detail={`at most ${formatDuration(recoveryPoint.objectiveSeconds)}; the goal is ${formatDuration(recoveryPoint.goalSeconds)}`}
      />
      <RecoveryObjective
        seconds={recoveryTime.seconds}
        objectiveSeconds={recoveryTime.objectiveSeconds}
        meaning="to bring everything back, as last rehearsed"
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
      <span class={`chip ${isMet ? 'good' : 'bad'}`}>{isMet ? 'As promised' : 'Not as promised'}</span>
      <p class="hint">
        {meaning} ({detail})
      </p>
    </li>
  );
}

function BackupTargetItem({ place }: { place: TargetView }) {
  const faults = [
    ...(place.failure === null ? [] : [`It did not take the last set: ${place.failure}`]),
    ...(place.logFailure === null ? [] : [`It did not take the newest changes: ${place.logFailure}`]),
    ...(place.checkFailure === null ? [] : [`Its last check failed: ${place.checkFailure}`]),
    ...(place.pruneFailure === null
      ? []
      : [`What is kept no longer could not be removed the last time: ${place.pruneFailure}`]),
    ...(place.unusualSince === null
      ? []
      : [
          `Many documents are gone or changed since its set of ${place.unusualSince.slice(0, 16).replace('T', ' ')} UTC, although nothing here changes them. Nothing is removed there until an administrator has looked. Type: strongroom doctor`,
        ]),
    ...(place.lastSet === null ? ['It has taken no set yet.'] : []),
  ];
  return (
    <li>
      <span class={`chip ${faults.length === 0 ? 'good' : 'bad'}`}>
        {faults.length === 0 ? 'Well' : 'Not well'}
      </span>
      <strong>{place.name === 'near' ? 'Near' : 'Far'}</strong>
      <span>{place.location.startsWith('/') ? 'a folder of this server' : <bdi>{place.location}</bdi>}</span>
      <span class="hint">
        last set {formatLast(place.lastSet)}
        {place.lockedUntil === null ? (
          ''
        ) : (
          <>, which nobody can remove before {place.lockedUntil.slice(0, 10)}</>
        )}
        , newest changes {formatLast(place.logUntil)}, last check {formatLast(place.lastCheck)}, old sets last
        removed {formatLast(place.lastPrune)}, last proven restore {formatLast(place.lastProven)}
      </span>
      {place.pruneNeeds === null ? null : <p class="hint">{place.pruneNeeds}</p>}
      {faults.map((fault) => (
        <p class="reason">{fault}</p>
      ))}
    </li>
  );
}

function formatLast(at: string | null): string {
  return at === null ? 'never' : formatTimeAgo(at);
}

const scheduledJobLabels: Readonly<Record<string, string>> = {
  'daily-backup': 'Whole backup',
  'hourly-backup': 'Backup of what changed',
  rehearsal: 'Rehearsal of a restore',
  'ship-log-near': 'Newest changes to the near place',
  'ship-log-far': 'Newest changes to the far place',
  'weekly-check': 'Check of the backups',
  'monthly-dump': 'Copy of the database as plain SQL',
  'byte-removal': 'Removal of purged originals for good',
};

function ScheduledJobs({ planned }: { planned: BackupOverview['planned'] }) {
  return (
    <section aria-labelledby="planned-title">
      <h2 id="planned-title">What runs next by itself</h2>
      <ul class="parts">
        {planned.map(({ name, at }) => (
          <li>
            <strong>{scheduledJobLabels[name] ?? name}</strong>
            <Timestamp at={at} />
          </li>
        ))}
      </ul>
    </section>
  );
}
