import type { RandomSource } from './random-source.ts'
import { communities, type Field, fields, goals, interests, networks, places } from './vocabulary.ts'

/** A self-description as people write it: who, what, with what, and something private. 2–5 sentences. */
export function statementOf(random: RandomSource): string {
  const field = random.pick(fields)
  const sentences = [
    random.pick(openings)(random, field),
    random.pick(focuses)(random, field),
    ...random.pickSeveral(extras, random.integer(3)).map((extra) => extra(random, field)),
    random.pick(closings)(random, field),
  ]
  return sentences.join(' ')
}

type Sentence = (random: RandomSource, field: Field) => string

const openings: readonly Sentence[] = [
  (random, field) => `I am ${random.pick(field.roles)} from ${random.pick(places)}.`,
  (random, field) =>
    `${capitalized(random.pick(field.roles))} in ${random.pick(places)}, mostly on ${random.pick(networks)}.`,
  (random, field) => `By day I am ${random.pick(field.roles)}; by night I tinker on ${random.pick(networks)}.`,
  (random, field) =>
    `After ${3 + random.integer(20)} years as ${random.pick(field.roles)} I moved to ${random.pick(places)}.`,
  (random, field) =>
    `Working as ${random.pick(field.roles)} and curious about ${random.pick(random.pick(fields).work)}.`,
  (random, field) => `Hi, I am ${random.pick(field.roles)} who also helps run ${random.pick(communities)}.`,
]

const focuses: readonly Sentence[] = [
  (random, field) => `These days I work on ${list(random.pickSeveral(field.work, 2))}.`,
  (random, field) =>
    `My focus is ${random.pick(field.work)}, and I am good at ${list(random.pickSeveral(field.skills, 2))}.`,
  (random, field) =>
    `I care about ${list(random.pickSeveral(field.work, 2))} and use ${random.pick(field.skills)} every day.`,
  (random, field) =>
    `Currently building something around ${random.pick(field.work)} with ${list(random.pickSeveral(field.skills, 2))}.`,
  (random, field) => `Ask me about ${list(random.pickSeveral([...field.work, ...field.skills], 3))}.`,
]

const extras: readonly Sentence[] = [
  (random) => `You can find me in ${random.pick(communities)}.`,
  (random) => `I hold attestations on ${list(random.pickSeveral(networks, 2))}.`,
  (random, field) => `Happy to help beginners with ${random.pick(field.skills)}.`,
  (random) => `Slowly learning ${random.pick(random.pick(fields).skills)}.`,
  (random) => `I volunteer with ${random.pick(communities)} when time allows.`,
]

const closings: readonly Sentence[] = [
  (random) => `Away from the screen: ${list(random.pickSeveral(interests, 2))}.`,
  (random) => `Looking for ${random.pick(goals.filter((goal) => !goal.startsWith('to ')))}.`,
  (random) => `I am here ${random.pick(goals.filter((goal) => goal.startsWith('to ')))}.`,
  (random) => `Weekends belong to ${random.pick(interests)}.`,
  (random) => `${capitalized(list(random.pickSeveral(interests, 3)))} keep me sane.`,
]

function list(items: readonly string[]): string {
  const last = items.at(-1) ?? ''
  return items.length > 1 ? `${items.slice(0, -1).join(', ')} and ${last}` : last
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
