import type { PersonView } from '../../core/actor.ts';

/** What every page needs for its frame: who looks, where the assets are, and which part of the house this is. */
export type PageFrame = {
  person: PersonView | null;
  /** The folder of the assets of this release, as a path without the last slash. */
  assetsPath: string;
  /** The moment whose copy this is, where it is one for reading. */
  readOnlyCopyTime?: string;
  section?: 'matters' | 'search' | 'people' | 'status' | 'audit' | 'account';
  /** The words in the search field at the top. */
  query?: string;
};
