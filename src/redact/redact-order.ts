import type { Document } from '../documents/document.ts'
import type { RedactRules } from './find-values.ts'
import type { KnownValue } from './known-values.ts'
import type { Entry } from './placeholder.ts'

/** What the thread is asked: a 300-page text takes it up to a second. */
export type RedactOrder = { rules: RedactRules } & (
  | { do: 'names'; texts: string[] }
  | { do: 'values'; names: KnownValue[]; texts: string[] }
  | { do: 'texts'; names: KnownValue[]; texts: string[]; entries: Entry[] }
  | { do: 'document'; names: KnownValue[]; document: Document; entries: Entry[] }
)
