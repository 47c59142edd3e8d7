import type {
  KyselyPlugin,
  OperationNode,
  QueryId,
  ReturningNode,
  RootOperationNode,
  SelectQueryNode,
  WithNode,
} from 'kysely'
import { findReads, openRows, type Reading } from './open-read.ts'
import { sealInserted, sealUpdated } from './seal-written.ts'

/**
 * Encryption at rest as a property of the connection: content is sealed when it is written and opened when it is read, and
 * nobody who writes a query need think of it. Without keys content is stored in clear; what is sealed then does not open.
 */
export function sealing(keys: Buffer[]): KyselyPlugin {
  const readings = new WeakMap<QueryId, Reading>()
  return {
    transformQuery({ queryId, node }) {
      const { node: written, reading } = prepare(keys, node)
      if (reading.reads.length > 0) readings.set(queryId, reading)
      return written
    },
    transformResult: async ({ queryId, result }) => openRows(keys, readings.get(queryId), result),
  }
}

const nothing: Reading = { reads: [], added: [] }

function prepare(keys: Buffer[], node: RootOperationNode): { node: RootOperationNode; reading: Reading } {
  const sealed = sealNode(keys, node) as RootOperationNode
  switch (sealed.kind) {
    case 'SelectQueryNode':
      return prepareSelect(sealed)
    case 'InsertQueryNode':
      return prepareReturning(sealed, sealed.into ? [sealed.into] : [])
    case 'UpdateQueryNode':
      return prepareReturning(sealed, [
        ...(sealed.table ? [sealed.table] : []),
        ...(sealed.from?.froms ?? []),
        ...(sealed.joins ?? []).map(({ table }) => table),
      ])
    case 'DeleteQueryNode':
      return prepareReturning(sealed, sealed.from.froms)
    default:
      return { node: sealed, reading: nothing }
  }
}

function prepareSelect(node: SelectQueryNode) {
  const tables = [...(node.from?.froms ?? []), ...(node.joins ?? []).map(({ table }) => table)]
  const reading = findReads(tables, node.selections ?? [])
  if (reading.reads.length === 0) return { node, reading }
  return { node: { ...node, selections: [...(node.selections ?? []), ...reading.added] }, reading }
}

function prepareReturning<T extends RootOperationNode & { returning?: ReturningNode }>(
  node: T,
  tables: readonly OperationNode[],
): { node: T; reading: Reading } {
  const { returning } = node
  if (!returning) return { node, reading: nothing }
  const reading = findReads([...tables], returning.selections)
  if (reading.reads.length === 0) return { node, reading }
  const selections = [...returning.selections, ...reading.added]
  return { node: { ...node, returning: { ...returning, selections } }, reading }
}

// What writes, at the root or in the statements that stand before it.
function sealNode(keys: Buffer[], node: OperationNode): OperationNode {
  const inside = withSealed(keys, node)
  if (inside.kind === 'InsertQueryNode')
    return sealInserted(keys, inside as Parameters<typeof sealInserted>[1])
  if (inside.kind === 'UpdateQueryNode') return sealUpdated(keys, inside as Parameters<typeof sealUpdated>[1])
  return inside
}

function withSealed(keys: Buffer[], node: OperationNode & { with?: WithNode }): OperationNode {
  if (!node.with) return node
  const expressions = node.with.expressions.map((each) => ({
    ...each,
    expression: sealNode(keys, each.expression),
  }))
  return { ...node, with: { ...node.with, expressions } } as OperationNode
}
