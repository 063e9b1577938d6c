import type { App } from '@supabase/lite';
import { createAdminRoutes } from './admin-routes.ts';
import type { TokenOffice } from './auth-tokens.ts';
import { LocalStackError } from './errors.ts';
import type { Query } from './migrations.ts';
import { quietly } from './quiet.ts';

export type Handler = (request: Request) => Promise<Response>;

const ADMIN = '/auth/v1/admin';
const JWKS = '/auth/v1/.well-known/jwks.json';
const SIGNING_ROUTE = /^\/storage\/v1\/object\/(upload\/)?sign\//;
const SESSION_ROUTES = ['/auth/v1/signup', '/auth/v1/token', '/auth/v1/verify'];

/**
 * What stands before lite: the routes and token claims that it lacks. `exclusive` runs a request
 * alone where the database is a single connection.
 */
export function createGateway({
  app,
  query,
  tokens,
  url,
  exclusive,
  log,
}: {
  app: App;
  query: Query;
  tokens: TokenOffice;
  url: () => string;
  exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  log: (line: string) => void;
}): Handler {
  const admin = createAdminRoutes({ query, tokens, url });

  async function answer(request: Request, path: string): Promise<Response> {
    if (path.startsWith(`${ADMIN}/`)) return admin(request, path.slice(ADMIN.length));
    const forwarded = await forLite(request, path, tokens);
    const response = await quietly(log, async () => app.fetch(forwarded));
    if (SESSION_ROUTES.includes(path)) return withFullToken(response, path, request.url, tokens);
    if (SIGNING_ROUTE.test(path) && request.method === 'POST') return withSignedUrls(response);
    return response;
  }

  return async function handle(request) {
    const path = new URL(request.url).pathname;
    if (path === JWKS && request.method === 'GET') return Response.json(tokens.jwks);
    // Read the body first: a slow client must not hold the database.
    const read = await bufferedRequest(request);
    try {
      if (request.method === 'OPTIONS') return await answer(read, path);
      return await exclusive(async () => bufferedResponse(await answer(read, path)));
    } catch (error) {
      if (!(error instanceof LocalStackError) || error.code !== 'busy') throw error;
      const message = 'Timed out acquiring connection from connection pool.';
      return Response.json(
        { code: 'PGRST003', details: error.message, hint: null, message },
        { status: 504 },
      );
    }
  };
}

async function bufferedRequest(request: Request): Promise<Request> {
  if (request.body === null) return request;
  const { method, headers, url } = request;
  return new Request(url, { method, headers, body: await request.arrayBuffer() });
}

async function bufferedResponse(response: Response): Promise<Response> {
  return response.body === null ? response : new Response(await response.arrayBuffer(), response);
}

async function forLite(request: Request, path: string, tokens: TokenOffice): Promise<Request> {
  const headers = new Headers(request.headers);
  const bearer = /^Bearer (.+\..+\..+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (bearer !== undefined) headers.set('authorization', `Bearer ${await tokens.admit(bearer)}`);
  if (path !== '/auth/v1/verify' || request.method !== 'POST') {
    return new Request(request, { headers });
  }
  // Hosted GoTrue takes `email` for any e-mailed token; lite knows the kinds by name only.
  const text = await request.text();
  const body = text.replace(/("type"\s*:\s*)"email"/, '$1"magiclink"');
  return new Request(request.url, { method: request.method, headers, body });
}

/** Replaces lite's access token in the answer of a route that opens or renews a session. */
async function withFullToken(
  response: Response,
  path: string,
  target: string,
  tokens: TokenOffice,
): Promise<Response> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  if (!response.ok || !isJson) return response;
  const session = (await response.clone().json()) as Record<string, unknown>;
  if (typeof session['access_token'] !== 'string') return response;
  const otp = path.endsWith('/verify') || target.includes('grant_type=pkce');
  const accessToken = await tokens.issue(
    session['access_token'],
    session['user'] ?? {},
    otp ? 'otp' : 'password',
  );
  const headers = new Headers(response.headers);
  headers.delete('content-length');
  return Response.json(
    { ...session, access_token: accessToken },
    { status: response.status, headers },
  );
}

type Signed = { signedUrl?: string };

/** Hosted Storage names the signed address `signedURL` (`url` for uploads), below its own root. */
async function withSignedUrls(response: Response): Promise<Response> {
  if (!response.ok) return response;
  const body = (await response.json()) as Signed | Signed[];
  return Response.json(Array.isArray(body) ? body.map(asHosted) : asHosted(body));
}

function asHosted({ signedUrl = '', ...rest }: Signed) {
  const address = signedUrl.replace(/^\/storage\/v1/, '');
  return { ...rest, signedURL: address || null, url: address };
}
