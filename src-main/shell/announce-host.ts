// Tells whoever started the app from a terminal where its server is.

/** Makes what writes an address to the terminal when it is another one than before; null: none any more. */
export function announcer(): (address: string | null) => void {
  let told: string | null = null
  return (address) => {
    if (address === told) return
    told = address
    process.stdout.write(address ? `Filo hosts on ${address}\n` : 'Filo no longer hosts\n')
  }
}
