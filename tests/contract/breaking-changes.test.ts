import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { breakingChanges } from '../../scripts/breaking-changes.ts';
import type { OpenapiDocument, OpenapiOperation, Schema } from '../../scripts/openapi-document.ts';
import { releaseRefusals } from '../../scripts/release-refusals.ts';
import { ROOT } from '../support/source.ts';

const read = (path: string) =>
  JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as OpenapiDocument;

it('the contract follows the released one under its version', () => {
  const released = read('tests/contract/released.json');
  expect(Object.keys(released.paths).length).toBeGreaterThan(15);
  expect(releaseRefusals(released, read('lib/contract/openapi.json'))).toEqual([]);
});

/** A small document that has one of everything. */
const base: OpenapiDocument = {
  info: { version: '1.2.3' },
  servers: [{ url: '/api/v1' }],
  paths: {
    '/things/{id}': {
      get: {
        operationId: 'getThing',
        security: [{ bearer: [] }],
        parameters: [
          { in: 'path', name: 'id', required: true, schema: { type: 'string' } },
          { in: 'query', name: 'sort', schema: { type: 'string', enum: ['a', 'b'] } },
          { in: 'query', name: 'q', schema: { type: 'string', maxLength: 100 } },
        ],
        responses: {
          200: {
            headers: { ETag: {} },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } },
          },
          404: { $ref: '#/components/responses/Problem404' },
        },
      },
      patch: {
        operationId: 'updateThing',
        security: [{}, { bearer: [] }],
        requestBody: {
          required: false,
          content: {
            'application/json': {
              schema: {
                type: 'object',
                additionalProperties: false,
                required: ['name'],
                properties: {
                  name: { type: 'string', minLength: 1 },
                  note: { type: ['string', 'null'] },
                  weight_kg: { type: 'number', minimum: 0 },
                  sport: { type: 'string', enum: ['cycling', 'running'] },
                },
              },
            },
          },
        },
        responses: { 202: { content: {} } },
      },
      delete: { operationId: 'deleteThing', security: [{}], responses: { 204: {} } },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        required: ['id', 'name', 'state', 'items', 'kind'],
        properties: {
          id: { type: 'string', format: 'uuid' },
          name: { type: 'string' },
          kind: { type: 'string', const: 'thing' },
          state: { type: 'string', enum: ['idle', 'busy'] },
          count: { type: 'integer' },
          items: {
            type: 'array',
            items: { type: 'object', properties: { at: { type: 'string' } } },
          },
          place: {
            type: 'array',
            prefixItems: [{ type: 'number' }, { type: 'number' }],
            items: false,
          },
          free: { $ref: '#/components/schemas/Json' },
          extra: { type: 'object', additionalProperties: { type: 'number' } },
        },
      },
      Json: {
        anyOf: [
          { type: 'string' },
          { type: 'null' },
          { type: 'array', items: { $ref: '#/components/schemas/Json' } },
        ],
      },
    },
    responses: { Problem404: { content: { 'application/problem+json': { schema: {} } } } },
  },
};

/** The base's parts, to be changed in place. */
function parts(document: OpenapiDocument) {
  const methods = document.paths['/things/{id}'] as Record<string, OpenapiOperation>;
  const schemas = document.components?.['schemas'] as Record<string, Schema>;
  const body = methods['patch']?.requestBody as {
    required: boolean;
    content: Record<string, { schema: Schema }>;
  };
  const bodySchema = body.content['application/json']?.schema as Schema;
  return {
    document,
    methods,
    schemas,
    get: methods['get'] as OpenapiOperation,
    patch: methods['patch'] as OpenapiOperation,
    thing: schemas['Thing'] as Schema & { required: string[] },
    answers: (schemas['Thing'] as Schema).properties as Record<string, Schema>,
    body,
    bodySchema,
    takes: bodySchema.properties as Record<string, Schema>,
  };
}

type Change = (to: ReturnType<typeof parts>) => unknown;

function changed(change: Change): OpenapiDocument {
  const document = structuredClone(base);
  change(parts(document));
  return document;
}

