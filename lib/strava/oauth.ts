import * as z from 'zod';
import { AppError } from '../core/errors.ts';
import type { Clock } from '../core/ports/world.ts';
import { StravaError, type StravaGrant } from '../core/strava.ts';
import type { Client } from './client.ts';
import { startDeadline } from './deadline.ts';
import type { ClientPolicy } from './policy.ts';
import type { OpenTokens } from './seal-tokens.ts';

export interface AppCredentials {
  clientId: string;
  clientSecret: string;
}

export interface OAuth {
  authorizeUrl(input: { redirectUri: string; state: string; forcePrompt: boolean }): string;
  exchange(input: { code: string; scopes: string[] }): Promise<StravaGrant>;
  /** Throws `TokenDead` only where Strava says with a 400 that the refresh token is invalid. */
  refresh(refreshToken: string): Promise<OpenTokens>;
  /** Ends the authorisation a token belongs to. `NotVisible`: this Strava has no such endpoint. */
  revoke(refreshToken: string): Promise<void>;
  /** The way before June 2026, which ends in June 2027. */
  deauthorize(accessToken: string): Promise<void>;
}

/**
 * `read` for the profile, activities, and the zones. Both rights to activities: who unticks the private ones
 * must be able to grant the others.
 */
const SCOPES = ['read', 'activity:read', 'activity:read_all', 'profile:read_all'];

const tokenAnswer = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_at: z.number(),
});

const name = z.string().nullish();
const grantAnswer = tokenAnswer.extend({
  athlete: z.object({
    id: z.coerce.number().int().positive(),
    firstname: name,
    lastname: name,
    username: name,
  }),
});

/** The application's credentials; throws where the operator set none. */
export function credentialsOf(config: {
  clientId: string | undefined;
  clientSecret: string | undefined;
}): AppCredentials {
  const { clientId, clientSecret } = config;
  if (!clientId || !clientSecret) {
    throw new AppError('source_not_connected', {
      detail:
        'This server has no Strava application: its operator has to set the client id and secret.',
    });
  }
  return { clientId, clientSecret };
}

/** Parses what should be a token answer; anything else is Strava's failure, not the athlete's. */
function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) {
    const fields = result.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new StravaError('Upstream', { detail: `A token answer without ${fields}`, status: 200 });
  }
  return result.data;
}

function tokensOf(answer: z.infer<typeof tokenAnswer>): OpenTokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(answer.expires_at * 1000),
  };
}

/** Strava's OAuth endpoints. They count against no limit; exchanging and refreshing are never repeated. */
export function createOAuth(deps: {
  config: { clientId: string | undefined; clientSecret: string | undefined; oauthBaseUrl: string };
  client: Client;
  clock: Clock;
  policy: ClientPolicy;
}): OAuth {
  const { config, client, clock, policy } = deps;

  const post = (
    path: string,
    call: {
      form: Record<string, string>;
      authorization?: string;
      repeatable?: boolean;
    },
  ) =>
    client.send(
      {
        name: path,
        method: 'POST',
        url: `${config.oauthBaseUrl}/oauth/${path}`,
        counted: false,
        priority: 'interactive',
        ...call,
      },
      startDeadline(clock, policy.totalMs.interactive),
    );

  const token = (form: Record<string, string>) => {
    const { clientId, clientSecret } = credentialsOf(config);
    return post('token', { form: { client_id: clientId, client_secret: clientSecret, ...form } });
  };

  return {
    authorizeUrl({ redirectUri, state, forcePrompt }) {
      const url = new URL(`${config.oauthBaseUrl}/oauth/authorize`);
      url.search = new URLSearchParams({
        client_id: credentialsOf(config).clientId,
        redirect_uri: redirectUri,
        response_type: 'code',
        approval_prompt: forcePrompt ? 'force' : 'auto',
        scope: SCOPES.join(','),
        state,
      }).toString();
      return url.href;
    },

    async exchange({ code, scopes }) {
      const answer = parse(grantAnswer, await token({ grant_type: 'authorization_code', code }));
      const { id, firstname, lastname, username } = answer.athlete;
      const fullName = [firstname, lastname].filter(Boolean).join(' ').trim();
      return {
        ...tokensOf(answer),
        stravaAthleteId: id,
        displayName: fullName || username || undefined,
        scopes,
      };
    },

    async refresh(refreshToken) {
      const form = { grant_type: 'refresh_token', refresh_token: refreshToken };
      return tokensOf(parse(tokenAnswer, await token(form)));
    },

    async revoke(refreshToken) {
      const { clientId, clientSecret } = credentialsOf(config);
      const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
      await post('revoke', {
        form: { token: refreshToken, token_type_hint: 'refresh_token' },
        authorization: `Basic ${basic}`,
        repeatable: true,
      });
    },

    async deauthorize(accessToken) {
      await post('deauthorize', { form: { access_token: accessToken }, repeatable: true });
    },
  };
}
