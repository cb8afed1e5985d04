import type { PersonView } from '../../core/actor.ts';
import type { OpenNotices } from '../../core/auth/account-notices.ts';

/** What every page needs for its frame: who looks, where the assets are, and which section this is. */
export type PageFrame = {
  person: PersonView | null;
  /** The folder of the assets of this release, as a path without the last slash. */
  assetsPath: string;
  /** The digests of the scripts and styles there, by file name; none where they were not built. */
  assetIntegrity?: Readonly<Record<string, string>>;
  /** What the person was told and has not acknowledged yet, or what stays for some days. */
  notices?: OpenNotices;
  /** When the person's password ends, which somebody else made for them (RFC 3339). */
  passwordTemporaryUntil?: string;
  /** The time of the read-only copy, where this is one. */
  readOnlyCopyTime?: string;
  section?: 'matters' | 'search' | 'people' | 'status' | 'audit' | 'account';
  /** The words in the search field at the top. */
  query?: string;
};
