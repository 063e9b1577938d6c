import type { Config } from '@netlify/functions';
import * as operations from '../../lib/contract/auth.ts';
import { deps } from '../../lib/deps.ts';
import { login } from '../../lib/features/auth/login.ts';
import { logout } from '../../lib/features/auth/logout.ts';
import { refresh } from '../../lib/features/auth/refresh.ts';
import { register } from '../../lib/features/auth/register.ts';
import { route, serve } from '../../lib/http/serve.ts';

export default serve(deps, [
  route(operations.register, register),
  route(operations.login, login),
  route(operations.refresh, refresh),
  route(operations.logout, logout),
]);

export const config: Config = {
  path: [
    '/api/v1/auth/register',
    '/api/v1/auth/login',
    '/api/v1/auth/refresh',
    '/api/v1/auth/logout',
  ],
  rateLimit: { windowLimit: 20, windowSize: 60, aggregateBy: ['ip', 'domain'] },
};
