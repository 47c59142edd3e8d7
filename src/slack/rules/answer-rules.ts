import type { KnownBlock } from '@slack/types'
import type { Db } from '../../db/connect.ts'
import type { Library } from '../../prompts/library.ts'
import { rulesOf } from '../channel-rules.ts'
import { mayEditRules, type EditorDeps } from './may-edit-rules.ts'
import { lineText, ruleBlocks, ruleLine } from './rule-blocks.ts'

/** What `/paralegal rules` says: the rules of the channel it is typed in, and how to change them for those who may. */
export async function answerRules(
  deps: EditorDeps & { db: Db; library: Library },
  asked: { teamId: string; channelId: string; userId: string },
): Promise<{ text: string; blocks?: KnownBlock[] }> {
  if (asked.channelId.startsWith('D'))
    return { text: 'Rules are set for channels. Type this in one, or look at my Home tab.' }
  const rules = await rulesOf(deps.db, asked)
  const lines = rules.map((rule) => ruleLine(rule, deps.library))
  const said =
    lines.length === 0
      ? 'There is no rule for this channel: I ask in the thread of a file what to do with it.'
      : 'What I do with files that are shared in this channel:'
  const text = [said, ...lines.map((line) => `• ${lineText(line)}`)].join('\n')
  if (!(await mayEditRules(deps, asked))) return { text }
  const heading: KnownBlock = { type: 'section', text: { type: 'plain_text', text: said } }
  return { text, blocks: [heading, ...ruleBlocks(lines, { canAdd: true, channelId: asked.channelId })] }
}
