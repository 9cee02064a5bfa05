// Where a file goes or comes from, in the words of its server's dialect, as a thread that moves files needs it.
import { done, refuse, type Result } from '../../src-preload/contract/failure.ts'
import type { CompiledDialect, FileScene, Session, UploadWay } from '../dialects/compiled.ts'
import { startSession } from '../dialects/session.ts'
import type { FilePlace, TransferJob } from '../ports/transfer-calls.ts'
import type { Jars } from './jars.ts'
import { originsIn } from './link/http-door.ts'
import { originOf } from './link/target.ts'
import type { Move, Whither } from './mover-calls.ts'
import type { RosterEntry } from './roster.ts'

export interface PlanParts {
  job: TransferJob
  entry: RosterEntry
  jars: Jars
}

export interface PlaceParts {
  place: FilePlace
  entry: RosterEntry
  dialect: CompiledDialect | null
  now: number
}

/** What expressions about an upload see. */
export function sceneOf(
  { job, entry }: Pick<PlanParts, 'job' | 'entry'>,
  session: Session,
  now: number
): FileScene {
  const { name, mediaType, kind, sha256, width, height } = job
  return {
    file: { name, mediaType, kind, size: job.size ?? 0, sha256, width, height },
    conversation: job.conversation,
    origin: originOf(entry.link.connect.url) ?? '',
    asked: null,
    session,
    now
  }
}

/** How an upload goes over HTTP. */
export function planUpload(parts: PlanParts, way: UploadWay, scene: FileScene): Result<Move> {
  const { job } = parts
  const request = way.request?.(scene)
  if (!request || !job.source) return refuse('not-supported')
  const whither = whitherOf(parts, request)
  if (!whither) return refuse('address-invalid')
  // Elsewhere only where the server itself said so just now.
  if (!isOwnPlace(parts, whither) && scene.asked === null) return refuse('file-address-refused')
  const { fileId, source } = job
  if (way.kind === 'tus') {
    const uploadUrl = job.resume['upload'] ?? null
    const { metadata } = request
    return done({
      kind: 'tus',
      fileId,
      whither,
      uploadUrl,
      metadata,
      pieceBytes: way.pieceBytes,
      source
    })
  }
  return done({
    kind: way.kind === 'multipart' ? 'form' : 'body',
    fileId,
    whither,
    method: request.method,
    form: request.form,
    field: request.field ?? 'file',
    name: job.name,
    mediaType: job.mediaType,
    source
  })
}

/** Whether a file lies with somebody else than the server that told of it, who is asked with nothing of the server's. */
export function isElsewhere(parts: PlaceParts): boolean {
  const { link } = parts.entry
  const told = placeToldOf(parts)
  const origin = originOf(link.connect.url)
  if (!told || origin === null || !URL.canParse(told.address, origin)) return false
  const url = new URL(told.address, origin)
  return /^https?:$/.test(url.protocol) && ![origin, ...originsIn(link.login)].includes(url.origin)
}

/** What the dialect says of where a file is; null where nobody knows. */
function placeToldOf({ place, entry, dialect, now }: PlaceParts) {
  const { remoteId: id, url, name, mediaType: type, conversation } = place
  if (!dialect?.files) return url === null ? null : { address: url, headers: {} }
  const { login, me, remembered } = entry.link
  // Before the first connection: what an earlier one left.
  const session = entry.session ?? startSession(login, me, remembered)
  return dialect.files.download({ id, url, name, type }, conversation, session, now)
}

/** Where a file is fetched from. */
export function planDownload(
  parts: PlanParts,
  dialect: CompiledDialect | null,
  now: number
): Result<Move> {
  const { job, entry } = parts
  const told = placeToldOf({ place: job, entry, dialect, now })
  const whither = told && whitherOf(parts, told)
  if (!whither) return refuse('file-gone')
  const { fileId, folder, name, mediaType, size, sha256, most, bytes, resume } = job
  return done({
    kind: 'fetch',
    ...{ fileId, whither, folder, name, mediaType, size, sha256, most, bytes, resume }
  })
}

function whitherOf(
  { entry, jars }: PlanParts,
  { address, headers }: { address: string; headers: Record<string, string> }
): Whither | null {
  const { connect, passage, login, serverId, cookies } = entry.link
  const origin = originOf(connect.url)
  if (origin === null || !URL.canParse(address, origin)) return null
  const url = new URL(address, origin)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null
  url.username = url.password = url.hash = ''
  const places = [origin, ...originsIn(login)]
  return {
    url: url.href,
    origin,
    headers: { ...connect.headers, ...headers },
    cookie: url.origin === origin ? jars.of(serverId, cookies).header(url) : '',
    passage,
    hosts: places.map((place) => new URL(place).hostname)
  }
}

function isOwnPlace({ entry }: PlanParts, { url, origin }: Whither): boolean {
  return [origin, ...originsIn(entry.link.login)].includes(new URL(url).origin)
}
