import { DEMO_PASSWORD, type Demo } from './seed-demo.ts';

export interface TourInput {
  siteUrl: string;
  stravaUrl: string;
  supabaseUrl: string;
  postgresUrl: string | undefined;
  demo: Demo | undefined;
  /** Started by `netlify dev` typed by hand. */
  byHand: boolean;
}

const READY = 'Fettle is ready. Ctrl-C stops everything.';

/** See dev/netlify.ts. */
const BY_HAND = [
  '',
  'netlify dev, typed by hand, asks a function that answers 404 or 403 again as ….html, and shows that answer.',
  '`npm run dev` does not: prefer it to look at errors.',
];

/** What a developer reads when all runs: where things are, who to sign in as, and calls to paste. */
export function tour(input: TourInput): string[] {
  const { siteUrl, demo } = input;
  const api = `${siteUrl}/api/v1`;
  const places = [
    `Site            ${siteUrl}`,
    `API reference   ${siteUrl}/reference`,
    `API             ${api}`,
    `Strava (simul.) ${input.stravaUrl}`,
    `Supabase        ${input.supabaseUrl}`,
    ...(input.postgresUrl === undefined ? [] : [`Postgres        ${input.postgresUrl}`]),
  ];
  const note = input.byHand ? BY_HAND : [];
  const nightly = `curl -s -X POST ${siteUrl}/.netlify/functions/nightly`;
  if (demo === undefined) {
    return ['', ...places, ...note, '', READY];
  }
  const { email } = demo;
  const credentials = JSON.stringify({ email, password: DEMO_PASSWORD });
  const readToken = `node -p 'JSON.parse(fs.readFileSync(0)).access_token'`;
  const auth = '-H "Authorization: Bearer $TOKEN"';
  const firstId = `node -p 'JSON.parse(fs.readFileSync(0)).items[0].id'`;
  return [
    '',
    ...places,
    `Demo athlete    ${email}, password ${DEMO_PASSWORD}`,
    '',
    'To paste, in this order:',
    '',
    `TOKEN=$(curl -s ${api}/auth/login -H 'Content-Type: application/json' -d '${credentials}' | ${readToken})`,
    `curl -s ${api}/sync ${auth}`,
    `curl -s "${api}/activities?sport=cycling&per_page=3" ${auth}`,
    `ID=$(curl -s "${api}/activities?per_page=1" ${auth} | ${firstId})`,
    `curl -s "${api}/activities/$ID/streams?resolution=low&channels=heart_rate,speed" ${auth}`,
    '',
    `A new ride at Strava, which its webhook announces:`,
    `curl -s ${input.stravaUrl}/_sim/athletes/${demo.stravaAthleteId}/activities -d '{"sport":"cycling","start_date":"'$(date -u +%Y-%m-%dT%H:%M:%SZ)'","duration_s":1800}'`,
    '',
    `The night’s work, by hand:  ${nightly}`,
    ...note,
    '',
    READY,
  ];
}
