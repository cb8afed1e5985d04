import { changeFirmRules, readFirmRules } from '../../core/auth/firm-rules.ts';
import { changePerson } from '../../core/people/change-person.ts';
import { createPerson, listPeople } from '../../core/people/people.ts';
import { route } from '../http/route.ts';
import { changedRulesSchema, firmRulesSchema } from './account-schemas.ts';
import { addedPersonSchema } from './person-schemas.ts';
import { listOf, listQuerySchema, newPersonSchema, personChangeSchema, staffSchema } from './schemas.ts';

export const peopleRoutes = [
  route({
    method: 'get',
    path: '/api/people',
    summary: 'Everybody in the firm (administrators)',
    access: 'signed-in',
    query: listQuerySchema,
    answers: { 200: { description: 'newest first', schema: listOf(staffSchema) } },
    handle: async ({ app, who, query }) => ({ status: 200, body: await listPeople(app, who, query) }),
  }),
  route({
    method: 'post',
    path: '/api/people',
    summary: 'Add a colleague (administrators)',
    access: 'signed-in',
    body: newPersonSchema,
    answers: {
      201: {
        description: 'added',
        schema: addedPersonSchema,
      },
    },
    handle: async ({ app, who, body }) => {
      const { name, role, password, invite } = body;
      const person = {
        email: body.email,
        ...(name && { name }),
        ...(role && { role }),
        ...(password !== undefined && { password }),
        ...(invite && { invite }),
      };
      return { status: 201, body: await createPerson(app, who, person) };
    },
  }),
  route({
    method: 'put',
    path: '/api/people/:id',
    summary: 'Change what a person is at the firm, or disable them at once everywhere (administrators)',
    access: 'signed-in',
    body: personChangeSchema,
    answers: { 200: { description: 'as they are now', schema: staffSchema } },
    handle: async ({ app, who, params, body }) => ({
      status: 200,
      body: await changePerson(app, who, { id: params['id'] ?? '', ...body }),
    }),
  }),
  route({
    method: 'get',
    path: '/api/firm-rules',
    summary: 'What the firm asks of everybody (administrators)',
    access: 'signed-in',
    answers: { 200: { description: 'the rules', schema: firmRulesSchema } },
    handle: async ({ app, who }) => ({ status: 200, body: await readFirmRules(app, who) }),
  }),
  route({
    method: 'put',
    path: '/api/firm-rules',
    summary: 'Ask everybody for a second factor, or no longer (administrators)',
    access: 'signed-in',
    body: changedRulesSchema,
    answers: { 200: { description: 'the rules', schema: firmRulesSchema } },
    handle: async ({ app, who, body }) => ({ status: 200, body: await changeFirmRules(app, who, body) }),
  }),
];
