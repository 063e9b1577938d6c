import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

/** A case worked out by hand, by another program or in a paper: what goes in, and what must come out. */
export interface ReferenceVector<Input, Expected> {
  input: Input;
  expected: Expected;
  /** Relative; 0 is exact. */
  tolerance: number;
}

interface StoredVector {
  id: string;
  input: unknown;
  expected: unknown;
  tol_rel: number;
}

const FILE = new URL('../fixtures/analytics-vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(FILE, 'utf8')) as { vectors: StoredVector[] };
const byId = new Map(vectors.map((vector) => [vector.id, vector]));

export function referenceVector<Input, Expected>(id: string): ReferenceVector<Input, Expected> {
  const vector = byId.get(id);
  if (vector === undefined) {
    throw new Error(`There is no vector ${id}.`);
  }
  return {
    input: vector.input as Input,
    expected: vector.expected as Expected,
    tolerance: vector.tol_rel,
  };
}

/**
 * Fails unless all that is expected is there, numbers to a relative tolerance (to 1e-9 of zero), `null` as
 * `undefined`. What the answer has beyond it does not matter.
 */
export function expectToMatch(
  actual: unknown,
  expected: unknown,
  { tolerance, at = 'value' }: { tolerance: number; at?: string },
): void {
  if (typeof expected === 'number') {
    expect(actual, at).toBeTypeOf('number');
    const error = Math.abs((actual as number) - expected);
    const allowed = Math.max(tolerance * Math.abs(expected), 1e-9);
    expect(error, `${at}: ${String(actual)} for ${expected}`).toBeLessThanOrEqual(allowed);
  } else if (expected === null) {
    expect(actual, at).toBeUndefined();
  } else if (typeof expected === 'object') {
    if (Array.isArray(expected)) {
      expect((actual as ArrayLike<unknown>).length, `${at}.length`).toBe(expected.length);
    }
    for (const [key, value] of Object.entries(expected)) {
      const inner = (actual as Record<string, unknown> | undefined)?.[key];
      expectToMatch(inner, value, { tolerance, at: `${at}.${key}` });
    }
  } else {
    expect(actual, at).toBe(expected);
  }
}
