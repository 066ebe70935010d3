interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Every way to break one part of an alert's expression, each part on its own: a branch of an `or` is left out, or always
 * true; an `and` or `unless` is left out; a comparison is never true, true too early, or too late.
 */
export function mutateExpression(expr: string): string[] {
  const replaced = ({ start, end }: Range, text: string) => expr.slice(0, start) + text + expr.slice(end)
  const branches = groupsOf(expr).flatMap((group) => {
    const parts = split(expr, group, ['or'])
    return parts.length < 2 ? [] : parts
  })
  const conditions = groupsOf(expr).flatMap((group) => {
    return split(expr, group, ['or']).flatMap((branch) => {
      const [first, ...others] = split(expr, branch, ['and', 'unless'])
      // Along with the operator in front of it.
      return first ? others.map(({ end }, index) => ({ start: (others[index - 1] ?? first).end, end })) : []
    })
  })
  return [
    ...branches.map((range) => replaced(range, ' (vector(1) < 0) ')),
    ...branches.map((range) => replaced(range, ' vector(1) ')),
    ...conditions.map((range) => replaced(range, ' ')),
    ...[...expr.matchAll(/(==|!=|>=|<=|>|<) (-?[0-9.]+)/g)].flatMap(({ index, 0: found, 1: operator = '', 2: bound }) =>
      otherComparisons(operator, Number(bound)).map((other) =>
        replaced({ start: index, end: index + found.length }, other),
      ),
    ),
  ]
}

function otherComparisons(operator: string, bound: number): string[] {
  if (operator === '==') return [`!= ${bound}`, '>= 0']
  if (bound === 0) return [`${operator}= 0`, `${operator} ${operator === '>' ? 1e12 : -1e12}`]
  return [`${operator} ${bound * 2}`, `${operator} ${bound / 2}`]
}

/** The whole expression, and what stands in each pair of its parentheses. */
function groupsOf(expr: string): Range[] {
  const groups: Range[] = [{ start: 0, end: expr.length }]
  const open: number[] = []
  for (const [index, character] of [...expr].entries()) {
    if (character === '(') open.push(index + 1)
    if (character === ')') groups.push({ start: open.pop() ?? 0, end: index })
  }
  return groups
}

/** The parts of a range between these operators, as far as no parentheses are around those. */
function split(expr: string, { start, end }: Range, operators: readonly string[]): Range[] {
  const parts: Range[] = []
  let depth = 0
  let from = start
  for (let index = start; index < end; index += 1) {
    if (expr[index] === '(') depth += 1
    if (expr[index] === ')') depth -= 1
    const operator = operators.find((word) => new RegExp(`^\\s${word}\\s`).test(expr.slice(index, end)))
    if (depth !== 0 || operator === undefined) continue
    parts.push({ start: from, end: index })
    from = index + 1 + operator.length
  }
  return [...parts, { start: from, end }]
}
