// Reads credentials and status lists with libraries by others: `node read.mjs <asked.json>`, answers as JSON.

import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";

import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";
import { CompactSign, compactVerify, importJWK, jwtVerify } from "jose";

const asked = JSON.parse(await readFile(process.argv[2], "utf8"));
const issuerKey = await importJWK(asked.issuer_jwk, "ES256");
const holderKey = await importJWK(asked.holder_jwk, "ES256");

const signedBy = (key) => async (data, signature) => {
  const verified = await compactVerify(`${data}.${signature}`, key, { algorithms: ["ES256"] });
  return verified !== undefined;
};

async function bindingSigner(data) {
  const [header, payload] = data.split(".").map((part) => Buffer.from(part, "base64url"));
  const signed = await new CompactSign(payload).setProtectedHeader(JSON.parse(header)).sign(holderKey);
  return signed.split(".")[2];
}

function library(statuses) {
  return new SDJwtVcInstance({
    hasher: async (data, algorithm) => createHash(algorithm.replace("-", "")).update(Buffer.from(data)).digest(),
    hashAlg: "sha-256",
    saltGenerator: async (length) => randomBytes(length).toString("base64url"),
    verifier: signedBy(issuerKey),
    kbSigner: bindingSigner,
    kbSignAlg: "ES256",
    kbVerifier: async (data, signature, payload) => signedBy(await importJWK(payload.cnf.jwk, "ES256"))(data, signature),
    statusListFetcher: async (uri) => asked.status_lists[uri],
    statusVerifier: signedBy(issuerKey),
    statusValidator: async (status) => void statuses.push(status),
    loadTypeMetadataFormat: true,
    vctFetcher: async (vct) => asked.types[vct],
  });
}

async function told(make) {
  const statuses = [];
  try {
    return { ...(await make(library(statuses))), statuses };
  } catch (problem) {
    return { refused: String(problem.message ?? problem), statuses };
  }
}

const options = { currentDate: asked.now };
const answers = { credentials: {}, signed: {} };
for (const [name, token] of Object.entries(asked.credentials)) {
  answers.credentials[name] = await told(async (reader) => {
    const { payload, header, typeMetadata } = await reader.verify(token, options);
    return { payload, header, type: typeMetadata?.mergedTypeMetadata ?? typeMetadata };
  });
}

answers.presented = await told(async (reader) => {
  const nonce = "n-0S6_WzA2Mj";
  const binding = { payload: { iat: asked.now, aud: "https://recruteur.example", nonce } };
  const shown = await reader.present(asked.bound, asked.frame, { kb: binding });
  const { payload, kb } = await reader.verify(shown, { ...options, keyBindingNonce: nonce });
  return { payload, bound: kb.payload.nonce === nonce, shown };
});
for (const [name, token] of Object.entries(asked.signed)) {
  const { payload, protectedHeader } = await jwtVerify(token, issuerKey, {
    algorithms: ["ES256"],
    currentDate: new Date(asked.now * 1000),
  });
  answers.signed[name] = { payload, header: protectedHeader };
}
const badgeKey = await importJWK(asked.badge_jwk, "RS256");
answers.badge = await jwtVerify(asked.badge, badgeKey, {
  algorithms: ["RS256"],
  issuer: asked.badge_issuer,
  typ: "JWT",
  currentDate: new Date(asked.now * 1000),
});
process.stdout.write(JSON.stringify(answers));
