import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';
import { refuse } from '../errors.ts';

/** Who signs tokens, and how to find the public key a token names. */
export type Issuer = { issuer: string; keyOf: JWTVerifyGetKey };

export type RemoteIssuerOptions = {
  /** The exact `iss` of its tokens. */
  issuer: string;
  jwksUrl: string;
  /** Told when the keys could not be fetched; callers see `request.overloaded` then. */
  onError: (error: Error) => void;
};

const FETCH_TIMEOUT_MS = 3_000;
/** How long unknown key ids wait for the next fetch, so that invented ones cannot cause fetches. */
const COOLDOWN_MS = 30_000;
const KEYS_MAX_AGE_MS = 600_000;

/** Keys this process holds itself; no network. */
export const localIssuer = (issuer: string, keys: JSONWebKeySet): Issuer => ({
  issuer,
  keyOf: createLocalJWKSet(keys),
});

/** An OpenID provider whose public keys are fetched when first needed, and when they change. */
export function remoteIssuer({ issuer, jwksUrl, onError }: RemoteIssuerOptions): Issuer {
  const fetched = createRemoteJWKSet(new URL(jwksUrl), {
    timeoutDuration: FETCH_TIMEOUT_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: KEYS_MAX_AGE_MS,
  });
  const keyOf: JWTVerifyGetKey = async (header, token) => {
    try {
      return await fetched(header, token);
    } catch (error) {
      if (isAboutToken(error)) throw error;
      onError(error as Error);
      throw refuse('request.overloaded');
    }
  };
  return { issuer, keyOf };
}

/** A key that is not in the set is the token's fault; a set that does not come is not. */
const isAboutToken = (error: unknown): boolean =>
  error instanceof errors.JWKSNoMatchingKey ||
  error instanceof errors.JWKSMultipleMatchingKeys ||
  error instanceof errors.JOSENotSupported;
