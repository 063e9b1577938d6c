import * as z from 'zod';
import { AppError } from '../core/errors.ts';
import type { Accounts, Session } from '../core/ports/accounts.ts';
import type { Clock } from '../core/ports/world.ts';
import type { AuthApi, AuthRequest } from './auth-api.ts';
import { isAddressTaken, isNotFound, toAppError } from './auth-errors.ts';

/** Reserved for names that never exist: no mail can be sent there, so nobody can claim such an address. */
const SYNTHETIC_DOMAIN = '@athletes.invalid';

const User = z.object({
  id: z.uuid(),
  email: z.string().nullish(),
  app_metadata: z.looseObject({ strava_athlete_id: z.number().optional() }).nullish(),
});

const SessionAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  expires_at: z.number().optional(),
  user: User,
});

const Link = User.extend({ hashed_token: z.string(), verification_type: z.string() });

const Nothing = z.unknown();

/** Accounts in Supabase Auth. */
export function createAccounts(auth: AuthApi, clock: Clock): Accounts {
  const toSession = (answer: z.infer<typeof SessionAnswer>): Session => ({
    access_token: answer.access_token,
    refresh_token: answer.refresh_token,
    token_type: 'bearer',
    expires_in: answer.expires_in,
    expires_at: answer.expires_at ?? Math.floor(clock.now().getTime() / 1000) + answer.expires_in,
    user: { id: answer.user.id, email: publicEmail(answer.user.email) },
  });

  async function ask<T>(during: 'register' | 'login' | 'refresh', request: AuthRequest<T>) {
    try {
      return await auth(request);
    } catch (error) {
      throw toAppError(error, during);
    }
  }

  const linkFor = (email: string) =>
    auth({
      method: 'POST',
      path: 'admin/generate_link',
      as: 'backend',
      body: { type: 'magiclink', email },
      answer: Link,
    });

  async function remove(userId: string): Promise<void> {
    const path = `admin/users/${userId}`;
    await auth({ method: 'DELETE', path, as: 'backend', answer: Nothing }).catch(
      unless(isNotFound),
    );
  }

  return {
    async register({ email, password, displayName }) {
      if (isSynthetic(email)) {
        throw new AppError('validation_failed', {
          detail: 'The account cannot be made like this.',
          errors: [{ path: 'body.email', message: 'Give an address that can receive mail.' }],
        });
      }
      const answer = await ask('register', {
        method: 'POST',
        path: 'signup',
        as: 'app',
        body: { email, password, data: { display_name: displayName } },
        answer: z.union([SessionAnswer, User]),
      });
      return 'access_token' in answer
        ? { userId: answer.user.id, session: toSession(answer) }
        : { userId: answer.id, session: undefined };
    },

    async login({ email, password }) {
      const answer = await ask('login', {
        method: 'POST',
        path: 'token?grant_type=password',
        as: 'app',
        body: { email, password },
        answer: SessionAnswer,
      });
      return toSession(answer);
    },

    async refresh(refreshToken) {
      const answer = await ask('refresh', {
        method: 'POST',
        path: 'token?grant_type=refresh_token',
        as: 'app',
        body: { refresh_token: refreshToken },
        answer: SessionAnswer,
      });
      return toSession(answer);
    },

    async logout({ accessToken }) {
      try {
        const path = 'logout?scope=global';
        await auth({ method: 'POST', path, as: { accessToken }, answer: Nothing });
      } catch (error) {
        // Its sessions are over already: that is what was asked for.
        const over = toAppError(error, 'refresh');
        if (!(over instanceof AppError) || over.code !== 'unauthenticated') {
          throw over;
        }
      }
    },

    async createStravaAthlete({ stravaAthleteId, displayName }) {
      const email = `strava-${stravaAthleteId}${SYNTHETIC_DOMAIN}`;
      const create = () =>
        auth({
          method: 'POST',
          path: 'admin/users',
          as: 'backend',
          body: {
            email,
            email_confirm: true,
            // Only the backend can write this: it tells our own accounts from squatters'.
            app_metadata: { strava_athlete_id: stravaAthleteId },
            user_metadata: { display_name: displayName },
          },
          answer: User,
        });
      const made = await create().catch(unless(isAddressTaken));
      if (made !== undefined) {
        return made.id;
      }
      const holder = await linkFor(email);
      if (holder.app_metadata?.strava_athlete_id === stravaAthleteId) {
        return holder.id; // made before, and never linked or disconnected since
      }
      // Somebody signed up for it directly at Supabase Auth, to be handed this athlete's data.
      await remove(holder.id);
      return (await create()).id;
    },

    async sessionFor(athleteId) {
      const path = `admin/users/${athleteId}`;
      const user = await auth({ method: 'GET', path, as: 'backend', answer: User }).catch(
        unless(isNotFound),
      );
      const link = user?.email ? await linkFor(user.email) : undefined;
      if (link?.id !== athleteId) {
        throw new AppError('unauthenticated', { detail: 'This account no longer exists.' });
      }
      const answer = await auth({
        method: 'POST',
        path: 'verify',
        as: 'app',
        body: { type: link.verification_type, token_hash: link.hashed_token },
        answer: SessionAnswer,
      });
      return toSession(answer);
    },

    deleteAthlete: remove,
  };
}

function isSynthetic(email: string): boolean {
  return email.trim().toLowerCase().endsWith(SYNTHETIC_DOMAIN);
}

/** The address as athletes may see it: those who only ever signed in with Strava have none. */
function publicEmail(email: string | null | undefined): string | null {
  return !email || isSynthetic(email) ? null : email;
}

/** For `catch`: goes on without an answer after an error of that kind. */
function unless(isExpected: (error: unknown) => boolean): (error: unknown) => undefined {
  return (error) => {
    if (!isExpected(error)) {
      throw error;
    }
    return undefined;
  };
}
