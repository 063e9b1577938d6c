import * as z from 'zod';
import { accepted, timeInput, uuid } from './schemas.ts';
import { sport } from './sports.ts';

/** What an athlete may say of a file. */
export const uploadOptions = z.strictObject({
  name: z.string().trim().min(1).max(255).optional().meta({ description: 'Of the activity.' }),
  sport: sport.optional().meta({ description: 'Instead of the one the file tells.' }),
  activity_id: uuid.optional().meta({
    description: 'Gives the recording to this activity of the app’s, which has no samples yet.',
  }),
  started_at: timeInput.optional().meta({ description: 'For files without a time of day.' }),
});

export const acceptedUpload = accepted
  .extend({ upload_id: uuid })
  .meta({ id: 'AcceptedUpload', description: 'The file is kept, and is being read.' });