const BREAKING: { case: string; change: Change; says: string }[] = [
  {
    case: 'a path is gone',
    change: ({ document }) => delete document.paths['/things/{id}'],
    says: 'GET /things/{id}: was removed',
  },
  {
    case: 'an operation is gone',
    change: ({ methods }) => delete methods['delete'],
    says: 'DELETE /things/{id}: was removed',
  },
  {
    case: 'an operation has another id',
    change: ({ get }) => (get.operationId = 'readThing'),
    says: 'GET /things/{id}: operationId getThing became readThing',
  },
  {
    case: 'the server is elsewhere',
    change: ({ document }) => (document.servers = [{ url: '/api/v2' }]),
    says: 'server /api/v1: was removed',
  },
  {
    case: 'a response is gone',
    change: ({ get }) => delete get.responses['404'],
    says: 'GET /things/{id} 404: was removed',
  },
  {
    case: 'success has another status',
    change: ({ patch }) => (patch.responses = { 200: {} }),
    says: 'PATCH /things/{id} 202: was removed',
  },
  {
    case: 'an answer’s content has another type',
    change: ({ get }) =>
      (get.responses['200'] = { headers: { ETag: {} }, content: { 'text/csv': {} } }),
    says: 'GET /things/{id} 200: application/json was removed',
  },
  {
    case: 'an answer’s header is gone',
    change: ({ get }) => delete (get.responses['200'] as { headers?: object }).headers,
    says: 'GET /things/{id} 200 header ETag: was removed',
  },
  {
    case: 'an answer’s property is gone',
    change: ({ answers }) => delete answers['count'],
    says: 'GET /things/{id} 200.count: was removed',
  },
  {
    case: 'a property deep in an answer is gone',
    change: ({ answers }) => (answers['items'] = { type: 'array', items: { type: 'object' } }),
    says: 'GET /things/{id} 200.items[].at: was removed',
  },
  {
    case: 'an answer’s property has another type',
    change: ({ answers }) => (answers['count'] = { type: 'string' }),
    says: 'GET /things/{id} 200.count: may now be string',
  },
  {
    case: 'an answer’s whole number may have a fraction',
    change: ({ answers }) => (answers['count'] = { type: 'number' }),
    says: 'GET /things/{id} 200.count: may now be number',
  },
  {
    case: 'an answer’s property may be null',
    change: ({ answers }) => (answers['name'] = { type: ['string', 'null'] }),
    says: 'GET /things/{id} 200.name: may now be null',
  },
  {
    case: 'an answer’s property may be null, written as a union',
    change: ({ answers }) => (answers['name'] = { anyOf: [{ type: 'string' }, { type: 'null' }] }),
    says: 'GET /things/{id} 200.name: may now be null',
  },
  {
    case: 'an answer’s property may be anything',
    change: ({ answers }) => (answers['name'] = {}),
    says: 'GET /things/{id} 200.name: may now be anything',
  },
  {
    case: 'an answer’s property may be left out',
    change: ({ thing }) => thing.required.splice(1, 1),
    says: 'GET /things/{id} 200.name: may now be left out',
  },
  {
    case: 'an answer’s enumeration is open',
    change: ({ answers }) => (answers['state'] = { type: 'string' }),
    says: 'GET /things/{id} 200.state: may now be any value',
  },
  {
    case: 'an answer’s only value is another',
    change: ({ answers }) => (answers['kind'] = { type: 'string', const: 'item' }),
    says: 'GET /things/{id} 200.kind: may now be "item"',
  },
  {
    case: 'an answer’s format is another',
    change: ({ answers }) => (answers['id'] = { type: 'string' }),
    says: 'GET /things/{id} 200.id: format uuid became none',
  },
  {
    case: 'a place of a tuple has another type',
    change: ({ answers }) =>
      (answers['place'] = {
        type: 'array',
        prefixItems: [{ type: 'number' }, { type: 'string' }],
        items: false,
      }),
    says: 'GET /things/{id} 200.place[1]: may now be string',
  },
  {
    case: 'a tuple may be longer',
    change: ({ answers }) => delete answers['place']?.items,
    says: 'GET /things/{id} 200.place: another number of items',
  },
  {
    case: 'the values of a map have another type',
    change: ({ answers }) =>
      (answers['extra'] = { type: 'object', additionalProperties: { type: 'string' } }),
    says: 'GET /things/{id} 200.extra.*: may now be string',
  },
  {
    case: 'a schema that contains itself may be more',
    change: ({ schemas }) => schemas['Json']?.anyOf?.push({ type: 'boolean' }),
    says: 'GET /things/{id} 200.free: may now be boolean',
  },
  {
    case: 'a request’s property is gone',
    change: ({ takes }) => delete takes['note'],
    says: 'PATCH /things/{id} body.note: was removed',
  },
  {
    case: 'a request’s property is now required',
    change: ({ bodySchema }) => bodySchema.required?.push('note'),
    says: 'PATCH /things/{id} body.note: is now required',
  },
  {
    case: 'a request needs a new property',
    change: ({ bodySchema, takes }) => {
      takes['color'] = { type: 'string' };
      bodySchema.required?.push('color');
    },
    says: 'PATCH /things/{id} body.color: is now required',
  },
  {
    case: 'a request’s property takes no null any more',
    change: ({ takes }) => (takes['note'] = { type: 'string' }),
    says: 'PATCH /things/{id} body.note: null is no longer taken',
  },
  {
    case: 'a request’s property has another type',
    change: ({ takes }) => (takes['name'] = { type: 'integer' }),
    says: 'PATCH /things/{id} body.name: string is no longer taken',
  },
  {
    case: 'a request’s number takes no fraction any more',
    change: ({ takes }) => (takes['weight_kg'] = { type: 'integer', minimum: 0 }),
    says: 'PATCH /things/{id} body.weight_kg: number is no longer taken',
  },
  {
    case: 'a request’s enumeration lost a value',
    change: ({ takes }) => (takes['sport'] = { type: 'string', enum: ['cycling'] }),
    says: 'PATCH /things/{id} body.sport: "running" is no longer taken',
  },
  {
    case: 'a request’s property became an enumeration',
    change: ({ takes }) => (takes['name'] = { type: 'string', minLength: 1, enum: ['a'] }),
    says: 'PATCH /things/{id} body.name: only certain values are taken now',
  },
  {
    case: 'a request’s lower limit rose',
    change: ({ takes }) => (takes['weight_kg'] = { type: 'number', minimum: 1 }),
    says: 'PATCH /things/{id} body.weight_kg: minimum takes less than before',
  },
  {
    case: 'a request got an upper limit',
    change: ({ takes }) => (takes['name'] = { type: 'string', minLength: 1, maxLength: 10 }),
    says: 'PATCH /things/{id} body.name: maxLength takes less than before',
  },
  {
    case: 'a request got a pattern',
    change: ({ takes }) => (takes['name'] = { type: 'string', minLength: 1, pattern: '^a' }),
    says: 'PATCH /things/{id} body.name: pattern takes less than before',
  },
  {
    case: 'a body must now be sent',
    change: ({ body }) => (body.required = true),
    says: 'PATCH /things/{id} body: is now required',
  },
  {
    case: 'a body of another type',
    change: ({ patch }) => (patch.requestBody = { content: { 'text/csv': {} } }),
    says: 'PATCH /things/{id} body: application/json was removed',
  },
  {
    case: 'a parameter is gone',
    change: ({ get }) => get.parameters?.pop(),
    says: 'GET /things/{id} query q: was removed',
  },
  {
    case: 'a parameter is now required',
    change: ({ get }) => Object.assign(get.parameters?.[2] ?? {}, { required: true }),
    says: 'GET /things/{id} query q: is now required',
  },
  {
    case: 'a new parameter is required',
    change: ({ get }) => get.parameters?.push({ in: 'query', name: 'to', required: true }),
    says: 'GET /things/{id} query to: is now required',
  },
  {
    case: 'a parameter’s enumeration lost a value',
    change: ({ get }) =>
      Object.assign(get.parameters?.[1] ?? {}, { schema: { type: 'string', enum: ['a'] } }),
    says: 'GET /things/{id} query sort: "b" is no longer taken',
  },
  {
    case: 'a public operation wants a token',
    change: ({ methods }) => Object.assign(methods['delete'] ?? {}, { security: [{ bearer: [] }] }),
    says: 'DELETE /things/{id}: no credential lets nobody in any more',
  },
  {
    case: 'an optional token became a must',
    change: ({ patch }) => (patch.security = [{ bearer: [] }]),
    says: 'PATCH /things/{id}: no credential lets nobody in any more',
  },
  {
    case: 'a token needs a scope',
    change: ({ get }) => (get.security = [{ bearer: ['write'] }]),
    says: 'GET /things/{id}: bearer lets nobody in any more',
  },
];

