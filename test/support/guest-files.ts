// What a plain guest of a Filo host does with files: sends them by tus and fetches them, by nothing but `fetch`.

const TUS = { 'Tus-Resumable': '1.0.0' }

export interface GuestAt {
  /** The host's address. */
  address: string
  token: string
}

/** Sends a file into the lobby's care; answers with its id. Throws where the host does not take it. */
export async function putFile(
  { address, token }: GuestAt,
  name: string,
  bytes: Uint8Array<ArrayBuffer>
): Promise<string> {
  const known = { ...TUS, Authorization: `Bearer ${token}` }
  const named = `filename ${btoa(name)},conversation ${btoa('lobby')}`
  const made = await fetch(`${address}/files`, {
    method: 'POST',
    headers: { ...known, 'Upload-Length': String(bytes.length), 'Upload-Metadata': named }
  })
  const id = made.headers.get('Location')?.split('/').at(-1) ?? ''
  const type = { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': '0' }
  const url = `${address}/files/${id}`
  const sent = await fetch(url, { method: 'PATCH', headers: { ...known, ...type }, body: bytes })
  if (sent.status !== 204) throw new Error(`the host took no file: ${sent.status}`)
  return id
}

/** The bytes of a file. */
export async function getFile({ address, token }: GuestAt, id: string): Promise<Uint8Array> {
  const headers = { Authorization: `Bearer ${token}` }
  const answer = await fetch(`${address}/files/${id}`, { headers })
  if (answer.status !== 200) throw new Error(`the host gave no file: ${answer.status}`)
  return new Uint8Array(await answer.arrayBuffer())
}
