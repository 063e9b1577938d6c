import { type Context, Hono } from 'hono';
import { deauthorize } from '../activity-store.ts';
import { badRequest, capacityExceeded, type StravaFault, unauthorized } from '../fault.ts';
import { type Grant, knownScopes, scopesIn } from '../tokens.ts';
import { athleteSummary } from '../views/athlete-view.ts';
import type { World } from '../world.ts';
import { type ConsentRequest, consentPage } from './consent-page.ts';
import { parametersOf } from './parameters.ts';
import { type ApiEnv, bearerOf } from './session.ts';

function consentRequestOf(world: World, parameters: Record<string, string>): ConsentRequest {
  const {
    client_id: clientId,
    redirect_uri: redirectUri = '',
    response_type: responseType = 'code',
    approval_prompt: approvalPrompt = 'auto',
    scope = 'read',
    state = '',
  } = parameters;
  if (clientId !== world.options.clientId) throw badRequest('Application', 'client_id');
  const host = URL.canParse(redirectUri) ? new URL(redirectUri).hostname : undefined;
  const domains = ['localhost', '127.0.0.1', ...world.options.callbackDomains];
  if (host === undefined || !domains.some((own) => host === own || host.endsWith(`.${own}`))) {
    throw badRequest('Application', 'redirect_uri');
  }
  if (responseType !== 'code') throw badRequest('Application', 'response_type');
  if (approvalPrompt !== 'auto' && approvalPrompt !== 'force') {
    throw badRequest('Application', 'approval_prompt');
  }
  // Strava takes commas; a space is what most OAuth libraries send.
  const asked = scope.split(/[,\s]+/).filter((one) => one !== '');
  if (asked.some((one) => !(knownScopes as readonly string[]).includes(one))) {
    throw badRequest('Application', 'scope');
  }
  return { clientId, redirectUri, responseType, approvalPrompt, scopes: scopesIn(asked), state };
}

function queryText(value: string): string {
  return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':');
}

/** Back to the application; commas and colons of the scope stay as they are. */
function redirectBack(
  c: Context,
  request: ConsentRequest,
  answer: Record<string, string>,
): Response {
  const query = [['state', request.state], ...Object.entries(answer)]
    .map(([name, value]) => `${name}=${queryText(value ?? '')}`)
    .join('&');
  const separator = request.redirectUri.includes('?') ? '&' : '?';
  return c.redirect(`${request.redirectUri}${separator}${query}`, 302);
}

function grantAccess(
  c: Context,
  world: World,
  input: { request: ConsentRequest; athleteId: number; scopes: readonly string[] },
): Response {
  const { request, athleteId } = input;
  if (!world.athletes.has(athleteId)) throw badRequest('Athlete', 'id');
  const granted = input.scopes.filter((scope) => request.scopes.includes(scope));
  const scopes = scopesIn(['read', ...granted]);
  const code = world.tokens.issueCode({ athleteId, scopes });
  return redirectBack(c, request, { code, scope: scopes.join(',') });
}

function tokenAnswer(world: World, grant: Grant): Record<string, unknown> {
  return {
    token_type: 'Bearer',
    access_token: grant.accessToken,
    expires_at: grant.expiresS,
    expires_in: grant.expiresS - world.clock.nowS(),
    refresh_token: grant.refreshToken,
  };
}

function clientFault(world: World, parameters: Record<string, string>): StravaFault | undefined {
  const { clientId, clientSecret } = world.options;
  if (parameters.client_id !== clientId) return badRequest('Application', 'client_id');
  if (parameters.client_secret !== clientSecret)
    return unauthorized('Application', 'client_secret');
  return undefined;
}

function overCapacity(world: World, c: Context, code: string): boolean {
  const ordered = world.faults.take({ method: 'POST', path: c.req.path, kinds: ['capacity'] });
  const connected = world.tokens.connectedAthletes();
  const athleteId = world.tokens.athleteOfCode(code);
  const one = athleteId !== undefined && !connected.has(athleteId);
  return ordered !== undefined || (one && connected.size >= world.options.capacity);
}

