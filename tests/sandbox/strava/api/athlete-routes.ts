import { Hono } from 'hono';
import { badRequest, notFound, scopeMissing } from '../fault.ts';
import type { Activity } from '../model.ts';
import { mayReadActivities } from '../scopes.ts';
import { shownStartS, summaryView } from '../views/activity-view.ts';
import { athleteDetail, athleteSummary, athleteZones } from '../views/athlete-view.ts';
import { gearDetail } from '../views/gear-view.ts';
import { newestFirst, type World } from '../world.ts';
import { type ApiContext, type ApiEnv, mayRead, requireScope } from './session.ts';

const defaultPerPage = 30;
const largestPerPage = 200;

/** A whole number of the query, or the fallback if it is missing. */
function wholeNumber<T>(c: ApiContext, name: string, fallback: T): number | T {
  const text = c.req.query(name);
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value)) throw badRequest('Application', name);
  return value;
}

/** The activities of one list request; filters and order go by the start Strava shows. */
function listed(c: ApiContext, world: World): Activity[] {
  const before = wholeNumber(c, 'before', Number.POSITIVE_INFINITY);
  const after = wholeNumber(c, 'after', Number.NEGATIVE_INFINITY);
  const page = wholeNumber(c, 'page', 1);
  const perPage = wholeNumber(c, 'per_page', defaultPerPage);
  // Milliseconds given for seconds land in the far future; Strava says no more than this.
  if (after > world.clock.nowS()) throw badRequest('Application', 'after', 'future');
  if (page < 1) throw badRequest('Application', 'page');
  if (perPage < 1) throw badRequest('Application', 'per page');
  if (perPage > largestPerPage) throw badRequest('Application', 'per page', 'limit exceeded');
  const matching = [...c.get('athlete').activities.values()].filter((activity) => {
    const startS = shownStartS(activity);
    return mayRead(c, activity) && startS > after && startS < before;
  });
  return newestFirst(matching, shownStartS).slice((page - 1) * perPage, page * perPage);
}

/** The athlete behind the token: profile, zones, activity list, gear. */
export function athleteRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/athlete', (c) => {
    const detailed = c.get('grant').scopes.includes('profile:read_all');
    const athlete = c.get('athlete');
    return c.json(detailed ? athleteDetail(athlete) : athleteSummary(athlete));
  });
  app.get('/athlete/zones', (c) => {
    requireScope(c, 'profile:read_all');
    return c.json(athleteZones(c.get('athlete')));
  });
  app.get('/athlete/activities', (c) => {
    if (!mayReadActivities(c.get('grant').scopes)) throw scopeMissing('activity:read');
    const athlete = c.get('athlete');
    return c.json(
      listed(c, world).map((activity) =>
        summaryView({ activity, athlete, digest: world.digests.of(activity.source) }),
      ),
    );
  });
  app.get('/gear/:id', (c) => {
    const athlete = c.get('athlete');
    const gear = athlete.gear.find(({ id }) => id === c.req.param('id'));
    if (gear === undefined) throw notFound('Gear');
    return c.json(gearDetail(gear, athlete));
  });
  return app;
}
