export interface SealedColumn {
  /** Goes into the seal, with the row's key: what is moved to another column or row does not open there. */
  place: string
  type: 'text' | 'json' | 'bytes'
  /** The column that names the row. */
  key: string
}

/** The columns that hold content, by table: with a key they are encrypted, whoever writes or reads them. */
export const sealedColumns: Record<string, Record<string, SealedColumn>> = {
  document: {
    ...columns('document', 'id', { text: ['file_name', 'text'], bytes: ['bytes'] }),
    ...columns('document', 'id', { json: ['pages', 'headings', 'warnings', 'facts'] }),
  },
  task: columns('task', 'id', {
    text: ['file_name', 'source_file_url', 'document_note'],
    json: ['variables'],
  }),
  subtask: columns('subtask', 'id', { text: ['answer'], json: ['not_found'] }),
  finding: columns('finding', 'id', {
    text: ['title', 'explanation', 'recommendation', 'quote', 'source_quote'],
  }),
  generation: columns('generation', 'id', { text: ['answer', 'error'], json: ['parsed'] }),
  prompt_part: columns('prompt_part', 'hash', { text: ['text'] }),
  heard_message: columns('heard_message', 'id', { text: ['text'] }),
  redaction: columns('redaction', 'document_id', { text: ['entries'] }),
  file_share: columns('file_share', 'id', { text: ['file_name'] }),
}

/** What a view shows of them: its column, and the column of it that names the row. */
export const sealedViews: Record<string, Record<string, SealedColumn>> = {
  prompt_log: {
    ...columns('generation', 'id', { text: ['answer', 'error'], json: ['parsed'] }),
    ...columns('task', 'task_id', { text: ['file_name'] }),
  },
}

function columns(
  table: string,
  key: string,
  names: Partial<Record<SealedColumn['type'], string[]>>,
): Record<string, SealedColumn> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([type, each]) =>
      each.map((name) => [name, { place: `${table}.${name}`, type: type as SealedColumn['type'], key }]),
    ),
  )
}
