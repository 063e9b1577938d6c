import { expect, test } from 'vitest';
import { connected, type Json, simulated, valuesOf } from './simulated.ts';

/** A list of names, written as prose. */
function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

const always =
  words(`resource_state athlete name distance moving_time elapsed_time total_elevation_gain type
sport_type id start_date start_date_local timezone utc_offset location_city location_state
location_country achievement_count kudos_count comment_count athlete_count photo_count map
trainer commute manual private visibility flagged gear_id start_latlng end_latlng
average_speed max_speed has_heartrate heartrate_opt_out display_hide_heartrate_option
upload_id external_id from_accepted_tag pr_count total_photo_count has_kudoed`);
const sometimes =
  words(`workout_type device_name average_cadence average_temp average_watts max_watts
weighted_average_watts device_watts kilojoules average_heartrate max_heartrate elev_high
elev_low upload_id_str suffer_score`);
const detailAlways =
  words(`description calories perceived_exertion prefer_perceived_exertion segment_efforts photos
stats_visibility hide_from_home embed_token available_zones`);
const detailSometimes = words(
  `splits_metric splits_standard laps best_efforts gear similar_activities`,
);

function keysOf(value: unknown): string[] {
  return Object.keys(value as Json).toSorted();
}

/** All of `required`, and nothing but `required` and `optional`. */
function expectKeys(
  value: unknown,
  required: readonly string[],
  optional: readonly string[] = [],
): void {
  const keys = keysOf(value);
  expect(required.filter((key) => !keys.includes(key))).toEqual([]);
  expect(keys.filter((key) => !required.includes(key) && !optional.includes(key))).toEqual([]);
}

test('a summary has the recorded keys, and sensors that were not there have none', async () => {
  const simulator = await simulated();
  const { json } = connected(simulator, { seed: 5, historyDays: 730 });
  const pages = [1, 2].map((page) => json<Json[]>(`/athlete/activities?per_page=200&page=${page}`));
  const activities = (await Promise.all(pages)).flat();
  const seen = { manual: 0, strapless: 0, indoors: 0, sensorless: 0 };
  for (const activity of activities) {
    expectKeys(activity, always, sometimes);
    expect('average_heartrate' in activity).toBe(activity.has_heartrate);
    expect('max_heartrate' in activity).toBe(activity.has_heartrate);
    expect('suffer_score' in activity).toBe(activity.has_heartrate);
    expect(activity.display_hide_heartrate_option).toBe(activity.has_heartrate);
    expect(activity.private).toBe(activity.visibility === 'only_me');
    expect(activity.start_latlng).not.toBeNull();
    expect('max_watts' in activity).toBe(activity.device_watts === true);
    expectKeys(activity.map, ['id', 'summary_polyline', 'resource_state']);
    if (activity.has_heartrate === false && activity.manual === false) seen.strapless += 1;
    if (activity.manual === true) {
      seen.manual += 1;
      expect(activity).toMatchObject({
        upload_id: null,
        external_id: null,
        start_latlng: [],
        max_speed: 0,
      });
      expect(activity.map).toMatchObject({ summary_polyline: '' });
      for (const key of words(`upload_id_str device_name elev_high average_cadence average_temp`)) {
        expect(activity).not.toHaveProperty(key);
      }
    } else {
      expect(activity.upload_id_str).toBe(String(activity.upload_id));
    }
    if (['VirtualRide', 'Swim', 'Squash'].includes(activity.sport_type as string)) {
      seen.indoors += 1;
      expect(activity.start_latlng).toEqual([]);
      expect(activity.end_latlng).toEqual([]);
      expect(activity).not.toHaveProperty('elev_high');
    }
    if (activity.sport_type === 'Squash') {
      seen.sensorless += 1;
      expect(activity).toMatchObject({ type: 'Workout', distance: 0, has_heartrate: true });
      expect(activity).not.toHaveProperty('average_cadence');
    }
    if (activity.sport_type === 'TrailRun') expect(activity.type).toBe('Run');
    if (activity.sport_type === 'Swim') expect(activity).not.toHaveProperty('workout_type');
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

test('a detail has the keys of the summary and its own', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5, historyDays: 365 });
  const bySport = new Map(
    simulator.sim
      .activities(athleteId)
      .map((one) => [`${String(one.sport_type)} ${String(one.manual)}`, one.id] as const),
  );
  for (const [sport, id] of bySport) {
    const detail = await json(`/activities/${String(id)}`);
    expectKeys(detail, [...always, ...detailAlways], [...sometimes, ...detailSometimes]);
    expectKeys(detail.map, ['id', 'polyline', 'resource_state', 'summary_polyline']);
    expect('gear' in detail).toBe(detail.gear_id !== null);
    expect('laps' in detail).toBe(detail.manual === false);
    expect('best_efforts' in detail).toBe(detail.type === 'Run');
    expect('splits_metric' in detail).toBe(
      ['Run false', 'TrailRun false', 'Hike false'].includes(sport),
    );
    if (detail.manual === true) expect(detail.segment_efforts).toEqual([]);
    for (const lap of (detail.laps ?? []) as Json[]) {
      expectKeys(
        lap,
        words(`id resource_state name activity athlete elapsed_time moving_time start_date
start_date_local distance average_speed max_speed lap_index split start_index end_index
total_elevation_gain device_watts`),
        words(`average_cadence average_watts average_heartrate max_heartrate pace_zone`),
      );
    }
    expect(await json(`/activities/${String(id)}/laps`)).toEqual(detail.laps ?? []);
  }
  expect(bySport.size).toBeGreaterThan(8);
});

