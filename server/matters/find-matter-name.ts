import { getMatter } from '../../core/matters/matters.ts';
import { Problem } from '../../core/platform/errors.ts';
import type { PageRequest } from '../http/page-route.ts';

/**
 * What a list that may go over all matters calls the one it is about. A matter that is not there and one that may not
 * be seen are called the same.
 */
export async function findMatterName({ app, actor }: PageRequest, matterId: string): Promise<string> {
  try {
    return (await getMatter(app, actor, matterId)).name;
  } catch (error) {
    if (error instanceof Problem && error.type === 'not-found') return 'one matter';
    throw error;
  }
}
