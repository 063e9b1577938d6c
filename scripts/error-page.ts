/**
 * Writes netlify/site/reference/errors/index.html from the table of errors. `type` of every problem points
 * there. With `--check` it writes nothing and fails where the page is not what the table says.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ERRORS, type ErrorCode } from '../lib/core/errors.ts';

const PAGE = join(import.meta.dirname, '../netlify/site/reference/errors/index.html');

/** What a code means, and what whoever meets it does. */
const EXPLAINED: Record<ErrorCode, { means: string; todo: string }> = {
  validation_failed: {
    means:
      'A parameter, header or field has a value that is not allowed, or one that nobody knows.',
    todo: 'Read `errors`: each entry names the place (`body.name`, `query.page`) and what to send instead. Do not repeat the request unchanged.',
  },
  unauthenticated: {
    means:
      'There is no access token, it has expired, it was made elsewhere, or its account is gone. Also: a wrong password, or a one-time code that was used or is too old.',
    todo: 'Get a new session with POST /auth/refresh, or sign in again. A one-time code lives 60 seconds and works once: start over at GET /strava/login.',
  },
  forbidden: {
    means:
      'The caller is known, but this is not allowed: by the athlete’s choice at Strava, or by a limit of the operator’s.',
    todo: 'Read `detail`. Where a scope is missing, send the athlete through GET /strava/login again.',
  },
  not_found: {
    means: 'Nothing has this address, or it belongs to another athlete: the two look alike.',
    todo: 'Check the id. What was deleted here can be restored with POST …/restore for 30 days.',
  },
  method_not_allowed: {
    means: 'The address exists, but not for this method.',
    todo: 'The `Allow` header lists the methods it takes.',
  },
  conflict: {
    means:
      'What is there already stands in the way: an address that is registered, a Strava account of another athlete, an activity that its source no longer has.',
    todo: 'Read `detail`, look at what is there, and decide. With `Retry-After`, the same request is still being answered: wait that long and repeat it.',
  },
  source_not_connected: {
    means:
      'The athlete has not connected Strava, has withdrawn, or left out the right to read activities. Or this deployment has no Strava application.',
    todo: 'GET /strava/status says which. Send the athlete through GET /strava/login.',
  },
  version_conflict: {
    means: 'The thing changed since it was read: `If-Match` names an older version.',
    todo: 'The thing as it is now is under `current`. Bring the change together with it and send it again with the new ETag.',
  },
  payload_too_large: {
    means: 'The body is larger than this operation takes.',
    todo: 'Send less; `detail` says how much is allowed.',
  },
  unsupported_media_type: {
    means: 'The body is missing its type, or it is not JSON.',
    todo: 'Send `Content-Type: application/json`.',
  },
  unprocessable_file: {
    means: 'The file arrived, but no recording can be read from it.',
    todo: 'Read `detail`. Export the file again from the device, or in another format.',
  },
  idempotency_mismatch: {
    means:
      'The `Idempotency-Key` was used within 24 hours for a request with another body or address.',
    todo: 'Make a new key for each new request. Repeat a key only with exactly the same request.',
  },
  rate_limited: {
    means: 'More requests came from this address than one minute allows.',
    todo: 'Wait as long as `Retry-After` says, in seconds; then go slower.',
  },
  internal: {
    means: 'Something went wrong on our side. It was logged under the request’s id.',
    todo: 'Repeat the request a little later; with the same Idempotency-Key where it creates something. If it happens again, report it with `request_id`.',
  },
  source_rate_limited: {
    means:
      'The calls that Strava grants this application are used up for now. What is stored here can still be read.',
    todo: 'Wait as long as `Retry-After` says. Syncs go on by themselves when calls are to be had again.',
  },
  source_unavailable: {
    means:
      'Strava does not answer, answers with an error, or has not finished an activity that was uploaded just now.',
    todo: 'Wait as long as `Retry-After` says and ask again. Syncs repeat by themselves.',
  },
  model_unavailable: {
    means: 'The language model does not answer, or none is set up here.',
    todo: 'Ask again later. What rests on rules goes on without it.',
  },
};

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** `word` in backticks becomes code. */
const prose = (text: string) => escape(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

function section(code: ErrorCode): string {
  const { status, title } = ERRORS[code];
  const { means, todo } = EXPLAINED[code];
  return `  <section class="error" id="${code}">
    <h2><a href="#${code}">${code}</a> <span class="status">${status}</span></h2>
    <p><strong>${escape(title)}.</strong> ${prose(means)}</p>
    <p>${prose(todo)}</p>
  </section>`;
}

/** The page about all errors, by status. */
export function errorPage(): string {
  const codes = (Object.keys(ERRORS) as ErrorCode[]).toSorted(
    (a, b) => ERRORS[a].status - ERRORS[b].status,
  );
  return `<!doctype html>
<!-- Written by scripts/error-page.ts from lib/core/errors.ts -->
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Errors · Fettle</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header class="bar">
  <a class="mark" href="/"><img src="/favicon.svg" alt="">Fettle</a>
  <nav><a href="/reference">API reference</a><a href="/reference/errors" aria-current="page">Errors</a></nav>
</header>
<main class="page">
  <h1>Errors</h1>
  <p class="lead">Whatever fails answers <code>application/problem+json</code> (RFC 9457). Decide by
  <code>code</code>, which stays; show or log <code>detail</code>; and keep <code>request_id</code>.</p>
${codes.map(section).join('\n')}
</main>
</body>
</html>
`;
}

if (import.meta.main) {
  const page = errorPage();
  if (!process.argv.includes('--check')) {
    await writeFile(PAGE, page);
  } else if ((await readFile(PAGE, 'utf8')) !== page) {
    console.error('The page about errors is not what lib/core/errors.ts says: npm run error-page.');
    process.exitCode = 1;
  }
}
