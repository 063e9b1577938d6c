import type { FileRecording } from './recording.ts';

/** A recording of which nothing is known yet. */
export function emptyRecording(): FileRecording {
  return {
    startedAt: undefined,
    utcOffsetS: undefined,
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
