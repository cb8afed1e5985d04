import type { KeyScope } from '../../core/actor.ts';
import type { Proof } from '../../core/access/policy.ts';
import type { IfPathHasParams } from './path-params.ts';
import type { AnySample, Sample } from './sample-request.ts';

/**
 * What those who look after a request read of the route it is for. `needsProof` is never left out; left out, every other one is the strict
 * answer.
 */
export type RouteFlags = {
  /**
   * What the route asks of who is signed in, at the least; the ability that it calls may ask for more. It is judged before anything else of
   * the request is looked at.
   */
  needsProof: Proof;
  /** The scope of the keys that come here although others do not, and that come nowhere else. */
  keyScope?: KeyScope;
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
export type FlaggedRoute = RouteFlags & {
  method: string;
  path: string;
  access: 'public' | 'signed-in';
  sample?: AnySample;
};
