import type { paths } from '../api/openapi.ts'

// What docs/openapi.json says of one call, by its method and path.

export type Method = 'get' | 'post' | 'put' | 'delete'

export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends { [Key in M]: object } ? Path : never
}[keyof paths]

type Operation<M extends Method, P extends PathOf<M>> = paths[P] extends { [Key in M]: infer O } ? O : never

type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined

/** The body of an answer that is no error. */
export type AnswerOf<M extends Method, P extends PathOf<M>> =
  Operation<M, P> extends { responses: infer Answers }
    ? { [Status in keyof Answers & (200 | 201 | 202 | 204)]: Json<Answers[Status]> }[keyof Answers &
        (200 | 201 | 202 | 204)]
    : never

type BodyOf<O> = O extends { requestBody: infer Body } ? Json<Body> : undefined
/** What a call needs; what the document does not ask for may be left out. */
export type RequestOf<M extends Method, P extends PathOf<M>> = Parts<Operation<M, P>>

type Parts<O> = (BodyOf<O> extends undefined ? object : { readonly body: BodyOf<O> }) &
  (O extends { parameters: { path: infer Given extends object } } ? { readonly path: Given } : object) & {
    readonly query?: O extends { parameters: { query?: infer Given } } ? OrUndefined<Given> : never
  }

type OrUndefined<T> = { readonly [Key in keyof T]: T[Key] | undefined }
