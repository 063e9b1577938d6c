import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/live.ts';
import { deps } from '../../lib/deps.ts';
import { addHeartRate } from '../../lib/features/live/add-heart-rate.ts';
import { addMotion } from '../../lib/features/live/add-motion.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.addHeartRate, addHeartRate),
  route(operations.addMotion, addMotion),
]);

export const config: Config = {
  path: ['/api/v1/activities/:activity_id/heart-rate', '/api/v1/activities/:activity_id/motion'],
  rateLimit: { windowLimit: 600, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
