import {
  AliasNode,
  ColumnNode,
  IdentifierNode,
  ReferenceNode,
  SelectAllNode,
  SelectionNode,
  TableNode,
  type OperationNode,
  type QueryResult,
  type UnknownRow,
} from 'kysely'
import { nameOf } from './seal-written.ts'
import { sealedColumns, sealedViews, type SealedColumn } from './sealed-columns.ts'
import { keyIdOfValue, openValue } from './sealed-value.ts'

/** A column of a result that may be sealed: what it is, and the added column that names its row. */
interface Read {
  name: string
  column: SealedColumn
  idName: string
}

export interface Reading {
  reads: Read[]
  /** What is to be selected besides, so that the rows can be opened; it does not show in the result. */
  added: SelectionNode[]
}

interface Source {
  alias: string
  columns: Record<string, SealedColumn>
}

/** Which of the selected columns may be sealed. Only those that are selected as they stand: others come out sealed. */
export function findReads(tables: OperationNode[], selections: readonly SelectionNode[]): Reading {
  const sources = tables.flatMap(sourceOf)
  const reads = selections.flatMap(({ selection }) => readsOf(sources, selection))
  const added = new Map(reads.map(({ column, idName }) => [idName, keyOf(idName, column.key)]))
  return { reads, added: [...added.values()] }
}

/** The rows with their content opened. Throws where something sealed would come out unopened. */
export function openRows(
  keys: Buffer[],
  reading: Reading | undefined,
  result: QueryResult<UnknownRow>,
): QueryResult<UnknownRow> {
  const rows = result.rows.map((row) => openRow(keys, reading?.reads ?? [], row))
  return { ...result, rows }
}

function openRow(keys: Buffer[], reads: Read[], row: UnknownRow): UnknownRow {
  const opened = { ...row }
  for (const { name, column, idName } of reads) {
    const id = row[idName]
    if (typeof id === 'string') opened[name] = openValue(keys, column, { id, value: row[name] })
  }
  for (const { idName } of reads) delete opened[idName]
  for (const [name, value] of Object.entries(opened)) {
    const isOpened = reads.some((read) => read.name === name)
    if (!isOpened && keyIdOfValue(value) !== null)
      throw new Error(`${name} is sealed and was not selected as a column of its table`)
  }
  return opened
}

function sourceOf(node: OperationNode): Source[] {
  const columns = sealedColumns[nameOf(node)] ?? sealedViews[nameOf(node)]
  if (!columns) return []
  const alias = AliasNode.is(node) && IdentifierNode.is(node.alias) ? node.alias.name : nameOf(node)
  return [{ alias, columns }]
}

function readsOf(sources: Source[], selection: OperationNode): Read[] {
  if (SelectAllNode.is(selection)) return sources.flatMap(allOf)
  if (AliasNode.is(selection)) {
    const [read] = readsOf(sources, selection.node)
    const { alias } = selection
    return read && IdentifierNode.is(alias) ? [{ ...read, name: alias.name }] : []
  }
  if (!ReferenceNode.is(selection)) return []
  const { table, column } = selection
  const meant = table ? sources.filter(({ alias }) => alias === nameOf(table)) : sources
  if (SelectAllNode.is(column)) return meant.flatMap(allOf)
  if (!ColumnNode.is(column)) return []
  const { name } = column.column
  return meant.flatMap((source) => {
    const sealed = source.columns[name]
    return sealed ? [readOf(source, name, sealed)] : []
  })
}

function allOf(source: Source): Read[] {
  return Object.entries(source.columns).map(([name, column]) => readOf(source, name, column))
}

function readOf({ alias }: Source, name: string, column: SealedColumn): Read {
  return { name, column, idName: `${alias} ${column.key} of the seal` }
}

function keyOf(idName: string, key: string): SelectionNode {
  const [alias = ''] = idName.split(' ')
  const reference = ReferenceNode.create(ColumnNode.create(key), TableNode.create(alias))
  return SelectionNode.create(AliasNode.create(reference, IdentifierNode.create(idName)))
}
