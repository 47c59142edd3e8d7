import { spansOf, type ValueSpan } from './span.ts'

const mail =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}\s?@\s?[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){0,5}\.\p{L}{2,24}(?![\p{L}\p{N}])/gu
/** A name and a password in an address, or a key in its query. */
const keyedUrl =
  /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s/@:"'<>]{1,128}:[^\s/@"'<>]{1,256}@[^\s"'<>]{1,2000}|\bhttps?:\/\/[^\s"'<>?]{1,1000}\?[^\s"'<>]{0,1000}?\b(?:token|key|secret|password|passwd|pwd|sig|signature|auth|access_token|api_?key)=[^\s"'<>]{1,1000}/gi
const international = /(?<![\p{L}\p{N}+])\+\s?[1-9]\d{0,2}(?:[\s().\u2010-\u2015/-]{0,3}\d{1,5}){2,6}(?!\d)/gu
const american =
  /(?<![\p{L}\p{N}.-])(?:1[\s.-]{1,2})?(?:\([2-9]\d{2}\)[\s.\u2010-\u2015-]{0,3}|[2-9]\d{2}[.\u2010-\u2015-]\s?|[2-9]\d{2} )[2-9]\d{2}[\s.\u2010-\u2015-]{1,2}\d{4}(?![\d-])/gu
const calledPhone =
  /\b(?:tel(?:ephone|efax)?|phone|fax|facsimile|mobile|cell(?:ular| ?phone)?|hotline|ph|t|m|f)\b\.?(?: ?(?:no|nr|number)\b\.?)?\s{0,3}[:.]?\s{0,8}(\(?\+?\d(?:[\s().\u2010-\u2015/-]{0,3}\d){6,14})(?!\d)/giu

const streets =
  'Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Court|Ct|Place|Pl|Plaza|Square|Sq|Parkway|Pkwy|Highway|Hwy|Terrace|Circle|Cir|Broadway|Row|Close|Mews|Wharf|Quay|Turnpike|Pike|Loop|Trail|Alley|Commons|Crescent'
const word = String.raw`(?:\p{Lu}[\p{L}'’.]{0,24}|\d{1,3}(?:st|nd|rd|th))`
const rooms = String.raw`(?:,?\s{1,3}(?:Suite|Ste\.?|Floor|Fl\.?|Unit|Apt\.?|Room|Building|Bldg\.?|#)\s?[\p{L}\d-]{1,8}|,?\s{1,3}\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH) (?:Floor|Fl\.?))?`
const town = String.raw`(?:,?\s{1,3}\p{Lu}[\p{L}.'’-]{1,24}(?:\s\p{Lu}[\p{L}.'’-]{1,24}){0,2},?\s{1,3}(?:[A-Z]{2}|\p{Lu}\p{Ll}{3,13}(?:\s\p{Lu}\p{Ll}{3,13})?)\.?,?\s{1,3}\d{5}(?:-\d{4})?)?`
const street = new RegExp(
  String.raw`(?<![\p{L}\p{N}.$-])\d{1,6}[A-Z]?\s(?:${word}\s){1,5}?(?:${streets})\b\.?(?:\s(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?${rooms}${town}`,
  'gu',
)
const box = new RegExp(String.raw`\bP\.?\s?O\.?\s?Box\s\d{1,8}${town}`, 'gu')
/** "Hauptstraße 12, 10115 Berlin" */
const strasse =
  /(?<!\p{L})\p{Lu}[\p{L}-]{1,30}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer)\s\d{1,4}[a-z]?(?:,?\s{1,3}(?:[A-Z]{1,2}-)?\d{4,5}\s\p{Lu}[\p{L}-]{1,30})?/gu

/** How somebody is reached: mail, telephone, post, and addresses that let one in. */
export function findContacts(text: string): ValueSpan[] {
  const formed = [
    ...spansOf(text, { kind: 'PHONE', pattern: international, fits: hasEnoughDigits }),
    ...spansOf(text, { kind: 'PHONE', pattern: american }),
  ]
  const starts = new Set(formed.map(({ start }) => start))
  return [
    ...spansOf(text, { kind: 'EMAIL', pattern: mail }),
    ...formed,
    // What has a number's usual form ends where that ends; a clause's number may follow.
    ...spansOf(text, { kind: 'PHONE', pattern: calledPhone }).filter(({ start }) => !starts.has(start)),
    ...spansOf(text, { kind: 'ADDRESS', pattern: street }),
    ...spansOf(text, { kind: 'ADDRESS', pattern: box }),
    ...spansOf(text, { kind: 'ADDRESS', pattern: strasse }),
  ]
}

/** What opens a door counts as a number of an account, not as a way to reach somebody. */
export function findKeyedUrls(text: string): ValueSpan[] {
  return spansOf(text, { kind: 'URL', pattern: keyedUrl })
}

function hasEnoughDigits(found: string): boolean {
  const digits = found.replace(/\D/g, '').length
  return digits >= 8 && digits <= 15
}
