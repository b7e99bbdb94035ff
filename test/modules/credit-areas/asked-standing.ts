import type { testApp } from '../../helpers/app.ts';

export type App = Awaited<ReturnType<typeof testApp>>;

export const STANDING = `query ($level: CreditLevel!, $area: String, $customer: ID, $day: Date) {
  creditAreaStanding(level: $level, areaCode: $area, customerId: $customer, asOf: $day) {
    criteria qualified inForce { plaqueNumber }
    findings { code value numerator denominator threshold comparison verdict basis { zh } } } }`;

export const standing = async (app: App, variables: object, code = 'auditor') =>
  (await app.as(code).query(STANDING, variables as never)).creditAreaStanding;

export const verdicts = (found: { findings: { code: string; verdict: string }[] }) =>
  Object.fromEntries(found.findings.map(({ code, verdict }) => [code, verdict]));
