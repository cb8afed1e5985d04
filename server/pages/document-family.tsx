import type { DocumentDetail } from '../../core/documents/document-view.ts';
import { counted, Moment, Name } from './figures.tsx';
import { StateChip } from './state-chip.tsx';

/** What a document came in, what came in it, and the conversation it belongs to. */
export function DocumentFamily({ document }: { document: DocumentDetail }) {
  const { family, thread } = document;
  return (
    <>
      {family.parent ? (
        <section aria-labelledby="parent-title">
          <h2 id="parent-title">Came in</h2>
          <ul class="family">
            <li data-row>
              <a href={`/documents/${family.parent.id}`}>
                <Name of={family.parent.filename} />
              </a>
              <StateChip state={family.parent.state} />
            </li>
          </ul>
        </section>
      ) : null}
      {family.children.length > 0 ? <Children family={family} /> : null}
      {thread.length > 1 ? <Conversation thread={thread} id={document.id} /> : null}
    </>
  );
}

function Children({ family }: Pick<DocumentDetail, 'family'>) {
  const more = family.childCount - family.children.length;
  return (
    <section aria-labelledby="family-title">
      <h2 id="family-title">Attached</h2>
      <ul class="family">
        {family.children.map((child) => (
          <li data-row>
            <a href={`/documents/${child.id}`}>
              {child.folder ? <Name of={`${child.folder}/`} /> : null}
              <Name of={child.filename} />
            </a>
            <StateChip state={child.state} />
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="hint">And {counted(more, 'more file')}, listed in the matter.</p> : null}
    </section>
  );
}

function Conversation({ thread, id }: { thread: DocumentDetail['thread']; id: string }) {
  return (
    <section aria-labelledby="thread-title">
      <h2 id="thread-title">Conversation</h2>
      <ol class="family">
        {thread.map((message) => (
          <li data-row>
            <a href={`/documents/${message.id}`} aria-current={message.id === id ? 'page' : undefined}>
              <Name of={message.subject || message.filename} />
            </a>
            <span>
              <Name of={message.from} /> {message.sentAt ? <Moment at={message.sentAt} /> : null}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
