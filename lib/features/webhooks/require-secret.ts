import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../core/errors.ts';
import type { Deps } from '../../core/ports.ts';

/** Strava's events carry no proof of origin we can rely on: the address itself is the secret. */
export function requireSecret(secret: string, { config }: Pick<Deps, 'config'>): void {
  if (!equalSecrets(secret, config.stravaWebhookSecret)) {
    throw new AppError('not_found', { detail: 'No webhook has this address.' });
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in constant time; `undefined` equals nothing. */
export function equalSecrets(given: string, expected: string | undefined): boolean {
  return expected !== undefined && timingSafeEqual(digest(given), digest(expected));
}
