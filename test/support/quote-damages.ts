/** What becomes of a quote on its way from a page through a model: the words stay the same. */
export const quoteDamages: Record<string, (words: string) => string> = {
  none: (words) => words,
  'line breaks and runs of spaces': (words) =>
    everyThird(words, / /g, (index) => ['\n', '   ', ' \t\n '][index % 3] ?? ''),
  'spaces lost': (words) => everyThird(words, /(?<=\p{L}) (?=\p{L})/gu, () => ''),
  'spaces within words': (words) => everyThird(words, /(?<=\p{L}{3})(?=\p{L}{3})/gu, () => ' '),
  'hyphens at line ends': (words) => everyThird(words, /(?<=\p{L}{4})(?=\p{L}{4})/gu, () => '-\n'),
  'soft hyphens': (words) => everyThird(words, /(?<=\p{L}{4})(?=\p{L}{4})/gu, () => '\u00AD'),
  ligatures: (words) =>
    words.replaceAll('ffi', 'ﬃ').replaceAll('fi', 'ﬁ').replaceAll('fl', 'ﬂ').replaceAll('ff', 'ﬀ'),
  'ligatures taken apart': (words) => words.normalize('NFKC'),
  'curly quotation marks': (words) => words.replace(/"([^"“”]*)"/g, '“$1”').replace(/(?<=\p{L})'/gu, '’'),
  'straight quotation marks': (words) => words.replace(/[“”]/g, '"').replace(/[‘’]/g, "'"),
  'typewritten quotation marks': (words) => words.replace(/["“]([^"“”]*)["”]/g, "``$1''"),
  'single quotation marks doubled': (words) => words.replace(/["“”]/g, "''"),
  'long dashes': (words) => words.replace(/[-–—]/g, '—'),
  'short dashes': (words) => words.replace(/[-–—‑]+/g, '-'),
  'hyphens that do not break': (words) => words.replaceAll('-', '‑'),
  'two hyphens for a dash': (words) => words.replace(/[–—]| - /g, (dash) => (dash === ' - ' ? ' -- ' : '--')),
  capitals: (words) => words.toUpperCase(),
  'small letters': (words) => words.toLowerCase(),
  'three dots behind': (words) => `${words}...`,
  'an ellipsis behind': (words) => `${words}…`,
  'three dots before': (words) => `...${words}`,
  'ellipses around': (words) => `… ${words} …`,
  'dots in brackets around': (words) => `[...] ${words} […]`,
  'quotation marks around': (words) => `“${words}”`,
  'typewritten marks around': (words) => `'${words}'`,
  'the page named': (words) => words.replace(' ', ' [Page 7] '),
}

function everyThird(words: string, of: RegExp, by: (index: number) => string): string {
  let count = 0
  return words.replace(of, (found) => (count++ % 3 === 0 ? by(Math.floor(count / 3)) : found))
}
