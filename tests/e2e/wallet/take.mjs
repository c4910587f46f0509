// A wallet that others wrote takes what is offered: `node take.mjs <asked.json>`, answers as JSON.

import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { clientAuthenticationAnonymous, clientAuthenticationNone, setGlobalConfig } from "@openid4vc/oauth2";
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

const asked = JSON.parse(await readFile(process.argv[2], "utf8"));
// The suite of the tests is on loopback.
setGlobalConfig({ allowInsecureUrls: true });

const keys = new Map();

async function newKey() {
  const { publicKey, privateKey } = await generateKeyPair("ES256");
  const publicJwk = await exportJWK(publicKey);
  keys.set(publicJwk.x, privateKey);
  return publicJwk;
}

function wallet(clientAuthentication) {
  return new Openid4vciClient({
    callbacks: {
      clientAuthentication,
      generateRandom: (length) => randomBytes(length),
      hash: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
      signJwt: async (signer, { header, payload }) => ({
        jwt: await new SignJWT(payload).setProtectedHeader(header).sign(keys.get(signer.publicJwk.x)),
        signerJwk: signer.publicJwk,
      }),
    },
  });
}

const anonymous = wallet(clientAuthenticationAnonymous());

// Where the holder is sent; the next run takes what he brings back.
async function send({ uri, client_id: clientId, redirect_uri: redirectUri }) {
  const client = wallet(clientAuthenticationNone({ clientId }));
  const credentialOffer = await client.resolveCredentialOffer(uri);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const [configuration] = credentialOffer.credential_configuration_ids;
  const { scope } = issuerMetadata.credentialIssuer.credential_configurations_supported[configuration];
  const begun = await client.initiateAuthorization({ credentialOffer, issuerMetadata, clientId, redirectUri, scope });
  return { url: begun.authorizationRequestUrl, verifier: begun.pkce.codeVerifier };
}

async function redeemed(client, credentialOffer, issuerMetadata, { tx_code: txCode, redirect_uri: redirectUri, ...back }) {
  if (back.url === undefined) {
    const offered = { credentialOffer, issuerMetadata, txCode: txCode ?? undefined };
    return client.retrievePreAuthorizedCodeAccessTokenFromOffer(offered);
  }
  const [authorizationServerMetadata] = issuerMetadata.authorizationServers;
  const { code } = client.parseAndVerifyAuthorizationResponseRedirectUrl({ url: back.url, authorizationServerMetadata });
  return client.retrieveAuthorizationCodeAccessTokenFromOffer({
    credentialOffer,
    issuerMetadata,
    authorizationCode: code,
    pkceCodeVerifier: back.verifier,
    redirectUri,
  });
}

async function take({ uri, keys: wanted, nonce: given, ...how }) {
  const client = how.client_id ? wallet(clientAuthenticationNone({ clientId: how.client_id })) : anonymous;
  const credentialOffer = await client.resolveCredentialOffer(uri);
  const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
  const { accessTokenResponse } = await redeemed(client, credentialOffer, issuerMetadata, how);
  const [credentialConfigurationId] = credentialOffer.credential_configuration_ids;
  const nonce = given ?? (await client.requestNonce({ issuerMetadata })).c_nonce;
  const jwks = [];
  const proofs = [];
  for (let index = 0; index < wanted; index += 1) {
    const publicJwk = await newKey();
    jwks.push(publicJwk);
    const signer = { method: "jwk", alg: "ES256", publicJwk };
    const options = { issuerMetadata, credentialConfigurationId, nonce, signer };
    proofs.push((await client.createCredentialRequestJwtProof(options)).jwt);
  }
  const { credentialResponse } = await client.retrieveCredentials({
    accessToken: accessTokenResponse.access_token,
    credentialConfigurationId,
    issuerMetadata,
    proofs: { jwt: proofs },
  });
  const configuration = issuerMetadata.credentialIssuer.credential_configurations_supported[credentialConfigurationId];
  return { credentials: credentialResponse.credentials.map((one) => one.credential), jwks, configuration };
}

const answers = [];
for (const one of asked) {
  try {
    answers.push(await (one.send ? send(one) : take(one)));
  } catch (problem) {
    const told = problem.errorResponse ?? problem.response?.credentialErrorResponseResult?.data;
    answers.push({ refused: told?.error ?? String(problem.message ?? problem), problem: String(problem) });
  }
}
process.stdout.write(JSON.stringify(answers));
