/** What a placeholder says of its value. `TEXT` is text of the document that looks like a placeholder. */
export const valueKinds = [
  'PERSON',
  'EMAIL',
  'PHONE',
  'ADDRESS',
  'ACCOUNT',
  'CARD',
  'ID',
  'URL',
  'PARTY',
  'TERM',
  'TEXT',
] as const
export type ValueKind = (typeof valueKinds)[number]
