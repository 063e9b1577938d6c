import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/me.ts';
import { deps } from '../../lib/deps.ts';
import { deleteMe } from '../../lib/features/me/delete-me.ts';
import { exportMe } from '../../lib/features/me/export-me.ts';
import { getMe } from '../../lib/features/me/get-me.ts';
import { updateMe } from '../../lib/features/me/update-me.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.getMe, getMe),
  route(operations.updateMe, updateMe),
  route(operations.exportMe, exportMe),
  route(operations.deleteMe, deleteMe),
]);

export const config: Config = {
  path: ['/api/v1/me', '/api/v1/me/export'],
  rateLimit: { windowLimit: 120, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
