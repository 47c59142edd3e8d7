/**
 * Names as labels: the first so many that come, and `other` for all after them, so that no number of analyses or models makes
 * a monitoring system grow without end.
 */
export function bounded(most: number): (name: string) => string {
  const known = new Set<string>()
  return (name) => {
    if (known.has(name)) return name
    if (known.size >= most) return 'other'
    known.add(name)
    return name
  }
}
