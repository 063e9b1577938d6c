/** What a text means to PostgREST, SQL or a pattern it means to nobody here: it is looked for as it is. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let other: AppAthlete;
let searches = 0;

const NAMES = [
  'Morning Ride',
  'morning run',
  '100% effort',
  'snake_case',
  'back\\slash',
  'comma, dot. (brackets)',
  'quote\'s "double"',
  'eq.Morning Ride',
  'Über den Gaißstein',
  '🏔️ Gipfel',
];

beforeAll(async () => {
  athlete = await app.registerAthlete();
  other = await app.registerAthlete();
  for (const [owner, names] of [
    [athlete.id, NAMES],
    [other.id, ['Morning Ride of another', 'secret*']],
  ] as const) {
    await app.sql(
      "insert into activities (athlete_id, source, sport, name, started_at) select $1, 'manual', 'running', n, now() from unnest($2::text[]) as u (n)",
      [owner, names],
    );
  }
}, 30_000);

afterAll(() => {
  console.log(`query tricks: ${searches} searches`);
});

async function search(parameters: Record<string, string>) {
  searches += 1;
  const path = `/activities?${new URLSearchParams({ per_page: '200', ...parameters })}`;
  const { status, body } = await app.call({ path, token: athlete.token });
  const items = (body['items'] ?? []) as { name: string }[];
  return { status, names: items.map(({ name }) => name).sort(), total: body['total'] };
}

const TEXTS = [
  'morning',
  'RIDE',
  '%',
  '_',
  '\\',
  '\\\\',
  '%%',
  'e%t',
  'm_rning',
  ',',
  ', dot',
  '(',
  ')',
  '()',
  '.',
  '"',
  "'",
  "'; drop table activities; --",
  "' or '1'='1",
  'eq.',
  'eq.Morning Ride',
  'not.is.null',
  'x,or(id.not.is.null)',
  'ilike.%',
  'null',
  '{a,b}',
  'Über',
  'ß',
  '🏔️',
  '&select=*',
  'a&athlete_id=neq.0',
  '\u0001',
  '^',
  '.+',
  '[a-z]',
].map((text) => ({ case: text }));

describe('q finds the names that contain it, any case, and no others', () => {
  test.each(TEXTS)('$case', async ({ case: text }) => {
    const expected = NAMES.filter((name) => name.toLowerCase().includes(text.toLowerCase()));
    expect(await search({ q: text })).toEqual({
      status: 200,
      names: expected.sort(),
      total: expected.length,
    });
  });

  test('a star stands for one character at most, and never for another athlete’s names', async () => {
    expect((await search({ q: 'secret*' })).total).toBe(0);
    expect((await search({ q: 'm*g' })).total).toBe(0);
  });
});

const TRICKS: { case: string; parameters: Record<string, string> }[] = [
  { case: 'two columns', parameters: { sort: 'started_at,distance_m' } },
  { case: 'a column of the row that is not shown', parameters: { sort: 'athlete_id' } },
  { case: 'an order of its own', parameters: { sort: 'started_at.desc' } },
  { case: 'two minuses', parameters: { sort: '--started_at' } },
  { case: 'an expression', parameters: { sort: '(select 1)' } },
  { case: 'an operator for a sport', parameters: { sport: 'neq.running' } },
  { case: 'a list of sports', parameters: { sport: '(running,cycling)' } },
  { case: 'an operator for a time', parameters: { from: 'gt.2026-01-01' } },
  { case: 'infinity for a time', parameters: { to: 'infinity' } },
  { case: 'page 0', parameters: { page: '0' } },
  { case: 'a page beyond counting', parameters: { page: '10000000' } },
  { case: '201 a page', parameters: { per_page: '201' } },
  { case: 'another athlete', parameters: { athlete_id: 'x' } },
  { case: 'columns', parameters: { select: '*' } },
  { case: 'a filter', parameters: { or: '(id.not.is.null)' } },
  { case: 'an offset', parameters: { offset: '1' } },
];

describe('what is no filter of the contract is refused', () => {
  test.each(TRICKS)('$case', async ({ parameters }) => {
    expect((await search(parameters)).status).toBe(400);
  });

  test('the last page there can be is empty and counts right', async () => {
    expect(await search({ page: '1000000' })).toEqual({
      status: 200,
      names: [],
      total: NAMES.length,
    });
  });
});
