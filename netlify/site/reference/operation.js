/** One operation as a card. */
import { element, prose } from './element.js';
import { propertiesTable, resolve, row, typeOf } from './schema.js';

const PLACES = { path: 'Path', query: 'Query', header: 'Headers' };

export function operationCard(api, operation) {
  const { operationId, method, path, summary, description } = operation;
  return element(
    'article',
    { class: 'operation', id: operationId },
    element('h3', {}, element('a', { href: `#${operationId}` }, summary)),
    element(
      'div',
      { class: 'address' },
      element('span', { class: `method ${method}` }, method.toUpperCase()),
      element('span', {}, api.servers[0].url + path),
      element('span', { class: 'badge' }, whoMay(operation)),
    ),
    description === undefined ? '' : element('p', {}, ...prose(description)),
    ...parameters(api, operation),
    ...body(api, operation),
    ...answers(api, operation),
  );
}

/** An empty requirement beside the token: with or without. */
function whoMay({ security }) {
  const withToken = (security ?? []).filter((one) => Object.keys(one).length > 0);
  if (withToken.length === 0) {
    return 'public';
  }
  return withToken.length < security.length ? 'public, or with an access token' : 'access token';
}

function parameters(api, operation) {
  return Object.entries(PLACES).flatMap(([place, word]) => {
    const own = (operation.parameters ?? []).filter((parameter) => parameter.in === place);
    return own.length === 0
      ? []
      : [
          element('h4', {}, word),
          element('table', {}, element('tbody', {}, ...own.map((one) => row(api, one)))),
        ];
  });
}

function body(api, operation) {
  const given = operation.requestBody?.content?.['application/json']?.schema;
  if (given === undefined) {
    return [];
  }
  return [element('h4', {}, 'Body (JSON)'), propertiesTable(api, resolve(api, given).schema)];
}

function answers(api, operation) {
  const all = Object.entries(operation.responses);
  const good = all.filter(([status]) => status < '400');
  const bad = all.filter(([status]) => status >= '400');
  return [
    element('h4', {}, 'Answers'),
    ...good.flatMap(([status, answer]) => success(api, status, answer)),
    element('p', { class: 'codes' }, 'Or a problem: ', ...bad.flatMap((one) => problem(api, one))),
  ];
}

function success(api, status, answer) {
  const schema = answer.content?.['application/json']?.schema;
  const line = element('p', {}, element('strong', {}, status), ' ', ...prose(answer.description));
  if (schema === undefined) {
    return [line];
  }
  const { schema: own } = resolve(api, schema);
  return own.properties === undefined
    ? [line, element('p', {}, element('span', { class: 'type' }, typeOf(api, schema)))]
    : [
        line,
        element(
          'details',
          {},
          element('summary', {}, typeOf(api, schema) === 'object' ? 'Properties' : typeOf(api, schema)),
          element('div', { class: 'inside' }, propertiesTable(api, own)),
        ),
      ];
}

/** A status with the codes it can carry, as far as the document names them. */
function problem(api, [status, given]) {
  const answer =
    given.$ref === undefined ? given : api.components.responses[given.$ref.split('/').at(-1)];
  const codes = [...(answer?.description ?? '').matchAll(/`([a-z_]+)`/g)].map(([, code]) => code);
  return codes.length === 0
    ? [element('a', { href: '/reference/errors' }, status)]
    : codes.map((code) =>
        element('a', { href: `/reference/errors#${code}` }, `${status} ${code}`),
      );
}
