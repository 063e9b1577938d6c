/** Renders the OpenAPI document of this deployment. Text goes in as text, never as markup. */
import { operationCard } from './operation.js';
import { element } from './element.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const content = document.querySelector('#content');
const contents = document.querySelector('#contents');
const search = document.querySelector('#search');
const intro = document.querySelector('#intro');
const none = document.querySelector('#none');

/** Operations in the document's order, those without a tag left out. */
function operationsOf(api) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] !== undefined).map((method) => ({
      ...item[method],
      path,
      method,
      tag: item[method].tags?.[0] ?? 'other',
    })),
  );
}

function textOf({ operationId, path, method, summary, description = '', parameters = [] }) {
  const names = parameters.map(({ name }) => name).join(' ');
  return [operationId, path, method, summary, description, names].join(' ').toLowerCase();
}

function render(api) {
  intro.replaceChildren(
    `${api.info.title} ${api.info.version}. ${api.info.description ?? ''} `,
    'Base address: ',
    element('code', {}, location.origin + api.servers[0].url),
  );
  const operations = operationsOf(api);
  const shown = [];
  const sections = [];
  for (const { name, description } of api.tags) {
    const own = operations.filter(({ tag }) => tag === name);
    const items = own.map((operation) => {
      const card = operationCard(api, operation);
      const link = element(
        'li',
        {},
        element('a', { href: `#${operation.operationId}` }, operation.summary),
      );
      shown.push({ text: textOf(operation), card, link });
      return { card, link };
    });
    const section = element(
      'section',
      { class: 'tag' },
      element('h2', { id: name }, name),
      element('p', {}, description ?? ''),
      ...items.map(({ card }) => card),
    );
    const group = element(
      'div',
      {},
      element('h2', {}, name),
      element('ul', {}, ...items.map(({ link }) => link)),
    );
    sections.push({ section, group, items });
  }
  content.append(...sections.map(({ section }) => section));
  contents.append(...sections.map(({ group }) => group));

  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { text, card, link } of shown) {
      card.hidden = link.hidden = !words.every((word) => text.includes(word));
    }
    for (const { section, group, items } of sections) {
      section.hidden = group.hidden = items.every(({ card }) => card.hidden);
    }
    none.hidden = shown.some(({ card }) => !card.hidden);
  });
  // what the address names was not there yet when the browser looked for it
  document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const response = await fetch('/api/v1/openapi.json');
  if (!response.ok) {
    throw new Error(`status ${response.status}`);
  }
  render(await response.json());
} catch (error) {
  intro.textContent = `The description cannot be read: ${error.message}.`;
}
