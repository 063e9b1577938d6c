import * as activities from './activities.ts';
import * as activityFiles from './activity-files.ts';
import * as analysis from './analysis.ts';
import * as auth from './auth.ts';
import * as charts from './charts.ts';
import * as groups from './groups.ts';
import * as insights from './insights.ts';
import * as jobs from './jobs.ts';
import * as live from './live.ts';
import * as me from './me.ts';
import * as meta from './meta.ts';
import type { Operation } from './operation.ts';
import * as points from './points.ts';
import * as strava from './strava.ts';
import * as sync from './sync.ts';
import * as thresholds from './thresholds.ts';
import * as training from './training.ts';
import * as uploads from './uploads.ts';
import * as webhooks from './webhooks.ts';
import * as wellness from './wellness.ts';

const resources = [
  meta,
  auth,
  strava,
  webhooks,
  sync,
  me,
  thresholds,
  activities,
  live,
  points,
  activityFiles,
  groups,
  uploads,
  analysis,
  insights,
  training,
  wellness,
  charts,
  jobs,
];

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'method' in value && 'success' in value;
}

/**
 * Every operation of the API, resource by resource, by name within one: a module's exports have no order
 * that Node and a bundler agree on.
 */
export const allOperations: Operation[] = resources.flatMap((resource) =>
  Object.entries(resource)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, exported]) => exported)
    .filter(isOperation),
);
