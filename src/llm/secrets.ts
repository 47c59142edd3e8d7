// Keys and tokens by their shape, as the vendors document it; and words that announce one.
const shapes = [
  /\bsk-[A-Za-z0-9_-]{6,}/g,
  /\bx(?:ox[abeprs]|app)-[A-Za-z0-9-]{6,}/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bgh[opsru]_[A-Za-z0-9]{20,}/g,
  /\b(?<=Bearer\s)[A-Za-z0-9._~+/-]{8,}=*/gi,
  /(?<=\b(?:api[_-]?key|token|secret|password)["']?\s{0,3}[:=]\s{0,3}["']?)[^\s"',;]{6,}/gi,
  /(?<=\b[a-z]{3,12}:\/\/[^\s:/@]{1,64}:)[^\s@/]{1,128}(?=@)/g,
]

/** The text with everything that looks like a key, a token or a password replaced. For what vendors say in errors. */
export function withoutSecrets(text: string): string {
  return shapes.reduce((rest, shape) => rest.replace(shape, '<secret>'), text)
}
