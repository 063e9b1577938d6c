import { Hono } from 'hono';
import { type ActivityChange, changeActivity, createActivity } from '../activity-store.ts';
import { badRequest, notFound, StravaFault } from '../fault.ts';
import type { Draft } from '../history/history.ts';
import type { Athlete } from '../model.ts';
import { sportTypeOf } from '../sports.ts';
import { epochOfWallS } from '../time-zone.ts';
import { activityZones } from '../views/athlete-view.ts';
import { detailView } from '../views/detail-view.ts';
import { lapViews } from '../views/lap-view.ts';
import { streamSet } from '../views/streams-view.ts';
import type { World } from '../world.ts';
import { isYes, parametersOf } from './parameters.ts';
import { type ApiEnv, activityOf, requireScope } from './session.ts';

/** Streams do not exist for what was typed in: 404 with an empty list, as recorded. */
function noStreams(): StravaFault {
  return new StravaFault({ status: 404, message: 'Resource Not Found' });
}

function manualDraft(athlete: Athlete, parameters: Record<string, string>, nowS: number): Draft {
  const { name, start_date_local: localStart, elapsed_time: elapsed } = parameters;
  const sport = parameters.sport_type ?? parameters.type;
  if (name === undefined || name === '') throw badRequest('Activity', 'name', 'missing');
  if (sport === undefined) throw badRequest('Activity', 'sport_type', 'missing');
  // The wall clock, whatever zone is written behind it.
  const wallS = Date.parse(`${(localStart ?? '').replace(/(Z|[+-]\d\d:?\d\d)$/, '')}Z`) / 1000;
  if (Number.isNaN(wallS)) throw badRequest('Activity', 'start_date_local');
  const elapsedTimeS = Number(elapsed);
  if (!Number.isInteger(elapsedTimeS) || elapsedTimeS <= 0) {
    throw badRequest('Activity', 'elapsed_time');
  }
  return {
    athleteId: athlete.id,
    source: {
      kind: 'manual',
      distanceM: Number(parameters.distance ?? 0),
      movingTimeS: elapsedTimeS,
      elapsedTimeS,
      elevationGainM: 0,
    },
    name,
    description: parameters.description ?? null,
    sportType: sportTypeOf(sport),
    visibility: 'everyone',
    startS: epochOfWallS(athlete.timeZone, wallS),
    hiddenStart: false,
    timeZone: athlete.timeZone,
    uploadedS: nowS,
    streamsReadyS: nowS,
    gearId: null,
    commute: isYes(parameters.commute),
    trainer: isYes(parameters.trainer),
    hideFromHome: false,
    workoutType: null,
    deviceName: null,
    externalId: null,
    kudos: 0,
  };
}

/** What an update request changes; unknown parameters are ignored, as Strava does. */
function changeOf(athlete: Athlete, parameters: Record<string, string>): ActivityChange {
  const { name, description, gear_id: gearId, commute, trainer } = parameters;
  const sport = parameters.sport_type ?? parameters.type;
  if (gearId !== undefined && gearId !== 'none' && !athlete.gear.some(({ id }) => id === gearId)) {
    throw badRequest('Activity', 'gear_id');
  }
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(sport === undefined ? {} : { sportType: sport }),
    ...(gearId === undefined ? {} : { gearId: gearId === 'none' ? null : gearId }),
    ...(commute === undefined ? {} : { commute: isYes(commute) }),
    ...(trainer === undefined ? {} : { trainer: isYes(trainer) }),
    ...(parameters.hide_from_home === undefined
      ? {}
      : { hideFromHome: isYes(parameters.hide_from_home) }),
  };
}

/** One activity: detail, laps, streams, zones; making one by hand and changing one. */
export function activityRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  const detailOf = (
    found: ReturnType<typeof activityOf>,
    includeAllEfforts: boolean,
  ): Record<string, unknown> => {
    const { source } = found.activity;
    return detailView({
      ...found,
      digest: world.digests.of(source),
      recording: world.recordings.of(source),
      includeAllEfforts,
    });
  };
  app.post('/activities', async (c) => {
    requireScope(c, 'activity:write');
    const athlete = c.get('athlete');
    const draft = manualDraft(athlete, await parametersOf(c), world.clock.nowS());
    const activity = createActivity(world, athlete, draft);
    return c.json(detailOf({ activity, athlete }, false), 201);
  });
  app.get('/activities/:id{\\d+}', (c) =>
    c.json(detailOf(activityOf(c, world), isYes(c.req.query('include_all_efforts')))),
  );
  app.put('/activities/:id{\\d+}', async (c) => {
    requireScope(c, 'activity:write');
    const found = activityOf(c, world);
    changeActivity(world, found.activity, changeOf(found.athlete, await parametersOf(c)));
    return c.json(detailOf(found, false));
  });
  app.get('/activities/:id{\\d+}/laps', (c) => {
    const found = activityOf(c, world);
    return c.json(lapViews({ ...found, recording: world.recordings.of(found.activity.source) }));
  });
  app.get('/activities/:id{\\d+}/zones', (c) => {
    const { activity, athlete } = activityOf(c, world);
    if (!athlete.subscriber) throw new StravaFault({ status: 402, message: 'Payment Required' });
    return c.json(activityZones(athlete, world.recordings.of(activity.source)));
  });
  app.get('/activities/:id{\\d+}/streams', (c) => {
    const { activity } = activityOf(c, world);
    const recording = world.recordings.of(activity.source);
    if (recording === undefined) throw noStreams();
    // Without `keys` Strava answers with the distance alone.
    const keys = (c.req.query('keys') ?? 'distance').split(',').map((key) => key.trim());
    // Not ready yet is an empty set with status 200, which looks like "no sensors".
    const ready = world.clock.nowS() >= activity.streamsReadyS;
    const set = ready ? streamSet(recording, keys) : {};
    if (isYes(c.req.query('key_by_type'))) return c.json(set);
    return c.json(Object.entries(set).map(([type, stream]) => ({ type, ...stream })));
  });
  // The other resources below an activity hold other athletes' data and are not simulated.
  app.all('/activities/*', () => {
    throw notFound('Activity');
  });
  return app;
}
