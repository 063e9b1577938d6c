import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Activity } from '../../../lib/features/activities/to-activity.ts';
import { decodeFit } from '../../support/decode-fit.ts';
import type { DevWorld } from '../../support/dev-world.ts';
import { stravaChannels } from '../../support/strava-channels.ts';
import { bodyOf, register, signInWithStrava, syncSettled } from '../../support/traveller.ts';

const corpus = process.env['FETTLE_CORPUS'];
const DEADLINE_MS = 180_000;

interface FolderAthlete {
  id: number;
  files: { file: string; activity_id: number }[];
  skipped: { file: string }[];
}

/** An athlete whose history are recorded files: what comes out of the API is what the devices wrote. */
export function compareRealFiles(world: () => DevWorld): void {
  it.skipIf(corpus === undefined)(
    'come back value by value (FETTLE_CORPUS: a folder with fit/)',
    async () => {
      const folder = join(corpus ?? '', 'fit');
      const athlete = await world().sim<FolderAthlete>('POST', '/athletes', { fit_folder: folder });
      expect(athlete.files.length).toBeGreaterThan(0);
      const { access_token: token } = await register(world(), 'Files');
      await signInWithStrava(world(), { stravaId: athlete.id, token });
      const sync = await syncSettled(world(), token, DEADLINE_MS / 2);
      expect(sync).toEqual(
        expect.objectContaining({
          activities_total: athlete.files.length,
          activities_done: athlete.files.length,
        }),
      );
      const { items } = bodyOf<{ items: Activity[] }>(
        await world().call({ path: '/activities?per_page=200&duplicates=include', token }),
      );
      const counts = { activities: 0, channels: 0, values: 0 };
      for (const { file, activity_id: stravaActivityId } of athlete.files) {
        const activity = items.find(({ source_id }) => source_id === String(stravaActivityId));
        expect(activity?.streams, file).toBe('ready');
        const { channels } = bodyOf<{ channels: Record<string, unknown[]> }>(
          await world().call({
            path: `/activities/${activity?.id}/streams?resolution=full`,
            token,
          }),
        );
        const truth = await world().sim<{ streams: Record<string, { data: unknown[] }> }>(
          'GET',
          `/athletes/${athlete.id}/activities/${stravaActivityId}`,
        );
        expect(channels, `${file} against Strava`).toEqual(stravaChannels(truth.streams));
        const decoded = await decodeFit(await readFile(join(folder, file)));
        // whether the athlete moved is judged by Strava, not written by the device
        const { moving: _, ...written } = channels;
        expect(written, `${file} against its records`).toEqual(decoded);
        counts.activities += 1;
        counts.channels += Object.keys(channels).length;
        counts.values += Object.values(channels).reduce((sum, { length }) => sum + length, 0);
      }
      process.stdout.write(
        `Real files: ${counts.activities} activities, ${counts.channels} channels, ` +
          `${counts.values.toLocaleString('en')} values equal; ${athlete.skipped.length} files are none.\n`,
      );
    },
    DEADLINE_MS,
  );
}
