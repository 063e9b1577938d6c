import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export interface CacheKeys {
  /** Everything of the athlete's begins with it. */
  prefix: string;
  /** Changes when everything of the athlete's is dropped. */
  athleteEpoch: string;
  /** Changes when the scope is invalidated. */
  scopeEpoch: string;
  entry: string;
}

/** Hashed, so that a name can hold anything and stays one part of the key. */
function part(name: string): string {
  return hash('sha256', name, 'base64url');
}

/** What an athlete's keys begin with. Throws where the id is not a UUID, whatever it came from. */
export function athletePrefix(athleteId: string): string {
  const id = athleteId.toLowerCase();
  if (!UUID.test(id)) {
    throw new Error('An athlete id is a UUID.');
  }
  return `${id}/`;
}

export function cacheKeys(input: { athleteId: string; scope: string; key: string }): CacheKeys {
  const prefix = athletePrefix(input.athleteId);
  const scope = `${prefix}${part(input.scope)}`;
  return {
    prefix,
    athleteEpoch: `${prefix}epoch`,
    scopeEpoch: `${scope}/epoch`,
    entry: `${scope}/${part(input.key)}`,
  };
}
