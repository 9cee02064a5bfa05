// How byte counts and shares are written.

const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const

/** 1.2 MB */
export function bytes(count: number): string {
  let value = count
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 0 && value < 10 ? 1 : 0
  return `${value.toFixed(digits)} ${units[unit] ?? 'TB'}`
}

/** 1.2 MB or 1,2 MB, as the language writes it. */
export function bytesIn(count: number, language: 'en' | 'it'): string {
  const written = bytes(count)
  return language === 'it' ? written.replace('.', ',') : written
}

/** 37 % */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
