/** Whether the digits are those of a payment card (Luhn). */
export function isLuhn(digits: string): boolean {
  const sum = Array.from(digits, Number)
    .toReversed()
    .reduce((total, digit, index) => {
      const doubled = index % 2 === 1 ? digit * 2 : digit
      return total + (doubled > 9 ? doubled - 9 : doubled)
    }, 0)
  return sum % 10 === 0
}

/** Whether letters and digits are those of an international bank account (ISO 13616: remainder 1 by 97). */
export function isIban(text: string): boolean {
  const rearranged = `${text.slice(4)}${text.slice(0, 4)}`.toUpperCase()
  let rest = 0
  for (const character of rearranged) {
    const value = Number.parseInt(character, 36)
    if (Number.isNaN(value)) return false
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest === 1
}

/** Whether nine digits are those of a bank of the United States (ABA routing number). */
export function isRouting(digits: string): boolean {
  const weights = [3, 7, 1, 3, 7, 1, 3, 7, 1]
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0)
  return digits.length === 9 && sum > 0 && sum % 10 === 0
}
