import { expect } from 'vitest';

/** Fails on a NaN or an infinity anywhere in an answer. */
export function expectNothingUnreal(answer: unknown, at = 'answer'): void {
  if (typeof answer === 'number') {
    expect(Number.isFinite(answer), `${at} is ${answer}`).toBe(true);
  } else if (typeof answer === 'object' && answer !== null) {
    for (const [key, inner] of Object.entries(answer)) {
      expectNothingUnreal(inner, `${at}.${key}`);
    }
  }
}
