import { findPartyNames } from '../documents/facts.ts'
import { lowerWordsOf, otherWords } from './not-names.ts'
import type { KnownValue } from './known-values.ts'

const forms = String.raw`(?:Inc|Incorporated|INCORPORATED|INC|LLC|L\.L\.C|Ltd|LTD|Limited|LIMITED|Corp|CORP|Corporation|CORPORATION|Company|COMPANY|L\.P|LP|LLP|L\.L\.P|GmbH|AG|S\.A|SA|SAS|S\.r\.l|N\.V|B\.V|BV|NV|plc|PLC|Co\.|Pty|A\/S|KGaA)`
const word = String.raw`(?:\p{Lu}|\d\p{L}|\p{Ll}-?\p{Lu})(?:[\p{L}\p{N}&'’/-]|\.(?=[\p{L}\p{N}])){0,30}`
/** "Dova Pharmaceuticals, Inc." */
const company = new RegExp(
  String.raw`(?<![\p{L}\p{N}])((?:${word}[ \u00a0]{1,2}(?:(?:&|and|of|de)[ \u00a0]{1,2})?){0,6}${word},?\s{1,2}${forms}\b\.?(?:,?\s${forms}\b\.?)?)`,
  'gu',
)
/** `Acme, Inc. ("Acme")`: the short name, in what follows. */
const alias = /^[^()\n]{0,240}?\([^()"“”]{0,60}["“]([^"“”]{2,60})["”]/u

/** Companies by their form and the document's own parties; of each also the short name it is given, and the one without its form. */
export function findParties(text: string, keep: readonly string[]): KnownValue[] {
  const kept = new Set(keep.map((each) => each.toLowerCase()))
  const ordinary = lowerWordsOf(text)
  const found = new Map<string, KnownValue>()
  const add = (value: string, of?: string) => {
    const words = value
      .toLowerCase()
      .split(' ')
      .map((each) => each.replace(/[.,]+$/, ''))
    const isPlain = words.every((each) => otherWords.has(each) || ordinary.has(each))
    if (value.length < 3 || isPlain || kept.has(value.toLowerCase())) return
    for (const written of [value, value.toUpperCase()])
      if (!found.has(written))
        found.set(written, {
          kind: 'PARTY',
          value: written,
          isExact: true,
          ...(of === undefined ? {} : { of }),
        })
  }
  const full = [
    ...findPartyNames(text),
    ...[...text.matchAll(company)].map((match) => flat(match[1] ?? '')),
  ].filter((name) => !/^(?:The |This |Such |Any |Each )?(?:Company|Corporation|Limited)\b/i.test(name))
  for (const name of new Set(full)) {
    add(name)
    const at = text.indexOf(name)
    const short =
      at === -1 ? undefined : alias.exec(text.slice(at + name.length, at + name.length + 320))?.[1]
    const bare = withoutForm(name)
    if (bare !== name && bare.length > 3) add(bare, name)
    // "Licensor" says what it is; "Dova" is its name.
    if (short !== undefined && sharesWord(short, name)) add(flat(short), name)
  }
  return [...found.values()]
}

function withoutForm(name: string): string {
  return name.replace(new RegExp(String.raw`(?:,?\s${forms}\b\.?)+$`, 'u'), '').trim()
}

function sharesWord(short: string, name: string): boolean {
  const first = short.trim().split(/\s+/)[0]?.toLowerCase() ?? ''
  const words = name.toLowerCase().split(/[\s,]+/)
  const initials = words.map((each) => each[0]).join('')
  return !otherWords.has(first) && (words.includes(first) || (first.length > 1 && initials.startsWith(first)))
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
