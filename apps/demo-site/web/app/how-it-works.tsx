const steps = [
  {
    title: 'Read, then sign',
    text: 'The message names this site, your account and how long it is valid. Your signature proves the account is yours; it moves nothing.',
  },
  {
    title: 'Say who you are',
    text: 'A few sentences are enough. They are turned into a vector, a point among the statements of everyone here.',
  },
  {
    title: 'See who is near',
    text: 'Find the identities closest to yours, how close they are, and the words you share.',
  },
  {
    title: 'Vouch for somebody',
    text: 'Sign what you know about them, with a file as evidence where you have one. Anyone can check it, and you can take it back.',
  },
]

export function HowItWorks() {
  return (
    <ol className="mt-14 grid gap-x-10 gap-y-8 border-line border-t pt-10 sm:mt-20 sm:grid-cols-2 lg:grid-cols-4">
      {steps.map((step, index) => (
        <li key={step.title}>
          <span aria-hidden="true" className="font-display text-2xl text-accent italic">
            {index + 1}
          </span>
          <h2 className="mt-1 text-xl">{step.title}</h2>
          <p className="mt-2 text-muted">{step.text}</p>
        </li>
      ))}
    </ol>
  )
}
