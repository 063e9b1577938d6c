import { expect, it } from 'vitest';
import { BACKEND } from '../../lib/core/caller.ts';
import type { WebhookEvent } from '../../lib/core/ports/strava.ts';
import { at, NOW, useWorld } from './world.ts';

const world = useWorld();
let keys = 0;

function event(stravaAthleteId: number, changes: Partial<WebhookEvent> = {}): WebhookEvent {
  keys += 1;
  return {
    eventKey: `event-${keys}`,
    subscriptionId: 42,
    stravaAthleteId,
    objectType: 'activity',
    objectId: 15_000_000_000 + keys,
    aspectType: 'create',
    eventTime: NOW,
    updates: {},
    signature: 'absent',
    job: { kind: 'strava-activity', priority: 20 },
    ...changes,
  };
}

const jobsOf = (athleteId: string) =>
  world.sql(
    'select kind, priority, payload, dedupe_key, serial_key from jobs where athlete_id = $1',
    [athleteId],
  );

it('an event is stored once, with its job, however often Strava sends it', async () => {
  const { athleteId, stravaAthleteId } = await world.newStravaAthlete();
  const sent = event(stravaAthleteId, { updates: { title: 'x' }, signature: 'valid' });
  const { webhookEvents } = world.db;
  const counts = await Promise.all([1, 2, 3].map(() => webhookEvents.accept([sent], at(1))));
  expect(counts.toSorted((a, b) => a - b)).toEqual([0, 0, 1]);
  expect(await webhookEvents.accept([sent, sent], at(2))).toBe(0);
  const objectId = String(sent.objectId);
  expect(await jobsOf(athleteId)).toEqual([
    {
      kind: 'strava-activity',
      priority: 20,
      payload: { athlete_id: athleteId, source_id: objectId },
      dedupe_key: `strava-activity:${athleteId}:${objectId}`,
      serial_key: `strava:${athleteId}:${objectId}`,
    },
  ]);
  const stored = await world.sql('select * from webhook_events where event_key = $1', [
    sent.eventKey,
  ]);
  expect(stored).toMatchObject([
    { updates: { title: 'x' }, signature: 'valid', job_id: expect.any(String) },
  ]);
  expect(await world.db.connections.get(BACKEND, athleteId)).toMatchObject({
    last_webhook_at: '2026-11-20T12:00:01Z',
  });
});

it('of equal events in one call one is new', async () => {
  const { stravaAthleteId } = await world.newStravaAthlete();
  const [one, two] = [event(stravaAthleteId), event(stravaAthleteId)];
  expect(await world.db.webhookEvents.accept([one, two, one, two], NOW)).toBe(2);
});

it('events about one activity share one queued job', async () => {
  const { athleteId, stravaAthleteId } = await world.newStravaAthlete();
  const events = [1, 2, 3].map(() => event(stravaAthleteId, { objectId: 7, aspectType: 'update' }));
  expect(await world.db.webhookEvents.accept(events, NOW)).toBe(3);
  expect(await jobsOf(athleteId)).toHaveLength(1);
});

it('an event without a job is stored alone; an unknown athlete’s leaves no trace', async () => {
  const { athleteId, stravaAthleteId } = await world.newStravaAthlete();
  const [known, unknown] = [event(stravaAthleteId, { job: undefined }), event(123_456_789)];
  expect(await world.db.webhookEvents.accept([unknown, known], NOW)).toBe(1);
  expect(await jobsOf(athleteId)).toEqual([]);
  const stored = await world.sql(
    'select event_key from webhook_events where event_key = any ($1)',
    [[known.eventKey, unknown.eventKey]],
  );
  expect(stored).toEqual([{ event_key: known.eventKey }]);
});

it('a burst is gathered into few calls, and everybody learns their own count', async () => {
  const { stravaAthleteId } = await world.newStravaAthlete();
  const { webhookEvents } = world.db;
  const twice = event(stravaAthleteId);
  await webhookEvents.accept([twice], NOW);
  world.requests();
  const bursts = Array.from({ length: 300 }, (_, i) =>
    i % 10 === 0 ? [twice] : [event(stravaAthleteId)],
  );
  const counts = await Promise.all(bursts.map((events) => webhookEvents.accept(events, NOW)));
  expect(counts).toEqual(bursts.map(([first]) => (first === twice ? 0 : 1)));
  expect(world.requests().length).toBeLessThanOrEqual(3);
});

it('an event that cannot be stored fails its own caller and nobody else', async () => {
  const { stravaAthleteId } = await world.newStravaAthlete();
  const bad = { ...event(stravaAthleteId), signature: 'forged' as 'valid' };
  const settled = await Promise.allSettled(
    [event(stravaAthleteId), bad, event(stravaAthleteId), event(stravaAthleteId)].map((sent) =>
      world.db.webhookEvents.accept([sent], NOW),
    ),
  );
  expect(settled.map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
  ]);
});
