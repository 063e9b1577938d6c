import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/points.ts';
import { deps } from '../../lib/deps.ts';
import { addPoint } from '../../lib/features/points/add-point.ts';
import { deletePoint } from '../../lib/features/points/delete-point.ts';
import { listPoints } from '../../lib/features/points/list-points.ts';
import { replacePoint } from '../../lib/features/points/replace-point.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.listPoints, listPoints),
  route(operations.addPoint, addPoint),
  route(operations.replacePoint, replacePoint),
  route(operations.deletePoint, deletePoint),
]);

export const config: Config = {
  path: [
    '/api/v1/activities/:activity_id/points',
    '/api/v1/activities/:activity_id/points/:point_id',
  ],
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
