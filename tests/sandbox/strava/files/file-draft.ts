import type { Draft } from '../history/history.ts';
import { titleOf } from '../history/session.ts';
import type { Athlete, Recording } from '../model.ts';
import { utcOffsetS } from '../time-zone.ts';

/** An activity out of a file, as it would stand in the athlete's account. */
export function fileDraft(
  athlete: Athlete,
  input: {
    file: string;
    sportType: string;
    startS: number;
    deviceName: string | null;
    recording: Recording;
    uploadedS: number;
  },
): Draft {
  const { file, sportType, startS, recording, uploadedS } = input;
  const localHour = Math.floor(((startS + utcOffsetS(athlete.timeZone, startS)) % 86_400) / 3600);
  return {
    athleteId: athlete.id,
    source: { kind: 'file', file, recording },
    name: titleOf(sportType, localHour),
    description: null,
    sportType,
    visibility: 'everyone',
    startS,
    hiddenStart: false,
    timeZone: athlete.timeZone,
    uploadedS,
    streamsReadyS: uploadedS,
    gearId: null,
    commute: false,
    trainer: sportType === 'VirtualRide',
    hideFromHome: false,
    workoutType: null,
    deviceName: input.deviceName,
    externalId: file,
    kudos: 0,
  };
}
