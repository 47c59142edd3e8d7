/** How contracts speak of one thing. */
export interface Concept {
  name: string
  /** Tells from a question's title and sentence that it asks for this. */
  asks: RegExp
  /** Wording that makes a sentence a candidate at all. */
  says: RegExp
  /** Clause headings under which it usually stands. */
  heading: RegExp
  /** Words that raise a sentence's rank. */
  terms: string
  /** Wording that only sounds like it. */
  unless: RegExp | null
  /** Stands at the beginning of a contract. */
  early: boolean
}

const lookalikes: Record<string, RegExp> = {
  exclusivity:
    /exclusive (?:remed|use agreement|direction|right, but not|jurisdiction|property|owner|venue|control|understanding|statement|agreement|discretion|right, title|and confidential)|exclusive of\b|remed\w+ .{0,60}exclusive/i,
  'non-competition': /competitive (?:bid|price|offer|rate)|anti-?competitive/i,
  'change of control': /\bsupersede|entire agreement|merger clause/i,
  'termination for convenience':
    /\b(?:upon|after|following|on|effects? of) (?:any |the )?(?:expiration|termination|expiry)\b|termination\b.{0,60}(?:shall|will) not (?:release|relieve|affect)|third[- ]party beneficiar|\b(?:breach|default|insolven)\w*/i,
  disputes:
    /competent jurisdiction (?:has|have)|jurisdiction of (?:its|their) (?:incorporation|organization)/i,
  'notice of termination': /breach of or constitute|conflict with/i,
  'immediate termination': /breach of or constitute|conflict with/i,
}
const opening = new Set(['parties', 'effective date'])

export function concept(
  name: string,
  asks: RegExp,
  ...[says, heading, terms]: [RegExp, RegExp, string]
): Concept {
  return { name, asks, says, heading, terms, unless: lookalikes[name] ?? null, early: opening.has(name) }
}
