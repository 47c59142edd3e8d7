import type { PromptLogView } from '../db/llm-tables.ts'

/** One call of a model in full, as a person reads it. */
export function callText(row: PromptLogView): string {
  const purpose = row.purpose === 'answer' ? '' : ` (${row.purpose})`
  return [
    `######## ${row.template} v${row.prompt_version} (${row.prompt_hash.slice(0, 12)}), attempt ${row.attempt}${purpose}: ${row.state}`,
    ...callFacts(row).map(([name, value]) => `${name.padEnd(11)} ${value}`),
    '',
    row.prompt,
    '',
    '--- answer ---',
    readableAnswer(row),
  ].join('\n')
}

/** What is known of a call besides its texts. */
export function callFacts(row: PromptLogView): [name: string, value: string][] {
  const slack = [row.team_id, row.channel_id, row.thread_ts].filter(Boolean).join(' ')
  const facts: [string, string | null][] = [
    ['call', row.id],
    ['task', `${row.task_id}, ${row.analysis} of ${row.file_name}`],
    ['subtask', `${row.subtask_id}, ${row.subtask}, variation ${row.variation}`],
    ['asked by', `${row.requested_by}${slack === '' ? '' : `, Slack ${slack}`}`],
    ['model', modelText(row)],
    ['parameters', JSON.stringify(row.parameters)],
    ['tokens', tokensText(row)],
    ['cost', costText(row.cost_usd)],
    ['time', timeText(row)],
    ['finish', [row.finish_reason, row.provider_request_id].filter(Boolean).join(', ')],
    ['commit', row.git_commit],
    ['error', row.error && `${row.error_code ?? ''}: ${row.error}`],
  ]
  return facts.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []))
}

/** "anthropic/claude-sonnet-5-5", and where another one answered, "… → …". */
export function modelText(
  row: Pick<PromptLogView, 'provider' | 'model_requested' | 'model_answered'>,
): string {
  const asked = `${row.provider}/${row.model_requested}`
  const { model_answered: answered } = row
  return answered === null || answered === row.model_requested ? asked : `${asked} → ${answered}`
}

export function costText(usd: string | null): string {
  return usd === null ? 'unknown' : `$${Number(usd).toFixed(4)}`
}

function tokensText(row: PromptLogView): string {
  const { input_tokens: input, output_tokens: output } = row
  const parts = [
    `${input ?? 0} in`,
    `${row.cache_read_tokens ?? 0} from the cache`,
    `${row.cache_write_tokens ?? 0} to the cache`,
    `${output ?? 0} out`,
    row.reasoning_tokens ? `of these ${row.reasoning_tokens} reasoning` : '',
  ]
  return parts.filter((part) => part !== '').join(', ')
}

function timeText(row: PromptLogView): string {
  const first = row.ms_to_first_token === null ? '' : `, ${row.ms_to_first_token} ms to the first word`
  return `${row.created_at.toISOString()}, waited ${row.waited_ms ?? 0} ms, took ${row.ms ?? 0} ms${first}`
}

/** An answer as it was understood, laid out; else as it came. */
export function readableAnswer(row: Pick<PromptLogView, 'answer' | 'parsed'>): string {
  if (row.parsed !== null) return JSON.stringify(row.parsed, null, 2)
  return row.answer ?? '(none)'
}
