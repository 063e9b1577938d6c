import {
  type Content,
  type OpenapiDocument,
  type OpenapiOperation,
  type OpenapiParameter,
  resolveReference,
} from './openapi-document.ts';
import { type Direction, schemaChanges } from './schema-changes.ts';

/** An operation of the two documents, and where it is. */
interface Pair {
  before: OpenapiDocument;
  after: OpenapiDocument;
  was: OpenapiOperation;
  is: OpenapiOperation;
  at: string;
}

/**
 * What an app written for `before` would find broken in `after`, in words; empty where all it did still
 * works. More operations, optional parameters, properties of an answer and values of its enumerations
 * break nothing.
 */
export function breakingChanges(before: OpenapiDocument, after: OpenapiDocument): string[] {
  const findings = (before.servers ?? [])
    .filter(({ url }) => !after.servers?.some((server) => server.url === url))
    .map(({ url }) => `server ${url}: was removed`);
  for (const [path, methods] of Object.entries(before.paths)) {
    for (const [method, was] of Object.entries(methods)) {
      const at = `${method.toUpperCase()} ${path}`;
      const is = after.paths[path]?.[method];
      findings.push(
        ...(is === undefined
          ? [`${at}: was removed`]
          : operationChanges({ before, after, was, is, at })),
      );
    }
  }
  return findings;
}

function operationChanges(pair: Pair): string[] {
  const { was, is, at } = pair;
  return [
    ...(was.operationId === is.operationId
      ? []
      : [`${at}: operationId ${was.operationId} became ${is.operationId}`]),
    ...securityChanges(pair),
    ...parameterChanges(pair),
    ...bodyChanges(pair),
    ...responseChanges(pair),
  ];
}

/** Do the credentials `had` satisfy what is `needed`? */
function holds(needed: Record<string, string[]>, had: Record<string, string[]>): boolean {
  return Object.entries(needed).every(
    ([scheme, scopes]) =>
      had[scheme] !== undefined && scopes.every((scope) => had[scheme]?.includes(scope)),
  );
}

/** Whoever was let in must be let in with the same credentials, or fewer. */
function securityChanges({ was, is, at }: Pair): string[] {
  const open = [{}];
  return (was.security ?? open)
    .filter((had) => !(is.security ?? open).some((needed) => holds(needed, had)))
    .map(
      (had) =>
        `${at}: ${Object.keys(had).join(' and ') || 'no credential'} lets nobody in any more`,
    );
}

function parameterChanges({ before, after, was, is, at }: Pair): string[] {
  const old = parametersOf(was, before);
  const current = parametersOf(is, after);
  const findings: string[] = [];
  for (const [name, parameter] of old) {
    const now = current.get(name);
    if (now === undefined) {
      findings.push(`${at} ${name}: was removed`);
      continue;
    }
    findings.push(
      ...schemaChanges(
        { schema: parameter.schema ?? {}, document: before },
        { schema: now.schema ?? {}, document: after },
        { direction: 'request', at: `${at} ${name}` },
      ),
    );
  }
  for (const [name, { required }] of current) {
    if (required === true && old.get(name)?.required !== true) {
      findings.push(`${at} ${name}: is now required`);
    }
  }
  return findings;
}

function parametersOf(
  { parameters = [] }: OpenapiOperation,
  document: OpenapiDocument,
): Map<string, OpenapiParameter> {
  return new Map(
    parameters
      .map((parameter) => resolveReference(parameter, document))
      .map((parameter) => [`${parameter.in} ${parameter.name}`, parameter]),
  );
}

function bodyChanges({ before, after, was, is, at }: Pair): string[] {
  const old = was.requestBody && resolveReference(was.requestBody, before);
  const current = is.requestBody && resolveReference(is.requestBody, after);
  if (current?.required === true && old?.required !== true) {
    return [`${at} body: is now required`];
  }
  if (old === undefined) {
    return [];
  }
  return current === undefined
    ? [`${at} body: was removed`]
    : contentChanges(old.content, current.content, {
        before,
        after,
        direction: 'request',
        at: `${at} body`,
      });
}

function responseChanges({ before, after, was, is, at }: Pair): string[] {
  return Object.entries(was.responses).flatMap(([status, response]) => {
    const now = is.responses[status];
    if (now === undefined) {
      return [`${at} ${status}: was removed`];
    }
    const place = `${at} ${status}`;
    const old = resolveReference(response, before);
    const current = resolveReference(now, after);
    const headers = Object.keys(old.headers ?? {})
      .filter((name) => current.headers?.[name] === undefined)
      .map((name) => `${place} header ${name}: was removed`);
    const content = contentChanges(old.content ?? {}, current.content ?? {}, {
      before,
      after,
      direction: 'response',
      at: place,
    });
    return [...headers, ...content];
  });
}

function contentChanges(
  was: Content,
  is: Content,
  to: { before: OpenapiDocument; after: OpenapiDocument; direction: Direction; at: string },
): string[] {
  return Object.entries(was).flatMap(([type, { schema = {} }]) => {
    const now = is[type];
    return now === undefined
      ? [`${to.at}: ${type} was removed`]
      : schemaChanges(
          { schema, document: to.before },
          { schema: now.schema ?? {}, document: to.after },
          { direction: to.direction, at: to.at },
        );
  });
}