test('laps cover the streams without gap or overlap', async () => {
  const simulator = await simulated();
  const { json, athleteId } = connected(simulator, { seed: 5, historyDays: 100 });
  let several = 0;
  for (const { id, manual } of simulator.sim.activities(athleteId)) {
    if (manual === true) continue;
    const laps = await json<Json[]>(`/activities/${String(id)}/laps`);
    const time = valuesOf(simulator.sim.truth(athleteId, id as number).streams, 'time');
    expect(laps[0]?.start_index).toBe(0);
    expect(laps.at(-1)?.end_index).toBe(time.length - 1);
    for (const [i, lap] of laps.entries()) {
      expect(lap.lap_index).toBe(i + 1);
      if (i > 0) expect(lap.start_index).toBe((laps[i - 1]?.end_index as number) + 1);
    }
    const elapsed = laps.reduce((total, lap) => total + (lap.elapsed_time as number), 0);
    expect(elapsed).toBe(time.at(-1));
    if (laps.length > 1) several += 1;
  }
  expect(several).toBeGreaterThan(3);
});

test('ids of segment efforts lie beyond what a double holds', async () => {
  const simulator = await simulated();
  const { api, athleteId } = connected(simulator, { seed: 5, historyDays: 200 });
  const ride = simulator.sim
    .activities(athleteId)
    .find(({ sport_type: sport }) => sport === 'Ride');
  const important = await (await api(`/activities/${String(ride?.id)}`)).text();
  const all = await (await api(`/activities/${String(ride?.id)}?include_all_efforts=true`)).text();
  const ids = [...all.matchAll(/"id":(\d{19})/g)].map(([, id]) => id as string);
  expect(ids).toHaveLength(2);
  expect(important.match(/"id":\d{19}/g)).toHaveLength(1);
  for (const id of ids) expect(String(Number(id))).not.toBe(id);
});

test('profile:read_all decides over the athlete and opens the zones', async () => {
  const simulator = await simulated();
  const full = connected(simulator, { seed: 1 });
  const plain = connected(simulator, { athleteId: full.athleteId, scopes: ['read'] });
  const summary =
    words(`id username resource_state firstname lastname bio city state country sex premium summit
created_at updated_at badge_type_id profile_medium profile friend follower`);
  expectKeys(await plain.json('/athlete'), summary);
  const detail = await full.json('/athlete');
  expectKeys(detail, [
    ...summary,
    ...words(`blocked can_follow follower_count friend_count mutual_friend_count athlete_type
      date_preference measurement_preference clubs weight ftp bikes shoes`),
  ]);
  const refusal = await plain.api('/athlete/zones');
  expect(refusal.status).toBe(401);
  expect(await refusal.json()).toMatchObject({
    errors: [{ resource: 'AccessToken', field: 'profile:read_all_permission', code: 'missing' }],
  });
  const bike = (detail.bikes as Json[])[0] as Json;
  const shoe = (detail.shoes as Json[])[0] as Json;
  const gear =
    words(`id primary name nickname resource_state retired distance converted_distance brand_name
model_name description`);
  expectKeys(await full.json(`/gear/${String(bike.id)}`), [...gear, 'frame_type', 'weight']);
  expectKeys(await full.json(`/gear/${String(shoe.id)}`), [...gear, 'notification_distance']);
  expect(bike.id).toMatch(/^b\d+$/);
  expect(shoe.id).toMatch(/^g\d+$/);
  expect((await full.api('/gear/b1')).status).toBe(404);
});

test('zones end open with -1, and power zones are absent until they are set', async () => {
  const simulator = await simulated();
  const answers = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((seed) => connected(simulator, { seed }).json('/athlete/zones')),
  );
  for (const { heart_rate: heartRate } of answers) {
    expectKeys(heartRate, ['custom_zones', 'zones']);
    const zones = (heartRate as { zones: Json[] }).zones;
    expect(zones).toHaveLength(5);
    expect(zones.at(-1)?.max).toBe(-1);
  }
  expect(answers.some((zones) => 'power' in zones)).toBe(true);
  expect(answers.some((zones) => !('power' in zones))).toBe(true);
});

test("an activity's zones are for subscribers", async () => {
  const simulator = await simulated();
  const zonesOf = async (subscriber: boolean, seed: number): Promise<Response> => {
    const { id } = simulator.sim.addAthlete({ seed, historyDays: 30, subscriber });
    const { api } = connected(simulator, { athleteId: id });
    const recorded = simulator.sim.activities(id).find(({ has_heartrate: has }) => has === true);
    return api(`/activities/${String(recorded?.id)}/zones`);
  };
  expect((await zonesOf(false, 1)).status).toBe(402);
  const answer = await zonesOf(true, 2);
  expect(answer.status).toBe(200);
  const [zone] = (await answer.json()) as Json[];
  expect(zone?.type).toBe('heartrate');
  expectKeys((zone?.distribution_buckets as Json[] | undefined)?.[0], ['min', 'max', 'time']);
});
