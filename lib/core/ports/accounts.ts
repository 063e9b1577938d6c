/** Athletes and how they prove who they are. */
import type { AthleteCaller } from '../caller.ts';
import type { Database } from '../database.gen.ts';
import type { AthleteRow, Json } from './rows.ts';
import type { SealedTokens } from './strava.ts';

type Tables = Database['public']['Tables'];

export interface Session {
  access_token: string;
  refresh_token: string;
  token_type: 'bearer';
  expires_in: number;
  expires_at: number;
  user: { id: string; email: string | null };
}

/** Checks access tokens locally. Throws AppError `unauthenticated`. */
export interface TokenVerifier {
  verify(accessToken: string): Promise<AthleteCaller>;
}

/** What travels through Strava's consent page and back. */
export interface AuthorizationState {
  /** Used once; see Codes. */
  id: string;
  redirectUri: string;
  appState: string | undefined;
  codeChallenge: string;
  /** The athlete who links a Strava account; `undefined`: signing in. */
  linkAthleteId: string | undefined;
}

/** Signs authorisation states, 10 minutes each. */
export interface StateSigner {
  sign(state: AuthorizationState): Promise<string>;
  /** `undefined`: forged, expired, or not a state at all. */
  open(signed: string): Promise<AuthorizationState | undefined>;
}

/** The sign-in service (Supabase Auth). Failures of the athlete's making are AppErrors. */
export interface Accounts {
  /** `undefined` session: the address must be confirmed by e-mail first. */
  register(input: { email: string; password: string; displayName: string | undefined }): Promise<{
    userId: string;
    session: Session | undefined;
  }>;
  login(input: { email: string; password: string }): Promise<Session>;
  refresh(refreshToken: string): Promise<Session>;
  /** Ends every session of the token's athlete. */
  logout(caller: AthleteCaller): Promise<void>;
  /** An athlete without e-mail or password, who signs in by Strava. Answers the athlete's id. */
  createStravaAthlete(input: {
    stravaAthleteId: number;
    displayName: string | undefined;
  }): Promise<string>;
  /** A session for an athlete whose identity was proven otherwise. */
  sessionFor(athleteId: string): Promise<Session>;
  /** Deletes the auth user and, by cascade, all that is theirs. Repeating it does no harm. */
  deleteAthlete(athleteId: string): Promise<void>;
}

export interface Athletes {
  get(caller: AthleteCaller): Promise<AthleteRow | undefined>;
  /** With `ifVersion`, changes only that version. `undefined`: no such row, or another version. */
  update(
    caller: AthleteCaller,
    input: { changes: Tables['athletes']['Update']; ifVersion: number | undefined },
  ): Promise<AthleteRow | undefined>;
}

/** What Strava granted, until the app that began the sign-in proves that it did. */
export interface HeldGrant {
  stravaAthleteId: number;
  displayName: string | undefined;
  scopes: string[];
  tokens: SealedTokens;
}

export interface Codes {
  add(input: {
    code: string;
    purpose: 'state' | 'session';
    /** The athlete who links a Strava account; `undefined`: signing in. */
    athleteId: string | undefined;
    codeChallenge: string | undefined;
    grant: HeldGrant | undefined;
    expiresAt: Date;
  }): Promise<void>;
  /** `undefined`: unknown, expired or used. Whoever calls first uses it up. */
  use(input: { code: string; purpose: 'state' | 'session'; now: Date }): Promise<
    | {
        athleteId: string | undefined;
        codeChallenge: string | undefined;
        grant: HeldGrant | undefined;
      }
    | undefined
  >;
}

export interface IdempotencyKeys {
  /**
   * Claims a key for a request. `claimed`: run it and settle. `replay`: answer this. `mismatch`: the key was
   * used for another request. `running`: the first request has not answered yet.
   */
  claim(
    caller: AthleteCaller,
    input: { key: string; operation: string; requestSha256: string; now: Date },
  ): Promise<
    | { state: 'claimed' | 'mismatch' | 'running' }
    | { state: 'replay'; status: number; response: Json }
  >;
  settle(
    caller: AthleteCaller,
    input: { key: string; status: number; response: Json },
  ): Promise<void>;
  /** Forgets a claim whose request failed, so that it can be tried again. */
  release(caller: AthleteCaller, key: string): Promise<void>;
}
