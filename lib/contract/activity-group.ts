import * as z from 'zod';
import { uuid } from './schemas.ts';

/** The activities that are recordings of one bout. */
export const activityGroup = z
  .object({
    id: uuid,
    confidence: z.number().meta({
      description: 'How sure it is that they are one bout, 0.5 to 1; 1: the athlete said so.',
    }),
    counted: z.boolean().meta({
      description: 'Whether sums and records count this one; of a group one is counted.',
    }),
    activity_ids: z.array(uuid).meta({ description: 'All of the group, this one included.' }),
  })
  .nullable()
  .meta({ description: 'Set where several activities are recordings of one bout.' });

export const origins = z
  .record(z.string(), z.enum(['athlete', 'device', 'computed', 'strava', 'app']))
  .meta({ description: 'Whose word each field with a value is.' });
