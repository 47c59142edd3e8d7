import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  ColumnNode,
  ParensNode,
  PrimitiveValueListNode,
  ReferenceNode,
  TableNode,
  ValueListNode,
  ValueNode,
  ValuesNode,
  type ColumnUpdateNode,
  type InsertQueryNode,
  type OperationNode,
  type UpdateQueryNode,
} from 'kysely'
import { sealedColumns, type SealedColumn } from './sealed-columns.ts'
import { isEmpty, sealValue } from './sealed-value.ts'

/** A row that is inserted, with its content sealed. */
export function sealInserted(keys: Buffer[], node: InsertQueryNode): InsertQueryNode {
  const sealed = sealedColumns[nameOf(node.into)]
  const { columns, values } = node
  if (!sealed || !columns || !values || !ValuesNode.is(values)) return node
  const names = columns.map(({ column }) => column.name)
  if (!names.some((name) => sealed[name])) return node
  return {
    ...node,
    values: ValuesNode.create(values.values.map((row) => sealRow(keys, row, { names, sealed }))),
  }
}

/** A row that is changed. It must be named by its key where content is set: that goes into the seal. */
export function sealUpdated(keys: Buffer[], node: UpdateQueryNode): UpdateQueryNode {
  const table = nameOf(node.table)
  const sealed = sealedColumns[table]
  if (!sealed || !node.updates) return node
  const seal = (update: ColumnUpdateNode): ColumnUpdateNode => {
    const column = ColumnNode.is(update.column) ? sealed[update.column.column.name] : undefined
    if (!column || !ValueNode.is(update.value) || isEmpty(update.value.value)) return update
    const id = findId(node.where?.where, column.key)
    // Also without a key, so that no test passes that would fail with one.
    if (id === undefined)
      throw new Error(`${column.place} is set in rows that are not named by ${column.key}`)
    return { ...update, value: ValueNode.create(sealValue(keys, column, { id, value: update.value.value })) }
  }
  return { ...node, updates: node.updates.map(seal) }
}

function sealRow(
  keys: Buffer[],
  row: ValueListNode | PrimitiveValueListNode,
  { names, sealed }: { names: string[]; sealed: Record<string, SealedColumn> },
): ValueListNode | PrimitiveValueListNode {
  const plain = (at: number): unknown => {
    const value = row.values[at]
    if (row.kind === 'PrimitiveValueListNode') return value
    return isNode(value) && ValueNode.is(value) ? value.value : undefined
  }
  const sealAt = (at: number): unknown => {
    const column = sealed[names[at] ?? '']
    const value = plain(at)
    if (!column || isEmpty(value)) return undefined
    const id = plain(names.indexOf(column.key))
    if (typeof id !== 'string') throw new Error(`${column.place} is written without ${column.key}`)
    return sealValue(keys, column, { id, value })
  }
  if (row.kind === 'PrimitiveValueListNode')
    return PrimitiveValueListNode.create(row.values.map((value, at) => sealAt(at) ?? value))
  return ValueListNode.create(
    row.values.map((value, at) => {
      const written = sealAt(at)
      return written === undefined ? value : ValueNode.create(written)
    }),
  )
}

function isNode(value: unknown): value is OperationNode {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function findId(where: OperationNode | undefined, key: string): string | undefined {
  if (!where) return undefined
  if (AndNode.is(where)) return findId(where.left, key) ?? findId(where.right, key)
  if (ParensNode.is(where)) return findId(where.node, key)
  if (!BinaryOperationNode.is(where)) return undefined
  const { leftOperand: left, operator, rightOperand: right } = where
  const isKey = ReferenceNode.is(left) && ColumnNode.is(left.column) && left.column.column.name === key
  const isEqual = operator.kind === 'OperatorNode' && (operator as { operator?: string }).operator === '='
  return isKey && isEqual && ValueNode.is(right) && typeof right.value === 'string' ? right.value : undefined
}

/** A table's own name, whatever it is called in the query. */
export function nameOf(node: OperationNode | undefined): string {
  if (!node) return ''
  if (AliasNode.is(node)) return nameOf(node.node)
  return TableNode.is(node) ? node.table.identifier.name : ''
}
