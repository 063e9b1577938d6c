import { expect, it } from 'vitest';
import { createTokenMemory } from '../../lib/auth/remember-tokens.ts';
import type { AthleteCaller } from '../../lib/core/caller.ts';

const callerWith = (accessToken: string): AthleteCaller => ({
  role: 'athlete',
  athleteId: 'b5f0a3c3-0000-4000-8000-000000000001',
  accessToken,
  email: undefined,
});

function setUp() {
  const clock = { nowMs: 1_000_000 };
  const memory = createTokenMemory({
    now: () => new Date(clock.nowMs),
    sleep: async () => {},
  });
  return { clock, memory };
}

it('a token is known again for half a minute', () => {
  const { clock, memory } = setUp();
  memory.keep(callerWith('a'), Number.POSITIVE_INFINITY);
  clock.nowMs += 29_999;
  expect(memory.recall('a')).toEqual(callerWith('a'));
  clock.nowMs += 1;
  expect(memory.recall('a')).toBeUndefined();
});

it('a token is never known beyond its own end', () => {
  const { clock, memory } = setUp();
  memory.keep(callerWith('a'), clock.nowMs + 500);
  clock.nowMs += 500;
  expect(memory.recall('a')).toBeUndefined();
});

it('another token is another', () => {
  const { memory } = setUp();
  memory.keep(callerWith('a'), Number.POSITIVE_INFINITY);
  expect(memory.recall('A')).toBeUndefined();
  expect(memory.recall('')).toBeUndefined();
});

it('memory is bounded', () => {
  const { memory } = setUp();
  for (let index = 0; index <= 500; index += 1) {
    memory.keep(callerWith(`token ${index}`), Number.POSITIVE_INFINITY);
  }
  expect(memory.recall('token 0')).toBeUndefined();
  expect(memory.recall('token 500')).toBeDefined();
});
