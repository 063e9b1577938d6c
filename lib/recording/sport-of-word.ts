import type { Sport } from '../analytics/recording.ts';

/**
 * The words files have for a sport, in English and in the languages Strava exports in, by how they begin. The
 * first that fits decides, so what looks like another sport stands ahead of it (`Langlauf` is no running).
 */
const WORDS: [sport: Sport, words: string][] = [
  ['multisport', 'multi_?sport|triathlon|duathlon|aquathlon|swimrun'],
  [
    'other',
    'motor|driv|fly|sail|boat|kayak|cano|paddl|stand_up|surf|skat|snowboard|table_tennis|horse|golf',
  ],
  ['skiing', 'ski|langlauf|backcountry|nordic_ski|resort_ski|esqui|sci_|sci$|roller_ski'],
  [
    'hiking',
    'hik|trek|mountaineer|snow_?shoe|wander|randonn|senderis|escursion|caminhada_em|wandeltocht|bergwand',
  ],
  [
    'cycling',
    'cycl|cicl|bik|mtb|ride|virtual_?ride|gravel|e_bike|handcycle|velo|rad|fahrrad|fahrt|bici|fiets|pedal|sortie_a_velo|spinning|road_ride|mountain_bik',
  ],
  [
    'running',
    'run|jog|treadmill|lauf|course|footing|carrera|correr|corsa|corrida|hardlo|rennen|track_run|trail_run',
  ],
  [
    'swimming',
    'swim|schwimm|natation|nage$|nage_|natacion|nuoto|natacao|zwem|open_water|lap_swim|pool',
  ],
  ['walking', 'walk|spazier|gehen|marche|caminata|caminar|andar|cammin|camin|wandel|nordic_walk'],
  ['rowing', 'row|ruder|aviron|remo$|remo_|canottag|roei'],
  ['squash', 'squash'],
  ['tennis', 'tennis'],
  ['padel', 'padel'],
  ['badminton', 'badminton'],
  ['hiit', 'hiit|high_intensity|interval_train|crossfit'],
  [
    'strength',
    'strength|weight|kraft|gewicht|gym|muscul|renforcement|pesas|fuerza|pesi|forza|kracht|functional',
  ],
  ['yoga', 'yoga|pilates'],
];

const PATTERNS = WORDS.map(([sport, words]) => ({ sport, fits: new RegExp(`(^|_)(${words})`) }));

/** Strava's numbers in the `<type>` of its GPX files. */
const NUMBERED: Record<string, string> = {
  1: 'ride',
  2: 'alpine_ski',
  3: 'backcountry_ski',
  4: 'hike',
  5: 'ice_skate',
  6: 'inline_skate',
  7: 'nordic_ski',
  8: 'roller_ski',
  9: 'run',
  10: 'walk',
  11: 'workout',
  12: 'snowboard',
  13: 'snowshoe',
  14: 'kitesurf',
  15: 'windsurf',
  16: 'swim',
  17: 'virtual_ride',
  18: 'e_bike_ride',
  19: 'velomobile',
  21: 'canoeing',
  22: 'kayaking',
  23: 'rowing',
  24: 'stand_up_paddling',
  25: 'surfing',
  26: 'crossfit',
  27: 'elliptical',
  28: 'rock_climbing',
  29: 'stair_stepper',
  30: 'weight_training',
  31: 'yoga',
  51: 'handcycle',
  52: 'wheelchair',
  53: 'virtual_run',
};

/** Words that say the sport and nothing of its kind. */
const PLAIN = new Set([
  'ride',
  'run',
  'swim',
  'walk',
  'hike',
  'row',
  'ski',
  'biking',
  'bike',
  'unknown',
]);

/** The sport a file means by a word such as `TrailRun`, `mountain_biking`, `9` or `Lauf`; else `other`. */
export function sportOfWord(word: string | undefined): {
  sport: Sport;
  subSport: string | undefined;
} {
  const slug = NUMBERED[word ?? ''] ?? slugOf(word ?? '');
  const sport = PATTERNS.find(({ fits }) => fits.test(slug))?.sport ?? 'other';
  const isPlain = slug === '' || slug === sport || PLAIN.has(slug);
  return { sport, subSport: isPlain ? undefined : slug };
}

/** `TrailRun` and `Trail run` -> `trail_run`; letters without their accents. */
function slugOf(word: string): string {
  return word
    .slice(0, 200)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 64);
}
