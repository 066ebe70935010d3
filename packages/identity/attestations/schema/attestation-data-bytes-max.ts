/** Of encoded data, by default. In a file of its own: whoever only reads copies does without the code that encodes. */
export const attestationDataBytesMax = 65_536
