import { expect, test } from 'vitest'
import { atMostEvery } from '../../src/observe/at-most-every.ts'
import { amount, duration, share, time, usd } from '../../src/observe/page/words.ts'
import { isSession, isToken, sessionSeconds, signSession } from '../../src/observe/session.ts'
import { countWrongTries } from '../../src/observe/wrong-tries.ts'

test.each([
  [null, '–'],
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [200, '3 min 20 s'],
  [18_600, '5 h 10 min'],
  [180_000, '2 d 2 h'],
])('%s seconds are written %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})

test('numbers, money, shares and times are short, and times say their zone', () => {
  expect([amount(999), amount(12_345), amount(1_234_567), amount(2.5e9)]).toEqual([
    '999',
    '12 k',
    '1.2 M',
    '2.5 bn',
  ])
  expect([usd(0), usd(0.0123), usd(1234.5), usd(null)]).toEqual(['$0.00', '$0.012', '$1,234.50', 'unknown'])
  expect([share(0, 0), share(0, 9), share(1, 300), share(1, 3)]).toEqual(['–', '0 %', '0.3 %', '33 %'])
  expect(time(new Date('2026-11-27T06:20:59Z'))).toBe('2026-11-27 06:20 UTC')
})

test('a session holds for half a day, for this token alone, and cannot be made up or prolonged', () => {
  const now = new Date('2026-11-27T06:20:00Z')
  const later = (seconds: number) => new Date(now.getTime() + seconds * 1000)
  const session = signSession('the-token-of-the-operator', now)
  expect(session).not.toContain('the-token')
  expect(isSession(session, 'the-token-of-the-operator', later(sessionSeconds - 1))).toBe(true)
  expect(isSession(session, 'the-token-of-the-operator', later(sessionSeconds))).toBe(false)
  expect(isSession(session, 'another-token-0123456789', now)).toBe(false)
  const [until = '', signature = ''] = session.split('.')
  expect(isSession(`${Number(until) + 1}.${signature}`, 'the-token-of-the-operator', now)).toBe(false)
  for (const wrong of ['', '.', until, `${until}.`, 'x.y'])
    expect(isSession(wrong, 'the-token', now)).toBe(false)
})

test('a token is right as a whole only', () => {
  expect(isToken('0123456789abcdef', '0123456789abcdef')).toBe(true)
  for (const said of ['', '0123456789abcde', '0123456789abcdeg', '0123456789abcdef0'])
    expect(isToken(said, '0123456789abcdef')).toBe(false)
})

test('after ten wrong tries in a minute an address has to wait, others do not', () => {
  let now = 0
  const tries = countWrongTries(() => now)
  for (let number = 0; number < 10; number++) {
    expect(tries.isOver('10.0.0.1')).toBe(false)
    tries.note('10.0.0.1')
  }
  expect(tries.isOver('10.0.0.1')).toBe(true)
  expect(tries.isOver('10.0.0.2')).toBe(false)
  now = 60_000
  expect(tries.isOver('10.0.0.1')).toBe(false)
})

test('addresses beyond a thousand share their tries', () => {
  const tries = countWrongTries(() => 0)
  for (let number = 0; number < 1000; number++) tries.note(`address ${number}`)
  for (let number = 0; number < 10; number++) tries.note(`new address ${number}`)
  expect(tries.isOver('another new one')).toBe(true)
  expect(tries.isOver('address 7')).toBe(false)
})

test('what is done at most every so often is done once for all who ask meanwhile, and a failure is not kept', async () => {
  let done = 0
  const often = atMostEvery(60_000, async () => {
    if (++done === 1) throw new Error('away')
    return done
  })
  await expect(often()).rejects.toThrow('away')
  expect(await Promise.all([often(), often(), often()])).toEqual([2, 2, 2])
  expect(await often()).toBe(2)
})
