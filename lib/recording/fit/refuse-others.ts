import { UnreadableFile } from '../unreadable-file.ts';
import type { FitContents } from './collect-fit.ts';
import { numberIn, textIn } from './fit-message.ts';
import type { FitSurvey } from './fit-survey.ts';
import { MESSAGE } from './kept-fields.ts';

const ACTIVITIES: (string | number)[] = ['activity', 'activity_summary'];

/** What the profile's types of files are called; numbers are those it does not name. */
const KINDS: Record<string, string> = {
  device: 'a description of a device',
  settings: 'a file of settings',
  sport: 'a file of sport settings',
  workout: 'a workout',
  course: 'a course',
  schedules: 'a schedule of workouts',
  weight: 'a file of weights',
  totals: 'a file of totals',
  goals: 'a file of goals',
  blood_pressure: 'a file of blood pressure',
  monitoring_a: 'a day’s monitoring',
  monitoring_daily: 'a day’s monitoring',
  monitoring_b: 'a day’s monitoring',
  segment: 'a segment',
  segment_list: 'a list of segments',
  exd_configuration: 'a screen’s configuration',
  44: 'a file of metrics',
  49: 'a night’s sleep',
  68: 'a night’s heart rate variability',
};

/** Messages that tell what a monitoring file is about: sleep_level, sleep_assessment; hrv_status_summary, hrv_value. */
const SLEEP = [275, 346];
const OVERNIGHT_HRV = [370, 371];

/** Throws `UnreadableFile` where the file is known to be something else than an activity. */
export function refuseOthers({ file_id: ids }: FitContents, { counts }: FitSurvey): void {
  const types = ids.flatMap((id) => textIn(id, 'type') ?? numberIn(id, 'type') ?? []);
  if (types.some((type) => ACTIVITIES.includes(type))) {
    return;
  }
  const has = (messages: number[]) => messages.some((message) => counts.has(message));
  const night = has(OVERNIGHT_HRV) ? KINDS[68] : has(SLEEP) ? KINDS[49] : undefined;
  const kind = night ?? types.map((type) => KINDS[type]).find((name) => name !== undefined);
  if (kind !== undefined) {
    throw new UnreadableFile('not_an_activity', `This is ${kind}, not an activity.`);
  }
  if (!has([MESSAGE.record, MESSAGE.session, MESSAGE.lap, MESSAGE.length, MESSAGE.set])) {
    throw new UnreadableFile('not_an_activity', 'This FIT file is of a kind that is no activity.');
  }
}
