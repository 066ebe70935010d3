// Runs in the page, hence plain JavaScript: what a visitor with a screen reader, a keyboard or weak eyes would stumble over.
globalThis.auditPage = () => {
  const root = document.querySelector('dialog[open]') ?? document.body
  return [...namesMissing(root), ...structureFaults(), ...contrastFaults(root), ...targetFaults(root)]
}

const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
const describe = (element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 140)

function namesMissing(root) {
  const faults = []
  for (const element of root.querySelectorAll('button, a[href], summary, input, textarea, select')) {
    if (!visible(element)) continue
    const labelled =
      element.labels?.length > 0 || element.getAttribute('aria-label') || element.getAttribute('aria-labelledby')
    const isField = element.matches('input, textarea, select')
    if (!labelled && (isField || element.textContent.trim() === '')) faults.push(`no name: ${describe(element)}`)
  }
  for (const image of root.querySelectorAll('img:not([alt])')) faults.push(`no alt: ${describe(image)}`)
  for (const drawing of root.querySelectorAll('svg')) {
    if (!drawing.closest('[aria-hidden="true"]')) faults.push(`drawing is not hidden: ${describe(drawing)}`)
  }
  for (const hidden of root.querySelectorAll('[aria-hidden="true"]')) {
    if (hidden.querySelector('button, a[href], input, textarea, [tabindex="0"]'))
      faults.push(`focusable but hidden: ${describe(hidden)}`)
  }
  return faults
}

function structureFaults() {
  const faults = []
  if (document.documentElement.lang === '') faults.push('the page has no language')
  if (document.title === '') faults.push('the page has no title')
  if (document.querySelectorAll('main').length !== 1) faults.push('there is not exactly one main')
  if (document.querySelectorAll('h1').length !== 1) faults.push('there is not exactly one h1')
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) faults.push(`id used twice: ${id}`)
  for (const attribute of ['aria-labelledby', 'aria-describedby']) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(' ')) {
        if (document.getElementById(id) === null) faults.push(`${attribute} names nothing: ${id}`)
      }
    }
  }
  for (const element of document.querySelectorAll('[tabindex]')) {
    if (element.tabIndex > 0) faults.push(`tab order is forced: ${describe(element)}`)
  }
  let level = 0
  for (const heading of document.querySelectorAll('main :is(h1, h2, h3, h4)')) {
    if (heading.closest('dialog')) continue
    const next = Number(heading.tagName[1])
    if (next > level + 1) faults.push(`heading level skipped before: ${describe(heading)}`)
    level = next
  }
  return faults
}

// WCAG 2.2: 24 px (2.5.8), except for links within a sentence.
function targetFaults(root) {
  return [...root.querySelectorAll('button, summary, input, textarea')]
    .filter(visible)
    .filter((element) => element.getBoundingClientRect().height < 24 || element.getBoundingClientRect().width < 24)
    .map((element) => `too small to hit: ${describe(element)}`)
}

// WCAG 2.2, 1.4.3: 4.5 to 1, or 3 to 1 from 24 px on.
function contrastFaults(root) {
  const faults = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement
    const skipped = walker.currentNode.data.trim() === '' || !visible(element) || element.closest('.sr-only, :disabled')
    if (skipped || element.closest('noscript, script, style')) continue
    const style = getComputedStyle(element)
    const paint = element instanceof SVGElement ? style.fill : style.color
    const below = backgroundOf(element)
    const ratio = contrast(blend(rgba(paint), below), below)
    const least = Number.parseFloat(style.fontSize) >= 24 ? 3 : 4.5
    if (ratio < least) faults.push(`contrast ${ratio.toFixed(2)}: ${describe(element)}`)
  }
  return faults
}

function backgroundOf(element) {
  const layers = []
  for (let current = element; current; current = current.parentElement) {
    layers.unshift(rgba(getComputedStyle(current).backgroundColor))
    if (current.matches('dialog')) break
  }
  return layers.reduce((below, layer) => blend(layer, below), [255, 255, 255, 255])
}

const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })

// Computed colours are written in oklch(); the canvas knows how to turn any of them into bytes.
function rgba(color) {
  canvas.clearRect(0, 0, 1, 1)
  canvas.fillStyle = color
  canvas.fillRect(0, 0, 1, 1)
  return [...canvas.getImageData(0, 0, 1, 1).data]
}

function blend(above, below) {
  const alpha = above[3] / 255
  return [0, 1, 2].map((channel) => above[channel] * alpha + below[channel] * (1 - alpha)).concat(255)
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(color) {
  const [red, green, blue] = color.map((byte) => {
    const part = byte / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
