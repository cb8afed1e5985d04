type ParamName<Path extends string> = Path extends `${string}:${infer Rest}`
  ? Rest extends `${infer Name}/${infer Tail}`
    ? Name | ParamName<`/${Tail}`>
    : Rest
  : never;

/** The parameters that a path names: '/api/matters/:id/members/:personId' has an `id` and a `personId`. */
export type PathParams<Path extends string> = { [Name in ParamName<Path>]: string };

/** For a path without parameters `Without`, else `With`. */
export type IfPathHasParams<Path extends string, With, Without> = [ParamName<Path>] extends [never]
  ? Without
  : With;
