/**
 * Serves one request that fails in a built function, and says whether the error tracker's code ran and what
 * it sent. With SENTRY_DSN set it must; without it must not.
 */
import { pathToFileURL } from 'node:url';
import { givenTask } from './children.ts';

const { file } = await givenTask<{ file: string }>();
/** Where @sentry/core keeps its state once it is in use. */
const isLoaded = () => '__SENTRY__' in globalThis;

const module = (await import(pathToFileURL(file).href)) as {
  default(request: Request, context: object): Promise<Response>;
};
const afterImport = isLoaded();
const later: Promise<unknown>[] = [];
const response = await module.default(
  new Request(
    'http://localhost/api/v1/webhooks/strava/x'.replace(
      /x$/,
      process.env['STRAVA_WEBHOOK_SECRET'] ?? '',
    ),
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        object_type: 'activity',
        object_id: 1,
        aspect_type: 'create',
        owner_id: 1,
        subscription_id: 1,
        event_time: 1_763_600_000,
      }),
    },
  ),
  { waitUntil: (work: Promise<unknown>) => later.push(work) },
);
await Promise.all(later);
process.send?.({ status: response.status, afterImport, afterFailure: isLoaded() }, () =>
  process.exit(),
);
