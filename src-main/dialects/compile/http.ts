// Compiles requests over HTTP, and what their answers mean where the dialect does not say.
import type { Failure, FailureCode } from '../../../src-preload/contract/failure.ts'
import type { HttpRequest } from '../compiled.ts'
import { cleanCount, cleanReason } from '../clean.ts'
import type { Frame } from '../expressions/frame.ts'
import { asText, isMap, open } from '../expressions/values.ts'
import type { Http } from '../schema/http.ts'
import type { Compiler } from './compiler.ts'
import type { Refusal } from './failure.ts'
import { compileTemplate, compileText, compileTexts } from './template.ts'

/** Wait for an answer where the dialect says nothing, ms. */
const USUAL_TIMEOUT = 10_000
/** Characters of an address. */
const MAX_ADDRESS = 4_000
/** Longest pause that a server may ask for, s. */
const LONGEST_PAUSE = 3_600
/** Where servers put their words for a refusal. */
const reasonKeys = ['message', 'error', 'reason', 'detail', 'msg'] as const

/** Compiles one request; null where it can't be said now, such as an address that is not known yet. */
export function compileRequest(
  http: Http,
  compiler: Compiler
): (frame: Frame) => HttpRequest | null {
  if (http.json !== undefined && http.form !== undefined) compiler.refuse('json or form, not both')
  const address = compileText(http.address, compiler.at('address'))
  const query = compileTexts(http.query, compiler.at('query'))
  const headers = compileTexts(http.headers, compiler.at('headers'))
  const body = compileBody(http, compiler)
  const usual = http.json === undefined && http.form === undefined ? 'GET' : 'POST'
  return (frame) => {
    const where = asText(address(frame))
    if (where === null || where === '' || where.length > MAX_ADDRESS) return null
    return {
      method: http.method ?? usual,
      address: withQuery(where, query(frame)),
      headers: headers(frame),
      body: body(frame),
      timeoutMs: http.timeoutMs ?? USUAL_TIMEOUT
    }
  }
}

function compileBody(http: Http, compiler: Compiler): (frame: Frame) => HttpRequest['body'] {
  if (http.json !== undefined) {
    const json = compileTemplate(http.json, compiler.at('json'))
    return (frame) => ({ type: 'application/json', text: JSON.stringify(json(frame)) })
  }
  if (http.form === undefined) return () => null
  const form = compileTemplate(http.form, compiler.at('form'))
  return (frame) => ({
    type: 'application/x-www-form-urlencoded',
    text: String(new URLSearchParams(textsOf(form(frame))))
  })
}

function textsOf(value: unknown): Record<string, string> {
  const entries = isMap(value) ? Object.entries(value) : []
  return Object.fromEntries(
    entries.flatMap(([name, one]) => {
      const text = asText(one)
      return text === null ? [] : [[name, text]]
    })
  )
}

function withQuery(address: string, query: Record<string, string>): string {
  if (Object.keys(query).length === 0) return address
  const joint = address.includes('?') ? '&' : '?'
  return `${address}${joint}${String(new URLSearchParams(query))}`
}

/** The status of the answer that a frame holds; 0 where there is none. */
function statusOf(frame: Frame): number {
  return cleanCount(open(frame.args[1], 'status')) ?? 0
}

/** Whether an answer went well, by its status alone; a login may end by sending elsewhere. */
export function wentWell(frame: Frame, isLogin: boolean): boolean {
  const status = statusOf(frame)
  return status >= 200 && status < (isLogin ? 400 : 300)
}

/** What a status that is no success says; `usual` is for those that say nothing in particular. */
export function refusalByStatus(frame: Frame, usual: FailureCode, isLogin: boolean): Refusal {
  const status = statusOf(frame)
  const reason = reasonIn(frame.args[0])
  const why = (code: FailureCode, retry = false): Failure => ({
    code,
    retry,
    detail: { ...(reason === null ? {} : { reason }), status }
  })
  const told = (failure: Failure, retryAfterMs: number | null = null): Refusal => ({
    failure,
    retryAfterMs
  })
  if (status === 429 || status === 503) {
    return told(why(status === 429 ? 'rate-limited' : 'server-trouble', true), pauseIn(frame))
  }
  if (status >= 500) return told(why('server-trouble', isLogin))
  // Servers that do not take the login also call it a bad request, or unprocessable.
  if (isLogin && [400, 401, 403, 422].includes(status)) return told(why('secret-wrong'))
  // Elsewhere: to the page where one logs in, since there is nothing else to be had.
  if (status === 401 || (status >= 300 && status < 400)) return told(why('login-needed'))
  if (status === 403) return told(why('not-allowed'))
  if (isLogin && status === 404) return told(why('dialect-mismatch'))
  return told(why(usual))
}

function reasonIn(body: unknown): string | null {
  for (const key of reasonKeys) {
    const said = open(body, key)
    const text = cleanReason(isMap(said) ? open(said, 'message') : said)
    if (text !== null && text !== '') return text
  }
  return null
}

function pauseIn(frame: Frame): number | null {
  const seconds = Number(open(open(frame.args[1], 'headers'), 'retry-after'))
  return seconds > 0 ? Math.min(seconds, LONGEST_PAUSE) * 1_000 : null
}
