import { isIban, isLuhn, isRouting } from './checksums.ts'
import { spansOf, type ValueSpan } from './span.ts'

// Every repetition has a limit, so that no text can make a pattern slow.
const iban = /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/g
const card = /(?<![\d.])\d(?:[ -]?\d){12,18}(?![\d])/g
const nineDigits = /(?<![\d-])\d{9}(?![\d-])/g
const ssn = /(?<![\d-])(?!000|666|9\d\d)\d{3}[- ](?!00)\d{2}[- ](?!0000)\d{4}(?![\d-])/g
const ein = /(?<![\d-])\d{2}-\d{7}(?![\d-])/g
// A country's letters and its own form (European Commission, VIES).
const vat =
  /(?<![A-Za-z0-9])(?:ATU\d{8}|BE[01]\d{9}|BG\d{9,10}|CHE-?\d{3}[.]?\d{3}[.]?\d{3}|CY\d{8}[A-Z]|CZ\d{8,10}|DE ?\d{9}|DK\d{8}|EE\d{9}|EL\d{9}|ES[A-Z0-9]\d{7}[A-Z0-9]|FI\d{8}|FR[A-Z0-9]{2} ?\d{9}|GB ?\d{3} ?\d{4} ?\d{2}|HR\d{11}|HU\d{8}|IE\d{7}[A-Z]{1,2}|IT\d{11}|LT\d{9,12}|LU\d{8}|LV\d{11}|MT\d{8}|NL\d{9}B\d{2}|PL\d{10}|PT\d{9}|RO\d{6,10}|SE\d{12}|SI\d{8}|SK\d{10})(?![A-Za-z0-9])/g

const number = String.raw`((?=[A-Z./-]{0,20}\d)[A-Z0-9][A-Z0-9./-]{3,23}(?: \d{2,8}){0,4})`
const colon = String.raw`(?:\s?(?:no|nr|number|num|#|id)\b\.?)?\s{0,3}(?::|#|=|\bis\b)?\s{0,3}`
/** What is called an account or an id: then its form does not matter, if it has four characters and a digit. */
const calledAccount = new RegExp(
  String.raw`\b(?:a\/c|acct\.?|(?:bank |checking |savings |current )?account|routing|aba|sort[ -]code|swift(?:\/bic)?|bic|iban)${colon}${number}(?![A-Z0-9])`,
  'gi',
)
const calledId = new RegExp(
  String.raw`\b(?:passport|ssn|social security|ein|tin|fein|tax(?:payer)?(?: identification)?|vat(?: reg(?:istration)?\.?)?|ust-?id(?:nr)?\.?|driver['’]?s licen[cs]e|identity card|id card|national insurance|company registration|registration)${colon}${number}(?![A-Z0-9])`,
  'gi',
)

/** Numbers of accounts, cards, people and companies: by their check digits, their form, or what they are called. */
export function findNumbers(text: string): ValueSpan[] {
  return [
    ...spansOf(text, { kind: 'ACCOUNT', pattern: iban, fits: (found) => isIban(found.replace(/[ -]/g, '')) }),
    ...spansOf(text, { kind: 'ACCOUNT', pattern: nineDigits, fits: isRouting }),
    ...spansOf(text, { kind: 'CARD', pattern: card, fits: isCard }),
    ...spansOf(text, { kind: 'ID', pattern: ssn }),
    ...spansOf(text, { kind: 'ID', pattern: ein }),
    ...spansOf(text, { kind: 'ID', pattern: vat }),
    ...spansOf(text, { kind: 'ACCOUNT', pattern: calledAccount, fits: isNumber }),
    ...spansOf(text, { kind: 'ID', pattern: calledId, fits: isNumber }),
  ]
}

// No card begins with 0, 1, 7, 8 or 9; of those, long numbers of invoices and cases would be taken for one.
function isCard(found: string): boolean {
  const digits = found.replace(/[ -]/g, '')
  return /^[2-6]/.test(digits) && isLuhn(digits)
}

// "account 2019" and "registration 10.2" are no numbers of anybody.
function isNumber(found: string): boolean {
  const digits = found.replace(/\D/g, '').length
  return digits >= 4 && !/^(?:19|20)\d\d$/.test(found) && !/^\d{1,3}(?:\.\d{1,3})+\.?$/.test(found)
}
