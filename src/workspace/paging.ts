import { z } from 'zod'
import { Whole } from './method.ts'
import { SlackRefusal } from './slack-refusal.ts'

/** What methods that list something take. */
export const Paging = z.object({
  limit: Whole.pipe(z.number().max(1000)).default(0),
  cursor: z.string().default(''),
})
type Paging = z.infer<typeof Paging>

/** One page of a list and the cursor of the next, '' at the end; without a limit, all that fit in one page. */
export function pageOf<Item>(
  items: Item[],
  { limit, cursor }: Paging,
  idOf: (item: Item) => string,
): { items: Item[]; response_metadata: { next_cursor: string } } {
  const cursorOf = (item: Item) => Buffer.from(`next:${idOf(item)}`).toString('base64')
  const start = cursor === '' ? 0 : items.findIndex((item) => cursorOf(item) === cursor)
  if (start === -1) throw new SlackRefusal('invalid_cursor')
  const end = start + (limit === 0 ? 1000 : limit)
  const next = items[end]
  return {
    items: items.slice(start, end),
    response_metadata: { next_cursor: next === undefined ? '' : cursorOf(next) },
  }
}
