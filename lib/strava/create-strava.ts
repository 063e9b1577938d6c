import type { Log } from '../core/log.ts';
import type { BudgetLedger, Connections, Strava, TokenVault } from '../core/ports/strava.ts';
import type { Clock, Random } from '../core/ports/world.ts';
import { StravaError, type StravaPriority } from '../core/strava.ts';
import { type Call, createClient } from './client.ts';
import { startDeadline } from './deadline.ts';
import { ensureSubscription } from './ensure-subscription.ts';
import { createOAuth, type OAuth } from './oauth.ts';
import { parseDetail, parseList } from './parse-activity.ts';
import { parseStreams, STREAM_KEYS } from './parse-streams.ts';
import { ACTIVITIES_PER_PAGE, CLIENT_POLICY, type ClientPolicy } from './policy.ts';
import type { Seals } from './seal.ts';
import { sealTokens } from './seal-tokens.ts';
import { createSubscriptions } from './subscriptions.ts';
import { toActivity } from './to-activity.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { verifySignature } from './verify-signature.ts';

interface StravaConfig {
  /** `undefined`: this server has no Strava application. */
  clientId: string | undefined;
  clientSecret: string | undefined;
  /** Without a slash at the end. The host moves in 2027; the OAuth host does not move with it. */
  apiBaseUrl: string;
  oauthBaseUrl: string;
  verifyToken: string | undefined;
  /** For the signature of webhook events. */
  signingKey: string | undefined;
}

export interface StravaDeps {
  config: StravaConfig;
  fetch: typeof fetch;
  clock: Clock;
  random: Random;
  log: Log;
  vault: TokenVault;
  ledger: BudgetLedger;
  connections: Pick<Connections, 'get' | 'markNeedsReauth'>;
  seals: Seals;
  policy?: ClientPolicy;
}

const isKind = (error: unknown, kind: StravaError['kind']) =>
  error instanceof StravaError && error.kind === kind;

/** Strava says neither "expired" nor "revoked": any 401 that is not about a scope may be the token. */
const isTokenRejected = (error: unknown) =>
  error instanceof StravaError && error.kind === 'Upstream' && error.status === 401;

const epochSeconds = (date: Date, round: (value: number) => number) =>
  String(round(date.getTime() / 1000));

const activityPath = (sourceId: string) => `/activities/${encodeURIComponent(sourceId)}`;

/** The adapter behind the `Strava` port. */
export function createStrava(deps: StravaDeps): Strava {
  const { config, clock, log, ledger, seals, policy = CLIENT_POLICY } = deps;
  const client = createClient({ ...deps, policy });
  const oauth = createOAuth({ config, client, clock, policy });
  const tokens = createTokens({ ...deps, oauth, policy: policy.tokens });
  const subscriptions = createSubscriptions({ config, client, clock, policy });

  /** Reads for an athlete; a rejected token is refreshed once, and the request sent once more. */
  async function get(
    athleteId: string,
    input: { name: string; path: string; query?: Record<string, string>; priority: StravaPriority },
  ): Promise<unknown> {
    const { name, priority } = input;
    const query =
      input.query === undefined ? '' : `?${new URLSearchParams(input.query).toString()}`;
    const url = `${config.apiBaseUrl}${input.path}${query}`;
    const deadline = startDeadline(clock, policy.totalMs[priority]);
    const send = (token: string) => {
      const authorization = `Bearer ${token}`;
      const call: Call = { name, method: 'GET', url, authorization, counted: true, priority };
      return client.send(call, deadline);
    };
    const token = await tokens.access(athleteId);
    try {
      return await send(token);
    } catch (error) {
      if (!isTokenRejected(error)) {
        throw error;
      }
      return send(await tokens.renew(athleteId, { rejected: token }));
    }
  }

  return {
    authorizeUrl: (input) => oauth.authorizeUrl(input),
    exchange: (input) => oauth.exchange(input),
    seal: ({ stravaAthleteId, ...grant }) => sealTokens(seals, { stravaAthleteId, tokens: grant }),

    async confirmConnection(athleteId) {
      try {
        await tokens.refresh(athleteId);
        return 'alive';
      } catch (error) {
        if (isKind(error, 'TokenDead')) {
          return 'dead';
        }
        throw error;
      }
    },

    revoke: (athleteId) => revoke(athleteId, { oauth, tokens }),

    async listActivities(athleteId, { after, before, page, priority }) {
      const query = {
        per_page: String(ACTIVITIES_PER_PAGE),
        page: String(page),
        // Whole seconds; milliseconds would be a date in the future.
        ...(after === undefined ? {} : { after: epochSeconds(after, Math.floor) }),
        ...(before === undefined ? {} : { before: epochSeconds(before, Math.ceil) }),
      };
      const path = '/athlete/activities';
      const body = await get(athleteId, { name: 'activities', path, query, priority });
      return parseList(body, log).map(toActivity);
    },

    async getActivity(athleteId, { sourceId, priority }) {
      const path = activityPath(sourceId);
      const query = { include_all_efforts: 'false' };
      const body = await get(athleteId, { name: 'activity', path, query, priority });
      return toActivity(parseDetail(body));
    },

    async getStreams(athleteId, { sourceId, priority }) {
      const path = `${activityPath(sourceId)}/streams`;
      const query = { keys: STREAM_KEYS.join(','), key_by_type: 'true' };
      return parseStreams(await get(athleteId, { name: 'streams', path, query, priority }));
    },

    budget: (caller) => ledger.read(caller, clock.now()),
    subscriptions: () => subscriptions.list(),
    subscribe: (callbackUrl) => subscriptions.subscribe(callbackUrl),
    unsubscribe: (subscriptionId) => subscriptions.unsubscribe(subscriptionId),
    ensureSubscription: (callbackUrl) => ensureSubscription(subscriptions, callbackUrl),
    verifySignature: (input) =>
      verifySignature({ ...input, signingKey: config.signingKey, now: clock.now() }),
  };
}

/** Ends the authorisation; whatever says that there is none any more is as good. */
async function revoke(
  athleteId: string,
  { oauth, tokens }: { oauth: OAuth; tokens: Tokens },
): Promise<void> {
  const held = await tokens.stored(athleteId);
  if (held === undefined) {
    return;
  }
  try {
    await oauth.revoke(held.refreshToken);
  } catch (error) {
    if (isKind(error, 'TokenDead')) {
      return;
    }
    if (!(error instanceof StravaError && error.status === 404)) {
      throw error;
    }
    await deauthorize(athleteId, { oauth, tokens });
  }
}

/** For a Strava that has no `oauth/revoke`. It takes an access token that still works. */
async function deauthorize(
  athleteId: string,
  { oauth, tokens }: { oauth: OAuth; tokens: Tokens },
): Promise<void> {
  try {
    await oauth.deauthorize(await tokens.access(athleteId));
  } catch (error) {
    const isOver =
      isKind(error, 'TokenDead') || isKind(error, 'NotConnected') || isTokenRejected(error);
    if (!isOver) {
      throw error;
    }
  }
}
