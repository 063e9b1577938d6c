import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/activities.ts';
import { deps } from '../../lib/deps.ts';
import { compareActivities } from '../../lib/features/activities/compare-activities.ts';
import { createActivity } from '../../lib/features/activities/create-activity.ts';
import { deleteActivity } from '../../lib/features/activities/delete-activity.ts';
import { getActivity } from '../../lib/features/activities/get-activity.ts';
import { getStreams } from '../../lib/features/activities/get-streams.ts';
import { importActivity } from '../../lib/features/activities/import-activity.ts';
import { listActivities } from '../../lib/features/activities/list-activities.ts';
import { restoreActivity } from '../../lib/features/activities/restore-activity.ts';
import { updateActivity } from '../../lib/features/activities/update-activity.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.listActivities, listActivities),
  route(operations.compareActivities, compareActivities),
  route(operations.createActivity, createActivity),
  route(operations.importActivity, importActivity),
  route(operations.getActivity, getActivity),
  route(operations.updateActivity, updateActivity),
  route(operations.deleteActivity, deleteActivity),
  route(operations.restoreActivity, restoreActivity),
  route(operations.getStreams, getStreams),
]);

export const config: Config = {
  path: [
    '/api/v1/activities',
    '/api/v1/activities/compare',
    '/api/v1/activities/import',
    '/api/v1/activities/:activity_id',
    '/api/v1/activities/:activity_id/restore',
    '/api/v1/activities/:activity_id/streams',
  ],
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
