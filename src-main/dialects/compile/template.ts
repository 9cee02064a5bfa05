// Compiles JSON with expressions in it: texts that begin with `=`, as in a spreadsheet.
/*
 * `{ "room": "=conversation.remoteId", "replyTo?": "=entry.replyTo.remoteId" }`: a key that ends in
 * `?` is left out where its value is null. A literal text that begins with `=` is written as an
 * expression: `"='=text'"`.
 */
import type { Evaluate, Frame } from '../expressions/frame.ts'
import { asText, isMap } from '../expressions/values.ts'
import type { Compiler } from './compiler.ts'

const MAX_DEPTH = 12
const MAX_PARTS = 200

/** Compiles a template; an absent one is null. */
export function compileTemplate(value: unknown, compiler: Compiler, depth = 0): Evaluate {
  if (depth > MAX_DEPTH) compiler.refuse('nested too deep')
  if (typeof value === 'string') return compileText(value, compiler)
  if (Array.isArray(value)) return compileList(value as unknown[], compiler, depth)
  if (isMap(value)) return compileMap(value, compiler, depth)
  const isPlain = value === null || typeof value === 'number' || typeof value === 'boolean'
  if (!isPlain && value !== undefined) compiler.refuse('not JSON')
  return () => value ?? null
}

/** Compiles one text: an expression where it begins with `=`. */
export function compileText(value: string, compiler: Compiler): Evaluate {
  if (!value.startsWith('=')) return () => value
  return compiler.need('', value.slice(1))
}

/** Names with texts; one that is null is left out. */
export function compileTexts(
  texts: Record<string, string> | undefined,
  compiler: Compiler
): (frame: Frame) => Record<string, string> {
  const parts = Object.entries(texts ?? {}).map(
    ([name, text]) => [name, compileText(text, compiler.at(name))] as const
  )
  return (frame) => {
    const made: Record<string, string> = {}
    for (const [name, read] of parts) {
      const text = asText(read(frame))
      if (text !== null) made[name] = text
    }
    return made
  }
}

function compileList(list: readonly unknown[], compiler: Compiler, depth: number): Evaluate {
  if (list.length > MAX_PARTS) compiler.refuse('too many elements')
  const parts = list.map((part, at) => compileTemplate(part, compiler.at(at), depth + 1))
  return (frame) => parts.map((part) => part(frame))
}

function compileMap(map: Record<string, unknown>, compiler: Compiler, depth: number): Evaluate {
  const keys = Object.keys(map)
  if (keys.length > MAX_PARTS) compiler.refuse('too many keys')
  const parts = keys.map((key) => ({
    key: safeKey(key, compiler),
    isOptional: key.endsWith('?'),
    value: compileTemplate(map[key], compiler.at(key), depth + 1)
  }))
  return (frame) => {
    const made: Record<string, unknown> = {}
    for (const part of parts) {
      const value = part.value(frame)
      if (value !== null || !part.isOptional) made[part.key] = value
    }
    return made
  }
}

function safeKey(key: string, compiler: Compiler): string {
  const name = key.endsWith('?') ? key.slice(0, -1) : key
  if (name === '__proto__' || name === 'constructor' || name === 'prototype') {
    compiler.refuse(`the key ${name} is not allowed`)
  }
  return name
}
