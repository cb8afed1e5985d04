import { Refused } from '../errors.ts';

/** A place for backups: a folder of this machine, or a server. `text` is what restic is given. */
export type TargetLocation = {
  kind: 'folder' | 's3' | 'rest' | 'sftp';
  text: string;
  host: string;
  port: number;
};

const locationFormats =
  'a folder (/mnt/backup), sftp://USER@HOST//FOLDER, s3:https://HOST/BUCKET or rest:https://HOST/NAME';

/**
 * Reads where backups go. restic's older `sftp:USER@HOST:FOLDER` is taken as well.
 * @throws Refused for anything else, and for an address that holds a password: it would stand in settings and lists.
 */
export function parseLocation(text: string): TargetLocation {
  if (text.startsWith('/')) return { kind: 'folder', text, host: '', port: 0 };
  const scp = /^sftp:([^/@:]+@[^/@:]+):(.+)$/.exec(text);
  const url = toUrl(
    scp ? `sftp://${scp[1]}//${scp[2]?.replace(/^\/+/, '')}` : text.replace(/^(s3|rest):/, ''),
  );
  const kind = kindOf(text, url);
  if (!url || !kind || url.hostname === '')
    throw new Refused(`"${text}" is no place for backups. Give ${locationFormats}.`);
  if (url.password !== '' || (kind !== 'sftp' && url.username !== ''))
    throw new Refused(
      'The address of the place for backups holds a password. Put it into the credentials file.',
    );
  if (kind === 'rest' && url.protocol !== 'https:')
    throw new Refused(
      'The REST server must be asked over https: over http anybody on the way reads its password.',
    );
  return { kind, text, host: url.hostname.replace(/^\[|\]$/g, ''), port: portOf(url) };
}

/** True for a folder or mount; anything else restic speaks to itself. */
export function isFolderLocation(location: string): boolean {
  return location.startsWith('/');
}

function toUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function kindOf(text: string, url: URL | undefined): TargetLocation['kind'] | undefined {
  if (url?.protocol === 'sftp:') return url.username === '' ? undefined : 'sftp';
  const web = url?.protocol === 'https:' || url?.protocol === 'http:';
  if (web && text.startsWith('s3:')) return 's3';
  return web && text.startsWith('rest:') ? 'rest' : undefined;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return { 'sftp:': 22, 'http:': 80, 'https:': 443 }[url.protocol] ?? 443;
}
