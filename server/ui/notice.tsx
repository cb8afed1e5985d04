import type { Children } from './custom-elements.ts';

/** A sentence about what just happened or was refused. Problems are read out at once. */
export function Notice({ kind, children }: { kind: 'problem' | 'good' | 'plain'; children: Children }) {
  return (
    <div class={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}

export type OutcomeNoticesProps = {
  /** Why what was asked for was refused. */
  problem?: string | undefined;
  /** What was done. */
  done?: string | undefined;
};

/** What became of the form that led to this page: nothing, where no form did. */
export function OutcomeNotices({ problem, done }: OutcomeNoticesProps) {
  return (
    <>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {done ? <Notice kind="good">{done}</Notice> : null}
    </>
  );
}
