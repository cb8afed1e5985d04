import { createHash } from 'node:crypto';

export type MessageContent = {
  subject: string;
  text: string;
  html?: string;
  attachments?: { filename: string; type: string; content: Buffer }[];
  /** A message forwarded whole. */
  forwarded?: Buffer;
};

/** A message (RFC 5322, RFC 2045 ff.) as mail programs write them. */
export function buildMessage(message: MessageContent): Buffer {
  const boundary = `part-${createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 20)}`;
  const parts = [
    `Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${message.text}`,
    ...(message.html ? [`Content-Type: text/html; charset=utf-8\r\n\r\n${message.html}`] : []),
    ...(message.attachments ?? []).map(attachmentPart),
    ...(message.forwarded
      ? [
          `Content-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n${message.forwarded.toString('latin1')}`,
        ]
      : []),
  ];
  const header = [
    'From: Margaret Winterbottom <margaret@harbour.example>',
    'To: "Lind, Zachary" <zachary@lind.example>',
    'Date: Tue, 12 Mar 2019 09:30:00 +0000',
    `Subject: ${message.subject}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
  ].join('\r\n');
  const body = parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('');
  return Buffer.from(`${header}\r\n\r\n${body}--${boundary}--\r\n`);
}

function attachmentPart({
  filename,
  type,
  content,
}: {
  filename: string;
  type: string;
  content: Buffer;
}): string {
  const lines = content.toString('base64').replace(/.{76}/g, '$&\r\n');
  return `Content-Type: ${type}; name="${filename}"\r\nContent-Disposition: attachment; filename="${filename}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
}
