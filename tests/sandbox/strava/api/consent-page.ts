import { html } from 'hono/html';
import type { Athlete } from '../model.ts';
import { pageStyle } from './page-style.ts';

/** A checked request for consent. */
export interface ConsentRequest {
  clientId: string;
  redirectUri: string;
  responseType: string;
  approvalPrompt: string;
  scopes: readonly string[];
  state: string;
}

const scopeTexts: Record<string, string> = {
  read: 'View data about your public profile',
  read_all: 'View private routes, private segments and private events',
  'profile:read_all': 'View your complete profile, zones and gear',
  'profile:write': 'Update your weight and FTP, star segments',
  'activity:read': 'View data about your activities',
  'activity:read_all': 'View data about your private activities',
  'activity:write': 'Upload your activities from the application',
};

type Html = ReturnType<typeof html>;

/** What the athlete agrees to: who, which of the requested scopes, yes or no. */
export function consentPage(input: {
  request: ConsentRequest;
  path: string;
  athletes: readonly Athlete[];
}): Html {
  const { request, athletes, path } = input;
  const hidden: Record<string, string> = {
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    response_type: request.responseType,
    approval_prompt: request.approvalPrompt,
    scope: request.scopes.join(','),
    state: request.state,
  };
  const scopes = request.scopes.map((scope) => {
    const text = html`<span>${scopeTexts[scope]}<code>${scope}</code></span>`;
    return scope === 'read'
      ? html`<label class="scope"><input type="checkbox" checked disabled>${text}</label>`
      : html`<label class="scope"><input type="checkbox" name="granted" value="${scope}" checked>${text}</label>`;
  });
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Authorize the application – Strava simulator</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>Authorize this application to connect to Strava</h1>
<p class="note">This is the simulator, not Strava. Application ${request.clientId}, returning to
${new URL(request.redirectUri).host}.</p>
${
  athletes.length === 0
    ? html`<p>There is no simulated athlete yet. Make one with
<code>POST /_sim/athletes {"seed": 1, "history_days": 90}</code> and load this page again.</p>`
    : html`<form method="post" action="${path}">
${Object.entries(hidden).map(
  ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
)}
<fieldset>
<legend><label for="athlete">Athlete</label></legend>
<select id="athlete" name="athlete">
${athletes.map(
  (athlete) =>
    html`<option value="${athlete.id}">${athlete.firstname} ${athlete.lastname}, ${athlete.city} (${athlete.activities.size} activities)</option>`,
)}
</select>
</fieldset>
<fieldset>
<legend>The application will be able to</legend>
${scopes}
</fieldset>
<div class="buttons">
<button class="yes" name="decision" value="authorize">Authorize</button>
<button name="decision" value="cancel">Cancel</button>
</div>
</form>`
}
</main>
</body>
</html>`;
}
