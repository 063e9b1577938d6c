import { fitnessOn } from '../strava/history/session.ts';
import type { Athlete } from '../strava/model.ts';
import { type Api, expectStatus } from './api.ts';

const DAY_S = 86_400;
/** A test at the beginning of each season, and what it finds is kept until the next. */
const SEASON_DAYS = 91;
/** Of the reserve: what an hour at threshold takes. */
const THRESHOLD_SHARE = 0.89;

/**
 * Tells what the athlete knows of themselves, as an app would: profile, and thresholds of the whole history, one
 * date a season. Before anything is synced, so that nothing is computed twice.
 */
export async function seedThresholds(
  api: Api,
  input: { token: string; athlete: Athlete; nowS: number; historyDays: number },
): Promise<void> {
  const { token, athlete, nowS } = input;
  const { fitness } = athlete;
  const profile = {
    sex: athlete.sex === 'F' ? 'female' : 'male',
    time_zone: athlete.timeZone,
    weight_kg: fitness.weightKg,
  };
  expectStatus(await api('PATCH', '/me', { token, body: profile }), 200);
  const seasons = Math.ceil(input.historyDays / SEASON_DAYS);
  for (let season = 0; season <= seasons; season += 1) {
    const startS = nowS - (input.historyDays - season * SEASON_DAYS) * DAY_S;
    // what holds in the middle of the season is nearest to all of it
    const { ftpW, thresholdSpeedMps } = fitnessOn(athlete, startS + (SEASON_DAYS / 2) * DAY_S);
    const body = {
      effective_from: new Date(startS * 1000).toISOString().slice(0, 10),
      ftp_w: Math.round(ftpW),
      critical_power_w: Math.round(ftpW * 1.03),
      w_prime_j: 18_000,
      threshold_speed_mps: Math.round(thresholdSpeedMps * 100) / 100,
      ...(season === 0 ? unchanging(fitness) : {}),
    };
    if (startS <= nowS) {
      expectStatus(await api('POST', '/me/thresholds', { token, body }), 201);
    }
  }
}

function unchanging({
  maxHeartRateBpm,
  restHeartRateBpm,
  swimSpeedMps,
  weightKg,
}: Athlete['fitness']) {
  const reserveBpm = maxHeartRateBpm - restHeartRateBpm;
  return {
    lthr_bpm: Math.round(restHeartRateBpm + THRESHOLD_SHARE * reserveBpm),
    max_heart_rate_bpm: maxHeartRateBpm,
    resting_heart_rate_bpm: restHeartRateBpm,
    css_mps: Math.round(swimSpeedMps * 100) / 100,
    weight_kg: weightKg,
  };
}
