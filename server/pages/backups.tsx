import type { OpsRequestView } from '../../core/backups/ask-ops.ts';
import type { RestoreView } from '../../core/backups/restores.ts';
import type { BackupsView, PlaceView } from '../../core/backups/tell-backups.ts';
import { BackupTable, LastProven, RecoveryKeyReminder, RehearsalTable } from './backup-parts.tsx';
import type { Chrome } from './chrome.ts';
import { lasting, Moment, sinceThen } from './figures.tsx';
import { Layout } from './layout.tsx';
import { Notice } from './notice.tsx';
import { RestoreForm, RestoreList } from './restore-parts.tsx';
import { Form } from './form.tsx';

export type BackupsPageProps = {
  chrome: Chrome;
  told: BackupsView;
  restores: RestoreView[];
  /** Why an order was not taken. */
  problem?: string;
};

/** Backups for administrators: what would be lost now, how long coming back takes, and where the backups are. */
export function BackupsPage({ chrome, told, restores, problem }: BackupsPageProps) {
  return (
    <Layout title="Backups" chrome={chrome}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/admin/status">Status</a>
      </nav>
      <h1>Backups</h1>
      <RecoveryKeyReminder recoveryKey={told.recoveryKey} />
      <Now told={told} />
      <section aria-labelledby="restores-title">
        <h2 id="restores-title">One matter back</h2>
        {problem ? <Notice kind="problem">{problem}</Notice> : null}
        <RestoreForm to="/admin/backups/restores" sets={told.sets} byNumber open={problem !== undefined} />
        <RestoreList restores={restores} sets={told.sets} byNumber />
      </section>
      <section aria-labelledby="places-title">
        <h2 id="places-title">Where backups go</h2>
        <ul class="parts">
          {told.places.map((place) => (
            <Place place={place} />
          ))}
        </ul>
        {told.places.length === 0 ? (
          <p class="empty">
            The process that makes backups has not said where they go. Type: strongroom logs ops
          </p>
        ) : null}
      </section>
      <Planned planned={told.planned} />
      <section aria-labelledby="rehearsals-title">
        <h2 id="rehearsals-title">Rehearsals of a restore</h2>
        <RehearsalTable rehearsals={told.rehearsals} />
      </section>
    </Layout>
  );
}

/** What changes while a backup runs: drawn again by itself as long as one does. */
function Now({ told }: { told: BackupsView }) {
  const open = told.requests.find(({ state }) => state === 'asked' || state === 'running');
  const runs = told.backups.some(({ state }) => state === 'running');
  return (
    <live-part id="backups-now" every={open || runs ? 3 : 0}>
      <Objectives told={told} />
      <LastProven time={told.recoveryTime} />
      <section aria-labelledby="now-title">
        <h2 id="now-title">Backups</h2>
        {open ? (
          <p role="status">
            <span class="chip busy">{open.state === 'asked' ? 'Asked for' : 'Under way'}</span> A backup was
            asked for at <Moment at={open.askedAt} />
            {open.state === 'asked' ? '. It begins as soon as nothing else is under way.' : '.'}
          </p>
        ) : (
          <Form class="line" action="/admin/backups">
            <button class="primary">Back up now</button>
          </Form>
        )}
        {open ? null : <LastAnswer request={told.requests[0]} />}
        <BackupTable backups={told.backups} />
      </section>
    </live-part>
  );
}

function LastAnswer({ request }: { request: OpsRequestView | undefined }) {
  if (!request?.endedAt) return null;
  return (
    <p role="status" class="hint">
      The backup that was asked for last {request.state === 'done' ? 'ended well' : 'failed'} at{' '}
      <Moment at={request.endedAt} />. {request.reason}
    </p>
  );
}

function Objectives({ told: { recoveryPoint, recoveryTime } }: { told: BackupsView }) {
  return (
    <ul class="tally">
      <Objective
        figure={recoveryPoint.seconds}
        promise={recoveryPoint.objectiveSeconds}
        what="would be lost if this machine were gone now"
        detail={`at most ${lasting(recoveryPoint.objectiveSeconds)}; the goal is ${lasting(recoveryPoint.goalSeconds)}`}
      />
      <Objective
        figure={recoveryTime.seconds}
        promise={recoveryTime.objectiveSeconds}
        what="to bring everything back, as last rehearsed"
        detail={`at most ${lasting(recoveryTime.objectiveSeconds)}`}
      />
    </ul>
  );
}

type Aim = { figure: number | null; promise: number; what: string; detail: string };

function Objective({ figure, promise, what, detail }: Aim) {
  const kept = figure !== null && figure <= promise;
  return (
    <li>
      <strong>{figure === null ? 'Not known' : lasting(figure)}</strong>
      <span class={`chip ${kept ? 'good' : 'bad'}`}>{kept ? 'As promised' : 'Not as promised'}</span>
      <p class="hint">
        {what} ({detail})
      </p>
    </li>
  );
}

function Place({ place }: { place: PlaceView }) {
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
        last set {when(place.lastSet)}
        {place.lockedUntil === null ? (
          ''
        ) : (
          <>, which nobody can remove before {place.lockedUntil.slice(0, 10)}</>
        )}
        , newest changes {when(place.logUntil)}, last check {when(place.lastCheck)}, old sets last removed{' '}
        {when(place.lastPrune)}, last proven restore {when(place.lastProven)}
      </span>
      {place.pruneNeeds === null ? null : <p class="hint">{place.pruneNeeds}</p>}
      {faults.map((fault) => (
        <p class="reason">{fault}</p>
      ))}
    </li>
  );
}

function when(at: string | null): string {
  return at === null ? 'never' : sinceThen(at);
}

const plannedNames: Readonly<Record<string, string>> = {
  'daily-backup': 'Whole backup',
  'hourly-backup': 'Backup of what changed',
  rehearsal: 'Rehearsal of a restore',
  'ship-log-near': 'Newest changes to the near place',
  'ship-log-far': 'Newest changes to the far place',
  'weekly-check': 'Check of the backups',
  'monthly-dump': 'Copy of the database as plain SQL',
  'byte-removal': 'Removal of purged originals for good',
};

function Planned({ planned }: { planned: BackupsView['planned'] }) {
  return (
    <section aria-labelledby="planned-title">
      <h2 id="planned-title">What runs next by itself</h2>
      <ul class="parts">
        {planned.map(({ name, at }) => (
          <li>
            <strong>{plannedNames[name] ?? name}</strong>
            <Moment at={at} />
          </li>
        ))}
      </ul>
    </section>
  );
}
