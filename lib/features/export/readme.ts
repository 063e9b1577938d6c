/** What stands beside the files, for people. */
export const README = `Everything Fettle knows about you, in files that other programs can read.

An export is one zip, or several where one would be too large; each is complete in itself.
manifest.json says in "last" whether it is the last one, and lists every file with its
SHA-256. All times are UTC unless a name says local; all units are SI and stand in the names
(distance_m is in metres, moving_time_s in seconds). What is not known is null or empty.

athlete.json      your profile
thresholds.json   what you could do, by the date since when
wellness.json     how you slept and felt, by day
links.json        which activities are recordings of one bout
strava.json       which Strava account is connected, if any; never its keys
deletions.json    what was deleted for good, and when
activities.csv    the activities of this zip, one line each, for any spreadsheet
activities/       a folder for each activity:
  activity.json     everything it says of itself
  samples.csv       what was measured, a line for each moment, exactly as it is stored
  recording.json    devices, laps, lengths, sets, heartbeats, events and pauses
  analysis.json     the figures computed from it
  insights.json     what was found worth saying about it
  points.json       the points of a match
  original/         the file you uploaded, bit for bit
  live.ndjson       what your watch or phone sent while it recorded, of which samples.csv was
                    put together: a line for each batch, in the words of the API

Activities that you deleted are not here. Samples that came from Strava may be kept for a
few days only: where they are gone ("streams": "expired"), the figures are still here.

To bring it back, upload each zip as it is, in any order, as you upload a recording. What
is there already stays as it is, and all figures are computed anew.
`;
