/** What must or must not come of a case, as a person wrote it in the column `__expect`, one per line. */
export type Check =
  | { kind: 'finding'; title: string; quote: string | null }
  | { kind: 'no-finding'; title: string }
  | { kind: 'contains' | 'lacks'; text: string }
  | { kind: 'matches'; pattern: string }

const maxPattern = 500

/** Reads the lines of a cell; what is none is told in words. */
export function readChecks(cell: string): { checks: Check[]; problems: string[] } {
  const checks: Check[] = []
  const problems: string[] = []
  for (const line of cell.split(/\r\n|\n|\r/)) {
    if (line.trim() === '') continue
    const check = readCheck(line.trim())
    if (typeof check === 'string') problems.push(check)
    else checks.push(check)
  }
  return { checks, problems }
}

/** The line that `readChecks` reads as this. */
export function checkLine(check: Check): string {
  switch (check.kind) {
    case 'finding':
      return `finding: ${check.title}${check.quote === null ? '' : ` | ${flat(check.quote)}`}`
    case 'no-finding':
      return `no finding: ${check.title}`
    case 'contains':
    case 'lacks':
      return `${check.kind}: ${flat(check.text)}`
    case 'matches':
      return `matches: ${check.pattern}`
  }
}

function readCheck(line: string): Check | string {
  const [, word = '', rest = ''] = /^(finding|no finding|contains|lacks|matches):\s*(.*)$/i.exec(line) ?? []
  if (rest === '')
    return `“${shortened(line)}” is none of: finding: TITLE | WORDS, no finding: TITLE, contains: WORDS, lacks: WORDS, matches: /PATTERN/i`
  switch (word.toLowerCase()) {
    case 'finding': {
      const at = rest.indexOf('|')
      const quote = at < 0 ? '' : rest.slice(at + 1).trim()
      return {
        kind: 'finding',
        title: (at < 0 ? rest : rest.slice(0, at)).trim(),
        quote: quote === '' ? null : quote,
      }
    }
    case 'no finding':
      return { kind: 'no-finding', title: rest }
    case 'contains':
      return { kind: 'contains', text: rest }
    case 'lacks':
      return { kind: 'lacks', text: rest }
    default:
      return patternProblem(rest) ?? { kind: 'matches', pattern: rest }
  }
}

function patternProblem(pattern: string): string | null {
  if (pattern.length > maxPattern) return `a pattern has ${maxPattern} characters at most`
  try {
    patternOf(pattern)
    return null
  } catch {
    return `“${shortened(pattern)}” is no pattern such as /thirty \\(30\\) days/i`
  }
}

/** `/words/i` as a regular expression. Throws where it is none. */
export function patternOf(pattern: string): RegExp {
  const [, source, flags] = /^\/(.+)\/([imsu]*)$/s.exec(pattern) ?? []
  if (source === undefined) throw new SyntaxError('a pattern stands between slashes')
  return new RegExp(source, flags)
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}