const ADDITIVE: { case: string; change: Change }[] = [
  { case: 'nothing', change: () => undefined },
  {
    case: 'a path',
    change: ({ document }) => (document.paths['/others'] = { get: { responses: { 200: {} } } }),
  },
  {
    case: 'an operation',
    change: ({ methods }) => (methods['put'] = { responses: { 200: {} } }),
  },
  { case: 'a response', change: ({ get }) => (get.responses['429'] = {}) },
  { case: 'an answer’s property', change: ({ answers }) => (answers['more'] = { type: 'string' }) },
  {
    case: 'an answer’s property that is sure',
    change: ({ thing }) => thing.required.push('count'),
  },
  {
    case: 'a value of an answer’s enumeration',
    change: ({ answers }) => answers['state']?.enum?.push('waiting'),
  },
  {
    case: 'one value less in an answer’s enumeration',
    change: ({ answers }) => answers['state']?.enum?.pop(),
  },
  { case: 'a request’s property', change: ({ takes }) => (takes['more'] = { type: 'string' }) },
  {
    case: 'a value of a request’s enumeration',
    change: ({ takes }) => takes['sport']?.enum?.push('swimming'),
  },
  {
    case: 'a request’s null',
    change: ({ takes }) => (takes['name'] = { type: ['string', 'null'] }),
  },
  {
    case: 'a wider limit',
    change: ({ takes }) => (takes['weight_kg'] = { type: 'number', minimum: -1 }),
  },
  { case: 'a request that needs less', change: ({ bodySchema }) => bodySchema.required?.pop() },
  { case: 'a parameter', change: ({ get }) => get.parameters?.push({ in: 'query', name: 'page' }) },
  { case: 'a way in without a token', change: ({ get }) => get.security?.push({}) },
  {
    case: 'a schema under another name',
    change: ({ schemas, get }) => {
      schemas['Item'] = schemas['Thing'] ?? {};
      delete schemas['Thing'];
      get.responses['200'] = {
        headers: { ETag: {} },
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
      };
    },
  },
];

