/** Words of others as one line of Markdown that reads just so: nothing in it becomes a link, a heading, HTML or a mention. */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>#|~$@]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replace(/(?<=[a-z]):(?=\/\/)|(?<=www)\.|(?<=mailto):/gi, String.raw`\$&`)
    .replace(/^([-+=])/, String.raw`\$1`)
    .replace(/^(\d+)([.)])/, String.raw`$1\$2`)
}
