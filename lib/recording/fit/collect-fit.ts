import FitParser from 'fit-file-parser';
import { UnreadableFile } from '../unreadable-file.ts';
import { DeveloperColumns } from './developer-columns.ts';
import type { FitMessage } from './fit-message.ts';
import type { FitSurvey } from './fit-survey.ts';
import { HeartBeats } from './heart-beats.ts';
import { RecordColumns } from './record-columns.ts';
import { reframeFit } from './reframe-fit.ts';

/** Messages that are kept as they are; an event for each change of gear makes some ten thousand. */
const MOST_LISTED = 200_000;
/** Four days at three beats a second. */
const MOST_BEATS = 1e6;

const LISTED = [
  'file_id',
  'sport',
  'workout',
  'activity',
  'session',
  'lap',
  'length',
  'set',
  'event',
  'device_info',
  'timestamp_correlation',
] as const;

/** What is in a file, before it is made a recording. Times are s of FIT. */
export interface FitContents extends Record<(typeof LISTED)[number], FitMessage[]> {
  records: RecordColumns;
  developer: DeveloperColumns;
  beats: HeartBeats;
  /** From beat to beat, and the time of the record they follow. */
  rr: { ms: number[]; afterS: number[] };
}

/** Reads all messages; throws `UnreadableFile` for what is no FIT file and what is too large. */
export function collectFit(bytes: Uint8Array, survey: FitSurvey): FitContents {
  const contents: FitContents = {
    ...(Object.fromEntries(LISTED.map((name) => [name, []])) as unknown as Record<
      (typeof LISTED)[number],
      FitMessage[]
    >),
    records: new RecordColumns(),
    developer: new DeveloperColumns(),
    beats: new HeartBeats(),
    rr: { ms: [], afterS: [] },
  };
  const parser = new FitParser({ force: true, mode: 'list' });
  for (const { file, times } of reframeFit(bytes, survey)) {
    parser.parse(file, (_, parsed) => {
      addMessages(contents, { messages: (parsed?.messages ?? {}) as Messages, times });
    });
  }
  return contents;
}

type Messages = Record<string, FitMessage[]>;

function addMessages(
  contents: FitContents,
  { messages, times }: { messages: Messages; times: number[] },
): void {
  const { records, developer, beats, rr } = contents;
  for (const message of messages['developer_data_id'] ?? []) {
    developer.nameMaker(message);
  }
  for (const message of messages['field_description'] ?? []) {
    developer.describe(message);
  }
  for (const [index, message] of (messages['record'] ?? []).entries()) {
    const row = records.add(message, times[index] ?? Number.NaN);
    if (row !== undefined) {
      developer.add(row, message);
    }
  }
  for (const message of messages['hr'] ?? []) {
    beats.add(message);
  }
  const hrv = messages['hrv'] ?? [];
  for (const [index, { time }] of hrv.entries()) {
    // they have no time, and the parser keeps their order among themselves only; devices write one a second
    const told = times[Math.floor((index * times.length) / hrv.length)] ?? Number.NaN;
    const afterS = Number.isNaN(told) ? (rr.afterS.at(-1) ?? 0) : told;
    for (const second of Array.isArray(time) ? time : []) {
      if (typeof second === 'number' && second > 0) {
        rr.ms.push(Math.round(second * 1000));
        rr.afterS.push(afterS);
      }
    }
  }
  let listed = 0;
  for (const name of LISTED) {
    for (const message of messages[name] ?? []) {
      contents[name].push(message);
    }
    listed += contents[name].length;
  }
  if (listed > MOST_LISTED || Math.max(beats.times.length, rr.ms.length) > MOST_BEATS) {
    throw new UnreadableFile('too_large', 'The file holds more events or beats than are taken.');
  }
}
