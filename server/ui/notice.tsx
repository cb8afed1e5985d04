import type { Children } from './custom-elements.ts';

/** A sentence about what just happened or was refused. Problems are read out at once. */
export function Notice({ kind, children }: { kind: 'problem' | 'good' | 'plain'; children: Children }) {
  return (
    <div class={`notice ${kind}`} role={kind === 'problem' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
