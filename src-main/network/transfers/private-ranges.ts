// Which addresses belong to this computer or to networks that nobody outside can see.
import { BlockList, isIP } from 'node:net'

const closed = new BlockList()
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8]
  ] as const),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16]
  ] as const),
  ...([
    ['198.18.0.0', 15],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4]
  ] as const)
] as const) {
  closed.addSubnet(network, prefix, 'ipv4')
}
for (const [network, prefix] of [
  ...([
    ['::', 127],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
    ['ff00::', 8]
  ] as const),
  ...([
    ['2001::', 32],
    ['100::', 64]
  ] as const)
] as const) {
  closed.addSubnet(network, prefix, 'ipv6')
}

/** Whether an address is private, of this computer, or of no single machine. What is no address counts as such. */
export function isPrivateAddress(address: string): boolean {
  const plain = address.split('%', 1)[0] ?? ''
  const version = isIP(plain)
  if (version === 0) return true
  if (version === 4) return closed.check(plain, 'ipv4')
  const within = embedded(plain)
  return within ? closed.check(within, 'ipv4') : closed.check(plain, 'ipv6')
}

/** The IPv4 address within one of IPv6, for the forms that lead there. */
function embedded(address: string): string | null {
  const words = wordsOf(address)
  const isMapped = words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff
  const isTranslated = words[0] === 0x64 && words[1] === 0xff9b
  if (isMapped || isTranslated) return dotted(words[6] ?? 0, words[7] ?? 0)
  return words[0] === 0x2002 ? dotted(words[1] ?? 0, words[2] ?? 0) : null
}

function dotted(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

function wordsOf(address: string): number[] {
  // As URLs write it: hexadecimal words, the longest run of zeros left out.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const read = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((word) => parseInt(word, 16))
  if (tail === undefined) return read(head)
  const [before, after] = [read(head), read(tail)]
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}
