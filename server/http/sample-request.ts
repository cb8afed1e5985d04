import type { IfPathHasParams, PathParams } from './path-params.ts';

/** What a route is asked about: a matter, things in it, and somebody it could be given to. */
export type ProbeSubject = {
  id: string;
  /** By which people name it who do not see it. */
  number: string;
  documentId: string;
  /** A document in the bin. */
  binnedId: string;
  liftedWallId: string;
  releasedHoldId: string;
  /** One that is decided already. */
  disposalId: string;
  /** Ended already. */
  emergencyAccessId: string;
  /** Decided already. */
  requestId: string;
  personId: string;
  groupId: string;
};

/** What goes along with a request: enough to get past the checks of form, so that it is the right to ask that is judged. */
type SamplePayload = { query?: string; json?: unknown; form?: Record<string, string>; file?: true };

/** The request itself: what stands for each parameter of the path, and what is sent. */
export type SampleRequest<Path extends string> = SamplePayload &
  IfPathHasParams<Path, { params: PathParams<Path> }, unknown>;

/** Why nothing of a matter can come out of a route, in words. */
type AboutNoMatter = `no matter: ${string}`;

export type Sample<Path extends string> = ((subject: ProbeSubject) => SampleRequest<Path>) | AboutNoMatter;

/** A sample of any path, as whoever sends it reads it. */
export type AnySample =
  | ((subject: ProbeSubject) => SamplePayload & { params?: Record<string, string> })
  | AboutNoMatter;
