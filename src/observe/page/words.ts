/** Times as people read them, always with their zone. */
export function time(at: Date | null): string {
  return at === null ? '–' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** With seconds, for what happened close together. */
export function exactTime(at: Date | null): string {
  return at === null ? '–' : `${at.toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** "0.4 s", "12 s", "3 min 20 s", "5 h 10 min", "2 d 3 h". */
export function duration(seconds: number | null): string {
  if (seconds === null) return '–'
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return two(Math.floor(whole / 60), 'min', whole % 60, 's')
  if (whole < 86_400) return two(Math.floor(whole / 3600), 'h', Math.floor((whole % 3600) / 60), 'min')
  return two(Math.floor(whole / 86_400), 'd', Math.floor((whole % 86_400) / 3600), 'h')
}

function two(...[big, bigUnit, small, smallUnit]: [number, string, number, string]): string {
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`
}

/** "12,345". */
export function count(number: number): string {
  return number.toLocaleString('en-GB')
}

/** "1.2 M" for what is too long to compare. */
export function amount(number: number): string {
  if (number >= 1e9) return `${(number / 1e9).toFixed(1)} bn`
  if (number >= 1e6) return `${(number / 1e6).toFixed(1)} M`
  if (number >= 1e4) return `${(number / 1e3).toFixed(0)} k`
  return count(number)
}

/** Dollars to the cent, and of less than ten cents two figures. */
export function usd(dollars: number | null): string {
  if (dollars === null) return 'unknown'
  return dollars >= 0.1 || dollars === 0
    ? `$${dollars.toLocaleString('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`
    : `$${Number(dollars.toPrecision(2))}`
}

/** "4.3 %"; a dash where there is nothing to be a part of. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '–'
  const percent = (100 * part) / whole
  return `${percent === 0 || percent >= 10 ? Math.round(percent) : percent.toFixed(1)} %`
}

export function megabytes(bytes: number | null): string {
  return bytes === null ? '–' : `${count(Math.round(bytes / 1_000_000))} MB`
}

/** Where an id is too long to read: its beginning, by which the command line finds it too. */
export function short(id: string): string {
  return id.slice(0, 8)
}
