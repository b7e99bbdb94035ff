import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** An OpenID provider as far as the server needs one: its keys over HTTP, and signed tokens. */
export type BenchIssuer = {
  issuer: string;
  audience: string;
  jwksUrl: string;
  token(subject: string): Promise<string>;
  close(): Promise<void>;
};

export const ISSUER = 'urn:jingtian:bench';
const AUDIENCE = 'jingtian';
const ALGORITHM = 'EdDSA';
const KID = 'bench';
const LIFE = '12h';

export async function openIssuer(): Promise<BenchIssuer> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM, { crv: 'Ed25519' });
  const jwk = { ...(await exportJWK(publicKey)), kid: KID, alg: ALGORITHM, use: 'sig' };
  const body = JSON.stringify({ keys: [jwk] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUrl: `http://127.0.0.1:${port}/`,
    // Without a client id the person is the client, so limits and budgets are per officer.
    token: (subject) =>
      new SignJWT({})
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid: KID })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE)
        .setSubject(subject)
        .setIssuedAt()
        .setExpirationTime(LIFE)
        .sign(privateKey),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
