import { html } from 'hono/html';
import { pageStyle } from '../api/page-style.ts';
import type { StravaControl } from './control.ts';

/** What a person who opens the simulator's address sees. */
export function indexPage(control: StravaControl): ReturnType<typeof html> {
  const athletes = control.athletes();
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Strava simulator</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>Strava simulator</h1>
<p class="note">Stands in for Strava in development and tests: consent at
<code>/oauth/authorize</code>, the API below <code>/api/v3</code>, webhooks, rate limits and, on
demand, trouble. It keeps nothing on disk. Its time is ${control.now().toISOString()}.</p>
<h2>Athletes</h2>
${
  athletes.length === 0
    ? html`<p>None yet.</p>`
    : html`<ul>${athletes.map(
        (athlete) => html`<li><a href="/_sim/athletes/${athlete.id}/activities">${athlete.firstname}
${athlete.lastname}</a>, ${athlete.city}: ${athlete.activities.size} activities, id ${athlete.id}</li>`,
      )}</ul>`
}
<h2>Control</h2>
<pre>POST   /_sim/athletes     {"seed": 1, "history_days": 90}
POST   /_sim/athletes     {"fit_folder": "/path/to/files"}
POST   /_sim/athletes/ID/activities
       {"sport": "cycling", "start_date": "…", "duration_s": 3600}
POST   /_sim/athletes/ID/deauthorize
POST   /_sim/faults       {"kind": "status", "status": 503, "count": 2}
POST   /_sim/webhooks     {"duplicate": 1}
POST   /_sim/limits       {"short": 200, "day": 2000}
POST   /_sim/clock        {"advance_s": 3600}
GET    /_sim/requests
POST   /_sim/reset</pre>
</main>
</body>
</html>`;
}
