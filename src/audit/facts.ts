import { sql, type RawBuilder } from 'kysely'
import type { Subject } from './kinds.ts'

/**
 * What is on record of a row: read from it when it is written, and again when the record is verified. Texts only as
 * hashes, in fields whose names end in `_hash`; those of documents, questions and answers are in `readHashes`.
 */
export interface Facts {
  table: string
  /** What it is known by. */
  key: string
  /** From `subject`, its row, to `task`, its task. */
  join: RawBuilder<unknown>
  facts: RawBuilder<object>
}

const ofTask = sql`join task on task.id = subject.task_id`
const ofBallot = sql`join ballot on ballot.id = subject.ballot_id join task on task.id = ballot.task_id`

export const factsOf: Record<Subject, Facts> = {
  task: {
    table: 'task',
    key: 'id',
    join: sql`join task on task.id = subject.id`,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'state', subject.state, 'analysis', subject.analysis,
      'dedupe_hash', ${hashed(sql`subject.dedupe_key`)},
      'source_file_id', subject.source_file_id, 'document_id', subject.document_id,
      'document_sha256', (select sha256 from document where document.id = subject.document_id),
      'requested_by', subject.requested_by, 'team_id', subject.team_id,
      'channel_id', subject.channel_id, 'thread_ts', subject.thread_ts,
      'origin_channel_id', subject.origin_channel_id, 'cancelled_by', subject.cancelled_by,
      'prompt', jsonb_build_object('version', subject.prompt_version, 'hash', subject.prompt_hash,
        'commit', (select git_commit from prompt_version where prompt_version.hash = subject.prompt_hash),
        'texts', (select encode(sha256(convert_to(files::text, 'UTF8')), 'hex') from prompt_version
          where prompt_version.hash = subject.prompt_hash)),
      'model', subject.model, 'model_chosen', subject.model_chosen, 'lane', subject.lane, 'batch', subject.batch,
      'variations', subject.variations, 'redact', subject.redact,
      'answers', (select jsonb_object_agg(number, jsonb_build_object('variant', variant, 'model', variation.model,
        'effort', effort)) from variation where variation.task_id = subject.id),
      'estimate_usd', subject.estimate_usd::text, 'error_code', subject.error_code,
      'created_at', ${utc(sql`subject.created_at`)}, 'started_at', ${utc(sql`subject.started_at`)},
      'finished_at', ${utc(sql`subject.finished_at`)})`,
  },
  subtask: {
    table: 'subtask',
    key: 'id',
    join: ofTask,
    // Whether it waits or runs is of no weight: it is taken up again after a crash.
    facts: sql`jsonb_build_object(
      'id', subject.id, 'name', subject.name, 'title', subject.title, 'kind', subject.kind,
      'variation', subject.variation, 'run', subject.run,
      'section', jsonb_build_object('start', subject.section_start, 'end', subject.section_end),
      'state', case subject.state when 'running' then 'pending' else subject.state end,
      'error_code', subject.error_code, 'finished_at', ${utc(sql`subject.finished_at`)},
      'findings', (select jsonb_object_agg(finding.id, jsonb_build_object('severity', severity, 'mark', mark,
          'page', page, 'start', quote_start, 'end', quote_end, 'position', finding.position))
        from finding where finding.subtask_id = subject.id))`,
  },
  call: {
    table: 'generation',
    key: 'id',
    join: ofTask,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'subtask_id', subject.subtask_id, 'requested_by', subject.requested_by,
      'attempt', subject.attempt, 'purpose', subject.purpose, 'state', subject.state,
      'provider', subject.provider, 'model_requested', subject.model_requested,
      'model_answered', subject.model_answered, 'parameters_hash', ${hashed(sql`subject.parameters::text`)},
      'template', subject.template, 'prompt', jsonb_build_object('version', subject.prompt_version,
        'hash', subject.prompt_hash, 'commit', subject.git_commit),
      'parts_hash', ${hashed(sql`subject.parts::text`)}, 'redacted', subject.redacted,
      'input_tokens', subject.input_tokens, 'output_tokens', subject.output_tokens,
      'cache_read_tokens', subject.cache_read_tokens, 'cache_write_tokens', subject.cache_write_tokens,
      'reasoning_tokens', subject.reasoning_tokens, 'cost_usd', subject.cost_usd::text,
      'price_id', subject.price_id, 'finish_reason', subject.finish_reason,
      'provider_request_id', subject.provider_request_id, 'waited_ms', subject.waited_ms,
      'ms_to_first_token', subject.ms_to_first_token, 'ms', subject.ms, 'error_code', subject.error_code,
      'created_at', ${utc(sql`subject.created_at`)})`,
  },
  ballot: {
    table: 'ballot',
    key: 'id',
    join: ofTask,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'state', subject.state, 'emoji', subject.emoji,
      'opened_at', ${utc(sql`subject.opened_at`)}, 'closes_at', ${utc(sql`subject.closes_at`)},
      'stopped_at', ${utc(sql`subject.stopped_at`)}, 'closed_at', ${utc(sql`subject.closed_at`)},
      'closed_by', subject.closed_by, 'reason_hash', ${hashed(sql`subject.reason`)},
      'decided_by', subject.decided_by, 'winner', subject.winner, 'tally', subject.tally,
      'judged_at', ${utc(sql`subject.judged_at`)}, 'judge_winner', subject.judge_winner,
      'judge_says', subject.judge_says,
      'options', (select jsonb_object_agg(label, variation) from ballot_option
        where ballot_option.ballot_id = subject.id))`,
  },
  vote: {
    table: 'vote_event',
    key: 'id',
    join: ofBallot,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'ballot_id', subject.ballot_id, 'label', subject.label, 'person', subject.person,
      'is_on', subject.is_on, 'event_ts', subject.event_ts::text, 'source', subject.source,
      'counted', subject.counted, 'received_at', ${utc(sql`subject.received_at`)})`,
  },
  decision: {
    table: 'finding_decision',
    key: 'finding_id',
    join: ofTask,
    facts: sql`jsonb_build_object(
      'id', subject.finding_id, 'severity', subject.severity, 'decided_by', subject.decided_by,
      'decided_at', ${utc(sql`subject.decided_at`)})`,
  },
  example: {
    table: 'example',
    key: 'id',
    join: ofTask,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'state', subject.state, 'ideal_output_hash', ${hashed(sql`subject.ideal_output`)},
      'expectations_hash', ${hashed(sql`subject.expectations`)}, 'proposed_by', subject.proposed_by,
      'needs_approval', subject.needs_approval, 'proposed_at', ${utc(sql`subject.proposed_at`)},
      'decided_by', subject.decided_by, 'decided_at', ${utc(sql`subject.decided_at`)}, 'case_id', subject.case_id)`,
  },
  post: {
    table: 'post',
    key: 'id',
    join: sql`join task on task.id = subject.owner_id`,
    facts: sql`jsonb_build_object(
      'id', subject.id, 'kind', subject.kind, 'state', subject.state, 'channel_id', subject.channel_id,
      'ts', subject.ts,
      'content', subject.content_hash, 'file_id', subject.file_id)`,
  },
}

/** A text's hash with the task's salt before it; null where there is no text, or the salt was taken away. */
export function hashed(text: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`encode(sha256(convert_to(task.audit_salt || nullif(${text}, ''), 'UTF8')), 'hex')`
}

// The same in whichever time zone a connection is.
function utc(time: RawBuilder<unknown>): RawBuilder<string | null> {
  return sql`to_char(${time} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`
}
