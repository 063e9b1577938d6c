import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import { ERRORS, type ErrorCode } from '../core/errors.ts';
import { allOperations } from './all-operations.ts';
import type { Operation } from './operation.ts';
import { problem } from './schemas.ts';

/** The API's version: the minor rises with every addition, the major with every break. */
const API_VERSION = '1.1.0';

const TAGS: Record<string, string> = {
  meta: 'What this deployment is and how it does. Public.',
  auth: 'Signing up, in and out by e-mail.',
  strava: 'Connecting Strava, and signing in with it.',
  webhooks: 'Where Strava pushes events. Not for apps.',
  sync: 'Bringing activities from Strava.',
  me: 'The signed-in athlete.',
  activities: 'Activities and their samples.',
  uploads: 'Files in: FIT, GPX, TCX, CSV and archives of them.',
  training: 'Load, fitness and what training adds up to over years.',
  wellness: 'How the athlete slept, felt and measured, day by day.',
  jobs: 'Work that goes on in the background.',
};

const headers = {
  'X-Request-Id': {
    schema: { type: 'string' as const },
    description: 'Say it when you report a problem.',
  },
  'Server-Timing': { schema: { type: 'string' as const }, description: 'Where the time went, ms.' },
};

/** The failures an operation can answer: its own and those that follow from its shape. */
export function errorsOf(operation: Operation): ErrorCode[] {
  const codes = new Set<ErrorCode>([
    'validation_failed',
    'rate_limited',
    'internal',
    ...(operation.errors ?? []),
  ]);
  if (operation.auth !== 'public') codes.add('unauthenticated');
  if (operation.params !== undefined) codes.add('not_found');
  if (operation.method !== 'GET') codes.add('payload_too_large');
  if (operation.body !== undefined) codes.add('unsupported_media_type');
  if (operation.conditional === true) codes.add('version_conflict');
  if (operation.idempotent === true) codes.add('idempotency_mismatch').add('conflict');
  return [...codes];
}

function headerParameters(operation: Operation) {
  const shape: Record<string, z.ZodType> = {};
  if (operation.idempotent === true) {
    shape['Idempotency-Key'] = z
      .uuid()
      .optional()
      .meta({ description: 'The same key within 24 hours answers the first answer again.' });
  }
  if (operation.conditional === true) {
    shape['If-Match'] = z
      .string()
      .optional()
      .meta({ description: 'The ETag you read; answers 412 when it has changed since.' });
  }
  if (operation.method === 'GET' && operation.auth !== 'public') {
    shape['If-None-Match'] = z
      .string()
      .optional()
      .meta({ description: 'The ETag you have; answers 304 when it still holds.' });
  }
  return Object.keys(shape).length > 0 ? z.object(shape) : undefined;
}

/** One shared response per status: the codes it stands for are the table's. */
const problemResponses = Object.fromEntries(
  [...new Set(Object.values(ERRORS).map(({ status }) => status))].map((status) => [
    status,
    {
      id: `Problem${status}`,
      description: Object.entries(ERRORS)
        .filter(([, error]) => error.status === status)
        .map(([code, error]) => `\`${code}\`: ${error.title}.`)
        .join(' '),
      headers:
        status === 429 || status === 503
          ? {
              ...headers,
              'Retry-After': { schema: { type: 'integer' as const }, description: 'Seconds.' },
            }
          : headers,
      content: { 'application/problem+json': { schema: problem } },
    },
  ]),
);

function failures(operation: Operation) {
  const statuses = [...new Set(errorsOf(operation).map((code) => ERRORS[code].status))].sort(
    (a, b) => a - b,
  );
  return Object.fromEntries(statuses.map((status) => [String(status), problemResponses[status]]));
}

/** JSON, or a form with a file and the body's fields. */
function requestBody({ body, file }: Operation) {
  if (body === undefined) {
    return {};
  }
  const binary = z
    .string()
    .meta({ override: { type: 'string', contentMediaType: 'application/octet-stream' } });
  return {
    requestBody: {
      required: true,
      content:
        file === undefined
          ? { 'application/json': { schema: body } }
          : { 'multipart/form-data': { schema: body.extend({ file: binary }) } },
    },
  };
}

/** What comes with success: JSON, a file, or nothing. */
function successContent({ schema, binary }: Operation['success']) {
  if (binary === true) {
    return { content: { 'application/octet-stream': {} } };
  }
  return schema === undefined ? {} : { content: { 'application/json': { schema } } };
}

function describe(operation: Operation): ZodOpenApiOperationObject {
  const { success } = operation;
  const header = headerParameters(operation);
  const isGet =
    operation.method === 'GET' && (success.schema !== undefined || success.binary === true);
  const successHeaders = {
    ...headers,
    ...(success.status === 302 ? { Location: { schema: { type: 'string' as const } } } : {}),
    ...(isGet ? { ETag: { schema: { type: 'string' as const } } } : {}),
    ...(operation.cachedForS === undefined
      ? {}
      : { 'X-Cache': { schema: { type: 'string' as const, enum: ['HIT', 'STALE', 'MISS'] } } }),
  };
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description === undefined ? {} : { description: operation.description }),
    security: { athlete: [{ bearer: [] }], optional: [{}, { bearer: [] }], public: [{}] }[
      operation.auth
    ],
    requestParams: {
      ...(operation.params === undefined ? {} : { path: operation.params }),
      ...(operation.query === undefined ? {} : { query: operation.query }),
      ...(header === undefined ? {} : { header }),
    },
    ...requestBody(operation),
    responses: {
      [String(success.status)]: {
        description: success.description,
        headers: successHeaders,
        ...(success.binary === true
          ? {
              headers: {
                ...successHeaders,
                'Content-Disposition': { schema: { type: 'string' as const } },
              },
            }
          : {}),
        ...successContent(success),
      },
      ...(success.binary === true
        ? {
            '302': {
              description: 'Where the file can be fetched.',
              headers: { ...headers, Location: { schema: { type: 'string' as const } } },
            },
          }
        : {}),
      ...(isGet && operation.auth !== 'public'
        ? { '304': { description: 'What you have still holds.', headers } }
        : {}),
      ...failures(operation),
    },
  };
}

/** The OpenAPI 3.1 document, from the very schemas that validate requests. */
export function createOpenapiDocument() {
  const paths: ZodOpenApiPathsObject = {};
  for (const operation of allOperations) {
    const item = (paths[operation.path] ??= {});
    item[operation.method.toLowerCase() as 'get'] = describe(operation);
  }
  return createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Fettle',
      version: API_VERSION,
      description:
        'The training backend that developers of fitness apps clone, deploy and own. Within a major version ' +
        'answers may gain properties, and enumerations values: ignore what you do not know.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1', description: 'This deployment' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'A session’s access_token.',
        },
      },
    },
  });
}
