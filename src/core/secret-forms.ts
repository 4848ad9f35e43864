/** Returns a secret as it stands and as it reads in an address, in JSON, in HTML, in base64 and in hexadecimal; empty for no secret. */
export function secretForms(secret: string): string[] {
  if (secret === '') return [];
  const bytes = Buffer.from(secret);
  const percent = encodeURIComponent(secret);
  const forms = [
    secret,
    percent,
    percent.replace(/%../g, (code) => code.toLowerCase()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;'),
  ];
  // Of a short text these are too short to be told from other words.
  if (bytes.length >= 8)
    forms.push(
      bytes.toString('base64'),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      Buffer.from(`Bearer ${secret}`).toString('base64'),
      bytes.toString('hex'),
      bytes.toString('hex').toUpperCase(),
    );
  return [...new Set(forms)].sort((one, other) => other.length - one.length);
}
