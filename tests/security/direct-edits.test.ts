/**
 * Athletes hold a token that PostgREST takes as well, so they can edit their own rows past the API. Whatever
 * they write there, the API goes on answering what its contract says.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { useApp } from '../support/app.ts';
import type { AppAthlete } from '../support/app-athletes.ts';

const app = useApp();
let athlete: AppAthlete;
let activityId: string;

beforeEach(async () => {
  athlete = await app.registerAthlete();
  const [row] = await app.sql<{ id: string }>(
    "insert into activities (athlete_id, source, sport, name, started_at) values ($1, 'manual', 'running', 'Run', now()) returning id",
    [athlete.id],
  );
  activityId = row?.id ?? '';
}, 30_000);

async function edit(table: string, id: string, json: string): Promise<number> {
  const { url, publishableKey } = app.supabase;
  const response = await fetch(`${url}/rest/v1/${table}?id=eq.${id}`, {
    method: 'PATCH',
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${athlete.token}`,
      'content-type': 'application/json',
    },
    body: json,
  });
  return response.status;
}

const LONG = 'x'.repeat(1_500_000);

/** `refused`: by Postgres; otherwise the API must live with it. */
const EDITS: { case: string; table: 'athletes' | 'activities'; json: string; refused: boolean }[] =
  [
    { case: 'no name', table: 'athletes', json: '{"display_name":""}', refused: false },
    {
      case: 'a long name',
      table: 'athletes',
      json: `{"display_name":"${LONG}"}`,
      refused: true,
    },
    { case: 'no such zone', table: 'athletes', json: '{"time_zone":"Nowhere"}', refused: false },
    {
      case: 'a weight that is no number',
      table: 'athletes',
      json: '{"weight_kg":"NaN"}',
      refused: true,
    },
    {
      case: 'an endless weight',
      table: 'athletes',
      json: '{"weight_kg":"Infinity"}',
      refused: true,
    },
    { case: 'a sex that is none', table: 'athletes', json: '{"sex":"x"}', refused: true },
    { case: 'units that are none', table: 'athletes', json: '{"units":null}', refused: true },
    { case: 'a version', table: 'athletes', json: '{"version":7}', refused: true },
    { case: 'no name', table: 'activities', json: '{"name":""}', refused: false },
    { case: 'long notes', table: 'activities', json: `{"notes":"${LONG}"}`, refused: true },
    { case: 'a sport that is none', table: 'activities', json: '{"sport":"chess"}', refused: true },
    ...['metadata', 'summary'].flatMap((field) =>
      ['5', '"text"', '[]', 'null', 'true', `{"a":"${LONG}"}`].map((value) => ({
        case: `${field} that is ${value.slice(0, 10)}`,
        table: 'activities' as const,
        json: `{"${field}":${value}}`,
        refused: true,
      })),
    ),
    {
      case: 'deleted for ever',
      table: 'activities',
      json: '{"deleted_at":"infinity"}',
      refused: true,
    },
    {
      case: 'always deleted',
      table: 'activities',
      json: '{"deleted_at":"-infinity"}',
      refused: true,
    },
    {
      case: 'deleted before Christ',
      table: 'activities',
      json: '{"deleted_at":"0044-03-15T12:00:00Z BC"}',
      refused: true,
    },
    {
      case: 'deleted in the year 290000',
      table: 'activities',
      json: '{"deleted_at":"290000-01-01T00:00:00Z"}',
      refused: true,
    },
  ];

describe('an athlete’s own row edited past the API', () => {
  test.each(EDITS)('$table: $case', async ({ table, json, refused }) => {
    const status = await edit(table, table === 'athletes' ? athlete.id : activityId, json);
    const { token } = athlete;
    const path = `/activities/${activityId}`;
    const answers = [
      await app.call({ path: '/me', token }),
      await app.call({ path: '/activities', token }),
      await app.call({ path, token }),
      await app.call({ method: 'POST', path: `${path}/restore`, token }),
      await app.call({ path: '/activities', token }),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200, 200]);
    expect(answers[4]?.body).toMatchObject({ total: 1 });
    expect(status < 400 ? 'taken' : 'refused').toBe(refused ? 'refused' : 'taken');
  });
});

test('an answer that an athlete put into their own idempotency key reaches nobody else', async () => {
  const other = await app.registerAthlete();
  const key = '0b0a3c34-5a5c-4d27-9f6c-6f3f0a7f2a11';
  const { url, publishableKey } = app.supabase;
  const planted = await fetch(`${url}/rest/v1/idempotency_keys`, {
    method: 'POST',
    headers: {
      apikey: publishableKey,
      authorization: `Bearer ${athlete.token}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      athlete_id: other.id,
      key,
      operation: 'startSync',
      request_sha256: 'x',
      status: 202,
      response: { job_id: key, status_url: 'https://evil.example' },
      created_at: '2026-11-20T12:00:00Z',
      expires_at: '2999-11-20T12:00:00Z',
    }),
  });
  expect(planted.status).toBe(403);
  const answer = await app.call({
    method: 'POST',
    path: '/sync',
    token: other.token,
    body: {},
    headers: { 'idempotency-key': key },
  });
  expect([answer.status, answer.body['code']]).toEqual([409, 'source_not_connected']);
});
