import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeActivity } from '../activity-store.ts';
import { athleteOf } from '../history/athlete.ts';
import type { Athlete } from '../model.ts';
import { hashOf } from '../random.ts';
import type { World } from '../world.ts';
import { fileDraft } from './file-draft.ts';
import { type FitActivity, NotAnActivity, readFit } from './fit-file.ts';

/** A file of a folder and the activity made of it. */
interface FolderFile {
  file: string;
  activityId: number;
  activity: FitActivity;
}

/** An athlete whose history is a folder of FIT files, and the truth about it. */
export interface FolderAthlete {
  athlete: Athlete;
  files: FolderFile[];
  skipped: { file: string; reason: string }[];
}

/** Ids of file activities lie in a range of their own and follow from the file's name alone. */
function idOf(file: string): number {
  return 12_000_000_000 + (hashOf('fit', file) % 1_000_000_000);
}

/** Reads every `.fit` and `.fit.gz` of a folder; what is no activity is listed and left out. */
export async function folderAthlete(
  world: World,
  input: { folder: string; timeZone?: string | undefined; subscriber?: boolean | undefined },
): Promise<FolderAthlete> {
  const origin = `folder ${input.folder}`;
  const nowS = world.clock.nowS();
  const { timeZone = 'Europe/Berlin', subscriber } = input;
  const athlete = athleteOf({ seed: hashOf(origin), origin, nowS, timeZone, subscriber });
  const result: FolderAthlete = { athlete, files: [], skipped: [] };
  world.athletes.set(athlete.id, athlete);
  const names = (await readdir(input.folder)).filter((name) => /\.fit(\.gz)?$/i.test(name)).sort();
  for (const file of names) {
    try {
      const activity = await readFit(await readFile(join(input.folder, file)));
      const endS = activity.startS + (activity.recording.timeS.at(-1) as number);
      const draft = fileDraft(athlete, { ...activity, file, uploadedS: endS + 60 });
      const { id } = placeActivity(world, athlete, draft, idOf(file));
      result.files.push({ file, activityId: id, activity });
    } catch (error) {
      if (!(error instanceof NotAnActivity)) throw error;
      result.skipped.push({ file, reason: error.message });
    }
  }
  return result;
}
