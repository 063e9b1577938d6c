import { generateLink, type LinkInput } from './admin-links.ts';
import { AuthError, createAdminUsers, type UserInput } from './admin-users.ts';
import type { TokenOffice } from './auth-tokens.ts';
import { LOCAL_SECRET_KEY } from './keys.ts';
import type { Query } from './migrations.ts';

const DEFAULT_PAGE_SIZE = 50;
const NO_KEY = {
  message: 'No API key found in request',
  hint: 'No `apikey` request header or url param was found.',
};

/** The admin routes of GoTrue that lite lacks: `/auth/v1/admin/users` and `generate_link`. */
export function createAdminRoutes({
  query,
  tokens,
  url,
}: {
  query: Query;
  tokens: TokenOffice;
  url: () => string;
}) {
  const users = createAdminUsers(query);

  async function route(request: Request, path: string): Promise<Response> {
    const { method } = request;
    const body = async <T>() => JSON.parse((await request.text()) || '{}') as T;
    if (path === '/generate_link' && method === 'POST') {
      return json(200, await generateLink({ query, users, url: url() }, await body<LinkInput>()));
    }
    if (path === '/users' && method === 'POST') {
      return json(200, await users.create(await body<UserInput>()));
    }
    if (path === '/users' && method === 'GET') return list(new URL(request.url));
    const id = /^\/users\/([^/]+)$/.exec(path)?.[1];
    if (id !== undefined && method === 'GET') return json(200, await users.get(id));
    if (id !== undefined && method === 'PUT') {
      return json(200, await users.update(id, await body<UserInput>()));
    }
    if (id !== undefined && method === 'DELETE') {
      await users.remove(id);
      return json(200, {});
    }
    return new Response('404 page not found', { status: 404 });
  }

  async function list(target: URL): Promise<Response> {
    const page = Number(target.searchParams.get('page') ?? 1) || 1;
    const perPage = Number(target.searchParams.get('per_page') ?? 0) || DEFAULT_PAGE_SIZE;
    const { users: found, total } = await users.list({ page, perPage });
    const last = Math.max(1, Math.ceil(total / perPage));
    const link = (to: number, rel: string) =>
      `<${url()}/auth/v1/admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`;
    const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [link(last, 'last')];
    const headers = { 'x-total-count': String(total), link: links.join(', ') };
    return json(200, { users: found, aud: 'authenticated' }, headers);
  }

  /** Answers a request below `/auth/v1/admin`; `path` is what follows that. */
  return async function handle(request: Request, path: string): Promise<Response> {
    const refusal = await refuse(request, tokens);
    if (refusal !== undefined) return refusal;
    try {
      return await route(request, path);
    } catch (error) {
      if (error instanceof AuthError) return problem(error);
      if (error instanceof SyntaxError) {
        const message = 'Could not parse request body as JSON';
        return problem(new AuthError(400, 'bad_json', message));
      }
      throw error;
    }
  };
}

/** Only the secret key, or a service_role token signed with the project's secret, may pass. */
async function refuse(request: Request, tokens: TokenOffice): Promise<Response | undefined> {
  const apiKey = request.headers.get('apikey') ?? new URL(request.url).searchParams.get('apikey');
  if (apiKey === null) return json(401, NO_KEY);
  const bearer = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1];
  // A token outranks the key, as at the hosted gateway; supabase-js repeats the key as the bearer.
  if (bearer !== undefined && bearer !== apiKey) {
    const claims = await tokens.claims(bearer);
    if (claims === undefined) {
      const message = 'invalid JWT: unable to parse or verify signature';
      return problem(new AuthError(403, 'bad_jwt', message));
    }
    if (claims['role'] === 'service_role') return undefined;
  } else if (apiKey === LOCAL_SECRET_KEY) {
    return undefined;
  } else if (!apiKey.startsWith('sb_publishable_')) {
    return json(401, { message: 'Invalid API key' });
  }
  return problem(new AuthError(403, 'not_admin', 'User not allowed'));
}

function problem({ status, code, message }: AuthError): Response {
  return json(
    status,
    { code: status, error_code: code, msg: message },
    { 'x-sb-error-code': code },
  );
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(body, {
    status,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-expose-headers': 'X-Total-Count, Link',
      ...headers,
    },
  });
}
