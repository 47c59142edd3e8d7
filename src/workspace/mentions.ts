import type { Person } from './client-protocol.ts'

/** What a person typed with the names after an @ as Slack's composer writes them: <@U…>. */
export function withMentions(text: string, people: Iterable<Person>): string {
  // A longer name first: it may begin like a shorter one.
  const byLength = [...people].toSorted((a, b) => b.name.length - a.name.length)
  return byLength.reduce(
    (result, { id, name }) =>
      result.replaceAll(new RegExp(`(?<![\\w<])@${escaped(name)}(?!\\w)`, 'gi'), `<@${id}>`),
    text,
  )
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
