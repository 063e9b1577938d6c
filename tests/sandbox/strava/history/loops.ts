import type { Athlete, CourseSpec } from '../model.ts';
import { hashOf, type Random } from '../random.ts';
import type { RecordingKind } from '../sports.ts';

/** Usual loops by sport: name and length, km. */
const loops: Partial<Record<RecordingKind, readonly (readonly [name: string, km: number])[]>> = {
  ride: [
    ['Reservoir loop', 28],
    ['Valley loop', 42],
    ['Two hills', 56],
    ['Long river', 84],
    ['Grand tour', 112],
  ],
  virtual: [
    ['Island circuit', 18],
    ['Desert flats', 27],
  ],
  ebike: [
    ['To work', 11],
    ['Market round', 19],
  ],
  run: [
    ['Park lap', 5.2],
    ['Canal loop', 8.4],
    ['Town round', 11.6],
    ['Long bridge', 17.5],
    ['Half and home', 21.3],
  ],
  trail: [
    ['Ridge path', 9.5],
    ['Quarry round', 14.2],
  ],
  hike: [
    ['Lookout', 8.8],
    ['Three huts', 15.4],
  ],
};

function specOf(athlete: Athlete, kind: RecordingKind, index: number): CourseSpec | undefined {
  const loop = loops[kind]?.[index];
  if (loop === undefined) return undefined;
  const [name, km] = loop;
  const steeper = kind === 'trail' || kind === 'hike' ? 1.9 : 1;
  return {
    name,
    seed: hashOf(athlete.origin, 'course', kind, name),
    lengthM: km * 1000,
    homeLat: athlete.homeLat,
    homeLng: athlete.homeLng,
    hilliness: athlete.hilliness * steeper,
    baseAltitudeM: athlete.baseAltitudeM,
  };
}

/** One of the athlete's loops for this sport; long sessions take the longer ones. */
export function loopFor(
  athlete: Athlete,
  input: { kind: RecordingKind; long: boolean; random: Random },
): CourseSpec | undefined {
  const count = loops[input.kind]?.length ?? 0;
  if (count === 0) return undefined;
  const usual = count > 3 ? 3 : count;
  const index = input.long
    ? count - 1 - Math.floor(input.random() * Math.min(2, count))
    : Math.floor(input.random() * usual);
  return specOf(athlete, input.kind, index);
}
