import type { FileRecording } from '../../../lib/recording/recording.ts';

const STARTED_AT = new Date('2026-05-01T06:00:00Z');

/** A recording that says nothing but when it began. */
export function blankRecording(): FileRecording {
  return {
    startedAt: STARTED_AT,
    sport: 'other',
    subSport: undefined,
    name: undefined,
    notes: undefined,
    devices: [],
    stated: {},
    channels: {},
    developerFields: [],
    laps: [],
    lengths: [],
    poolM: undefined,
    sets: [],
    rrIntervalsMs: [],
    events: [],
    pauses: [],
    altitudeSource: undefined,
  };
}
