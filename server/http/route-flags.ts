import type { IfPathHasParams } from './path-params.ts';
import type { AnySample, Sample } from './sample-request.ts';

/** What those who look after a request read of the route it is for. Left out, every one of them is the strict answer. */
export type RouteFlags = {
  /** True: open to whoever must set up a second factor first. All others are shut until they have. */
  duringSetup?: true;
  /** True: goes on in a copy for reading, though it changes something (signing in and out). Reading always does. */
  inReadOnlyCopy?: true;
  /**
   * Who is told of a matter here that they do not see: administrators, who administer it by its id and number, or whoever the firm's rule
   * gives emergency access. For them the access probe looks for names and words only; for everybody else the answer must be the one about a
   * matter that is not there.
   */
  discloses?: 'matter administration' | 'emergency access';
};

/**
 * `sample`: the request with which the access probe and test/api/isolation ask the route about a matter, or in words why it is about none.
 * Only a list (`get` without a parameter) may say nothing: the probe then reads it, and nothing of the matter may stand in it.
 */
export type SampleFlag<Method extends string, Path extends string> = Method extends 'get'
  ? IfPathHasParams<Path, { sample: Sample<Path> }, { sample?: Sample<Path> }>
  : { sample: Sample<Path> };

/** A route of the API or the pages, as the guards and the access probe see it. */
export type FlaggedRoute = RouteFlags & { method: string; path: string; sample?: AnySample };
