import * as z from 'zod';
import { uuid } from './schemas.ts';

/** Of activities side by side. */
export const comparisonOf = <T extends z.ZodType>(activity: T) =>
  z
    .object({
      activities: z.array(activity).meta({ description: 'In the order they were asked for.' }),
      metrics: z.array(
        z.object({
          id: z.string(),
          unit: z.string(),
          values: z.array(z.number().nullable()).meta({
            description: 'One per activity, in their order; null where it has none.',
          }),
          change_pct: z.number().nullable().meta({
            description:
              'From the earliest activity to the latest that have one; null where that makes no sense.',
          }),
          best_activity_id: uuid.nullable().meta({
            description:
              'null where neither more nor less is better, as of distance or load, and between sports.',
          }),
        }),
      ),
      trends: z
        .array(
          z.object({
            metric: z.string(),
            slope_per_week: z.number().meta({ description: 'By date, in the metric’s unit.' }),
            confidence: z.number().meta({
              description: '1 − p of the slope; of two activities 0, of three 0.3 at the most.',
            }),
          }),
        )
        .meta({ description: 'Of metrics that two activities have, a day or more apart.' }),
      summary: z.string().meta({ description: 'A coach’s words, in the athlete’s units.' }),
    })
    .meta({ id: 'Comparison' });

/** The activities to put side by side. */
export const comparedIds = z
  .array(uuid)
  .min(2)
  .max(10)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'Name each activity once.' });
