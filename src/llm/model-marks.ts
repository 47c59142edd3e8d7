/** Tags and tokens that mark parts of a request for some model, and our own pages' markers. */
const marks = [
  /<\/?(?:documents?|document_contents?|source|system|instructions?|user|human|assistant|tool_use|tool_result|function_calls|invoke|s)\b[^<>\n]{0,80}>/gi,
  /<\|[^|<>\n]{1,40}\|>|<<\/?SYS>>|<\/?(?:start|end)_of_turn>|<\uFF5C[^<>\n]{1,40}\uFF5C>/gi,
  /\[\/?INST\]|\[page \d{1,6}\b[^\]\n]{0,100}\]/gi,
  /^===+ ?(?:end of )?document\b/gim,
]
const harmless: Record<string, string> = { '<': '\u2039', '>': '\u203A', '[': '(', ']': ')', '=': '-' }

/** A document's text in which nothing passes for a mark around it: such signs become others that look alike, one for one. */
export function withoutModelMarks(text: string): string {
  let plain = text
  for (const pattern of marks)
    plain = plain.replace(pattern, (mark) => mark.replace(/[<>[\]=]/g, (sign) => harmless[sign] ?? sign))
  return plain
}
