import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/wellness.ts';
import { deps } from '../../lib/deps.ts';
import { addWellness } from '../../lib/features/wellness/add-wellness.ts';
import { listWellness } from '../../lib/features/wellness/list-wellness.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.addWellness, addWellness),
  route(operations.listWellness, listWellness),
]);

export const config: Config = {
  path: '/api/v1/wellness',
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
