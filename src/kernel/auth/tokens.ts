import { hash } from 'node:crypto';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { Pipeline } from '../db/index.ts';
import { refuse } from '../errors.ts';
import type { Actor } from './actor.ts';
import type { Issuer } from './issuers.ts';
import { type Bearer, createPrincipals } from './principal.ts';

export type AuthenticatorOptions = {
  issuers: readonly Issuer[];
  /** What a token's `aud` must name. */
  audience: string;
  pipeline: Pick<Pipeline, 'run'>;
  clock: Clock;
};

export type Authenticator = {
  /**
   * The actor a bearer token speaks for, from the value of the Authorization header.
   *
   * @throws Refusal `auth.unauthenticated` whatever is wrong with the token, and never says what;
   *   `request.overloaded` when the issuer's keys cannot be fetched.
   */
  authenticate(authorization: string | undefined): Promise<Actor>;
  /**
   * The same text for all tokens of one client and person, as long as this process has verified the
   * token before and it has not expired; for limits, never for access.
   */
  recognise(authorization: string | undefined): string | undefined;
};

/** Asymmetric only: with a shared secret, whoever verifies could also sign. */
const ALGORITHMS = ['EdDSA', 'Ed25519', 'ES256', 'PS256', 'RS256'];
const TOKEN_TYPE = 'at+jwt';
const MAX_HEADER_LENGTH = 8_192;
const MAX_SUBJECT_LENGTH = 255;
/** As long as the journal's column for it. */
const MAX_CLIENT_LENGTH = 128;
const CLOCK_TOLERANCE_S = 5;
const MS_PER_S = 1_000;
/** How long the verdict on a token is kept; the person behind it is looked up more often. */
const VERIFIED_MS = 60_000;
const KEPT = 10_000;
const BEARER = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i;
const CLAIM = /^[^\p{Cc}\p{Cs}]+$/u;

type Verified = { key: string; bearer: Bearer; verifiedAt: number; expiresAt: number };

/** Strict verification of access tokens (RFC 9068), and the person behind each. */
export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  const { clock } = options;
  const byIssuer = new Map(options.issuers.map((issuer) => [issuer.issuer, issuer]));
  const principals = createPrincipals(options);
  // By digest, so that no usable token lies in memory longer than its request.
  const known = new LRUCache<string, Verified>({ max: KEPT });

  const verifyAnew = async (authorization: string, digest: string): Promise<Verified> => {
    try {
      const verified = await verify(options, byIssuer, authorization);
      known.set(digest, verified);
      return verified;
    } catch (error) {
      if (error instanceof errors.JOSEError) throw refuse('auth.unauthenticated');
      throw error;
    }
  };

  return {
    async authenticate(authorization) {
      if (!authorization || authorization.length > MAX_HEADER_LENGTH) {
        throw refuse('auth.unauthenticated');
      }
      const digest = hash('sha256', authorization, 'base64');
      const now = clock.now().getTime();
      const found = known.get(digest);
      const verified =
        found && isFresh(found, now) ? found : await verifyAnew(authorization, digest);
      return principals.find(verified.key, verified.bearer);
    },
    recognise(authorization) {
      if (!authorization || authorization.length > MAX_HEADER_LENGTH) return undefined;
      const found = known.get(hash('sha256', authorization, 'base64'));
      return found && clock.now().getTime() < found.expiresAt ? found.key : undefined;
    },
  };
}

const isFresh = ({ verifiedAt, expiresAt }: Verified, now: number): boolean =>
  now < expiresAt && Math.abs(now - verifiedAt) < VERIFIED_MS;

/** Only the keys of the issuer a token names are tried on it. */
async function verify(
  { audience, clock }: AuthenticatorOptions,
  byIssuer: ReadonlyMap<string, Issuer>,
  authorization: string,
): Promise<Verified> {
  const token = BEARER.exec(authorization)?.[1];
  if (!token) throw refuse('auth.unauthenticated');
  const issuer = byIssuer.get(decodeJwt(token).iss ?? '');
  if (!issuer) throw refuse('auth.unauthenticated');
  const now = clock.now();
  const { payload } = await jwtVerify(token, issuer.keyOf, {
    algorithms: ALGORITHMS,
    issuer: issuer.issuer,
    audience,
    typ: TOKEN_TYPE,
    requiredClaims: ['exp', 'sub', 'iat'],
    clockTolerance: CLOCK_TOLERANCE_S,
    currentDate: now,
  });
  const bearer = bearerOf(issuer.issuer, payload);
  const issuedAt = (payload.iat ?? Number.POSITIVE_INFINITY) - CLOCK_TOLERANCE_S;
  if (!bearer || issuedAt * MS_PER_S > now.getTime()) throw refuse('auth.unauthenticated');
  return {
    key: JSON.stringify([bearer.issuer, bearer.subject, bearer.clientId]),
    bearer,
    verifiedAt: now.getTime(),
    expiresAt: (payload.exp ?? 0) * MS_PER_S,
  };
}

function bearerOf(issuer: string, payload: JWTPayload): Bearer | undefined {
  const subject = payload.sub;
  const clientId = payload.azp ?? payload.client_id ?? subject;
  if (!isClaim(subject, MAX_SUBJECT_LENGTH) || !isClaim(clientId, MAX_CLIENT_LENGTH))
    return undefined;
  return { issuer, subject, clientId };
}

/** Text that a database column and a log line take as it is. */
const isClaim = (value: unknown, maxLength: number): value is string =>
  typeof value === 'string' && value.length <= maxLength && CLAIM.test(value);
