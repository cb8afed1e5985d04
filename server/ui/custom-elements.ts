import type { HTMLAttributes, JSX } from 'preact';

/**
 * The custom elements of server/browser, as the pages may write them: a misspelt name or attribute does not compile.
 * Each wraps something that works by itself, and improves it once its script has arrived.
 */
declare module 'preact' {
  // eslint-disable-next-line -- JSX's own list can only be extended through its namespace.
  namespace JSX {
    interface IntrinsicElements {
      'filter-rows': HTMLAttributes & { for: string };
      'live-rows': HTMLAttributes & { events: string; rows: string };
      'live-document': HTMLAttributes & { of: string; events: string; state: string };
      'live-part': HTMLAttributes & { id: string; every: number };
      'local-time': HTMLAttributes & { datetime: string };
      'page-viewer': HTMLAttributes & { src: string; page: number; pages: number };
      'passkey-button': HTMLAttributes & {
        ceremony: 'get' | 'create';
        'options-url': string;
        origin: string;
        'returns-to'?: string | undefined;
      };
      'search-as-you-type': HTMLAttributes & { refreshes: string };
      'upload-queue': HTMLAttributes & { to: string; 'max-bytes': number };
    }
  }
}

export type Children = JSX.Element | string | number | null | false | undefined | Children[];