describe('a break is found where', () => {
  it.each(BREAKING)('$case', ({ change, says }) => {
    expect(breakingChanges(base, changed(change))).toContain(says);
  });
});

describe('nothing breaks by more of', () => {
  it.each(ADDITIVE)('$case', ({ change }) => {
    expect(breakingChanges(base, changed(change))).toEqual([]);
  });
});

const more: Change = ({ answers }) => (answers['more'] = { type: 'string' });
const less: Change = ({ answers }) => delete answers['count'];
const words: Change = ({ get }) => (get.summary = 'One thing');

describe('a version', () => {
  it.each([
    { case: 'no change', change: () => undefined, version: '1.2.3' },
    { case: 'other words', change: words, version: '1.2.4' },
    { case: 'more', change: more, version: '1.3.0' },
    { case: 'more', change: more, version: '2.0.0' },
    { case: 'a break', change: less, version: '2.0.0' },
  ])('$version says enough about $case', ({ change, version }) => {
    const document = changed(change);
    document.info.version = version;
    expect(releaseRefusals(base, document)).toEqual([]);
  });

  it.each([
    { case: 'other words', change: words, version: '1.2.3', says: 'need a patch step' },
    { case: 'more', change: more, version: '1.2.3', says: 'need a minor step' },
    { case: 'more', change: more, version: '1.2.4', says: 'need a minor step' },
    { case: 'a break', change: less, version: '1.3.0', says: 'need a major step' },
    { case: 'a break', change: less, version: '1.1.0', says: 'does not follow' },
    { case: 'no change', change: () => undefined, version: '1.2', says: 'does not follow' },
  ])('$version says too little about $case', ({ change, version, says }) => {
    const document = changed(change);
    document.info.version = version;
    expect(releaseRefusals(base, document)[0]).toContain(says);
  });

  it('of a property called title counts as more', () => {
    const document = changed(({ answers }) => (answers['title'] = { type: 'string' }));
    expect(releaseRefusals(base, document)[0]).toContain('need a minor step');
  });
});
