import { expect, test } from 'vitest';
import { fitBytes, ride } from './fit-bytes.ts';
import { answerOf, type Connected, connected, type Json, simulated } from './simulated.ts';

const start = new Date('2026-11-18T06:30:00Z');
const cycling = 2;

function upload(
  athlete: Connected,
  file: Blob,
  name: string,
  fields: Record<string, string>,
): Promise<Response> {
  const body = new FormData();
  body.set('file', file, name);
  for (const [field, value] of Object.entries(fields)) body.set(field, value);
  return athlete.api('/uploads', { method: 'POST', body });
}

async function outcome(athlete: Connected, id: unknown): Promise<Json> {
  const path = `/uploads/${String(id)}`;
  await expect
    .poll(async () => (await athlete.json(path)).status)
    .not.toBe('Your activity is still being processed.');
  return athlete.json(path);
}

test('a file is processed, then ready, and becomes an activity with its streams', async () => {
  const simulator = await simulated();
  const athlete = connected(simulator, { historyDays: 0 });
  const file = new Blob([fitBytes({ sport: cycling, records: ride(start, 120) })]);
  const fields = { data_type: 'fit', name: 'From the device', external_id: 'ride-1.fit' };
  const accepted = await answerOf(upload(athlete, file, 'ride.fit', fields));
  expect(accepted).toEqual({
    status: 201,
    body: {
      id: expect.any(Number),
      id_str: expect.any(String),
      external_id: null,
      error: null,
      status: 'Your activity is still being processed.',
      activity_id: null,
    },
  });
  const { id } = accepted.body as Json;
  const ready = await outcome(athlete, id);
  expect(ready).toMatchObject({
    status: 'Your activity is ready.',
    external_id: 'ride-1.fit',
    error: null,
  });
  const activity = await athlete.json(`/activities/${String(ready.activity_id)}`);
  expect(activity).toMatchObject({
    name: 'From the device',
    sport_type: 'Ride',
    start_date: '2026-11-18T06:30:00Z',
    elapsed_time: 119,
    distance: 952,
    max_heartrate: 149,
    device_watts: true,
  });
  simulator.sim.deleteActivity(athlete.athleteId, ready.activity_id as number);
  const deleted = 'The created activity has been deleted.';
  expect(await outcome(athlete, id)).toMatchObject({ status: deleted, activity_id: null });
});

test('a duplicate is told in the error text of an answer with status 200', async () => {
  const simulator = await simulated();
  const athlete = connected(simulator, { historyDays: 0 });
  const file = new Blob([fitBytes({ sport: cycling, records: ride(start, 60) })]);
  const first = await answerOf(upload(athlete, file, 'a.fit', { data_type: 'fit' }));
  const { activity_id: activityId } = await outcome(athlete, (first.body as Json).id);
  const second = await answerOf(upload(athlete, file, 'b.fit', { data_type: 'fit' }));
  expect(second.status).toBe(201);
  expect(await outcome(athlete, (second.body as Json).id)).toMatchObject({
    error: `b.fit duplicate of activity ${String(activityId)}`,
    status: 'There was an error processing your activity.',
    activity_id: null,
  });
  expect(simulator.sim.activities(athlete.athleteId)).toHaveLength(1);
});

/** A second of an hour of one morning. */
function time(s: number, hour: string): string {
  return `2026-11-18T${hour}:00:${String(s).padStart(2, '0')}Z`;
}

test('GPX and TCX tracks are read too', async () => {
  const simulator = await simulated();
  const athlete = connected(simulator, { historyDays: 0 });
  const seconds = [0, 10, 20, 30];
  const gpx = `<gpx><trk><trkseg>${seconds
    .map(
      (s) =>
        `<trkpt lat="${48 + s / 1e5}" lon="8"><ele>${200 + s}</ele><time>${time(s, '07')}</time></trkpt>`,
    )
    .join('')}</trkseg></trk></gpx>`;
  const tcx = `<TrainingCenterDatabase><Activity Sport="Biking">${seconds
    .map(
      (s) =>
        `<Trackpoint><Time>${time(s, '08')}</Time><DistanceMeters>${s * 7}</DistanceMeters>` +
        `<HeartRateBpm><Value>${130 + s}</Value></HeartRateBpm></Trackpoint>`,
    )
    .join('')}</Activity></TrainingCenterDatabase>`;
  const read = async (text: string, type: string): Promise<Json> => {
    const sent = await answerOf(
      upload(athlete, new Blob([text]), `t.${type}`, { data_type: type }),
    );
    const { activity_id: id } = await outcome(athlete, (sent.body as Json).id);
    return athlete.json(`/activities/${String(id)}`);
  };
  expect(await read(gpx, 'gpx')).toMatchObject({
    sport_type: 'Run',
    elapsed_time: 30,
    distance: 33.4,
    has_heartrate: false,
  });
  expect(await read(tcx, 'tcx')).toMatchObject({
    sport_type: 'Ride',
    distance: 210,
    max_heartrate: 160,
    start_latlng: [],
  });
});

test('a broken file fails in processing, a wrong request at once', async () => {
  const simulator = await simulated();
  const athlete = connected(simulator, { historyDays: 0 });
  const broken = await answerOf(upload(athlete, new Blob(['no']), 'x.fit', { data_type: 'fit' }));
  expect(await outcome(athlete, (broken.body as Json).id)).toMatchObject({
    status: 'There was an error processing your activity.',
    error: expect.stringContaining('malformed'),
  });
  expect((await upload(athlete, new Blob(['']), 'x.doc', { data_type: 'doc' })).status).toBe(400);
  expect((await athlete.api('/uploads', { method: 'POST' })).status).toBe(400);
  const reader = connected(simulator, {
    athleteId: athlete.athleteId,
    scopes: ['read', 'activity:read_all'],
  });
  expect((await upload(reader, new Blob(['']), 'x.fit', { data_type: 'fit' })).status).toBe(401);
  expect((await athlete.api('/uploads/1')).status).toBe(404);
});

test('an activity made by hand has no upload and no sensors', async () => {
  const simulator = await simulated();
  const athlete = connected(simulator, { historyDays: 0 });
  const answer = await athlete.api('/activities', {
    method: 'POST',
    body: new URLSearchParams({
      name: 'By hand',
      type: 'Run',
      sport_type: 'TrailRun',
      start_date_local: '2026-11-19T18:00:00Z',
      elapsed_time: '1800',
      distance: '5200',
    }),
  });
  expect(answer.status).toBe(201);
  const made = (await answer.json()) as Json;
  expect(made).toMatchObject({
    resource_state: 3,
    manual: true,
    sport_type: 'TrailRun',
    type: 'Run',
    start_date_local: '2026-11-19T18:00:00Z',
    distance: 5200,
    upload_id: null,
    segment_efforts: [],
    best_efforts: [],
    max_speed: 0,
  });
  expect(made).not.toHaveProperty('upload_id_str');
  const nameless = await athlete.api('/activities', {
    method: 'POST',
    body: new URLSearchParams(),
  });
  expect(nameless.status).toBe(400);
});
