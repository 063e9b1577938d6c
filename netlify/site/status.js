/** Shows what GET /health says, and writes this deployment's address into the examples. */

const WORDS = {
  status: 'API',
  version: 'Version',
  database: 'Database',
  cache: 'Cache',
  strava: 'Strava',
};
const BAD = ['degraded', 'disconnected', 'blocked'];

for (const place of document.querySelectorAll('.origin')) {
  place.textContent = location.origin;
}

const list = document.querySelector('#health');

function show(entries) {
  list.replaceChildren(
    ...entries.flatMap(([word, value]) => {
      const term = document.createElement('dt');
      term.textContent = word;
      const said = document.createElement('dd');
      said.textContent = value;
      said.className = BAD.includes(value) ? 'bad' : 'good';
      return [term, said];
    }),
  );
}

try {
  const response = await fetch('/api/v1/health');
  const health = await response.json();
  show(Object.entries(WORDS).map(([key, word]) => [word, String(health[key] ?? 'unknown')]));
} catch {
  show([['API', 'disconnected']]);
}
