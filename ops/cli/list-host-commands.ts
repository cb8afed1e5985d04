import type { FlagSpec, HostCommandSpec, WordSpec } from './command-spec.ts';
import { hostCommands, type HostCommandName } from './host-commands.ts';
import { productCommands, type ProductCommandName } from './product-commands.ts';

/** A command that people type, with what it borrows from the product's command. */
export type HostCommand = HostCommandSpec<ProductCommandName> & {
  name: HostCommandName;
  summary: string;
  words: readonly WordSpec[];
  flags: Readonly<Record<string, FlagSpec>>;
};

/** Every command that people type, in the order of the help. */
export function listHostCommands(): HostCommand[] {
  return (Object.keys(hostCommands) as HostCommandName[]).map((name) => {
    const spec: HostCommandSpec<ProductCommandName> = hostCommands[name];
    const lender = 'product' in spec.runs ? productCommands[spec.runs.product] : undefined;
    const { summary = '', words = [], flags = {} }: Partial<HostCommandSpec> = { ...lender, ...spec };
    return { ...spec, name, summary, words, flags };
  });
}