function exchange(c: Context, world: World, parameters: Record<string, string>): Response {
  const { code = '' } = parameters;
  if (overCapacity(world, c, code)) throw capacityExceeded();
  const grant = world.tokens.redeem(code);
  const athlete = grant === undefined ? undefined : world.athletes.get(grant.athleteId);
  if (grant === undefined || athlete === undefined) throw badRequest('RequestToken', 'code');
  return c.json({ ...tokenAnswer(world, grant), athlete: athleteSummary(athlete) });
}

async function token(c: Context, world: World): Promise<Response> {
  const parameters = await parametersOf(c);
  const fault = clientFault(world, parameters);
  if (fault !== undefined) throw fault;
  // Strava's own default for a request that names none.
  const grantType = parameters.grant_type ?? 'authorization_code';
  if (grantType === 'authorization_code') return exchange(c, world, parameters);
  if (grantType !== 'refresh_token') throw badRequest('Application', 'grant_type');
  const grant = world.tokens.refresh(parameters.refresh_token ?? '');
  if (grant === undefined) throw badRequest('RefreshToken', 'refresh_token');
  return c.json(tokenAnswer(world, grant));
}

/** Client id and secret of HTTP Basic. */
function basicCredentials(c: Context): string | undefined {
  const header = c.req.header('authorization');
  if (header?.toLowerCase().startsWith('basic ') !== true) return undefined;
  return Buffer.from(header.slice(6), 'base64').toString('utf8');
}

/** Consent, tokens and their end. */
export function oauthRoutes(world: World): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  for (const path of ['/oauth/authorize', '/oauth/mobile/authorize']) {
    app.get(path, (c) => {
      const request = consentRequestOf(world, c.req.query());
      if (c.req.query('_sim_deny') === '1') {
        return redirectBack(c, request, { error: 'access_denied' });
      }
      const athlete = c.req.query('_sim_athlete');
      if (athlete === undefined) {
        return c.html(consentPage({ request, path, athletes: [...world.athletes.values()] }));
      }
      const scopes = c.req.query('_sim_scope')?.split(/[,\s]+/) ?? request.scopes;
      return grantAccess(c, world, { request, athleteId: Number(athlete), scopes });
    });
    app.post(path, async (c) => {
      const form = await c.req.formData();
      const fields: Record<string, string> = {};
      for (const [name, value] of form) if (typeof value === 'string') fields[name] = value;
      const request = consentRequestOf(world, fields);
      if (fields.decision !== 'authorize') {
        return redirectBack(c, request, { error: 'access_denied' });
      }
      const scopes = form.getAll('granted').map(String);
      return grantAccess(c, world, { request, athleteId: Number(fields.athlete), scopes });
    });
  }
  app.post('/oauth/token', (c) => token(c, world));
  app.post('/api/v3/oauth/token', (c) => token(c, world));
  app.post('/oauth/revoke', async (c) => {
    const { clientId, clientSecret } = world.options;
    if (basicCredentials(c) !== `${clientId}:${clientSecret}`) {
      throw unauthorized('Application', 'client_id');
    }
    const athleteId = world.tokens.athleteOf((await parametersOf(c)).token ?? '');
    // A token that is gone already is as revoked as one can be.
    if (athleteId !== undefined) deauthorize(world, athleteId);
    return c.json({});
  });
  app.post('/oauth/deauthorize', async (c) => {
    const accessToken = (await parametersOf(c)).access_token ?? bearerOf(c) ?? '';
    const grant = world.tokens.find(accessToken);
    if (grant === undefined) throw unauthorized('Athlete', 'access_token');
    deauthorize(world, grant.athleteId);
    return c.json({ access_token: accessToken });
  });
  return app;
}
