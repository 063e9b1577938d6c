/** What stands outside the program, and what the operator chose. */
import type { StravaPolicyPreset } from '../policy.ts';

export interface Clock {
  now(): Date;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Random {
  uuid(): string;
  /** 32 random bytes, base64url. */
  secret(): string;
  /** In [0, 1), for jitter only. */
  unit(): number;
}

/** Work that goes on after the response was sent. */
export interface Later {
  run(work: Promise<unknown>): void;
}

export interface Config {
  version: string;
  minAppVersion: string;
  /** Where the functions are served, without a slash at the end. */
  siteUrl: string;
  /** Apps' addresses a sign-in may return to: exact, or a prefix ending in `*`. */
  redirectAllowList: string[];
  corsOrigins: string[];
  stravaPolicy: StravaPolicyPreset;
  stravaWebhookSecret: string | undefined;
  stravaVerifyToken: string | undefined;
  stravaSigningKey: string | undefined;
  stravaClientId: string | undefined;
}
