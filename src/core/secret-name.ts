const SECRET_NAME = /(^|_)(KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|CREDENTIALS?)$/i;

/** Whether an environment variable of this name holds something that nobody may see. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}
