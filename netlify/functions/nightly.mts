import type { Config } from '@netlify/functions';
import { deps } from '../../lib/deps.ts';
import { enqueueNightly } from '../../lib/features/nightly/enqueue-nightly.ts';

/** Every night: only enqueues; 30 s are no time to work in. */
export default async (): Promise<void> => enqueueNightly(deps());

export const config: Config = { schedule: '17 3 * * *' };
