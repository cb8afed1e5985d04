import type { Children } from './custom-elements.ts';
import { SafeText } from './format.tsx';

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

/** A notice that is one sentence, in which a name from outside may stand. */
export function SentenceNotice({ kind, text }: { kind: 'problem' | 'good' | 'plain'; text: string }) {
  return (
    <Notice kind={kind}>
      <SafeText of={text} />
    </Notice>
  );
}

/** What became of the form that led to this page: nothing, where no form did. */
export function OutcomeNotices({ problem, done }: OutcomeNoticesProps) {
  return (
    <>
      {problem ? <SentenceNotice kind="problem" text={problem} /> : null}
      {done ? <SentenceNotice kind="good" text={done} /> : null}
    </>
  );
}
