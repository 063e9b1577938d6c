import type { Athlete, Gear } from '../model.ts';
import { between, hashOf, pick, type Random, randomOf } from '../random.ts';
import { utcOffsetS } from '../time-zone.ts';
import { type Place, places } from './places.ts';

const firstNames = {
  F: ['Ada', 'Mira', 'Jonna', 'Thea', 'Leila', 'Ines', 'Nora', 'Wanda'],
  M: ['Otto', 'Emil', 'Ravi', 'Jonas', 'Malik', 'Theo', 'Pavel', 'Hugo'],
} as const;
const lastNames = ['Ahrens', 'Bell', 'Costa', 'Dvorak', 'Ekman', 'Falk', 'Grant', 'Holm', 'Iyer'];

/** A made-up place for a zone nobody of the list lives in: the right longitude, gentle hills. */
function placeIn(timeZone: string, nowS: number): Place {
  const known = places.find((place) => place.timeZone === timeZone);
  if (known !== undefined) return known;
  return {
    timeZone,
    city: timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? '',
    state: '',
    country: '',
    lat: 44,
    lng: (utcOffsetS(timeZone, nowS) / 3600) * 15,
    baseAltitudeM: 150,
    hilliness: 0.015,
  };
}

function gearOf(seed: number, random: Random): Gear[] {
  const id = (name: string): number => 1_000_000 + (hashOf(seed, name) % 30_000_000);
  return [
    {
      id: `b${id('road bike')}`,
      name: 'Road bike',
      nickname: 'Road bike',
      primary: true,
      retired: false,
      brandName: 'Meridian',
      modelName: 'R3',
      odometerM: Math.round(between(random, 1e6, 2e7)),
      weightKg: 8.2,
    },
    {
      id: `b${id('town bike')}`,
      name: 'Town bike',
      nickname: 'Town bike',
      primary: false,
      retired: false,
      brandName: 'Kettle',
      modelName: 'City',
      odometerM: Math.round(between(random, 1e5, 5e6)),
      weightKg: 14.5,
    },
    {
      id: `g${id('road shoes')}`,
      name: 'Corvid Tempo',
      nickname: '',
      primary: true,
      retired: false,
      brandName: 'Corvid',
      modelName: 'Tempo',
      odometerM: Math.round(between(random, 0, 4e5)),
    },
    {
      id: `g${id('trail shoes')}`,
      name: 'Corvid Ridge',
      nickname: 'muddy',
      primary: false,
      retired: false,
      brandName: 'Corvid',
      modelName: 'Ridge',
      odometerM: Math.round(between(random, 0, 3e5)),
    },
  ];
}

/** Who the athlete of a seed is; without any activity yet. */
export function athleteOf(options: {
  seed: number;
  origin: string;
  nowS: number;
  timeZone?: string | undefined;
  subscriber?: boolean | undefined;
}): Athlete {
  const { seed, origin, nowS } = options;
  const random = randomOf(origin, 'athlete');
  const sex = random() < 0.5 ? 'F' : 'M';
  const home = pick(random, places);
  const place = options.timeZone === undefined ? home : placeIn(options.timeZone, nowS);
  const weightKg =
    Math.round(between(random, sex === 'F' ? 52 : 64, sex === 'F' ? 70 : 86) * 2) / 2;
  return {
    id: 1_000_000 + (hashOf(origin, 'id') % 99_000_000),
    origin,
    seed,
    firstname: pick(random, firstNames[sex]),
    lastname: pick(random, lastNames),
    sex,
    city: place.city,
    state: place.state,
    country: place.country,
    subscriber: options.subscriber ?? random() < 0.4,
    timeZone: place.timeZone,
    homeLat: place.lat + between(random, -0.01, 0.01),
    homeLng: place.lng + between(random, -0.01, 0.01),
    baseAltitudeM: place.baseAltitudeM,
    hilliness: place.hilliness,
    fitness: {
      ftpW: Math.round(weightKg * between(random, 2.8, 4.2)),
      thresholdSpeedMps: between(random, 3.3, 4.5),
      swimSpeedMps: between(random, 0.9, 1.3),
      maxHeartRateBpm: Math.round(between(random, 178, 198)),
      restHeartRateBpm: Math.round(between(random, 44, 60)),
      weightKg,
    },
    hasPowerZones: random() < 0.5,
    poolLengthM: random() < 0.6 ? 25 : 50,
    createdS: 1_400_000_000 + Math.floor(random() * 100_000_000),
    gear: gearOf(seed, random),
    activities: new Map(),
    deletedIds: new Set(),
    gearDistanceM: new Map(),
  };
}
