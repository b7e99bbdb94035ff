/**
 * The function of Postgres that warns when the wait for a synchronous standby was cancelled: it looks
 * like success, but a failover may lose the commit. Its words depend on the server's language.
 */
export const WAIT_FOR_STANDBY = 'SyncRepWaitForLSN';
