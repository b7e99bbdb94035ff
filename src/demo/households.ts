import type { Relationship } from '../generated/enums.ts';
import { birthDateOf, type Identities } from './identities.ts';
import type { Names, Sex } from './names.ts';
import type { Random } from './random.ts';

export type DemoMember = {
  relationship: Relationship;
  name: string;
  idNumber: string;
  age: number;
};

type Makers = { random: Random; names: Names; identities: Identities; today: string };

const WORKING_AGE = { from: 18, to: 64 };
const DAYS = 364;

/** A family around its head, who comes first: some 2.7 people, as in rural Hubei. */
export function familyOf(makers: Makers): DemoMember[] {
  const { random, names } = makers;
  const sex: Sex = random.chance(0.78) ? 'MALE' : 'FEMALE';
  const age = random.whole(26, 74);
  const surname = names.surname();
  const head = person(makers, { relationship: 'SELF', surname, sex, age });
  const family = [head];
  const add = (about: Omit<About, 'surname'> & { surname?: string }) =>
    family.push(person(makers, { surname, ...about }));
  if (random.chance(0.8)) {
    const other: Sex = sex === 'MALE' ? 'FEMALE' : 'MALE';
    const near = Math.max(24, age + random.whole(-5, 4));
    add({ relationship: 'SPOUSE', surname: names.surname(), sex: other, age: near });
  }
  for (let child = random.weighted(CHILDREN); child > 0; child -= 1) {
    const isSon = random.chance(0.52);
    const years = Math.max(0, age - random.whole(22, 32));
    add({ relationship: isSon ? 'SON' : 'DAUGHTER', sex: isSon ? 'MALE' : 'FEMALE', age: years });
  }
  if (age < 60 && random.chance(0.2)) {
    const parentSex: Sex = random.chance(0.4) ? 'MALE' : 'FEMALE';
    const years = Math.min(94, age + random.whole(22, 30));
    const own = parentSex === 'MALE' ? surname : names.surname();
    add({ relationship: 'PARENT', surname: own, sex: parentSex, age: years });
  }
  if (age > 55 && random.chance(0.15)) {
    add({ relationship: 'GRANDCHILD', sex: 'FEMALE', age: random.whole(0, age - 52) });
  }
  return family;
}

const CHILDREN = [
  [0, 46],
  [1, 36],
  [2, 16],
  [3, 2],
] as const;

type About = { relationship: Relationship; surname: string; sex: Sex; age: number };

function person({ random, names, identities, today }: Makers, about: About): DemoMember {
  const birthDate = birthDateOf(today, about.age, random.whole(0, DAYS));
  return {
    relationship: about.relationship,
    name: `${about.surname}${names.given(about.sex)}`,
    idNumber: identities.idNumber(birthDate, about.sex),
    age: about.age,
  };
}

export const labourOf = (family: readonly DemoMember[]): number =>
  family.filter(({ age }) => age >= WORKING_AGE.from && age <= WORKING_AGE.to).length;

/** Owner of a business: somebody on their own. */
export function ownerOf(makers: Makers): DemoMember {
  const sex: Sex = makers.random.chance(0.6) ? 'MALE' : 'FEMALE';
  const surname = makers.names.surname();
  const age = makers.random.whole(24, 62);
  return person(makers, { relationship: 'SELF', surname, sex, age });
}
