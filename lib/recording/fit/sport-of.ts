import type { Sport } from '../../analytics/recording.ts';
import { type FitMessage, textIn } from './fit-message.ts';

/** By the profile's sub-sport, whatever the sport. */
const BY_SUB_SPORT: Record<string, Sport> = {
  squash: 'squash',
  padel: 'padel',
  badminton: 'badminton',
  strength_training: 'strength',
  hiit: 'hiit',
  amrap: 'hiit',
  emom: 'hiit',
  tabata: 'hiit',
  yoga: 'yoga',
  indoor_rowing: 'rowing',
  indoor_cycling: 'cycling',
  spin: 'cycling',
  treadmill: 'running',
  indoor_running: 'running',
  indoor_walking: 'walking',
  indoor_skiing: 'skiing',
  lap_swimming: 'swimming',
};

const BY_SPORT: Record<string, Sport> = {
  running: 'running',
  cycling: 'cycling',
  e_biking: 'cycling',
  swimming: 'swimming',
  walking: 'walking',
  hiking: 'hiking',
  mountaineering: 'hiking',
  rowing: 'rowing',
  cross_country_skiing: 'skiing',
  alpine_skiing: 'skiing',
  tennis: 'tennis',
  hiit: 'hiit',
  multisport: 'multisport',
};

/**
 * The sport of a session, lap or sport message, and the profile's own word for it: the sub-sport, or the sport
 * where it says more than ours.
 */
export function sportOf(message: FitMessage): { sport: Sport; subSport: string | undefined } {
  const own = textIn(message, 'sport') ?? 'generic';
  const sub = textIn(message, 'sub_sport') ?? 'generic';
  const sport = BY_SUB_SPORT[sub] ?? BY_SPORT[own] ?? 'other';
  const words = [sub, own].filter((word) => word !== 'generic' && word !== 'all');
  return { sport, subSport: words.find((word) => word !== sport || word === sub) };
}
