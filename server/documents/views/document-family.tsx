import type { DocumentDetail } from '../../../core/documents/read/document-view.ts';
import { formatCount } from '../../browser/format.ts';
import { DocumentStateChip } from '../../ui/chip.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Section } from '../../ui/section.tsx';

/** What a document came in, what came in it, and the conversation it belongs to. */
export function DocumentFamily({ document }: { document: DocumentDetail }) {
  const { family, thread } = document;
  return (
    <>
      {family.parent ? (
        <Section id="parent-title" title="Attached to">
          <ul class="family">
            <li data-row>
              <a href={`/documents/${family.parent.id}`}>
                <SafeText of={family.parent.filename} />
              </a>
              <DocumentStateChip state={family.parent.state} />
            </li>
          </ul>
        </Section>
      ) : null}
      {family.children.length > 0 ? <AttachmentsSection family={family} /> : null}
      {thread.length > 1 ? <ConversationSection thread={thread} id={document.id} /> : null}
    </>
  );
}

function AttachmentsSection({ family }: Pick<DocumentDetail, 'family'>) {
  const moreCount = family.childCount - family.children.length;
  return (
    <Section id="family-title" title="Attachments">
      <ul class="family">
        {family.children.map((child) => (
          <li data-row>
            <a href={`/documents/${child.id}`}>
              {child.folder ? <SafeText of={`${child.folder}/`} /> : null}
              <SafeText of={child.filename} />
            </a>
            <DocumentStateChip state={child.state} />
          </li>
        ))}
      </ul>
      {moreCount > 0 ? (
        <p class="hint">The matter lists {formatCount(moreCount, 'more attachment')}.</p>
      ) : null}
    </Section>
  );
}

function ConversationSection({ thread, id }: { thread: DocumentDetail['thread']; id: string }) {
  return (
    <Section id="thread-title" title="Conversation">
      <ol class="family">
        {thread.map((message) => (
          <li data-row>
            <a href={`/documents/${message.id}`} aria-current={message.id === id ? 'page' : undefined}>
              <SafeText of={message.subject || message.filename} />
            </a>
            <span>
              <SafeText of={message.from} /> {message.sentAt ? <Timestamp at={message.sentAt} /> : null}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
