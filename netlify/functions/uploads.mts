import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/uploads.ts';
import { deps } from '../../lib/deps.ts';
import { completeUpload } from '../../lib/features/uploads/complete-upload.ts';
import { createUpload } from '../../lib/features/uploads/create-upload.ts';
import { getUpload } from '../../lib/features/uploads/get-upload.ts';
import { listUploads } from '../../lib/features/uploads/list-uploads.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.listUploads, listUploads),
  route(operations.createUpload, createUpload),
  route(operations.getUpload, getUpload),
  route(operations.completeUpload, completeUpload),
]);

export const config: Config = {
  path: ['/api/v1/uploads', '/api/v1/uploads/:upload_id', '/api/v1/uploads/:upload_id/complete'],
  rateLimit: { windowLimit: 300, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
