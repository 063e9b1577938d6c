import * as z from 'zod';
import type { Operation } from './operation.ts';
import { accepted, time, uuid } from './schemas.ts';

const params = z.strictObject({ activity_id: uuid });

const insight = z
  .object({
    id: uuid.meta({
      description: 'The same for the same kind of insight of an activity, however often found.',
    }),
    kind: z.string().meta({ example: 'decoupling' }),
    title: z.string(),
    text: z.string().meta({ description: 'One or two sentences, in the athlete’s units.' }),
    evidence: z
      .array(
        z.object({
          metric: z.string().meta({
            description:
              'A metric or a place of the analysis (`decoupling_pct`, `intervals[2].average_power_w`, ' +
              '`zones.coggan_7[2].seconds_s`, `thresholds.ftp_w`); of the past (`usual.…`, `history.…`, ' +
              '`record.…`); or arithmetic on what is beside it (`change.…`, `share.…`, `sum.…`, `count.…`).',
          }),
          value: z.number(),
          unit: z.string(),
        }),
      )
      .meta({ description: 'Every number the text rests on, in SI units, not rounded.' }),
    confidence: z.number().meta({ description: '0.5 to 1; what is less certain is not said.' }),
    contested: z.boolean().meta({ description: 'Whether science disagrees on what it means.' }),
  })
  .meta({ id: 'Insight' });

export const getInsights = {
  id: 'getInsights',
  method: 'GET',
  path: '/activities/{activity_id}/insights',
  tag: 'activities',
  summary: 'What is worth saying about an activity',
  description:
    'Found in its analysis and in the 90 days before, by rules: at most seven, the worthiest first; often few or ' +
    'none. 404 while they are not found yet: they follow the analysis. A new analysis keeps those of the last ' +
    'one until its own are found; what an older version of the rules found is looked for anew once it is read.',
  auth: 'athlete',
  params,
  success: {
    status: 200,
    description: 'The insights.',
    schema: z
      .object({
        activity_id: uuid,
        algorithm_version: z.int(),
        generated_at: time,
        items: z.array(insight),
      })
      .meta({ id: 'Insights' }),
  },
} as const satisfies Operation;

export const regenerateInsights = {
  id: 'regenerateInsights',
  method: 'POST',
  path: '/activities/{activity_id}/insights/regenerate',
  tag: 'activities',
  summary: 'Look for insights anew',
  description: 'With the past as it is now. Of an activity that is not analysed nothing comes.',
  auth: 'athlete',
  params,
  success: { status: 202, description: 'Looking.', schema: accepted },
} as const satisfies Operation;
