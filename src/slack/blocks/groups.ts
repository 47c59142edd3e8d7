import type { SeverityColumn } from '../../db/schema.ts'

/** How severities are shown, the gravest first. */
export const groups: { severity: SeverityColumn; emoji: string; label: string }[] = [
  { severity: 'high', emoji: 'red_circle', label: 'High' },
  { severity: 'medium', emoji: 'large_yellow_circle', label: 'Medium' },
  { severity: 'low', emoji: 'large_blue_circle', label: 'Low' },
  { severity: 'info', emoji: 'white_circle', label: 'For information' },
]

export function emojiOf(severity: SeverityColumn): string {
  return groups.find((group) => group.severity === severity)?.emoji ?? 'white_circle'
}
