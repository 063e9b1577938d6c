import type { Context } from 'hono';
import { notFound, scopeMissing, unauthorized } from '../fault.ts';
import type { Activity, Athlete } from '../model.ts';
import { mayReadActivities, mayReadAll } from '../scopes.ts';
import type { Grant } from '../tokens.ts';
import { findActivity, type World } from '../world.ts';

/** What travels with an API request. */
export interface ApiEnv {
  Variables: {
    grant: Grant;
    athlete: Athlete;
    /** For the request log. */
    athleteId: number | undefined;
  };
}

export type ApiContext = Context<ApiEnv>;

/** Refuses unless the token has one of the scopes; reports the first as missing. */
export function requireScope(c: ApiContext, ...scopes: readonly [string, ...string[]]): void {
  const granted = c.get('grant').scopes;
  if (!scopes.some((scope) => granted.includes(scope))) throw scopeMissing(scopes[0]);
}

/** Whether this request may see the activity. */
export function mayRead(c: ApiContext, activity: Activity): boolean {
  const { scopes, athleteId } = c.get('grant');
  if (activity.athleteId !== athleteId) return false;
  return activity.visibility !== 'only_me' || mayReadAll(scopes);
}

/** The activity of the path; 404 if it is gone, somebody else's or not to be seen by this token. */
export function activityOf(c: ApiContext, world: World): { activity: Activity; athlete: Athlete } {
  if (!mayReadActivities(c.get('grant').scopes)) throw scopeMissing('activity:read');
  const found = findActivity(world, Number(c.req.param('id')));
  if (found === undefined || !mayRead(c, found.activity)) throw notFound('Activity');
  return found;
}

/** The token of a request: header, or for now still a parameter. */
export function bearerOf(c: Context): string | undefined {
  const header = c.req.header('authorization');
  if (header?.toLowerCase().startsWith('bearer ') === true) return header.slice(7).trim();
  return c.req.query('access_token');
}

/** The grant behind the request's token; 401 without one or with a stale one. */
export function authenticate(c: ApiContext, world: World): void {
  const token = bearerOf(c);
  const grant = token === undefined ? undefined : world.tokens.find(token);
  const athlete = grant === undefined ? undefined : world.athletes.get(grant.athleteId);
  if (grant === undefined || athlete === undefined) throw unauthorized('Athlete', 'access_token');
  c.set('grant', grant);
  c.set('athlete', athlete);
  c.set('athleteId', athlete.id);
}
