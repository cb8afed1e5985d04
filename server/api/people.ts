import { z } from 'zod';
import { createPerson, listPeople } from '../../core/people/people.js';
import { route } from '../http/route.js';
import { listOf, listQuerySchema, newPersonSchema, personSchema } from './schemas.js';

export const peopleRoutes = [
  route({
    method: 'get',
    path: '/api/people',
    summary: 'Everybody in the firm (administrators)',
    access: 'signed-in',
    query: listQuerySchema,
    answers: { 200: { description: 'newest first', schema: listOf(personSchema) } },
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
        schema: personSchema.extend({ temporaryPassword: z.string().optional() }),
      },
    },
    handle: async ({ app, who, body }) => {
      const { name, role, password } = body;
      const person = {
        email: body.email,
        ...(name && { name }),
        ...(role && { role }),
        ...(password !== undefined && { password }),
      };
      return { status: 201, body: await createPerson(app, who, person) };
    },
  }),
];
