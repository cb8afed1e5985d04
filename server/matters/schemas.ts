import { z } from 'zod';
import { matterAbilityNames } from '../../core/access/matter-abilities.ts';
import { membershipRoleSchema } from '../access/schemas.ts';
import { id, time } from '../http/schemas.ts';

const singleLine = (what: string) =>
  z
    .string(`${what} must be text`)
    .trim()
    .min(1, `${what} must not be empty`)
    .max(300, `${what} has at most 300 characters`);

/** Something that is seen: letters that are drawn empty (Hangul fillers) are none. */
const visibleSign = /(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/u;

export const newMatterNumberSchema = singleLine('the number').regex(visibleSign, {
  error: 'the number must have a letter or a digit',
});

export const newMatterSchema = z.object({
  client: singleLine('the client'),
  number: newMatterNumberSchema,
  name: singleLine('the name'),
  access: z.enum(['members', 'firm']).default('members'),
});

export const matterSchema = z
  .object({
    id,
    client: z.string(),
    number: z.string(),
    name: z.string(),
    access: z.enum(['members', 'firm']),
    createdAt: time,
    role: membershipRoleSchema.nullable().describe('your own part; null where it is open to the firm'),
    can: z.record(z.enum(matterAbilityNames), z.boolean()).describe('what you may do in it'),
  })
  .meta({ id: 'Matter' });

export const matterDetailSchema = matterSchema
  .extend({
    notFullyRead: z
      .int()
      .describe('how many of its documents are not fully searchable; 10000 stands for that many or more'),
  })
  .meta({ id: 'MatterDetail' });
