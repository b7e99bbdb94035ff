import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** Claims of any shape: many tests need wrong ones. */
export type Claims = Record<string, unknown>;

export const ISSUER = 'https://id.example/';
export const AUDIENCE = 'jingtian';

/** A key pair under a key id, as an OpenID provider keeps them. */
export type SigningKey = { alg: string; kid: string; privateKey: CryptoKey; publicJwk: JWK };

export async function signingKey(alg: string, kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg } };
}

export const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** The claims of a token that is good at `now`. */
export const goodClaims = (now: Date, subject: string): Claims => ({
  iss: ISSUER,
  aud: AUDIENCE,
  sub: subject,
  client_id: 'branch-app',
  iat: seconds(now),
  exp: seconds(now) + 300,
});

/** An extension of the header that the signer knows and the verifier does not. */
export const UNKNOWN_EXTENSION = 'urn:example:unknown';

/** Signs any claims; members of `header` and claims given as undefined are left out. */
export const sign = (
  { alg, kid, privateKey }: SigningKey,
  claims: Claims,
  header: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT(JSON.parse(JSON.stringify(claims)))
    .setProtectedHeader(JSON.parse(JSON.stringify({ alg, kid, typ: 'at+jwt', ...header })))
    .sign(privateKey, { crit: { [UNKNOWN_EXTENSION]: true } });

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token by hand, for what a library refuses to sign. */
export const handMade = (header: unknown, claims: unknown, signature = ''): string =>
  `${part(header)}.${part(claims)}.${signature}`;
