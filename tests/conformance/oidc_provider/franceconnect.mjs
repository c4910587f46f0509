// How oidc-provider is configured so that it is FranceConnect v2 or FranceConnect+: what the reference says of the true
// ones (levels, lifetimes, algorithms, claims, pairwise subjects), and nothing of the sandbox, to which it is compared.

import { createHash } from 'node:crypto';

export const PREFIX = '/api/v2';
const PIVOT = ['given_name', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'];
const EIDAS = ['eidas1', 'eidas2', 'eidas3'];

export const FRANCECONNECT = {
  name: 'franceconnect',
  levels: ['eidas1'],
  pivot: [...PIVOT, 'given_name_array'],
  session: 30 * 60,
  encrypts: false,
};
export const FRANCECONNECT_PLUS = {
  name: 'plus',
  levels: ['eidas2', 'eidas3'],
  pivot: PIVOT,
  session: 10 * 60,
  encrypts: true,
};

/** The level that a request gets: the lowest that it asks for, the platform's highest when it asks for none known. */
export function levelFor(platform, acrValues) {
  const asked = (acrValues ?? '').split(' ');
  return EIDAS.find((level) => asked.includes(level)) ?? platform.levels.at(-1);
}

/** The claims of a person: INSEE's word at FranceConnect, the identity provider's at FranceConnect+. */
function claimsOf(person, platform) {
  const claims = {
    given_name: person.given_names.join(' '),
    given_name_array: person.given_names,
    family_name: person.family_name,
    birthdate: platform.encrypts ? person.birthdate : person.birthdate.replaceAll('-00', '-01'),
    gender: person.gender,
    birthplace: person.birthplace ?? '',
    birthcountry: person.birthcountry,
    email: person.email,
  };
  return person.preferred_username ? { ...claims, preferred_username: person.preferred_username } : claims;
}

function clientsOf({ clients, redirect_uris, post_logout_redirect_uris, jwks_uri }, platform) {
  return clients.map(({ client_id, client_secret, encryption }) => ({
    client_id,
    client_secret,
    redirect_uris,
    post_logout_redirect_uris,
    token_endpoint_auth_method: 'client_secret_post',
    subject_type: 'pairwise',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: 'ES256',
    require_auth_time: true,
    ...(platform.encrypts && {
      jwks_uri,
      id_token_encrypted_response_alg: encryption,
      id_token_encrypted_response_enc: 'A256GCM',
      userinfo_encrypted_response_alg: encryption,
      userinfo_encrypted_response_enc: 'A256GCM',
    }),
  }));
}

export function configurationOf(platform, registered, keys) {
  const people = new Map(registered.people.map((person) => [person.login, person]));
  return {
    jwks: { keys },
    clients: clientsOf(registered, platform),
    acrValues: platform.levels,
    async findAccount(_, login) {
      const person = people.get(login);
      return person && { accountId: login, claims: () => ({ sub: login, ...claimsOf(person, platform) }) };
    },
    claims: {
      openid: ['sub'],
      acr: null,
      auth_time: null,
      iss: null,
      identite_pivot: platform.pivot,
      preferred_username: ['preferred_username'],
      email: ['email'],
    },
    scopes: ['openid'],
    subjectTypes: ['pairwise'],
    async pairwiseIdentifier(_, login, client) {
      const claims = claimsOf(people.get(login), platform);
      const identity = JSON.stringify(PIVOT.map((name) => claims[name]));
      const seed = [platform.name, client.clientId, identity].join('|');
      return `${createHash('sha256').update(seed).digest('hex')}v1`;
    },
    ttl: {
      AuthorizationCode: 30,
      AccessToken: 60,
      IdToken: 60,
      Grant: 30,
      Interaction: 600,
      Session: platform.session,
    },
    clockTolerance: 0,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      encryption: { enabled: platform.encrypts },
      jwtUserinfo: { enabled: true },
      revocation: { enabled: true },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          const agreed = form.replace('</form>', '<input type="hidden" name="logout" value="yes"></form>');
          ctx.body = `<!doctype html><title>Déconnexion</title>${agreed}`;
        },
      },
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
      ...(platform.encrypts && {
        idTokenEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP', 'RSA-OAEP-256'],
        idTokenEncryptionEncValues: ['A256GCM'],
        userinfoEncryptionAlgValues: ['ECDH-ES', 'RSA-OAEP', 'RSA-OAEP-256'],
        userinfoEncryptionEncValues: ['A256GCM'],
      }),
    },
    routes: {
      authorization: '/authorize',
      token: '/token',
      userinfo: '/userinfo',
      jwks: '/jwks',
      end_session: '/session/end',
      revocation: '/token/revocation',
    },
    interactions: { url: (_, interaction) => `${PREFIX}/interaction/${interaction.uid}` },
    // The provider guards itself against addresses of its own network, where our keys are here.
    fetch: (address, { dispatcher, ...options }) => fetch(address, options),
    renderError(ctx, out) {
      ctx.body = `<!doctype html><title>Erreur</title><p>${out.error}`;
    },
  };
}
