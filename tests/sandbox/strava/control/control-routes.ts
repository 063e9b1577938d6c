import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { ApiEnv } from '../api/session.ts';
import { faultKinds } from '../faults.ts';
import type { Athlete } from '../model.ts';
import { isTimeZone } from '../time-zone.ts';
import type { Json } from '../views/activity-view.ts';
import type { StravaControl } from './control.ts';

const timeZone = z.string().refine(isTimeZone, 'not an IANA time zone').optional();

const athleteBody = z.union([
  z.strictObject({
    seed: z.int(),
    history_days: z.int().min(0).max(4000).default(90),
    time_zone: timeZone,
    subscriber: z.boolean().optional(),
  }),
  z.strictObject({
    fit_folder: z.string(),
    time_zone: timeZone,
    subscriber: z.boolean().optional(),
  }),
]);

const activityBody = z.strictObject({
  sport: z.string(),
  start_date: z.iso.datetime({ offset: true }),
  duration_s: z.int().min(1).max(36_000),
  name: z.string().optional(),
  description: z.string().optional(),
  private: z.boolean().optional(),
  backdated: z.boolean().optional(),
  streams_delay_s: z.number().min(0).optional(),
  heart_rate: z.boolean().optional(),
});

const patchBody = z.strictObject({
  name: z.string().optional(),
  description: z.string().optional(),
  sport: z.string().optional(),
  private: z.boolean().optional(),
});

const faultBody = z.strictObject({
  kind: z.enum(faultKinds),
  match: z.strictObject({ method: z.string().optional(), path: z.string().optional() }).optional(),
  status: z.int().min(200).max(599).optional(),
  count: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
});

const webhooksBody = z.strictObject({
  duplicate: z.int().min(0).max(20).optional(),
  drop: z.union([z.boolean(), z.number().min(0).max(1)]).optional(),
  reorder: z.boolean().optional(),
  delay_ms: z.number().min(0).optional(),
});

const limitsBody = z.strictObject({
  short: z.int().min(0).optional(),
  day: z.int().min(0).optional(),
  read_short: z.int().min(0).optional(),
  read_day: z.int().min(0).optional(),
});

const clockBody = z.strictObject({ advance_s: z.number() });
const connectBody = z.strictObject({ scopes: z.array(z.string()).optional() });

async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const text = await c.req.text();
  return schema.parse(text === '' ? {} : JSON.parse(text));
}

/** Without the keys that are undefined, so that they overwrite nothing. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function athleteLine(athlete: Athlete): Json {
  const { id, firstname, lastname, timeZone: zone, subscriber, activities, origin } = athlete;
  const name = `${firstname} ${lastname}`;
  return { id, name, time_zone: zone, subscriber, activities: activities.size, origin };
}

function id(c: Context, name = 'id'): number {
  return Number(c.req.param(name));
}

/** The control API, below `/_sim`. */
export function controlRoutes(control: StravaControl): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.post('/reset', (c) => {
    control.reset();
    return c.json({});
  });
  app.get('/athletes', (c) => c.json(control.athletes().map(athleteLine)));
  app.post('/athletes', async (c) => {
    const order = await body(c, athleteBody);
    const { time_zone: zone, subscriber } = order;
    if ('fit_folder' in order) {
      const made = await control.addFolderAthlete({
        folder: order.fit_folder,
        timeZone: zone,
        subscriber,
      });
      const files = made.files.map(({ file, activityId }) => ({ file, activity_id: activityId }));
      return c.json({ id: made.athlete.id, files, skipped: made.skipped }, 201);
    }
    const { seed, history_days: historyDays } = order;
    return c.json(
      { id: control.addAthlete({ seed, historyDays, timeZone: zone, subscriber }).id },
      201,
    );
  });
  app.get('/athletes/:id/activities', (c) => c.json(control.activities(id(c))));
  app.get('/athletes/:id/activities/:activity', (c) =>
    c.json(control.truth(id(c), id(c, 'activity'))),
  );
  // The decoded records of a folder athlete's file, for comparing with what is served.
  app.get('/athletes/:id/files/:file', (c) => {
    const folder = control.folderAthletes().find(({ athlete }) => athlete.id === id(c));
    const found = folder?.files.find(({ file }) => file === c.req.param('file'));
    if (found === undefined) return c.notFound();
    return c.json({
      file: found.file,
      activity_id: found.activityId,
      records: found.activity.records,
    });
  });
  app.post('/athletes/:id/activities', async (c) => {
    const order = await body(c, activityBody);
    const activity = control.addActivity(id(c), {
      sport: order.sport,
      start: new Date(order.start_date),
      durationS: order.duration_s,
      name: order.name,
      description: order.description,
      private: order.private,
      backdated: order.backdated,
      streamsDelayS: order.streams_delay_s,
      heartRate: order.heart_rate,
    });
    return c.json({ id: activity.id }, 201);
  });
  app.patch('/athletes/:id/activities/:activity', async (c) => {
    const patch = await body(c, patchBody);
    return c.json({ id: control.patchActivity(id(c), id(c, 'activity'), patch).id });
  });
  app.delete('/athletes/:id/activities/:activity', (c) => {
    control.deleteActivity(id(c), id(c, 'activity'));
    return c.json({});
  });
  app.post('/athletes/:id/connect', async (c) => {
    const { scopes } = await body(c, connectBody);
    const grant = control.connect(id(c), scopes);
    return c.json({
      access_token: grant.accessToken,
      refresh_token: grant.refreshToken,
      expires_at: grant.expiresS,
      scope: grant.scopes.join(','),
    });
  });
  app.post('/athletes/:id/deauthorize', (c) => c.json({ connected: control.deauthorize(id(c)) }));
  app.get('/faults', (c) => c.json(control.faults()));
  app.post('/faults', async (c) => c.json({ id: control.addFault(await body(c, faultBody)) }, 201));
  app.delete('/faults/:id?', (c) => {
    const one = c.req.param('id');
    control.removeFaults(one === undefined ? undefined : Number(one));
    return c.json({});
  });
  app.get('/webhooks', (c) => c.json(control.webhooks()));
  app.post('/webhooks', async (c) => {
    const { delay_ms: delayMs, drop, ...rest } = await body(c, webhooksBody);
    control.setWebhooks(
      given({ ...rest, delayMs, drop: drop === undefined ? undefined : Number(drop) }),
    );
    return c.json(control.webhooks().settings);
  });
  app.get('/limits', (c) => c.json(control.limits()));
  app.post('/limits', async (c) => {
    const { short, day, read_short: readShort, read_day: readDay } = await body(c, limitsBody);
    control.setLimits(given({ short, day, readShort, readDay }));
    return c.json(control.limits());
  });
  app.get('/clock', (c) => c.json({ now: control.now().toISOString() }));
  app.post('/clock', async (c) => {
    control.advance((await body(c, clockBody)).advance_s);
    return c.json({ now: control.now().toISOString() });
  });
  app.get('/requests', (c) => c.json(control.requests()));
  app.delete('/requests', (c) => {
    control.clearRequests();
    return c.json({});
  });
  return app;
}
