import * as z from 'zod';

export const sport = z.enum([
  'cycling',
  'running',
  'swimming',
  'walking',
  'hiking',
  'rowing',
  'skiing',
  'squash',
  'tennis',
  'padel',
  'badminton',
  'strength',
  'hiit',
  'yoga',
  'multisport',
  'other',
]);
