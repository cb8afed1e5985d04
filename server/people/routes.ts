import { approvalRoutes } from './approvals-routes.ts';
import { personRoutes } from './person-routes.ts';
import { updateFirmRules, readFirmRules } from '../../core/auth/firm-rules.ts';
import { updatePerson } from '../../core/people/update-person.ts';
import { createPerson, listPeople } from '../../core/people/people.ts';
import { route } from '../http/route.ts';
import {
  firmRulesChangeSchema,
  firmRulesSchema,
  createdPersonSchema,
  newPersonSchema,
  personChangeSchema,
  staffMemberSchema,
} from './schemas.ts';
import { listOf, listQuerySchema } from '../http/schemas.ts';

export const peopleRoutes = [
  route({
    method: 'get',
    path: '/api/people',
    summary: 'Everybody in the firm (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    keyScope: 'groups',
    query: listQuerySchema,
    responses: { 200: { description: 'newest first', schema: listOf(staffMemberSchema) } },
    handle: async ({ app, actor, query }) => ({ status: 200, body: await listPeople(app, actor, query) }),
  }),
  route({
    method: 'post',
    path: '/api/people',
    summary: 'Add a colleague (administrators)',
    access: 'signed-in',
    needsProof: 'in person',
    sample: 'no matter: a person',
    body: newPersonSchema,
    responses: {
      201: {
        description: 'added',
        schema: createdPersonSchema,
      },
    },
    handle: async ({ app, actor, body }) => {
      const { name, role, password, invite } = body;
      const person = {
        email: body.email,
        ...(name && { name }),
        ...(role && { role }),
        ...(password !== undefined && { password }),
        ...(invite && { invite }),
      };
      return { status: 201, body: await createPerson(app, actor, person) };
    },
  }),
  route({
    method: 'put',
    path: '/api/people/:id',
    summary: 'Change what a person is at the firm, or disable them at once everywhere (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: a person',
    body: personChangeSchema,
    responses: { 200: { description: 'as they are now', schema: staffMemberSchema } },
    handle: async ({ app, actor, params, body }) => ({
      status: 200,
      body: await updatePerson(app, actor, { id: params.id, ...body }),
    }),
  }),
  route({
    method: 'get',
    path: '/api/firm-rules',
    summary: 'What the firm asks of everybody (administrators)',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'the rules', schema: firmRulesSchema } },
    handle: async ({ app, actor }) => ({ status: 200, body: await readFirmRules(app, actor) }),
  }),
  route({
    method: 'put',
    path: '/api/firm-rules',
    summary: 'Ask everybody for a second factor, or no longer (administrators)',
    access: 'signed-in',
    needsProof: 'fresh',
    sample: 'no matter: the rules of the firm',
    body: firmRulesChangeSchema,
    responses: { 200: { description: 'the rules', schema: firmRulesSchema } },
    handle: async ({ app, actor, body }) => ({ status: 200, body: await updateFirmRules(app, actor, body) }),
  }),
  ...personRoutes,
  ...approvalRoutes,
];
