/** Sentry, as little of it as there can be. The only file that imports it, and itself loaded on demand. */
import {
  createStackParser,
  createTransport,
  type ErrorEvent,
  linkedErrorsIntegration,
  Scope,
} from '@sentry/core';
import { nodeStackLineParser, ServerRuntimeClient } from '@sentry/core/server';
import { type LogFields, scrub } from '../core/log.ts';

export interface TrackerOptions {
  dsn: string;
  release: string;
  fetch: typeof globalThis.fetch;
}

export interface Tracker {
  /** Resolves when the report is sent, or has waited long enough. */
  report(error: unknown, fields: LogFields): Promise<void>;
}

const FLUSH_MS = 2_000;

/** Fields that say where it happened and to nobody in particular. Everything else stays here. */
const TAGS = new Set([
  'request_id',
  'operation',
  'method',
  'status',
  'duration_ms',
  'job_id',
  'kind',
  'attempt',
  'code',
]);

/** Of the event only these go out: nothing a later version of the SDK may think of adding. */
const SENT = [
  'event_id',
  'timestamp',
  'platform',
  'level',
  'release',
  'environment',
  'exception',
  'tags',
  'contexts',
  'type',
] as const;

function scrubDeep(value: unknown): unknown {
  if (typeof value === 'string') {
    return scrub(value);
  }
  if (Array.isArray(value)) {
    return value.map(scrubDeep);
  }
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrubDeep(item)]));
  }
  return value;
}

function outgoing(event: ErrorEvent): ErrorEvent {
  const kept = Object.fromEntries(SENT.map((key) => [key, event[key]]));
  // a release may be a commit, which looks like a key
  return { ...(scrubDeep(kept) as ErrorEvent), release: event.release ?? '' };
}

function tagsOf(fields: LogFields): Record<string, string | number | boolean> {
  const tags: Record<string, string | number | boolean> = {};
  for (const [key, value] of Object.entries(fields)) {
    const name = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
    if (TAGS.has(name) && isPlain) {
      tags[name] = value as string | number | boolean;
    }
  }
  return tags;
}

export function createTracker(options: TrackerOptions): Tracker {
  const client = new ServerRuntimeClient({
    dsn: options.dsn,
    release: options.release,
    platform: 'node',
    integrations: [linkedErrorsIntegration()],
    stackParser: createStackParser(nodeStackLineParser()),
    sendClientReports: false,
    traceLifecycle: 'static',
    dataCollection: { userInfo: false, cookies: false, httpHeaders: false, httpBodies: [] },
    beforeSend: outgoing,
    transport: (transport) =>
      createTransport(transport, async ({ body }) => {
        const response = await options.fetch(transport.url, {
          method: 'POST',
          body: body as BodyInit,
          headers: { 'content-type': 'application/x-sentry-envelope', ...transport.headers },
        });
        await response.body?.cancel();
        return {
          statusCode: response.status,
          headers: {
            'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
            'retry-after': response.headers.get('retry-after'),
          },
        };
      }),
  });
  client.init();

  return {
    async report(error, fields) {
      const scope = new Scope();
      scope.setTags(tagsOf(fields));
      client.captureException(error, { originalException: error }, scope);
      await client.flush(FLUSH_MS);
    },
  };
}
