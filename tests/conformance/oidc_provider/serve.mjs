// Serves both platforms on loopback: `node serve.mjs REGISTERED.json ADDRESSES.json`. The first says who is registered
// and whom it knows; into the second go the addresses, once they answer. `/control` moves the clock and changes keys.

import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { FRANCECONNECT, FRANCECONNECT_PLUS, PREFIX, configurationOf, levelFor } from './franceconnect.mjs';

const [registeredFile, addressesFile] = process.argv.slice(2);
const registered = JSON.parse(readFileSync(registeredFile, 'utf8'));
// What /authorize must be given: without one of them FranceConnect shows a page (Y030007) and leads nowhere.
const REQUIRED = ['client_id', 'redirect_uri', 'response_type', 'scope', 'acr_values', 'nonce', 'state'];
const SHORTEST_NONCE = 22;

const platforms = [];
const trueNow = Date.now;
let ahead = 0;
Date.now = () => trueNow() + ahead;

function newKey(kid, alg) {
  const [type, options] = alg === 'ES256' ? ['ec', { namedCurve: 'P-256' }] : ['rsa', { modulusLength: 2048 }];
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg };
}

class Platform {
  constructor(traits, issuer) {
    this.traits = traits;
    this.issuer = issuer;
    this.keys = [];
    // FranceConnect publishes an RSA key as well, and in no order that could be counted on.
    this.others = traits.encrypts ? [] : [newKey('pkcs11:RS256:hsm', 'RS256')];
    this.change('pkcs11:ES256:hsm');
  }

  /** Signs with a new key from now on; the former one is published for as long as what it signed may come back. */
  change(kid) {
    this.keys = [newKey(kid, 'ES256'), ...this.keys.slice(0, 1)];
    const published = [...this.others, ...this.keys];
    this.provider = new Provider(this.issuer, configurationOf(this.traits, registered, published));
    this.provider.on('server_error', (_, error) => console.error(error));
    this.answer = this.provider.callback();
  }

  async handle(request, response) {
    const url = new URL(request.url, this.issuer);
    const path = url.pathname.slice(PREFIX.length);
    if (!url.pathname.startsWith(`${PREFIX}/`)) {
      return page(response, 404, 'Y000404');
    }
    if (path.startsWith('/interaction/')) {
      return this.interact(request, response, path);
    }
    if (path === '/authorize') {
      const missing = REQUIRED.some((name) => !url.searchParams.get(name));
      if (missing || url.searchParams.get('nonce').length < SHORTEST_NONCE || url.searchParams.has('prompt')) {
        return page(response, 400, 'Y030007');
      }
      const level = levelFor(this.traits, url.searchParams.get('acr_values'));
      if (!this.traits.levels.includes(level)) {
        return this.refuse(response, url.searchParams, level);
      }
      // FranceConnect asks for both every time, whatever session is open.
      url.searchParams.set('prompt', 'login consent');
    }
    // As the provider wants to be mounted under a path.
    request.originalUrl = url.pathname + url.search;
    request.url = path + url.search;
    return this.answer(request, response);
  }

  refuse(response, asked, level) {
    const address = new URL(asked.get('redirect_uri'));
    const description = `acr_value is not valid, expected ${this.traits.levels}, got ${level}`;
    const state = asked.get('state');
    const answer = { error: 'invalid_acr', error_description: description, state, iss: this.issuer };
    address.search = new URLSearchParams(answer);
    response.writeHead(303, { location: address.href }).end();
  }

  async interact(request, response, path) {
    const [, , uid, action] = path.split('/');
    const { prompt, params, session, grantId } = await this.provider.interactionDetails(request, response);
    if (request.method === 'GET') {
      return page(response, 200, prompt.name, form(uid, prompt.name), form(uid, 'abort'));
    }
    if (action === 'abort') {
      const error = { error: 'access_denied', error_description: 'User auth aborted' };
      return this.provider.interactionFinished(request, response, error);
    }
    if (action === 'login') {
      const login = (await fields(request)).get('login');
      const found = registered.people.some((person) => person.login === login);
      if (!found) {
        return page(response, 200, 'login', form(uid, 'login'));
      }
      const result = { login: { accountId: login, acr: levelFor(this.traits, params.acr_values), amr: ['pwd'] } };
      return this.provider.interactionFinished(request, response, result);
    }
    const { Grant } = this.provider;
    const known = grantId && (await Grant.find(grantId));
    const grant = known ?? new Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    const result = { consent: { grantId: await grant.save() } };
    return this.provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}

function form(uid, action) {
  const inputs = action === 'login' ? '<input name="login"><input name="password" type="password">' : '';
  const address = `${PREFIX}/interaction/${uid}/${action}`;
  return `<form method="post" action="${address}">${inputs}<button>${action}</button></form>`;
}

function page(response, status, title, ...forms) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html lang="fr"><title>${title}</title><h1>${title}</h1>${forms.join('')}`);
}

async function fields(request) {
  let body = '';
  for await (const chunk of request) body += chunk;
  return new URLSearchParams(body);
}

async function control(request, response) {
  const wanted = await fields(request);
  if (wanted.has('ahead')) ahead = Number(wanted.get('ahead')) * 1000;
  if (wanted.has('kid')) platforms.forEach((platform) => platform.change(wanted.get('kid')));
  response.writeHead(204).end();
}

for (const traits of [FRANCECONNECT, FRANCECONNECT_PLUS]) {
  const server = createServer((request, response) => {
    const isControl = request.url === '/control';
    const answered = isControl ? control(request, response) : platform.handle(request, response);
    answered.catch((error) => {
      console.error(error);
      page(response, error.status ?? 500, error.message);
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const platform = new Platform(traits, `http://localhost:${server.address().port}${PREFIX}`);
  platforms.push(platform);
}
const addresses = Object.fromEntries(platforms.map(({ traits, issuer }) => [traits.name, issuer]));
writeFileSync(`${addressesFile}.new`, JSON.stringify(addresses));
renameSync(`${addressesFile}.new`, addressesFile);
